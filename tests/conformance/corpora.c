#include "tests/conformance/corpora.h"

#include <stdio.h>
#include <stdlib.h>

#include "parsers/utf8.h"

const char *mw_corpora_folder(void)
{
    static const char beside[] = MAILWHY_SOURCE_DIR "/../shared/corpora";
    static const char two_up[] = MAILWHY_SOURCE_DIR "/../../shared/corpora"; /* a git worktree */
    const char *named = g_getenv("MAILWHY_CORPORA");
    const char *const folders[] = {named, beside, two_up};
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
        if (folders[i] != NULL && g_file_test(folders[i], G_FILE_TEST_IS_DIR))
            return folders[i];
    printf("skipped: no folder of public test suites (MAILWHY_CORPORA)\n");
    return NULL;
}

static char *read_file(const char *name)
{
    g_autofree char *path = g_build_filename(mw_corpora_folder(), name, NULL);
    g_autoptr(GError) error = NULL;
    char *data = NULL;
    if (!g_file_get_contents(path, &data, NULL, &error)) {
        printf("%s\n", error->message);
        exit(1);
    }
    return data;
}

static json_t *load_json(const char *text, const char *where)
{
    json_error_t error;
    json_t *json = json_loads(text, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    if (json == NULL) {
        printf("%s: %s\n", where, error.text);
        exit(1);
    }
    return json;
}

static void free_json(void *json)
{
    json_decref(json);
}

GPtrArray *mw_corpora_rows(const char *file)
{
    g_autofree char *data = read_file(file);
    g_auto(GStrv) lines = g_strsplit(data, "\n", -1);
    GPtrArray *rows = g_ptr_array_new_with_free_func(free_json);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0')
            g_ptr_array_add(rows, load_json(*line, file));
    return rows;
}

const char *mw_corpora_text(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

bool mw_corpora_lists(const json_t *row, const char *key, const char *text)
{
    const json_t *list = json_object_get(row, key);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (g_strcmp0(json_string_value(json_array_get(list, i)), text) == 0)
            return true;
    return false;
}

/* ---- zones as master files ---- */

static void append_octet(GString *out, gunichar octet, bool in_name)
{
    if (octet > ' ' && octet < 0x7f && strchr(in_name ? "\"();@$\\" : "\"\\", (int)octet) == NULL)
        g_string_append_c(out, (char)octet);
    else
        g_string_append_printf(out, "\\%03u", octet);
}

static void append_name(GString *out, const char *name)
{
    size_t len = strlen(name);
    while (len > 0 && name[len - 1] == '.')
        len--;
    g_autofree char *bare = g_strndup(name, len);
    for (const char *p = bare; *p != '\0'; p = mw_utf8_next(p))
        append_octet(out, g_utf8_get_char(p), true);
    g_string_append_c(out, '.');
}

/* One character U+0000 to U+00FF is one octet. */
static void append_string(GString *out, const json_t *value)
{
    const char *text = json_string_value(value), *end = text + json_string_length(value);
    g_string_append(out, " \"");
    for (const char *p = text; p < end; p = mw_utf8_next(p))
        append_octet(out, *p == '\0' ? 0 : g_utf8_get_char(p), false);
    g_string_append_c(out, '"');
}

static void append_data(GString *out, const char *type, const json_t *data)
{
    if (strcmp(type, "TXT") == 0) {
        for (size_t i = 0; i < json_array_size(data); i++)
            append_string(out, json_array_get(data, i));
        if (json_array_size(data) == 0)
            g_string_append(out, " \"\"");
    } else if (strcmp(type, "MX") == 0) {
        g_string_append_printf(out, " %d ", (int)json_integer_value(json_array_get(data, 0)));
        append_name(out, json_string_value(json_array_get(data, 1)));
    } else if (strcmp(type, "A") == 0 || strcmp(type, "AAAA") == 0) {
        g_string_append_printf(out, " %s", json_string_value(data));
    } else {
        g_string_append_c(out, ' ');
        append_name(out, json_string_value(data));
    }
}

static bool has_records(const json_t *records, const char *name, const char *type)
{
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        if (mw_corpora_text(record, "rcode") == NULL &&
            g_ascii_strcasecmp(mw_corpora_text(record, "name"), name) == 0 &&
            strcmp(mw_corpora_text(record, "type"), type) == 0)
            return true;
    }
    return false;
}

static const char *failure_of(const char *rcode)
{
    if (strcmp(rcode, "TIMEOUT") == 0)
        return "timeout";
    return strcmp(rcode, "SERVFAIL") == 0 ? "servfail" : NULL;
}

/* {name, type, rcode}; "*" is every type of which the name has no record. */
static void append_failure(GString *out, const json_t *records, const json_t *record)
{
    const char *name = mw_corpora_text(record, "name"), *type = mw_corpora_text(record, "type");
    const char *failure = failure_of(mw_corpora_text(record, "rcode"));
    for (unsigned t = 0; failure != NULL && t < MW_DNS_TYPE_N; t++) {
        const char *each = mw_dns_type_name((MwDnsType)t);
        if (strcmp(type, "*") == 0 ? has_records(records, name, each) : strcmp(type, each) != 0)
            continue;
        g_string_append(out, "$FAIL ");
        append_name(out, name);
        g_string_append_printf(out, " %s %s\n", each, failure);
    }
}

MwDns *mw_corpora_zone_from(const json_t *records)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        const char *type = mw_corpora_text(record, "type");
        if (mw_corpora_text(record, "rcode") != NULL) {
            append_failure(text, records, record);
            continue;
        }
        append_name(text, mw_corpora_text(record, "name"));
        g_string_append_printf(text, " 300 IN %s", type);
        if (strcmp(type, "SPF") == 0)
            g_string_append(text, " \"\"");
        else
            append_data(text, type, json_object_get(record, "data"));
        g_string_append_c(text, '\n');
    }
    g_autoptr(GError) error = NULL;
    MwDns *dns = mw_dns_file_new_from_text(text->str, "zone", &error);
    if (dns == NULL) {
        printf("%s\n", error->message);
        exit(1);
    }
    return dns;
}

MwDns *mw_corpora_zone(const char *zone_ref)
{
    g_autofree char *data = read_file(zone_ref);
    json_t *records = load_json(data, zone_ref);
    MwDns *dns = mw_corpora_zone_from(records);
    json_decref(records);
    return dns;
}
