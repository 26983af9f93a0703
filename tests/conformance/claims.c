#include "tests/conformance/claims.h"

#include <string.h>

/* The suites keep legacy words and vendor words as they were written. */
static bool is_word(const MwAuthResult *result, const char *expected)
{
    return strcmp(result->result, expected) == 0 ||
           g_ascii_strcasecmp(result->result_as_written, expected) == 0;
}

/* Some suites keep keys as written, some values without angle brackets or trailing dots. */
static bool has_property(const MwAuthResult *result, const char *key, const char *value)
{
    g_autofree char *lower = g_ascii_strdown(key, -1);
    for (const MwAuthProperty *p = result->properties; p != NULL; p = p->next)
        if (strcmp(p->key, lower) == 0 && g_ascii_strcasecmp(p->value, value) == 0)
            return true;
    return false;
}

static char *result_difference(const MwAuthResult *result, const json_t *expected)
{
    const char *method = json_string_value(json_object_get(expected, "method"));
    const char *word = json_string_value(json_object_get(expected, "result"));
    if (g_ascii_strcasecmp(result->method, method) != 0 || !is_word(result, word))
        return g_strdup_printf("%s=%s, expected %s=%s", result->method, result->result, method,
                               word);
    const char *reason = json_string_value(json_object_get(expected, "reason"));
    if (reason != NULL && g_strcmp0(result->reason, reason) != 0)
        return g_strdup_printf("%s reason=%s, expected %s", method, result->reason, reason);
    const char *action = json_string_value(json_object_get(expected, "action"));
    if (action != NULL && g_strcmp0(mw_auth_result_property(result, "action"), action) != 0)
        return g_strdup_printf("%s action, expected %s", method, action);
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(expected, "props"), key, value)
    {
        if (!has_property(result, key, json_string_value(value)))
            return g_strdup_printf("%s lacks %s=%s", method, key, json_string_value(value));
    }
    return NULL;
}

/* One suite lists a bare token between semicolons ("; example.com;") as a method without result;
 * it is to be skipped with a note. */
static bool is_bare_token(const json_t *item)
{
    return *json_string_value(json_object_get(item, "result")) == '\0' &&
           strchr(json_string_value(json_object_get(item, "method")), '.') != NULL;
}

char *mw_claims_difference(const MwAuthResults *results, const json_t *expected)
{
    if (results == NULL)
        return g_strdup("not read");
    size_t index;
    unsigned next = 0;
    json_t *item;
    json_array_foreach(expected, index, item)
    {
        if (is_bare_token(item))
            continue;
        if (next >= results->results->len)
            return g_strdup_printf("%u results, expected more", next);
        char *difference = result_difference(g_ptr_array_index(results->results, next++), item);
        if (difference != NULL)
            return difference;
    }
    return results->results->len == next
               ? NULL
               : g_strdup_printf("%u results, expected %u", results->results->len, next);
}
