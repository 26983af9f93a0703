/* Where libopendkim is known to leave the RFCs (measured on 2.11.0~beta2). */

#include "src/evaluate/dkim_opendkim.h"

enum { HEADER_LIST_MAX = 4096, KEY_RECORD_MAX = 1024 };

static bool fails_by(const MwDkimCheck *check, MwDkimFailure failure, const char *tag)
{
    const MwDkim *dkim = check->result;
    return dkim->failure == failure && (tag == NULL || g_strcmp0(dkim->failure_tag, tag) == 0);
}

static bool has_duplicate(const MwDkimCheck *check)
{
    return check->signature->error == MW_PARSE_ERROR_DUPLICATE &&
           check->signature->error_text != NULL;
}

static bool has_other_syntax(const MwDkimCheck *check)
{
    return fails_by(check, MW_DKIM_FAILURE_SYNTAX, NULL) ||
           fails_by(check, MW_DKIM_FAILURE_DOMAIN_MISMATCH, NULL);
}

static bool has_foreign_query(const MwDkimCheck *check)
{
    return fails_by(check, MW_DKIM_FAILURE_SYNTAX, "q");
}

static bool has_key_of_other_type(const MwDkimCheck *check)
{
    return fails_by(check, MW_DKIM_FAILURE_KEY_TYPE, "k");
}

static bool has_key_version_fault(const MwDkimCheck *check)
{
    return fails_by(check, MW_DKIM_FAILURE_KEY_SYNTAX, "v");
}

static bool has_blank_before_equals(const MwDkimCheck *check)
{
    for (guint i = 0; i < check->signature->tags->len; i++) {
        const MwTag *tag = &g_array_index(check->signature->tags, MwTag, i);
        const char *end = tag->name.data + tag->name.len;
        const char *stop = check->header->value.data + check->header->value.len;
        if (tag->fault == MW_TAG_OK && end < stop && *end != '=')
            return true;
    }
    return false;
}

/* It looks for the first "b=" in the text, which may be the end of another name. */
static bool has_name_like_b(const MwDkimCheck *check)
{
    for (guint i = 0; i < check->signature->tags->len; i++) {
        MwSpan name = g_array_index(check->signature->tags, MwTag, i).name;
        if (name.len > 1 && name.data[name.len - 1] == 'b')
            return true;
    }
    return false;
}

static bool has_long_list(const MwDkimCheck *check)
{
    return check->signature->header_list.len >= HEADER_LIST_MAX;
}

static bool has_quoted_at(const MwDkimCheck *check)
{
    MwSpan identity = check->signature->identity;
    size_t first = mw_span_find(identity, '@', 0);
    return first < identity.len && mw_span_find(identity, '@', first + 1) < identity.len;
}

static bool has_long_key(const MwDkimCheck *check)
{
    const char *record = check->result->key_record;
    return record != NULL && strlen(record) >= KEY_RECORD_MAX;
}

static bool has_several_keys(const MwDkimCheck *check)
{
    const char *name = check->result->key_name;
    return name != NULL && mw_dns_ask(check->shared->dns, name, MW_DNS_TXT)->records->len > 1;
}

static bool has_odd_from(const MwDkimCheck *check)
{
    const MwHeader *from = mw_message_header(check->shared->message, "From", 0);
    return from == NULL || mw_span_find(from->value, '@', 0) == from->value.len;
}

/* NUL ends its text; CR, VT and FF are blanks to it. */
static bool has_odd_octets(const MwDkimCheck *check)
{
    for (guint i = 0; i < check->fields->len; i++) {
        const MwHeader *field = g_ptr_array_index(check->fields, i);
        for (size_t at = 0; field != NULL && at < field->raw.len; at++) {
            char byte = field->raw.data[at];
            bool is_lone_cr =
                byte == '\r' && (at + 1 == field->raw.len || field->raw.data[at + 1] != '\n');
            if (byte == '\0' || byte == '\v' || byte == '\f' || is_lone_cr)
                return true;
        }
    }
    return false;
}

static bool is_small_time(const MwDkimCheck *check)
{
    return check->signature->timestamp >= 0 && check->signature->timestamp < 1000000000;
}

const char *mw_opendkim_limitation(const MwDkimCheck *check)
{
    static const struct {
        bool (*holds)(const MwDkimCheck *);
        const char *text;
    } known[] = {
        {has_duplicate, "libopendkim accepts a tag given twice"},
        {has_foreign_query, "libopendkim accepts any q="},
        {has_other_syntax, "libopendkim accepts signature fields that the grammar does not allow"},
        {has_key_of_other_type, "libopendkim accepts a key of another type than a= says"},
        {has_key_version_fault, "libopendkim accepts v= elsewhere than first in a key record"},
        {has_several_keys, "libopendkim is given the first of several key records only"},
        {has_blank_before_equals, "libopendkim does not allow white space before \"=\""},
        {has_name_like_b, "libopendkim takes a tag whose name ends in b for b="},
        {has_long_list, "libopendkim cuts an h= of more than 4096 octets"},
        {has_quoted_at, "libopendkim takes a quoted \"@\" in i= for the separator"},
        {has_long_key, "libopendkim cuts a key record of more than 1024 octets"},
        {has_odd_octets,
         "libopendkim takes CR, VT, FF and NUL in header fields for blanks or ends"},
        {has_odd_from, "libopendkim wants a From field that it can parse"},
        {is_small_time, "libopendkim does not accept a t= of the distant past"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (known[i].holds(check))
            return known[i].text;
    return NULL;
}
