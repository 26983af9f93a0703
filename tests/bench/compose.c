#include "tests/bench/compose.h"

#include <string.h>

#include "tests/bench/body.h"

/* A message under way: what the recipes below see. */
typedef struct {
    const MwWorld *world;
    const MwWorldDomain *author, *service, *forwarder;
    MwRandom random;
    guint number;
    MwComposed *out;
} Draft;

/* When the messages were signed and received: 2026-11-15, 12:00 UTC. */
enum { SENT = 1794744000, RECEIVED = SENT + 5 };

static void sign_with(Draft *draft, const MwTestSignature *signature, const char *result)
{
    MwTestSignature what = *signature;
    what.length = MW_TEST_LENGTH_NONE;
    what.time = SENT;
    GString *message = draft->out->message;
    g_autofree char *field = mw_test_sign_dkim(mw_span_make(message->str, message->len), &what);
    g_string_prepend(message, field);
    g_string_prepend(draft->out->dkim, draft->out->dkim->len > 0 ? "," : "");
    g_string_prepend(draft->out->dkim, result);
}

static void sign(Draft *draft, const MwWorldDomain *domain, const char *selector,
                 const char *result)
{
    const MwTestKey *key = strcmp(selector, "e") == 0      ? domain->ed25519
                           : strcmp(selector, "weak") == 0 ? draft->world->weak
                                                           : domain->rsa;
    static const char *const canons[] = {"relaxed/relaxed", "relaxed/relaxed", "relaxed/simple",
                                         "simple/simple"};
    sign_with(draft,
              &(MwTestSignature){.domain = domain->name,
                                 .selector = selector,
                                 .key = key,
                                 .canon = canons[draft->number % G_N_ELEMENTS(canons)]},
              result);
}

static void envelope(Draft *draft, const MwWorldDomain *sender, const char *spf)
{
    unsigned host = mw_random_below(&draft->random, 4096);
    MwComposed *out = draft->out;
    bool listed = strcmp(spf, "pass") == 0;
    out->spf = spf;
    out->client_ip = listed ? mw_world_address(sender, host) : mw_world_stranger(host);
    out->helo = g_strdup_printf("mx.%s", sender->name);
    out->mail_from = g_strdup_printf("bounce@%s", sender->name);
}

static const char *spf_for_stranger(const MwWorldDomain *domain)
{
    return domain->all[0] == '-' ? "fail" : "softfail";
}

/* none without a policy, else whether something aligned passes. */
static void dmarc(Draft *draft, bool aligned)
{
    draft->out->dmarc = draft->author->policy == NULL ? "none" : aligned ? "pass" : "fail";
}

static void edit(Draft *draft, const char *from, const char *to)
{
    guint done = g_string_replace(draft->out->message, from, to, 1);
    g_assert_cmpuint(done, ==, 1);
}

/* ---- the categories ---- */

static void direct_rsa(Draft *draft)
{
    sign(draft, draft->author, "r", "pass");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void direct_ed25519(Draft *draft)
{
    sign(draft, draft->author, "e", "pass");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void two_signatures(Draft *draft)
{
    sign(draft, draft->author, "r", "pass");
    sign(draft, draft->service, "e", "pass");
    envelope(draft, draft->service, "pass");
    dmarc(draft, true);
}

static void unsigned_aligned(Draft *draft)
{
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void forwarded_intact(Draft *draft)
{
    sign(draft, draft->author, "r", "pass");
    envelope(draft, draft->author, spf_for_stranger(draft->author));
    dmarc(draft, true);
}

static void add_arc(Draft *draft, unsigned sets)
{
    GString *message = draft->out->message;
    for (unsigned i = 0; i < sets; i++) {
        const MwWorldDomain *hop =
            &draft->world->forwarders[(draft->number + i) % MW_WORLD_FORWARDERS];
        g_autofree char *results = g_strdup_printf(
            "spf=pass smtp.mailfrom=%s;\r\n\tdkim=pass header.d=%s; dmarc=pass header.from=%s",
            draft->author->name, draft->author->name, draft->author->name);
        const MwTestArc arc = {
            .signature = {.domain = hop->name,
                          .selector = i % 2 == 0 ? "r" : "e",
                          .key = i % 2 == 0 ? hop->rsa : hop->ed25519,
                          .length = MW_TEST_LENGTH_NONE,
                          .time = SENT + 2,
                          .headers = "From:To:Subject:Date:DKIM-Signature"},
            .results = results,
        };
        g_autofree char *set = mw_test_sign_arc(mw_span_make(message->str, message->len), &arc);
        g_string_prepend(message, set);
    }
}

static void arc_chain(Draft *draft)
{
    sign(draft, draft->author, "r", "pass");
    add_arc(draft, draft->number % 3 + 1);
    envelope(draft, draft->forwarder, "pass");
    draft->out->arc = "pass";
    dmarc(draft, true);
}

static void arc_list_footer(Draft *draft)
{
    sign(draft, draft->author, "r", "body-hash");
    g_string_append(draft->out->message, "-- \r\nThis list is archived.\r\n");
    add_arc(draft, 1);
    envelope(draft, draft->forwarder, "pass");
    draft->out->arc = "pass";
    dmarc(draft, false);
}

static void arc_broken(Draft *draft)
{
    sign(draft, draft->author, "r", "body-hash");
    add_arc(draft, 2);
    g_string_append(draft->out->message, "added after sealing\r\n");
    envelope(draft, draft->forwarder, "pass");
    draft->out->arc = "fail";
    dmarc(draft, false);
}

static void body_changed(Draft *draft)
{
    sign(draft, draft->author, "r", "body-hash");
    g_string_append(draft->out->message, "Scanned by the gateway.\r\n");
    envelope(draft, draft->author, spf_for_stranger(draft->author));
    dmarc(draft, false);
}

static void subject_changed(Draft *draft)
{
    sign(draft, draft->author, "r", "signature");
    edit(draft, "\r\nSubject: ", "\r\nSubject: [EXTERNAL] ");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void key_missing(Draft *draft)
{
    sign(draft, draft->author, "gone", "key-missing");
    envelope(draft, draft->service, "pass");
    dmarc(draft, false);
}

static void key_revoked(Draft *draft)
{
    sign(draft, draft->author, "revoked", "key-revoked");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void key_weak(Draft *draft)
{
    sign(draft, draft->author, "weak", "key-weak");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void key_dns_failure(Draft *draft)
{
    sign(draft, draft->author, "broken", "key-dns-failure");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void expired(Draft *draft)
{
    sign_with(draft,
              &(MwTestSignature){.domain = draft->author->name,
                                 .selector = "r",
                                 .key = draft->author->rsa,
                                 .expires = SENT + 1},
              "expired");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void sha1(Draft *draft)
{
    sign_with(draft,
              &(MwTestSignature){.domain = draft->author->name,
                                 .selector = "r",
                                 .key = draft->author->rsa,
                                 .algorithm = "rsa-sha1"},
              "algorithm");
    envelope(draft, draft->author, "pass");
    dmarc(draft, true);
}

static void third_party(Draft *draft)
{
    sign(draft, draft->service, "r", "pass");
    envelope(draft, draft->service, "pass");
    dmarc(draft, false);
}

static void spoofed(Draft *draft)
{
    envelope(draft, draft->author, spf_for_stranger(draft->author));
    dmarc(draft, false);
}

static const struct {
    const char *name;
    unsigned weight; /* of 100 */
    void (*compose)(Draft *draft);
} categories[] = {
    {"direct-rsa", 43, direct_rsa},
    {"direct-ed25519", 8, direct_ed25519},
    {"two-signatures", 12, two_signatures},
    {"unsigned-aligned", 3, unsigned_aligned},
    {"forwarded-intact", 4, forwarded_intact},
    {"arc-chain", 7, arc_chain},
    {"arc-list-footer", 2, arc_list_footer},
    {"arc-broken", 1, arc_broken},
    {"body-changed", 3, body_changed},
    {"subject-changed", 2, subject_changed},
    {"key-missing", 2, key_missing},
    {"key-revoked", 1, key_revoked},
    {"key-weak", 1, key_weak},
    {"key-dns-failure", 1, key_dns_failure},
    {"expired", 1, expired},
    {"sha1", 1, sha1},
    {"third-party", 5, third_party},
    {"spoofed", 3, spoofed},
};

static unsigned pick_category(MwRandom *random)
{
    unsigned pick = mw_random_below(random, 100);
    for (unsigned i = 0; i < G_N_ELEMENTS(categories); i++) {
        if (pick < categories[i].weight)
            return i;
        pick -= categories[i].weight;
    }
    g_assert_not_reached();
}

/* ---- around them ---- */

static size_t pick_size(MwRandom *random, const MwComposeOptions *options)
{
    if (options->large && mw_random_below(random, 100) == 0)
        return 1000000 + mw_random_below(random, 4000000);
    double size = mw_random_log_normal(random, options->median, 0.9);
    return (size_t)CLAMP(size, 200, 900000);
}

static void write_draft(Draft *draft, const MwComposeOptions *options)
{
    GString *message = draft->out->message;
    size_t size = pick_size(&draft->random, options);
    g_string_append_printf(message,
                           "From: \"Sender %u\" <person%u@%s>\r\n"
                           "To: <user%u@recipient.example>\r\n"
                           "Subject: Order %u of November,\r\n confirmation  and delivery\r\n"
                           "Date: Sun, 15 Nov 2026 12:00:00 +0000\r\n"
                           "Message-ID: <%u.%016" G_GINT64_MODIFIER "x@%s>\r\n"
                           "MIME-Version: 1.0\r\n",
                           draft->number % 97, draft->number % 11, draft->author->name,
                           draft->number % 53, draft->number, draft->number,
                           mw_random_next(&draft->random), draft->author->name);
    mw_bench_append_body(message, &draft->random, size);
}

/* What the receiving server writes on top: the hop, and its own results. */
static void receive(Draft *draft)
{
    MwComposed *out = draft->out;
    g_autofree char *top = g_strdup_printf(
        "Return-Path: <%s>\r\n"
        "Authentication-Results: mx.recipient.example;\r\n"
        "\tspf=%s smtp.mailfrom=%s smtp.helo=%s\r\n"
        "Received-SPF: %s (mx.recipient.example: domain of %s) receiver=mx.recipient.example;\r\n"
        "\tclient-ip=%s; helo=%s; envelope-from=\"%s\";\r\n"
        "Received: from %s (%s [IPv6:%s])\r\n"
        "\tby mx.recipient.example with ESMTPS id %08x\r\n"
        "\tfor <user%u@recipient.example>; Sun, 15 Nov 2026 12:00:05 +0000\r\n",
        out->mail_from, out->spf, out->mail_from, out->helo, out->spf, out->mail_from,
        out->client_ip, out->helo, out->mail_from, out->helo, out->helo, out->client_ip,
        draft->number, draft->number % 53);
    g_string_prepend(out->message, top);
}

MwComposed *mw_compose(const MwWorld *world, const char *seed, guint number,
                       const MwComposeOptions *options)
{
    MwComposed *out = g_new0(MwComposed, 1);
    out->message = g_string_new(NULL);
    out->dkim = g_string_new(NULL);
    out->arc = "none";
    Draft draft = {.world = world, .number = number, .out = out};
    draft.random.state = g_str_hash(seed) * UINT64_C(1000003) + number;
    mw_random_next(&draft.random);
    draft.author = &world->domains[mw_random_below(&draft.random, MW_WORLD_DOMAINS)];
    draft.service = &world->services[draft.author->service];
    draft.forwarder = &world->forwarders[number % MW_WORLD_FORWARDERS];
    unsigned category = pick_category(&draft.random);
    out->category = categories[category].name;
    write_draft(&draft, options);
    categories[category].compose(&draft);
    if (out->dkim->len == 0)
        g_string_append(out->dkim, "none");
    receive(&draft);
    return out;
}

void mw_composed_free(MwComposed *composed)
{
    if (composed == NULL)
        return;
    g_string_free(composed->message, true);
    g_string_free(composed->dkim, true);
    g_free(composed->client_ip);
    g_free(composed->helo);
    g_free(composed->mail_from);
    g_free(composed);
}
