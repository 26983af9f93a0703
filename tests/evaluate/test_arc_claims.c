#include "tests/table.h"

#include "src/evaluate/author.h"

/* What instance 1 said about the author (RFC 8617, 7.2 and 4.1.1). No signature is needed for that.
 */
struct claim_case {
    const char *name, *from;
    const char *results; /* of several instances: with a line end between */
    const char *expect; /* of the first: authserv-id, claims, spf dkim dmarc; then where it broke */
};

#define ANN "From: ann@news.example.com\r\n"

static struct claim_case cases[] = {
    {"all three", ANN,
     "i=1; mx.example.net; spf=pass smtp.mailfrom=a@example.com; dkim=pass header.d=example.com;"
     " dmarc=pass header.from=news.example.com",
     "mx.example.net 3 pass pass pass"},
    {"failures are told too", ANN,
     "i=1; mx.example.net; spf=fail smtp.mailfrom=example.com; dmarc=fail header.from=example.com",
     "mx.example.net 2 fail - fail"},
    {"other domains say nothing", ANN,
     "i=1; mx.example.net; spf=pass smtp.mailfrom=a@bulk.example; dkim=pass header.i=@bulk.example",
     "mx.example.net 2 - - -"},
    {"a pass among several signatures", ANN,
     "i=1; mx.example.net; dkim=fail header.d=example.com; dkim=pass header.i=@mail.example.com;"
     " dkim=fail header.d=example.com",
     "mx.example.net 3 - pass -"},
    {"HELO in place of a null reverse-path", ANN,
     "i=1; mx.example.net; spf=pass smtp.helo=mail.example.com", "mx.example.net 1 pass - -"},
    {"none", ANN, "i=1; mx.example.net; none", "mx.example.net 0 - - -"},
    {"later instances do not count", ANN, "i=2; mx.example.net; dmarc=pass header.from=example.com",
     "mx.example.net 1 - - -"},
    {"no author", "", "i=1; mx.example.net; dmarc=pass header.from=example.com",
     "mx.example.net 1 - - -"},
    {"two authors of two domains", "From: a@example.com, b@example.org\r\n",
     "i=1; mx.example.net; dmarc=pass header.from=example.com", "mx.example.net 1 - - -"},
    {"two authors of one domain", "From: a@example.com, b@example.com\r\n",
     "i=1; mx.example.net; dmarc=pass header.from=example.com", "mx.example.net 1 - - pass"},
    {"two From fields", "From: a@example.com\r\nFrom: a@example.com\r\n",
     "i=1; mx.example.net; dmarc=pass header.from=example.com", "mx.example.net 1 - - -"},
    {"authentication broke at the second hop", ANN,
     "i=1; mx.example.net; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com\n"
     "i=2; mx.example.org; spf=pass smtp.mailfrom=example.net; dkim=fail header.d=example.com\n"
     "i=3; mx.example.org; dkim=fail header.d=example.com",
     "mx.example.net 2 pass pass - 2"},
    {"one of the two survives", ANN,
     "i=1; mx.example.net; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com\n"
     "i=2; mx.example.org; spf=fail smtp.mailfrom=example.com; dkim=pass header.d=example.com",
     "mx.example.net 2 pass pass -"},
    {"a hop that says nothing breaks nothing", ANN,
     "i=1; mx.example.net; dmarc=pass header.from=example.com\ni=2; mx.example.org; none",
     "mx.example.net 1 - - pass"},
    {"a word for a domain", ANN, "i=1; mx.example.net; dkim=none header.d=none",
     "mx.example.net 1 - - -"},
};

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static char *author_domain(const MwMessage *message)
{
    MwRecorded nothing = {0};
    MwEvaluation evaluation = {.message = message, .recorded = &nothing};
    mw_author_read(&evaluation);
    char *owned[] = {evaluation.from, evaluation.subject, evaluation.date, evaluation.message_id,
                     evaluation.recipient_domain};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    return evaluation.from_domain;
}

static char *print(MwArc *arc, const char *author)
{
    mw_arc_read_first(arc, author, NULL);
    const MwArcSet *set = g_ptr_array_index(arc->sets, 0);
    const MwAuthResults *read = set->results;
    GString *out = g_string_new(NULL);
    g_string_printf(out, "%s %u %s %s %s", or_dash(read != NULL ? read->authserv_id : NULL),
                    read != NULL ? read->results->len : 0, or_dash(arc->first_spf),
                    or_dash(arc->first_dkim), or_dash(arc->first_dmarc));
    if (arc->broke_at != 0)
        g_string_append_printf(out, " %u", arc->broke_at);
    return g_string_free(out, FALSE);
}

static void free_field(void *field)
{
    mw_auth_results_free(((MwClaimField *)field)->results);
    g_free(field);
}

static GPtrArray *read_fields(const MwMessage *message)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(free_field);
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        MwClaimField *field = g_new0(MwClaimField, 1);
        field->header_index = header->index;
        field->results = mw_auth_results_parse(header->value, MW_AUTH_RESULTS_TOLERANT, NULL);
        g_ptr_array_add(fields, field);
    }
    return fields;
}

static void check(void **state)
{
    const struct claim_case *c = *state;
    g_auto(GStrv) results = g_strsplit(c->results, "\n", -1);
    g_autofree char *fields = g_strjoinv("\r\nARC-Authentication-Results: ", results);
    g_autofree char *text =
        g_strconcat("ARC-Authentication-Results: ", fields, "\r\n", c->from, "\r\nbody\r\n", NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwDns) dns = mw_dns_none_new();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autofree char *author = author_domain(message);
    g_autoptr(MwArc) arc = mw_arc_validate(message, session, &(MwDkimOptions){0});
    assert_int_equal(arc->result, MW_ARC_FAIL); /* two fields of the set are missing */
    assert_string_equal(arc->failure, "structure");
    g_autofree char *printed = print(arc, author);
    assert_string_equal(printed, c->expect);

    /* The same with fields that were read already: they are taken as they are. */
    g_autoptr(GPtrArray) claims = read_fields(message);
    g_autoptr(MwArc) again = mw_arc_validate(message, session, &(MwDkimOptions){.claims = claims});
    g_autofree char *reprinted = print(again, author);
    assert_string_equal(reprinted, c->expect);
    for (guint i = 0; i < again->sets->len; i++)
        assert_null(((const MwArcSet *)g_ptr_array_index(again->sets, i))->own_results);
}

MW_TABLE_MAIN("arc_claims", cases, check)
