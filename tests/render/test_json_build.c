#include "src/render/json_build.h"

#include "tests/table.h"

struct json_case {
    const char *name, *raw, *json;
};

static struct json_case cases[] = {
    {"null", NULL, "{\"k\":null}\n"},
    {"plain", "a\"b", "{\"k\":\"a\\\"b\"}\n"},
    {"control", "\x1b[1m", "{\"k\":\"\\u001B[1m\"}\n"},
    {"DEL", "\x7f", "{\"k\":\"\\u007f\"}\n"},
    {"C1", "\xc2\x9b", "{\"k\":\"\\u009b\"}\n"},
    {"bidi", "\xe2\x80\xae", "{\"k\":\"\\u202e\"}\n"},
    {"tag character as a surrogate pair", "\xf3\xa0\x81\x81", "{\"k\":\"\\udb40\\udc41\"}\n"},
    {"Japanese stays", "\xe6\x97\xa5", "{\"k\":\"\xe6\x97\xa5\"}\n"},
    {"invalid byte is replaced", "a\xff", "{\"k\":\"a\xef\xbf\xbd\"}\n"},
};

static void check(void **state)
{
    const struct json_case *c = *state;
    json_t *object = json_object();
    mw_json_set_text(object, "k", c->raw);
    GString *out = g_string_new(NULL);
    mw_json_append(out, object, false);
    assert_string_equal(out->str, c->json);
    g_string_free(out, TRUE);
    json_decref(object);
}

MW_TABLE_MAIN("json_build", cases, check)
