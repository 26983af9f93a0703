#include "parsers/tag_list.h"

#include "parsers/error.h"
#include "tests/table.h"

/* `strict`: "name=value|..." of the strict form, or the start of its error; `read`: the lenient
 * form, a fault written as "!" and its offset behind the tag, "+" behind a duplicate. */
struct tag_case {
    const char *name, *input, *strict, *error, *read;
};

static struct tag_case cases[] = {
    {"empty text", "", "", NULL, ""},
    {"white space only", " \r\n\t", "", NULL, ""},
    {"one tag", "v=1", "v=1|", NULL, "v=1|"},
    {"final semicolon", "v=1;", "v=1|", NULL, "v=1|"},
    {"white space after the final semicolon", "v=1;\r\n ", "v=1|", NULL, "v=1|"},
    {"order is kept", "b=2;a=1", "b=2|a=1|", NULL, "b=2|a=1|"},
    {"white space around name and value", " v \t=\r\n 1 ; a= x ", "v=1|a=x|", NULL, "v=1|a=x|"},
    {"empty value", "p=", "p=|", NULL, "p=|"},
    {"folding is kept inside", "h=a:\r\n b", "h=a:\r\n b|", NULL, "h=a:\r\n b|"},
    {"equals sign in the value", "b=ab==", "b=ab==|", NULL, "b=ab==|"},
    {"case of names counts", "V=1;v=2", "V=1|v=2|", NULL, "V=1|v=2|"},
    {"digits and underscore in a name", "a1_b=2", "a1_b=2|", NULL, "a1_b=2|"},
    {"UTF-8 in a value", "d=b\xc3\xbc", "d=b\xc3\xbc|", NULL, "d=b\xc3\xbc|"},
    {"no equals sign", "v=1; oops", NULL, "byte 5: no \"=\"", "v=1|oops=!5|"},
    {"empty tag between semicolons", "v=1;;a=2", NULL, "byte 4: empty", "v=1|=!4|a=2|"},
    {"semicolon first", ";v=1", NULL, "byte 0: empty", "=!0|v=1|"},
    {"two final semicolons", "v=1;;", NULL, "byte 4: empty", "v=1|=!4|"},
    {"name starts with a digit", "1a=x", NULL, "byte 0: bad tag name", "1a=x!0|"},
    {"blank inside a name", "a b=x", NULL, "byte 1: bad tag name", "a b=x!1|"},
    {"name is missing", "=x", NULL, "byte 0: bad tag name", "=x!0|"},
    {"control character in a value", "a=x\001y", NULL, "byte 3: control", "a=x\001y!3|"},
    {"DEL in a value", "a=\177", NULL, "byte 2: control", "a=\177!2|"},
    {"name twice", "a=1; b=2; a=1", NULL, "byte 10: tag \"a\" twice", "a=1|b=2|a=1+|"},
    {"third of a name is a duplicate too", "a=1;a=2;a=3", NULL, "byte 4:", "a=1|a=2+|a=3+|"},
    {"control character in a long list", "a=1; b=23456789\t012345; c=6\0017; d=8", NULL,
     "byte 27: control", "a=1|b=23456789\t012345|c=6\0017!27|d=8|"},
};

static char *print_tags(const GArray *tags)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < tags->len; i++) {
        const MwTag *tag = &g_array_index(tags, MwTag, i);
        g_string_append_printf(text, MW_SPAN_FMT "=" MW_SPAN_FMT, MW_SPAN_ARG(tag->name),
                               MW_SPAN_ARG(tag->value));
        if (tag->fault != MW_TAG_OK)
            g_string_append_printf(text, "!%zu", tag->fault_offset);
        g_string_append(text, tag->duplicate ? "+|" : "|");
    }
    return g_string_free(text, FALSE);
}

/* A look at one tag alone finds what the whole list has. */
static void check_peek(MwSpan input, const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        const MwTag *tag = &g_array_index(tags, MwTag, i);
        g_autofree char *name = mw_span_dup(tag->name);
        MwSpan value;
        unsigned place = 0;
        if (*name == '\0')
            continue;
        const MwTag *first = mw_tag_list_find(tags, name);
        assert_true(mw_tag_list_peek(input, name, &value, &place));
        assert_ptr_equal(first, &g_array_index(tags, MwTag, place));
        assert_true(mw_span_equal(value, first->value));
        assert_int_equal(first == tag, !tag->duplicate);
    }
    MwSpan value;
    unsigned place = 0;
    assert_false(mw_tag_list_peek(input, "absent", &value, &place));
    assert_null(mw_tag_list_find(tags, "absent"));
}

static void check(void **state)
{
    const struct tag_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autoptr(GArray) read = mw_tag_list_read(input);
    g_autofree char *read_text = print_tags(read);
    check_peek(input, read);
    assert_string_equal(read_text, c->read);

    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) strict = mw_tag_list_parse(input, &error);
    if (c->strict != NULL) {
        assert_non_null(strict);
        g_autofree char *text = print_tags(strict);
        assert_string_equal(text, c->strict);
    } else {
        assert_null(strict);
        assert_int_equal(error->domain, MW_PARSE_ERROR);
        assert_true(g_str_has_prefix(error->message, c->error));
    }
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("tag_list", cases, check)
