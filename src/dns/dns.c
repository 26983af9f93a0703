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

void mw_dns_prefetch_server(MwDns *dns, const char *server, const char *name, MwDnsType type)
{
    if (dns->backend.prefetch == NULL)
        return;
    g_autofree char *normal = mw_dns_name_normalize(mw_span(name));
    g_autofree char *host = server != NULL ? mw_dns_name_normalize(mw_span(server)) : NULL;
    MwDnsQuestion question = {host, normal, type};
    if (normal != NULL && (host != NULL || server == NULL))
        dns->backend.prefetch(dns->self, &question);
}

void mw_dns_prefetch(MwDns *dns, const char *name, MwDnsType type)
{
    mw_dns_prefetch_server(dns, NULL, name, type);
}

/* ---- sessions ---- */

/* The texts are copies: a file may answer for a server with the resolver's own answer. */
typedef struct {
    MwDnsQuestion question; /* first: the table's keys point here */
    char *server, *name;
    MwDnsAnswer *answer;
} Asked;

struct MwDnsSession {
    MwDns *dns;
    gint64 deadline_us;    /* 0: none */
    GHashTable *questions; /* MwDnsQuestion* -> Asked* */
    GPtrArray *answers;    /* the table's */
    bool asked, answered;
};

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
        g_hash_table_new_full(mw_dns_question_hash, mw_dns_question_equal, NULL, free_asked);
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

static const MwDnsAnswer *remember(MwDnsSession *session, const MwDnsQuestion *question,
                                   MwDnsAnswer *answer)
{
    Asked *asked = g_new0(Asked, 1);
    asked->server = g_strdup(question->server);
    asked->name = g_strdup(question->name);
    asked->question = (MwDnsQuestion){asked->server, asked->name, question->type};
    asked->answer = answer;
    g_hash_table_insert(session->questions, &asked->question, asked);
    g_ptr_array_add(session->answers, answer);
    if (answer->failure != MW_DNS_BAD_NAME) {
        session->asked = true;
        session->answered |= answer->status != MW_DNS_FAILED;
    }
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
    MwDnsQuestion question = {server, normal != NULL ? normal : name, type};
    const Asked *asked = g_hash_table_lookup(session->questions, &question);
    if (asked != NULL)
        return asked->answer;
    if (bad)
        return remember(session, &question, mw_dns_question_fail(&question, MW_DNS_BAD_NAME));
    const MwDns *dns = session->dns;
    return remember(session, &question,
                    dns->backend.ask(dns->self, &question, session->deadline_us));
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
        MwDnsQuestion question = {server, name, type};
        const Asked *asked = g_hash_table_lookup(session->questions, &question);
        return asked != NULL
                   ? asked->answer
                   : remember(session, &question, mw_dns_question_fail(&question, MW_DNS_BAD_NAME));
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
