#include "tests/tools/recipe.h"

#include <string.h>

#include "tests/sign/canon.h"
#include "tests/sign/sign.h"

/* One section being worked off. */
typedef struct {
    GKeyFile *file;
    const char *group;
    MwTestSample *sample;
} Step;

static char *get(const Step *step, const char *key)
{
    return g_key_file_get_string(step->file, step->group, key, NULL);
}

static bool refuse(const Step *step, const char *key, const char *why, GError **error)
{
    g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "[%s] %s: %s", step->group,
                key, why);
    return false;
}

/* A misspelt key would silently make another message. */
static bool check_keys(const Step *step, const char *const known[], GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(step->file, step->group, NULL, NULL);
    for (char **key = keys; *key != NULL; key++)
        if (!g_strv_contains(known, *key))
            return refuse(step, *key, "unknown key", error);
    return true;
}

static gint64 get_length(const Step *step)
{
    g_autofree char *length = get(step, "Length");
    if (length == NULL)
        return MW_TEST_LENGTH_NONE;
    return strcmp(length, "all") == 0 ? MW_TEST_LENGTH_ALL : g_ascii_strtoll(length, NULL, 10);
}

/* The key record: Record=no none, Record=TEXT that text with {p} filled in, else the usual one;
 * RecordKey= publishes another key than the one that signs. */
static bool add_record(const Step *step, const MwTestSignature *signature, GError **error)
{
    g_autofree char *text = get(step, "Record");
    if (text != NULL && strcmp(text, "no") == 0)
        return true;
    g_autofree char *other_name = get(step, "RecordKey");
    g_autoptr(MwTestKey) other = NULL;
    if (other_name != NULL && (other = mw_test_key_load(other_name, error)) == NULL)
        return false;
    const MwTestKey *key = other != NULL ? other : signature->key;
    g_autofree char *record = NULL;
    if (text == NULL) {
        record = mw_test_key_record(key);
    } else {
        g_autofree char *public = mw_test_key_public(key);
        g_auto(GStrv) pieces = g_strsplit(text, "{p}", -1);
        record = g_strjoinv(public, pieces);
    }
    g_autofree char *name =
        g_strdup_printf("%s._domainkey.%s", signature->selector, signature->domain);
    g_autofree char *line = mw_test_zone_txt(name, record);
    if (strstr(step->sample->zone->str, line) == NULL)
        g_string_append(step->sample->zone, line);
    return true;
}

static bool put_signature(const Step *step, const MwTestSignature *signature, bool arc,
                          GError **error)
{
    GString *message = step->sample->message;
    MwSpan view = mw_span_make(message->str, message->len);
    g_autofree char *authserv_id = get(step, "AuthservId"), *cv = get(step, "Cv"),
                    *results = get(step, "Results");
    MwTestArc set = {
        .signature = *signature,
        .instance = (unsigned)g_key_file_get_integer(step->file, step->group, "Instance", NULL),
        .authserv_id = authserv_id,
        .results = results,
        .cv = cv};
    g_autofree char *front =
        arc ? mw_test_sign_arc(view, &set) : mw_test_sign_dkim(view, signature);
    g_string_prepend(message, front);
    return add_record(step, signature, error);
}

static bool run_sign(const Step *step, bool arc, GError **error)
{
    static const char *const known[] = {"Domain",  "Selector",   "Key",    "Algorithm", "Canon",
                                        "Headers", "Identity",   "Length", "Time",      "Expires",
                                        "Copied",  "Extra",      "Record", "RecordKey", "Instance",
                                        "Results", "AuthservId", "Cv",     NULL};
    if (!check_keys(step, known, error))
        return false;
    g_autofree char *domain = get(step, "Domain"), *selector = get(step, "Selector"),
                    *key_name = get(step, "Key"), *algorithm = get(step, "Algorithm"),
                    *canon = get(step, "Canon"), *headers = get(step, "Headers"),
                    *identity = get(step, "Identity"), *extra = get(step, "Extra");
    if (domain == NULL || selector == NULL || key_name == NULL)
        return refuse(step, "Domain, Selector, Key", "all three are needed", error);
    g_autoptr(MwTestKey) key = mw_test_key_load(key_name, error);
    if (key == NULL)
        return false;
    MwTestSignature signature = {
        .domain = domain,
        .selector = selector,
        .key = key,
        .algorithm = algorithm,
        .canon = canon,
        .headers = headers,
        .identity = identity,
        .length = get_length(step),
        .time = g_key_file_get_int64(step->file, step->group, "Time", NULL),
        .expires = g_key_file_get_int64(step->file, step->group, "Expires", NULL),
        .copied = g_key_file_get_boolean(step->file, step->group, "Copied", NULL),
        .extra = extra,
    };
    return put_signature(step, &signature, arc, error);
}

/* The text of a key with CRLF; NULL when it is not given. */
static GString *get_text(const Step *step, const char *key)
{
    g_autofree char *text = get(step, key);
    return text != NULL ? mw_test_to_crlf(mw_span(text)) : NULL;
}

static bool replace_text(const Step *step, GError **error)
{
    g_autoptr(GString) what = get_text(step, "Replace");
    if (what == NULL)
        return true;
    g_autoptr(GString) with = get_text(step, "With");
    GString *message = step->sample->message;
    char *at = memmem(message->str, message->len, what->str, what->len);
    if (at == NULL || what->len == 0)
        return refuse(step, "Replace", "the text does not occur", error);
    gssize offset = at - message->str;
    g_string_erase(message, offset, (gssize)what->len);
    if (with != NULL)
        g_string_insert_len(message, offset, with->str, (gssize)with->len);
    return true;
}

static bool remove_header(const Step *step, GError **error)
{
    g_autofree char *name = get(step, "RemoveHeader");
    if (name == NULL)
        return true;
    GString *message = step->sample->message;
    MwTestParts parts;
    mw_test_parts_init(&parts, mw_span_make(message->str, message->len));
    gssize offset = -1, len = 0;
    for (guint i = 0; i < parts.fields->len && offset < 0; i++) {
        MwSpan field = g_array_index(parts.fields, MwSpan, i);
        if (mw_test_field_is(field, name)) {
            offset = field.data - message->str;
            len = (gssize)field.len;
        }
    }
    mw_test_parts_clear(&parts);
    if (offset < 0)
        return refuse(step, "RemoveHeader", "there is no such field", error);
    g_string_erase(message, offset, len);
    return true;
}

static bool run_edit(const Step *step, GError **error)
{
    static const char *const known[] = {"Replace", "With", "RemoveHeader", "Prepend", "Append",
                                        "LineEnd", NULL};
    if (!check_keys(step, known, error) || !replace_text(step, error) ||
        !remove_header(step, error))
        return false;
    g_autoptr(GString) prepend = get_text(step, "Prepend"), append = get_text(step, "Append");
    GString *message = step->sample->message;
    if (prepend != NULL)
        g_string_prepend_len(message, prepend->str, (gssize)prepend->len);
    if (append != NULL)
        g_string_append_len(message, append->str, (gssize)append->len);
    g_autofree char *line_end = get(step, "LineEnd");
    if (g_strcmp0(line_end, "lf") == 0)
        g_string_replace(message, "\r\n", "\n", 0);
    return true;
}

static bool run_step(const Step *step, GError **error)
{
    if (g_str_has_prefix(step->group, "Sign"))
        return run_sign(step, false, error);
    if (g_str_has_prefix(step->group, "Arc"))
        return run_sign(step, true, error);
    if (g_str_has_prefix(step->group, "Edit"))
        return run_edit(step, error);
    return refuse(step, "section", "is none of Sign…, Arc…, Edit…", error);
}

MwTestSample *mw_test_sample_make(const char *folder, GError **error)
{
    g_autofree char *recipe_path = g_build_filename(folder, "recipe", NULL);
    g_autofree char *base_path = g_build_filename(folder, "message.in", NULL);
    g_autoptr(GKeyFile) recipe = g_key_file_new();
    g_autofree char *base = NULL;
    gsize len = 0;
    if (!g_key_file_load_from_file(recipe, recipe_path, G_KEY_FILE_NONE, error) ||
        !g_file_get_contents(base_path, &base, &len, error))
        return NULL;
    g_autoptr(MwTestSample) sample = g_new0(MwTestSample, 1);
    sample->message = mw_test_to_crlf(mw_span_make(base, len));
    sample->zone = g_string_new(NULL);
    g_auto(GStrv) groups = g_key_file_get_groups(recipe, NULL);
    for (char **group = groups; *group != NULL; group++) {
        Step step = {recipe, *group, sample};
        if (!run_step(&step, error))
            return NULL;
    }
    return g_steal_pointer(&sample);
}

void mw_test_sample_free(MwTestSample *sample)
{
    if (sample == NULL)
        return;
    if (sample->message != NULL)
        g_string_free(sample->message, true);
    if (sample->zone != NULL)
        g_string_free(sample->zone, true);
    g_free(sample);
}
