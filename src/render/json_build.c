#include "src/render/json_build.h"

#include "parsers/utf8.h"
#include "src/render/escape.h"

json_t *mw_json_text(const char *raw)
{
    if (raw == NULL)
        return json_null();
    json_t *text = json_string(raw);
    if (text != NULL)
        return text;
    g_autofree char *valid = mw_utf8_dup(mw_span(raw));
    return json_string(valid);
}

void mw_json_set_text(json_t *object, const char *key, const char *raw)
{
    json_object_set_new(object, key, mw_json_text(raw));
}

void mw_json_set_bool(json_t *object, const char *key, bool value)
{
    json_object_set_new(object, key, json_boolean(value));
}

void mw_json_set_int(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

char *mw_time_format(int64_t unix_time)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(unix_time);
    return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

void mw_json_set_time(json_t *object, const char *key, int64_t unix_time)
{
    g_autofree char *text = unix_time >= 0 ? mw_time_format(unix_time) : NULL;
    mw_json_set_text(object, key, text);
}

void mw_json_set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value != NULL ? value : json_null());
}

void mw_json_set_texts(json_t *object, const char *key, const GPtrArray *texts)
{
    json_t *list = json_array();
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        json_array_append_new(list, mw_json_text(g_ptr_array_index(texts, i)));
    json_object_set_new(object, key, list);
}

/* jansson escapes C0 itself; the other dangerous characters stand only inside strings, where a
 * \u escape says the same. */
static int append_safely(const char *data, size_t size, void *user_data)
{
    GString *out = user_data;
    for (const char *p = data, *end = data + size; p < end;) {
        if ((guchar)*p < 0x80 && *p != 0x7f) {
            g_string_append_c(out, *p++);
            continue;
        }
        gunichar character = g_utf8_get_char(p);
        if (!mw_escape_is_dangerous(character))
            g_string_append_unichar(out, character);
        else if (character < 0x10000)
            g_string_append_printf(out, "\\u%04x", character);
        else
            g_string_append_printf(out, "\\u%04x\\u%04x", 0xd7c0 + (character >> 10),
                                   0xdc00 + (character & 0x3ff));
        p = mw_utf8_next(p);
    }
    return 0;
}

void mw_json_append(GString *out, const json_t *value, bool pretty)
{
    json_dump_callback(value, append_safely, out, pretty ? JSON_INDENT(2) : JSON_COMPACT);
    g_string_append_c(out, '\n');
}
