#include "parsers/tag_list.h"

#include "parsers/error.h"
#include "parsers/octets.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* VALCHAR, folding white space, and the UTF-8 of RFC 8616. The semicolon is not here: it splits. */
static bool is_value_char(char byte)
{
    return ((unsigned char)byte > 0x20 && byte != 0x7f) || is_blank(byte);
}

/* Is there an octet that no value may hold? Hardly ever: one look at the whole list spares one at
 * each value. */
MW_OCTETS_CLONES
static bool has_bad_octet(const char *text, size_t len)
{
    MwOctets bad = {0};
    size_t at = 0;
    for (; at + sizeof bad <= len; at += sizeof bad) {
        MwOctets octets;
        memcpy(&octets, text + at, sizeof octets);
        MwOctets blank =
            (MwOctets)(octets == '\t') | (MwOctets)(octets == '\r') | (MwOctets)(octets == '\n');
        bad |= ((MwOctets)(octets < ' ') & ~blank) | (MwOctets)(octets == 0x7f);
    }
    while (at < len && is_value_char(text[at]))
        at++;
    return mw_octets_any(&bad) || at < len;
}

/* Offset in `name` of the first byte that no tag name has there; name.len when it is one. */
static size_t find_bad_name_byte(MwSpan name)
{
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.data[i];
        bool follows = g_ascii_isdigit(byte) || byte == '_';
        if (!g_ascii_isalpha(byte) && !(i > 0 && follows))
            return i;
    }
    return name.len;
}

static void judge_value(MwTag *tag, MwSpan text)
{
    for (size_t i = 0; i < tag->value.len; i++)
        if (!is_value_char(tag->value.data[i])) {
            tag->fault = MW_TAG_BAD_VALUE;
            tag->fault_offset = (size_t)(tag->value.data - text.data) + i;
            return;
        }
}

/* The tag between two semicolons, its value not judged yet. */
static MwTag read_tag(MwSpan text, size_t begin, size_t end)
{
    MwSpan spec = mw_span_trim(mw_span_slice(text, begin, end));
    MwTag tag = {.offset = spec.len > 0 ? (size_t)(spec.data - text.data) : begin};
    tag.fault_offset = tag.value_offset = tag.offset;
    size_t equals = mw_span_find(spec, '=', 0);
    tag.name = mw_span_trim(mw_span_slice(spec, 0, equals));
    if (spec.len == 0) {
        tag.fault = MW_TAG_EMPTY;
        return tag;
    }
    if (equals == spec.len) {
        tag.fault = MW_TAG_NO_EQUALS;
        return tag;
    }
    tag.value = mw_span_trim(mw_span_slice(spec, equals + 1, spec.len));
    tag.value_offset =
        tag.value.len > 0 ? (size_t)(tag.value.data - text.data) : tag.offset + equals + 1;
    size_t bad = find_bad_name_byte(tag.name);
    if (bad < tag.name.len || tag.name.len == 0) {
        tag.fault = MW_TAG_BAD_NAME;
        tag.fault_offset = tag.offset + bad;
    }
    return tag;
}

/* The tag at *at, which moves behind it; false at the end of the list. */
static bool next_tag(MwSpan text, size_t *at, MwTag *ret)
{
    if (*at >= text.len)
        return false;
    size_t end = mw_span_find(text, ';', *at);
    /* [FWS] may follow the last semicolon: header fields end in it. */
    if (end == text.len && mw_span_trim(mw_span_slice(text, *at, end)).len == 0)
        return false;
    *ret = read_tag(text, *at, end);
    *at = end + 1;
    return true;
}

/* Names are short: the first letter tells most apart. `name` is not empty. */
static bool is_named(const MwTag *tag, const char *name, size_t len)
{
    return tag->name.len == len && tag->name.data[0] == name[0] &&
           memcmp(tag->name.data, name, len) == 0;
}

const MwTag *mw_tag_list_find(const GArray *tags, const char *name)
{
    size_t len = strlen(name);
    for (guint i = 0; i < tags->len; i++) {
        const MwTag *tag = &g_array_index(tags, MwTag, i);
        if (is_named(tag, name, len))
            return tag;
    }
    return NULL;
}

bool mw_tag_list_peek(MwSpan text, const char *name, MwSpan *ret_value, unsigned *ret_place)
{
    size_t at = 0, len = strlen(name);
    MwTag tag;
    for (unsigned place = 0; place < MW_TAG_LIST_MAX && next_tag(text, &at, &tag); place++)
        if (is_named(&tag, name, len)) {
            *ret_value = tag.value;
            *ret_place = place;
            return true;
        }
    return false;
}

static bool has_name(const GArray *tags, MwSpan name)
{
    for (guint i = 0; i < tags->len; i++)
        if (is_named(&g_array_index(tags, MwTag, i), name.data, name.len))
            return true;
    return false;
}

GArray *mw_tag_list_read(MwSpan text)
{
    GArray *tags = g_array_sized_new(FALSE, FALSE, sizeof(MwTag), 12);
    bool may_be_bad = has_bad_octet(text.data, text.len);
    MwTag tag;
    for (size_t at = 0; tags->len < MW_TAG_LIST_MAX && next_tag(text, &at, &tag);) {
        if (may_be_bad && tag.fault == MW_TAG_OK)
            judge_value(&tag, text);
        tag.duplicate = tag.fault == MW_TAG_OK && has_name(tags, tag.name);
        g_array_append_val(tags, tag);
    }
    return tags;
}

const MwTag *mw_tag_list_first_fault(const GArray *tags)
{
    for (guint i = 0; i < tags->len; i++) {
        const MwTag *tag = &g_array_index(tags, MwTag, i);
        if (tag->fault != MW_TAG_OK || tag->duplicate)
            return tag;
    }
    return NULL;
}

char *mw_tag_describe_fault(const MwTag *tag)
{
    int len = (int)MIN(tag->name.len, 40);
    size_t at = tag->fault_offset;
    switch (tag->fault) {
    case MW_TAG_OK:
        return tag->duplicate
                   ? g_strdup_printf("byte %zu: tag \"%.*s\" twice", at, len, tag->name.data)
                   : NULL;
    case MW_TAG_EMPTY:
        return g_strdup_printf("byte %zu: empty tag", at);
    case MW_TAG_NO_EQUALS:
        return g_strdup_printf("byte %zu: no \"=\" in \"%.*s\"", at, len, tag->name.data);
    case MW_TAG_BAD_NAME:
        return g_strdup_printf("byte %zu: bad tag name \"%.*s\"", at, len, tag->name.data);
    case MW_TAG_BAD_VALUE:
        return g_strdup_printf("byte %zu: control character in \"%.*s=\"", at, len, tag->name.data);
    }
    return NULL;
}

GArray *mw_tag_list_parse(MwSpan text, GError **error)
{
    g_autoptr(GArray) tags = mw_tag_list_read(text);
    const MwTag *bad = mw_tag_list_first_fault(tags);
    if (bad != NULL) {
        g_autofree char *fault = mw_tag_describe_fault(bad);
        g_set_error_literal(error, MW_PARSE_ERROR,
                            bad->duplicate ? MW_PARSE_ERROR_DUPLICATE : MW_PARSE_ERROR_SYNTAX,
                            fault);
        return NULL;
    }
    if (tags->len == MW_TAG_LIST_MAX) {
        g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_LIMIT, "more than %d tags",
                    MW_TAG_LIST_MAX - 1);
        return NULL;
    }
    return g_steal_pointer(&tags);
}
