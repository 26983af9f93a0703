/* Each method of the registry with each of its results and properties is read, strictly,
 * and comes back as written; one that is not registered does not. */

#include "parsers/auth_registry.h"

#include "parsers/auth_results.h"
#include "tests/table.h"

static MwAuthResults *parse(const char *text)
{
    return mw_auth_results_parse(mw_span(text), MW_AUTH_RESULTS_STRICT, NULL);
}

static void check_result(const MwAuthMethod *method, const char *word)
{
    g_autofree char *text = g_strdup_printf("h.example; %s=%s", method->name, word);
    g_autoptr(MwAuthResults) results = parse(text);
    assert_non_null(results);
    const MwAuthResult *result = g_ptr_array_index(results->results, 0);
    assert_string_equal(result->method, method->name);
    assert_string_equal(result->result_as_written, word);
    assert_string_equal(result->result, mw_auth_result_modern(method->name, word));
}

static void check_property(const MwAuthMethod *method, const char *known)
{
    g_autofree char *key = g_str_has_suffix(known, "*")
                               ? g_strdup_printf("%.*ssender", (int)strlen(known) - 1, known)
                               : g_strdup(known);
    g_autofree char *text = g_strdup_printf("h.example; %s=pass %s=a.example", method->name, key);
    g_autoptr(MwAuthResults) results = parse(text);
    assert_non_null(results);
    assert_string_equal(mw_auth_result_property(g_ptr_array_index(results->results, 0), key),
                        "a.example");
    assert_true(mw_auth_method_has_property(method, key));
    assert_false(mw_auth_method_has_property(method, "smtp.nothing"));
}

static void check_method(void **state)
{
    const MwAuthMethod *method = *state;
    assert_ptr_equal(mw_auth_method_find(method->name), method);
    for (int i = 0; i < MW_AUTH_RESULTS_PER_METHOD && method->results[i] != NULL; i++)
        check_result(method, method->results[i]);
    for (int i = 0; i < MW_AUTH_PROPERTIES_PER_METHOD && method->properties[i] != NULL; i++)
        check_property(method, method->properties[i]);
    g_autofree char *wrong = g_strdup_printf("h.example; %s=unheard", method->name);
    g_autoptr(MwAuthResults) results = parse(wrong);
    assert_int_equal(results == NULL, method->in_rfc8601);
    assert_false(mw_auth_method_has_result(method, "unheard"));
}

static void check_vendors(void **state)
{
    (void)state;
    static const char *const names[] = {"bimi", "compauth", "dara", "dkim2", "x-ptr"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        assert_true(mw_auth_method_is_vendor(names[i]));
        assert_null(mw_auth_method_find(names[i]));
    }
    assert_false(mw_auth_method_is_vendor("spf"));
}

int main(void)
{
    unsigned count;
    const MwAuthMethod *methods = mw_auth_registry(&count);
    g_autofree struct CMUnitTest *tests = g_new0(struct CMUnitTest, count + 1);
    for (unsigned i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){methods[i].name, check_method, NULL, NULL,
                                       (void *)(uintptr_t)&methods[i]};
    tests[count] = (struct CMUnitTest){"vendors", check_vendors, NULL, NULL, NULL};
    return _cmocka_run_group_tests("auth_registry", tests, count + 1, NULL, NULL);
}
