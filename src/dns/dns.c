#include "src/dns/dns.h"

#include "src/dns/backend.h"
#include "src/dns/name.h"

enum { QUESTIONS_USUAL = 24 }; /* of one message */

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

/* A question, found by its hash. Name and type are those of the answer; the server need not be: a
 * file may answer for one with the resolver's own answer. */
typedef struct {
    guint hash;
    char *server; /* NULL: the resolver */
} Asked;

/* A message asks a dozen questions or two: a list is searched sooner than a table is made. */
struct MwDnsSession {
    MwDns *dns;
    gint64 deadline_us; /* 0: none */
    GArray *questions;  /* Asked */
    GPtrArray *answers; /* MwDnsAnswer*, to the questions of the same numbers */
    bool asked, answered;
};

static void clear_asked(gpointer data)
{
    g_free(((Asked *)data)->server);
}

static void unref_answer(gpointer answer)
{
    mw_dns_answer_unref(answer);
}

MwDnsSession *mw_dns_session_new(MwDns *dns, unsigned time_limit_ms)
{
    MwDnsSession *session = g_new0(MwDnsSession, 1);
    session->dns = dns;
    if (time_limit_ms > 0)
        session->deadline_us = g_get_monotonic_time() + (gint64)time_limit_ms * 1000;
    session->questions = g_array_sized_new(FALSE, FALSE, sizeof(Asked), QUESTIONS_USUAL);
    g_array_set_clear_func(session->questions, clear_asked);
    session->answers = g_ptr_array_new_full(QUESTIONS_USUAL, unref_answer);
    return session;
}

void mw_dns_session_free(MwDnsSession *session)
{
    if (session == NULL)
        return;
    g_array_unref(session->questions);
    g_ptr_array_unref(session->answers);
    g_free(session);
}

/* NULL: not asked yet. `hash` is that of the question. */
static const MwDnsAnswer *find(const MwDnsSession *session, const MwDnsQuestion *question,
                               guint hash)
{
    for (guint i = 0; i < session->questions->len; i++) {
        const Asked *asked = &g_array_index(session->questions, Asked, i);
        if (asked->hash != hash)
            continue;
        const MwDnsAnswer *answer = g_ptr_array_index(session->answers, i);
        const MwDnsQuestion known = {asked->server, answer->name, answer->type};
        if (mw_dns_question_equal(&known, question))
            return answer;
    }
    return NULL;
}

static void remember(MwDnsSession *session, const MwDnsQuestion *question, guint hash,
                     MwDnsAnswer *answer)
{
    const Asked asked = {hash, g_strdup(question->server)};
    g_array_append_val(session->questions, asked);
    g_ptr_array_add(session->answers, answer);
    if (answer->failure != MW_DNS_BAD_NAME) {
        session->asked = true;
        session->answered |= answer->status != MW_DNS_FAILED;
    }
}

/* What cannot be asked for is answered here. */
static const MwDnsAnswer *ask_once(MwDnsSession *session, const MwDnsQuestion *question, bool bad)
{
    guint hash = mw_dns_question_hash(question);
    const MwDnsAnswer *known = find(session, question, hash);
    if (known != NULL)
        return known;
    const MwDns *dns = session->dns;
    MwDnsAnswer *answer = bad ? mw_dns_question_fail(question, MW_DNS_BAD_NAME)
                              : dns->backend.ask(dns->self, question, session->deadline_us);
    remember(session, question, hash, answer);
    return answer;
}

/* `name` is as given, `server` in normal form or NULL. */
static const MwDnsAnswer *ask(MwDnsSession *session, const char *server, const char *name,
                              MwDnsType type)
{
    MwDnsQuestion question = {server, name, type};
    if (mw_dns_name_is_normal(name))
        return ask_once(session, &question, false);
    g_autofree char *normal = mw_dns_name_normalize(mw_span(name));
    if (normal != NULL)
        question.name = normal;
    return ask_once(session, &question, normal == NULL);
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
        const MwDnsQuestion question = {server, name, type};
        return ask_once(session, &question, true);
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
