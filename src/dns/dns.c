#include "src/dns/dns.h"

#include "src/dns/backend.h"
#include "src/dns/name.h"

struct MwDns {
    MwDnsBackend backend;
    void *self;
};

MwDns *mw_dns_new(const MwDnsBackend *backend, void *self)
{
    MwDns *dns = g_new0(MwDns, 1);
    dns->backend = *backend;
    dns->self = self;
    return dns;
}

void mw_dns_free(MwDns *dns)
{
    if (dns == NULL)
        return;
    dns->backend.free(dns->self);
    g_free(dns);
}

const char *mw_dns_mode(const MwDns *dns)
{
    return dns->backend.mode;
}

void mw_dns_prefetch(MwDns *dns, const char *name, MwDnsType type)
{
    if (dns->backend.prefetch == NULL)
        return;
    g_autofree char *normal = mw_dns_name_normalize(mw_span(name));
    if (normal != NULL)
        dns->backend.prefetch(dns->self, normal, type);
}

/* ---- sessions ---- */

/* A question, and in the table its answer. The texts of one in the table are the answer's own,
 * but for `server`, since a file may answer for a server with the resolver's data. */
typedef struct {
    const char *server, *name;
    MwDnsType type;
} Question;

typedef struct {
    Question question; /* first: the table's keys point here */
    char *server, *name;
    MwDnsAnswer *answer;
} Asked;

struct MwDnsSession {
    MwDns *dns;
    gint64 deadline_us;    /* 0: none */
    GHashTable *questions; /* Question* -> Asked* */
    GPtrArray *answers;    /* the table's */
    bool asked, answered;
};

static guint hash_question(gconstpointer data)
{
    const Question *question = data;
    guint hash = g_str_hash(question->name) * 31 + question->type;
    return question->server != NULL ? hash ^ g_str_hash(question->server) * 7 : hash;
}

static gboolean questions_are_equal(gconstpointer a, gconstpointer b)
{
    const Question *left = a, *right = b;
    return left->type == right->type && strcmp(left->name, right->name) == 0 &&
           g_strcmp0(left->server, right->server) == 0;
}

static void free_asked(gpointer data)
{
    Asked *asked = data;
    mw_dns_answer_unref(asked->answer);
    g_free(asked->server);
    g_free(asked->name);
    g_free(asked);
}

MwDnsSession *mw_dns_session_new(MwDns *dns, unsigned time_limit_ms)
{
    MwDnsSession *session = g_new0(MwDnsSession, 1);
    session->dns = dns;
    if (time_limit_ms > 0)
        session->deadline_us = g_get_monotonic_time() + (gint64)time_limit_ms * 1000;
    session->questions =
        g_hash_table_new_full(hash_question, questions_are_equal, NULL, free_asked);
    session->answers = g_ptr_array_new();
    return session;
}

void mw_dns_session_free(MwDnsSession *session)
{
    if (session == NULL)
        return;
    g_hash_table_unref(session->questions);
    g_ptr_array_unref(session->answers);
    g_free(session);
}

static const MwDnsAnswer *remember(MwDnsSession *session, const Question *question,
                                   MwDnsAnswer *answer)
{
    Asked *asked = g_new0(Asked, 1);
    asked->server = g_strdup(question->server);
    asked->name = g_strdup(question->name);
    asked->question = (Question){asked->server, asked->name, question->type};
    asked->answer = answer;
    g_hash_table_insert(session->questions, &asked->question, asked);
    g_ptr_array_add(session->answers, answer);
    if (answer->failure != MW_DNS_BAD_NAME) {
        session->asked = true;
        session->answered |= answer->status != MW_DNS_FAILED;
    }
    return answer;
}

static MwDnsAnswer *bad_name(const Question *question)
{
    MwDnsAnswer *answer = mw_dns_answer_new(question->name, question->type, MW_DNS_BAD_NAME);
    answer->server = g_strdup(question->server);
    return answer;
}

/* `name` is as given, `server` in normal form or NULL. */
static const MwDnsAnswer *ask(MwDnsSession *session, const char *server, const char *name,
                              MwDnsType type)
{
    g_autofree char *normal = NULL;
    bool bad = false;
    if (!mw_dns_name_is_normal(name)) {
        normal = mw_dns_name_normalize(mw_span(name));
        bad = normal == NULL;
    }
    Question question = {server, normal != NULL ? normal : name, type};
    const Asked *asked = g_hash_table_lookup(session->questions, &question);
    if (asked != NULL)
        return asked->answer;
    const MwDns *dns = session->dns;
    return remember(
        session, &question,
        bad ? bad_name(&question)
            : dns->backend.ask(dns->self, server, question.name, type, session->deadline_us));
}

const MwDnsAnswer *mw_dns_ask(MwDnsSession *session, const char *name, MwDnsType type)
{
    return ask(session, NULL, name, type);
}

const MwDnsAnswer *mw_dns_ask_server(MwDnsSession *session, const char *server, const char *name,
                                     MwDnsType type)
{
    g_autofree char *normal = mw_dns_name_normalize(mw_span(server));
    if (normal == NULL) {
        Question question = {server, name, type};
        const Asked *asked = g_hash_table_lookup(session->questions, &question);
        return asked != NULL ? asked->answer : remember(session, &question, bad_name(&question));
    }
    return ask(session, normal, name, type);
}

const GPtrArray *mw_dns_session_answers(const MwDnsSession *session)
{
    return session->answers;
}

bool mw_dns_session_is_alive(const MwDnsSession *session)
{
    return session->answered || !session->asked;
}
