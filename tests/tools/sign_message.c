/* Signs a message: see README.md. */

#include <stdio.h>
#include <string.h>

#include "tests/sign/sign.h"

typedef struct {
    char *domain, *selector, *key, *algorithm, *canon, *headers, *identity, *length, *extra;
    gint64 time, expires;
    gboolean copied, arc, dns;
    char *arc_cv, *arc_results, *authserv_id;
    gint arc_instance;
} Options;

static GOptionContext *option_context(Options *o)
{
    const GOptionEntry entries[] = {
        {"domain", 0, 0, G_OPTION_ARG_STRING, &o->domain, "d=", "NAME"},
        {"selector", 0, 0, G_OPTION_ARG_STRING, &o->selector, "s=", "NAME"},
        {"key", 0, 0, G_OPTION_ARG_STRING, &o->key, "of tests/keys, or a PEM file", "KEY"},
        {"algorithm", 0, 0, G_OPTION_ARG_STRING, &o->algorithm, "a= (rsa-sha1 ...)", "ALG"},
        {"canon", 0, 0, G_OPTION_ARG_STRING, &o->canon, "c=", "HEADER/BODY"},
        {"headers", 0, 0, G_OPTION_ARG_STRING, &o->headers, "h=", "From:To"},
        {"identity", 0, 0, G_OPTION_ARG_STRING, &o->identity, "i=", "@NAME"},
        {"length", 0, 0, G_OPTION_ARG_STRING, &o->length, "l=: octets, or \"all\"", "N"},
        {"time", 0, 0, G_OPTION_ARG_INT64, &o->time, "t=, Unix time", "T"},
        {"expires", 0, 0, G_OPTION_ARG_INT64, &o->expires, "x=, Unix time", "T"},
        {"copied", 0, 0, G_OPTION_ARG_NONE, &o->copied, "add z= with the signed fields", NULL},
        {"extra", 0, 0, G_OPTION_ARG_STRING, &o->extra, "more tags", "TAGS"},
        {"arc", 0, 0, G_OPTION_ARG_NONE, &o->arc, "add an ARC set instead", NULL},
        {"arc-cv", 0, 0, G_OPTION_ARG_STRING, &o->arc_cv, "none, pass or fail", "CV"},
        {"arc-results", 0, 0, G_OPTION_ARG_STRING, &o->arc_results, "what this hop saw", "TEXT"},
        {"arc-instance", 0, 0, G_OPTION_ARG_INT, &o->arc_instance, "default: the next", "N"},
        {"authserv-id", 0, 0, G_OPTION_ARG_STRING, &o->authserv_id, "of the ARC results", "ID"},
        {"dns", 0, 0, G_OPTION_ARG_NONE, &o->dns, "print the key record and do nothing else", NULL},
        {0}};
    GOptionContext *context = g_option_context_new("[FILE] - sign a message for a test");
    g_option_context_add_main_entries(context, entries, NULL);
    return context;
}

static void options_clear(Options *o)
{
    char *texts[] = {o->domain, o->selector, o->key,         o->algorithm,
                     o->canon,  o->headers,  o->identity,    o->length,
                     o->extra,  o->arc_cv,   o->arc_results, o->authserv_id};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}

static MwTestSignature signature_of(const Options *o, const MwTestKey *key)
{
    gint64 length = MW_TEST_LENGTH_NONE;
    if (o->length != NULL)
        length = strcmp(o->length, "all") == 0 ? MW_TEST_LENGTH_ALL
                                               : g_ascii_strtoll(o->length, NULL, 10);
    return (MwTestSignature){.domain = o->domain,
                             .selector = o->selector,
                             .key = key,
                             .algorithm = o->algorithm,
                             .canon = o->canon,
                             .headers = o->headers,
                             .identity = o->identity,
                             .length = length,
                             .time = o->time,
                             .expires = o->expires,
                             .copied = o->copied,
                             .extra = o->extra};
}

static bool write_signed(const Options *o, const MwTestKey *key, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &text, &len, error))
        return false;
    g_autoptr(GString) crlf = mw_test_to_crlf(mw_span_make(text, len));
    MwSpan message = mw_span_make(crlf->str, crlf->len);
    MwTestArc arc = {.signature = signature_of(o, key),
                     .instance = (unsigned)o->arc_instance,
                     .authserv_id = o->authserv_id,
                     .results = o->arc_results,
                     .cv = o->arc_cv};
    g_autofree char *front =
        o->arc ? mw_test_sign_arc(message, &arc) : mw_test_sign_dkim(message, &arc.signature);
    fputs(front, stdout);
    fwrite(crlf->str, 1, crlf->len, stdout);
    return true;
}

static bool run(const Options *o, const char *path, GError **error)
{
    if (o->domain == NULL || o->selector == NULL || o->key == NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--domain, --selector and --key are needed");
        return false;
    }
    g_autoptr(MwTestKey) key = mw_test_key_load(o->key, error);
    if (key == NULL)
        return false;
    if (!o->dns)
        return write_signed(o, key, path, error);
    g_autofree char *name = g_strdup_printf("%s._domainkey.%s", o->selector, o->domain);
    g_autofree char *record = mw_test_key_record(key);
    g_autofree char *line = mw_test_zone_txt(name, record);
    fputs(line, stdout);
    return true;
}

int main(int argc, char **argv)
{
    Options options = {0};
    g_autoptr(GOptionContext) context = option_context(&options);
    g_autoptr(GError) error = NULL;
    bool done =
        g_option_context_parse(context, &argc, &argv, &error) &&
        run(&options, argc > 1 && strcmp(argv[1], "-") != 0 ? argv[1] : "/dev/stdin", &error);
    if (!done)
        fprintf(stderr, "sign_message: %s\n", error->message);
    options_clear(&options);
    return done ? 0 : 2;
}
