#include "parsers/dkim_signature.h"

#include "parsers/base64.h"
#include "parsers/dkim_qp.h"
#include "parsers/domain.h"

#define REQUIRED_NOTHING 0u
#define REQUIRED_DKIM    1u
#define REQUIRED_ARC     2u

/* Keeps the first fault only. `tag` "" speaks of the list as a whole. */
static void set_fault(MwDkimSignature *s, MwParseError code, const char *tag, char *text)
{
    if (s->error_text != NULL) {
        g_free(text);
        return;
    }
    s->error = code;
    s->error_text = text;
    g_strlcpy(s->error_tag, tag, sizeof s->error_tag);
}

static void set_value_fault(MwDkimSignature *s, const MwTag *tag, const char *what)
{
    g_autofree char *name = mw_span_dup(mw_span_slice(tag->name, 0, sizeof s->error_tag - 1));
    set_fault(s, MW_PARSE_ERROR_VALUE, name,
              g_strdup_printf("byte %zu: %s= %s", tag->value_offset, name, what));
}

static void read_version(MwDkimSignature *s, const MwTag *tag)
{
    if (!mw_span_is(tag->value, "1")) {
        s->is_old_version = s->error_text == NULL;
        set_value_fault(s, tag, "is not 1");
    }
}

MwDkimAlgorithm mw_dkim_algorithm_of(MwSpan name)
{
    static const struct {
        const char *name;
        MwDkimAlgorithm value;
    } known[] = {
        {"rsa-sha256", MW_DKIM_ALGORITHM_RSA_SHA256},
        {"ed25519-sha256", MW_DKIM_ALGORITHM_ED25519_SHA256},
        {"rsa-sha1", MW_DKIM_ALGORITHM_RSA_SHA1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (mw_span_is_nocase(name, known[i].name))
            return known[i].value;
    return MW_DKIM_ALGORITHM_UNKNOWN;
}

static void read_algorithm(MwDkimSignature *s, const MwTag *tag)
{
    s->algorithm_text = tag->value;
    if (tag->value.len == 0)
        set_value_fault(s, tag, "is empty");
    s->algorithm = mw_dkim_algorithm_of(tag->value);
}

/* Base64 that must not be empty. */
static GBytes *read_base64(MwDkimSignature *s, const MwTag *tag)
{
    if (tag->value.len == 0) {
        set_value_fault(s, tag, "is empty");
        return NULL;
    }
    GBytes *bytes = mw_base64_decode(tag->value, NULL);
    if (bytes == NULL)
        set_value_fault(s, tag, "is not base64");
    return bytes;
}

static void read_signature(MwDkimSignature *s, const MwTag *tag)
{
    s->signature_text = tag->value;
    s->signature = read_base64(s, tag);
}

static void read_body_hash(MwDkimSignature *s, const MwTag *tag)
{
    s->body_hash = read_base64(s, tag);
}

static bool read_canon_name(MwSpan name, MwCanon *ret)
{
    if (mw_span_is_nocase(name, "simple"))
        *ret = MW_CANON_SIMPLE;
    else if (mw_span_is_nocase(name, "relaxed"))
        *ret = MW_CANON_RELAXED;
    else
        return false;
    return true;
}

/* One name alone is that of the header; the body then is simple (3.5). */
static void read_canon(MwDkimSignature *s, const MwTag *tag)
{
    size_t slash = mw_span_find(tag->value, '/', 0);
    MwSpan body = mw_span_slice(tag->value, slash + 1, tag->value.len);
    s->body_canon = MW_CANON_SIMPLE;
    if (!read_canon_name(mw_span_slice(tag->value, 0, slash), &s->header_canon) ||
        (slash < tag->value.len && !read_canon_name(body, &s->body_canon)))
        set_value_fault(s, tag, "names an unknown canonicalization");
}

static void read_domain(MwDkimSignature *s, const MwTag *tag)
{
    s->domain = mw_domain_normalize(tag->value);
    if (s->domain == NULL)
        set_value_fault(s, tag, "is not a domain name");
}

static void read_selector(MwDkimSignature *s, const MwTag *tag)
{
    s->selector = mw_domain_normalize(tag->value);
    if (s->selector == NULL)
        set_value_fault(s, tag, "is not a selector");
}

/* The domain is what follows the last "@": the local part may hold a quoted one. */
static void read_identity(MwDkimSignature *s, const MwTag *tag)
{
    s->identity = tag->value;
    g_autoptr(GString) decoded = mw_dkim_qp_decode(tag->value);
    size_t at = decoded->len;
    while (at > 0 && decoded->str[at - 1] != '@')
        at--;
    MwSpan domain = mw_span_make(decoded->str + at, decoded->len - at);
    if (at > 0)
        s->identity_domain = mw_domain_normalize(domain);
    if (s->identity_domain == NULL)
        set_value_fault(s, tag, "has no domain");
}

static void read_instance(MwDkimSignature *s, const MwTag *tag)
{
    int64_t number = tag->value.len <= 2 ? mw_dkim_number(tag->value) : -1;
    if (number < 1 || number > 50 || tag->value.data[0] == '0')
        set_value_fault(s, tag, "is not 1 to 50");
    else
        s->instance = (unsigned)number;
}

static bool is_field_name(MwSpan name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] <= ' ' || name.data[i] == 0x7f)
            return false;
    return name.len > 0;
}

static void read_names(MwDkimSignature *s, const MwTag *tag, bool skip_empty)
{
    MwSpan list = s->header_list = tag->value;
    for (size_t at = 0; list.len > 0 && at <= list.len;) {
        size_t end = mw_span_find(list, ':', at);
        MwSpan name = mw_span_trim(mw_span_slice(list, at, end));
        if (name.len == 0 && skip_empty) {
            at = end + 1;
            continue;
        }
        if (!is_field_name(name)) {
            set_value_fault(s, tag, "holds something that is not a field name");
            return;
        }
        if (s->headers->len == MW_DKIM_HEADERS_MAX) {
            set_fault(s, MW_PARSE_ERROR_LIMIT, "h", g_strdup("h= names over 2000 fields"));
            return;
        }
        s->signs_from |= mw_span_is_nocase(name, "from");
        g_array_append_val(s->headers, name);
        at = end + 1;
    }
}

static void read_headers(MwDkimSignature *s, const MwTag *tag)
{
    read_names(s, tag, false);
}

/* ARC validators agree on passing over "from::to", which the grammar does not know. */
static void read_arc_headers(MwDkimSignature *s, const MwTag *tag)
{
    read_names(s, tag, true);
}

static int64_t read_number(MwDkimSignature *s, const MwTag *tag)
{
    int64_t number = mw_dkim_number(tag->value);
    if (number < 0)
        set_value_fault(s, tag, "is not a number");
    return number;
}

static void read_timestamp(MwDkimSignature *s, const MwTag *tag)
{
    s->timestamp = read_number(s, tag);
}

static void read_expires(MwDkimSignature *s, const MwTag *tag)
{
    s->expires = read_number(s, tag);
}

static void read_length(MwDkimSignature *s, const MwTag *tag)
{
    s->body_length = read_number(s, tag);
}

/* Methods that are not known are ignored as long as one is (3.5). */
static void read_query(MwDkimSignature *s, const MwTag *tag)
{
    for (size_t at = 0; at <= tag->value.len;) {
        size_t end = mw_span_find(tag->value, ':', at);
        MwSpan method = mw_span_trim(mw_span_slice(tag->value, at, end));
        if (mw_span_is_nocase(method, "dns/txt"))
            return;
        at = end + 1;
    }
    set_value_fault(s, tag, "names no query method but unknown ones");
}

static void read_copied(MwDkimSignature *s, const MwTag *tag)
{
    s->copied_headers = tag->value;
}

static const struct {
    char name[3];
    unsigned required, kinds;
    void (*read)(MwDkimSignature *, const MwTag *);
} tag_readers[] = {
    {"v", REQUIRED_DKIM, REQUIRED_DKIM, read_version},
    {"a", REQUIRED_DKIM | REQUIRED_ARC, REQUIRED_DKIM | REQUIRED_ARC, read_algorithm},
    {"d", REQUIRED_DKIM | REQUIRED_ARC, REQUIRED_DKIM | REQUIRED_ARC, read_domain},
    {"s", REQUIRED_DKIM | REQUIRED_ARC, REQUIRED_DKIM | REQUIRED_ARC, read_selector},
    {"c", REQUIRED_NOTHING, REQUIRED_DKIM | REQUIRED_ARC, read_canon},
    {"h", REQUIRED_DKIM, REQUIRED_DKIM, read_headers},
    {"h", REQUIRED_ARC, REQUIRED_ARC, read_arc_headers},
    {"bh", REQUIRED_DKIM | REQUIRED_ARC, REQUIRED_DKIM | REQUIRED_ARC, read_body_hash},
    {"b", REQUIRED_DKIM | REQUIRED_ARC, REQUIRED_DKIM | REQUIRED_ARC, read_signature},
    {"i", REQUIRED_NOTHING, REQUIRED_DKIM, read_identity},
    {"i", REQUIRED_ARC, REQUIRED_ARC, read_instance},
    {"q", REQUIRED_NOTHING, REQUIRED_DKIM | REQUIRED_ARC, read_query},
    {"t", REQUIRED_NOTHING, REQUIRED_DKIM | REQUIRED_ARC, read_timestamp},
    {"x", REQUIRED_NOTHING, REQUIRED_DKIM | REQUIRED_ARC, read_expires},
    {"l", REQUIRED_NOTHING, REQUIRED_DKIM | REQUIRED_ARC, read_length},
    {"z", REQUIRED_NOTHING, REQUIRED_DKIM | REQUIRED_ARC, read_copied},
};

static void judge_list(MwDkimSignature *s)
{
    const MwTag *bad = mw_tag_list_first_fault(s->tags);
    if (bad == NULL && s->tags->len < MW_TAG_LIST_MAX)
        return;
    if (bad == NULL) {
        set_fault(s, MW_PARSE_ERROR_LIMIT, "", g_strdup("too many tags"));
        return;
    }
    g_autofree char *name = mw_span_dup(mw_span_slice(bad->name, 0, sizeof s->error_tag - 1));
    set_fault(s, bad->duplicate ? MW_PARSE_ERROR_DUPLICATE : MW_PARSE_ERROR_SYNTAX, name,
              mw_tag_describe_fault(bad));
}

static void read_tags(MwDkimSignature *s, unsigned kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tag_readers); i++) {
        if ((tag_readers[i].kinds & kind) == 0)
            continue;
        const MwTag *tag = mw_tag_list_find(s->tags, tag_readers[i].name);
        if (tag != NULL)
            tag_readers[i].read(s, tag);
        else if (tag_readers[i].required & kind)
            set_fault(s, MW_PARSE_ERROR_MISSING, tag_readers[i].name,
                      g_strdup_printf("%s= is missing", tag_readers[i].name));
    }
}

/* What the tags must be to each other (3.5, 6.1.1). */
static void judge_together(MwDkimSignature *s, unsigned kind)
{
    if (kind == REQUIRED_DKIM && !s->signs_from)
        set_fault(s, MW_PARSE_ERROR_VALUE, "h", g_strdup("h= does not name From"));
    if (s->timestamp >= 0 && s->expires >= 0 && s->expires <= s->timestamp)
        set_fault(s, MW_PARSE_ERROR_VALUE, "x", g_strdup("x= is not after t="));
    if (s->identity_domain == NULL)
        s->identity_domain = g_strdup(s->domain);
    else if (s->domain != NULL && !mw_domain_is_within(s->identity_domain, s->domain)) {
        s->domain_mismatch = s->error_text == NULL;
        set_fault(s, MW_PARSE_ERROR_VALUE, "i", g_strdup("i= is not within d="));
    }
}

/* What hashing deletes: all between the "=" and the ";" (3.7). */
static void locate_signature(MwDkimSignature *s, MwSpan value)
{
    const MwTag *tag = mw_tag_list_find(s->tags, "b");
    if (tag == NULL || tag->fault == MW_TAG_NO_EQUALS)
        return;
    s->signature_begin = mw_span_find(value, '=', tag->offset) + 1;
    s->signature_end = mw_span_find(value, ';', s->signature_begin);
}

MwDkimSignature *mw_dkim_signature_parse(MwSpan value, MwDkimField kind)
{
    unsigned bit = kind == MW_DKIM_FIELD_SIGNATURE ? REQUIRED_DKIM : REQUIRED_ARC;
    MwDkimSignature *s = g_new0(MwDkimSignature, 1);
    s->timestamp = s->expires = s->body_length = -1;
    s->header_canon = s->body_canon = bit == REQUIRED_ARC ? MW_CANON_RELAXED : MW_CANON_SIMPLE;
    s->headers = g_array_sized_new(FALSE, FALSE, sizeof(MwSpan), 16);
    s->tags = mw_tag_list_read(value);
    judge_list(s);
    read_tags(s, bit);
    judge_together(s, bit);
    locate_signature(s, value);
    return s;
}

void mw_dkim_signature_free(MwDkimSignature *signature)
{
    if (signature == NULL)
        return;
    g_array_unref(signature->tags);
    g_array_unref(signature->headers);
    g_free(signature->error_text);
    g_free(signature->domain);
    g_free(signature->selector);
    g_free(signature->identity_domain);
    g_clear_pointer(&signature->signature, g_bytes_unref);
    g_clear_pointer(&signature->body_hash, g_bytes_unref);
    g_free(signature);
}

int64_t mw_dkim_number(MwSpan text)
{
    int64_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return -1;
        int digit = text.data[i] - '0';
        number = number > (INT64_MAX - digit) / 10 ? INT64_MAX : number * 10 + digit;
    }
    return text.len >= 1 && text.len <= 76 ? number : -1;
}
