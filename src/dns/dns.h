#pragma once

#include "src/dns/answer.h"

/* The one way to DNS. A source (MwDns) is shared by all threads: a file, a live resolver behind
 * a cache, or none. A session (MwDnsSession) is one message's use of it, by one thread: it owns
 * the answers it was given, knows what was asked and what failed, and holds the time limit. */

/* ---- sources ---- */

typedef struct MwDns MwDns;

/* Answers from a master file (RFC 1035, 5) with $FAIL, $SERVER and $RESOLVER. What it does not
 * hold does not exist. Wildcards answer as in DNS. NULL and an error naming file and line.
 * A server without a $SERVER section answers what the resolver does, so that simple files stay
 * simple; zone_file.h tells where the reader is lenient. */
MwDns *mw_dns_file_new(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same from memory, for tests. `label` stands for the path in errors. */
MwDns *mw_dns_file_new_from_text(const char *text, const char *label,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
    const char *server;      /* "ADDR", "ADDR@PORT", "[ADDR6]:PORT"; NULL: those of the system */
    unsigned timeout_ms;     /* for one question, retries and TCP included */
    bool check_dnssec;       /* on SERVFAIL ask once more with CD set, to tell BOGUS */
    unsigned authority_port; /* where mw_dns_ask_server asks; 0: 53 */
} MwDnsLiveOptions;

/* A live resolver: one dispatcher thread, a cache with positive, negative and failure TTLs,
 * equal questions in flight asked once. */
MwDns *mw_dns_live_new(const MwDnsLiveOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Answers FAILED/NOT_ASKED to everything: --no-dns. */
MwDns *mw_dns_none_new(void);

void mw_dns_free(MwDns *dns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDns, mw_dns_free)

/* "file", "live" or "none". */
const char *mw_dns_mode(const MwDns *dns);

/* Asks ahead without waiting; a later question finds the answer in the cache or in flight. */
void mw_dns_prefetch(MwDns *dns, const char *name, MwDnsType type);

/* The same for one server. Nothing happens unless that server was asked before. */
void mw_dns_prefetch_server(MwDns *dns, const char *server, const char *name, MwDnsType type);

/* ---- sessions ---- */

typedef struct MwDnsSession MwDnsSession;

/* `time_limit_ms` bounds all questions together; 0: no bound. The source must outlive it. */
MwDnsSession *mw_dns_session_new(MwDns *dns, unsigned time_limit_ms);
void mw_dns_session_free(MwDnsSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDnsSession, mw_dns_session_free)

/* Asks, following CNAMEs. Never NULL; the session keeps it alive. An equal question within the
 * session is answered by the same object. A name that is not in normal form is made so first. */
const MwDnsAnswer *mw_dns_ask(MwDnsSession *session, const char *name, MwDnsType type);

/* Asks one authoritative server, by its host name, without recursion; for the domain checks. A
 * server that refers elsewhere, not having the zone, answers REFUSED. */
const MwDnsAnswer *mw_dns_ask_server(MwDnsSession *session, const char *server, const char *name,
                                     MwDnsType type);

/* const MwDnsAnswer*, different questions in the order first asked; the session's. */
const GPtrArray *mw_dns_session_answers(const MwDnsSession *session);

/* Did anything answer at all? False when every question failed, and one was asked that could be:
 * names that cannot be asked do not count. */
bool mw_dns_session_is_alive(const MwDnsSession *session);

/* The answers of several sessions as a master file that mw_dns_file_new reads back to the same
 * answers ($FAIL for failures, $SERVER for answers of one server), sorted, each question once,
 * the first answer of several. Negative TTLs are not kept. `answers`: MwDnsAnswer*. */
char *mw_dns_answers_to_file_text(const GPtrArray *answers);
