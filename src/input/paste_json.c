#include "src/input/paste.h"

#include <jansson.h>

#include "src/input/classify.h"

/* Headers out of JSON: the list of {name, value} that Microsoft Graph gives, an object of names and
 * values, the verdicts of an advanced hunting export, or a string with its escapes. */

enum { DEPTH_MAX = 16 };

static void append_field(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, "%s: ", name);
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '\r')
            continue;
        g_string_append_c(out, *at);
        if (*at == '\n' && at[1] != ' ' && at[1] != '\t')
            g_string_append_c(out, ' ');
    }
    if (out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
}

/* {"SPF": "pass", "DKIM": "fail", ...}: EmailEvents.AuthenticationDetails. */
static bool append_verdicts(GString *out, const json_t *object)
{
    static const char *const keys[] = {"SPF", "DKIM", "DMARC", "CompAuth"};
    GString *value = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *verdict = json_string_value(json_object_get(object, keys[i]));
        g_autofree char *method = g_ascii_strdown(keys[i], -1);
        if (verdict != NULL)
            g_string_append_printf(value, "%s%s=%s", value->len > 0 ? "; " : "", method, verdict);
    }
    bool found = value->len > 0;
    if (found)
        append_field(out, "Authentication-Results", value->str);
    g_string_free(value, TRUE);
    return found;
}

static void append_headers(GString *out, json_t *value, unsigned depth)
{
    if (depth > DEPTH_MAX)
        return;
    size_t index;
    json_t *element;
    const char *key;
    json_array_foreach(value, index, element) append_headers(out, element, depth + 1);
    const char *name = json_string_value(json_object_get(value, "name"));
    const char *text = json_string_value(json_object_get(value, "value"));
    if (name != NULL && text != NULL) {
        append_field(out, name, text);
        return;
    }
    if (append_verdicts(out, value))
        return;
    json_object_foreach(value, key, element)
    {
        if (json_is_string(element) && mw_classify_known_field(mw_span(key)))
            append_field(out, key, json_string_value(element));
        append_headers(out, element, depth + 1);
    }
}

static bool read_document(MwPaste *paste)
{
    json_error_t error;
    json_t *root = json_loadb(paste->text->str, paste->text->len, 0, &error);
    if (root == NULL)
        return false;
    GString *out = g_string_new(NULL);
    append_headers(out, root, 0);
    json_decref(root);
    bool found = out->len > 0;
    if (found) {
        mw_paste_replace(paste, out);
        mw_paste_note(paste, MW_PASTE_BLANKS, "header fields taken out of JSON");
    } else {
        g_string_free(out, TRUE);
    }
    return found;
}

/* A line cut out of a JSON document: "Value": "spf=pass ...\r\n ...", */
static MwSpan strip_label(MwSpan line)
{
    line = mw_span_trim(line);
    if (line.len > 0 && line.data[line.len - 1] == ',')
        line.len--;
    size_t label = mw_span_find_nocase(line, "\":");
    if (line.len > 0 && line.data[0] == '"' && label < line.len)
        line = mw_span_trim(mw_span_slice(line, label + 2, line.len));
    if (line.len >= 2 && line.data[0] == '"' && line.data[line.len - 1] == '"')
        line = mw_span_slice(line, 1, line.len - 1);
    return line;
}

static void append_unescaped(GString *out, MwSpan line)
{
    static const char codes[] = "nrt\"\\/", bytes[] = "\n\r\t\"\\/";
    for (size_t i = 0; i < line.len; i++) {
        const char *code =
            line.data[i] == '\\' && i + 1 < line.len ? strchr(codes, line.data[i + 1]) : NULL;
        if (code == NULL || *code == '\0') {
            g_string_append_c(out, line.data[i]);
            continue;
        }
        if (*code != 'r')
            g_string_append_c(out, bytes[code - codes]);
        i++;
    }
    g_string_append_c(out, '\n');
}

/* A cell of a CSV file: "{""SPF"":""fail""}". */
static void undo_csv_quoting(MwPaste *paste, const char *first)
{
    if (!g_str_has_prefix(first, "\"{\"\"") && !g_str_has_prefix(first, "\"[{\"\""))
        return;
    GString *out = mw_paste_substitute(paste, "\"\"", "\"");
    g_strstrip(out->str);
    g_string_set_size(out, strlen(out->str));
    g_string_erase(out, 0, 1);
    if (out->len > 0 && out->str[out->len - 1] == '"')
        g_string_truncate(out, out->len - 1);
    mw_paste_replace(paste, out);
}

void mw_paste_json(MwPaste *paste)
{
    undo_csv_quoting(paste, paste->text->str + strspn(paste->text->str, " \t\n"));
    const char *first = paste->text->str + strspn(paste->text->str, " \t\n");
    if ((*first == '{' || *first == '[') && read_document(paste))
        return;
    if (strstr(paste->text->str, "\\r\\n") == NULL && strstr(paste->text->str, "\\n ") == NULL)
        return;
    GString *out = g_string_sized_new(paste->text->len);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);)
        append_unescaped(out, strip_label(line));
    mw_paste_replace(paste, out);
    mw_paste_note(paste, MW_PASTE_BLANKS | MW_PASTE_BODY, "escapes of a string undone");
}
