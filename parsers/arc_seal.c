#include "parsers/arc_seal.h"

#include "parsers/arc_set.h"
#include "parsers/base64.h"
#include "parsers/domain.h"

/* Keeps the first fault only. */
static void set_fault(MwArcSeal *seal, const char *tag, char *text)
{
    if (seal->error_text != NULL) {
        g_free(text);
        return;
    }
    g_strlcpy(seal->error_tag, tag, sizeof seal->error_tag);
    seal->error_text = text;
}

static void set_value_fault(MwArcSeal *seal, const MwTag *tag, const char *what)
{
    g_autofree char *name = mw_span_dup(mw_span_slice(tag->name, 0, sizeof seal->error_tag - 1));
    set_fault(seal, name, g_strdup_printf("byte %zu: %s= %s", tag->value_offset, name, what));
}

static void read_instance(MwArcSeal *seal, const MwTag *tag)
{
    seal->instance = mw_arc_instance_number(tag->value);
    if (seal->instance == 0)
        set_value_fault(seal, tag, "is not 1 to 50");
}

static void read_algorithm(MwArcSeal *seal, const MwTag *tag)
{
    seal->algorithm_text = tag->value;
    if (tag->value.len == 0)
        set_value_fault(seal, tag, "is empty");
    seal->algorithm = mw_dkim_algorithm_of(tag->value);
}

static void read_cv(MwArcSeal *seal, const MwTag *tag)
{
    seal->cv = tag->value;
    if (!mw_span_is(tag->value, "none") && !mw_span_is(tag->value, "pass") &&
        !mw_span_is(tag->value, "fail"))
        set_value_fault(seal, tag, "is not none, pass or fail");
}

static void read_domain(MwArcSeal *seal, const MwTag *tag)
{
    seal->domain = mw_domain_normalize(tag->value);
    if (seal->domain == NULL)
        set_value_fault(seal, tag, "is not a domain name");
}

static void read_selector(MwArcSeal *seal, const MwTag *tag)
{
    seal->selector = mw_domain_normalize(tag->value);
    if (seal->selector == NULL)
        set_value_fault(seal, tag, "is not a selector");
}

static void read_signature(MwArcSeal *seal, const MwTag *tag)
{
    if (tag->value.len == 0)
        set_value_fault(seal, tag, "is empty");
    else if ((seal->signature = mw_base64_decode(tag->value, NULL)) == NULL)
        set_value_fault(seal, tag, "is not base64");
}

static void read_timestamp(MwArcSeal *seal, const MwTag *tag)
{
    seal->timestamp = mw_dkim_number(tag->value);
    if (seal->timestamp < 0)
        set_value_fault(seal, tag, "is not a number");
}

/* The fields that a seal covers are fixed; one that names others is void (4.1.3). */
static void refuse(MwArcSeal *seal, const MwTag *tag)
{
    set_value_fault(seal, tag, "must not be in a seal");
}

static const struct {
    char name[3];
    bool required;
    void (*read)(MwArcSeal *, const MwTag *);
} tag_readers[] = {
    {"i", true, read_instance},   {"a", true, read_algorithm}, {"cv", true, read_cv},
    {"d", true, read_domain},     {"s", true, read_selector},  {"b", true, read_signature},
    {"t", false, read_timestamp}, {"h", false, refuse},
};

static void judge_list(MwArcSeal *seal)
{
    const MwTag *bad = mw_tag_list_first_fault(seal->tags);
    if (bad == NULL)
        return;
    g_autofree char *name = mw_span_dup(mw_span_slice(bad->name, 0, sizeof seal->error_tag - 1));
    set_fault(seal, name, mw_tag_describe_fault(bad));
}

MwArcSeal *mw_arc_seal_parse(MwSpan value)
{
    MwArcSeal *seal = g_new0(MwArcSeal, 1);
    seal->timestamp = -1;
    seal->tags = mw_tag_list_read(value);
    judge_list(seal);
    for (size_t i = 0; i < G_N_ELEMENTS(tag_readers); i++) {
        const MwTag *tag = mw_tag_list_find(seal->tags, tag_readers[i].name);
        if (tag != NULL)
            tag_readers[i].read(seal, tag);
        else if (tag_readers[i].required)
            set_fault(seal, tag_readers[i].name,
                      g_strdup_printf("%s= is missing", tag_readers[i].name));
    }
    const MwTag *b = mw_tag_list_find(seal->tags, "b");
    if (b != NULL && b->fault != MW_TAG_NO_EQUALS) {
        seal->signature_begin = mw_span_find(value, '=', b->offset) + 1;
        seal->signature_end = mw_span_find(value, ';', seal->signature_begin);
    }
    return seal;
}

void mw_arc_seal_free(MwArcSeal *seal)
{
    if (seal == NULL)
        return;
    g_array_unref(seal->tags);
    g_free(seal->error_text);
    g_free(seal->domain);
    g_free(seal->selector);
    g_clear_pointer(&seal->signature, g_bytes_unref);
    g_free(seal);
}
