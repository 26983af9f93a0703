#include "src/dns/zone_file.h"

#include "parsers/error.h"
#include "src/dns/zone_rdata.h"

enum { DEFAULT_TTL = 3600 };

typedef struct {
    MwZoneFile *file;
    MwDnsStore *section; /* what is being filled */
    char *origin;        /* NULL: the root */
    char *owner;         /* of the last record of this section; NULL: none yet */
    uint32_t ttl;
} Reader;

static bool fail(GError **error, const char *what, const MwZoneToken *token)
{
    g_autofree char *raw = mw_span_dup(token->raw);
    g_autofree char *text = g_strescape(raw, NULL);
    g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX, "%s: %.200s", what, text);
    return false;
}

/* ---- directives ---- */

static bool read_origin(Reader *reader, const MwZoneToken *arguments, GError **error)
{
    char *origin = mw_zone_token_name(&arguments[0], reader->origin, error);
    if (origin == NULL)
        return false;
    g_free(reader->origin);
    reader->origin = origin;
    return true;
}

static bool read_ttl(Reader *reader, const MwZoneToken *arguments, GError **error)
{
    return mw_zone_token_ttl(&arguments[0], &reader->ttl) ||
           fail(error, "not a TTL", &arguments[0]);
}

static bool can_be_told(MwDnsFailure failure)
{
    return failure != MW_DNS_OK && failure != MW_DNS_NOT_ASKED && failure != MW_DNS_BAD_NAME;
}

static bool read_fail(Reader *reader, const MwZoneToken *arguments, GError **error)
{
    MwDnsType type;
    MwDnsFailure failure;
    bool any = mw_span_is_nocase(arguments[1].raw, "ANY");
    if (!any && !mw_dns_type_from_name(arguments[1].raw, &type))
        return fail(error, "not a record type that $FAIL knows", &arguments[1]);
    if (!mw_dns_failure_from_name(arguments[2].raw, &failure) || !can_be_told(failure))
        return fail(error, "not servfail, timeout or refused", &arguments[2]);
    unsigned type_or_any = any ? MW_DNS_ANY : (unsigned)type;
    if (mw_span_is(arguments[0].raw, "*")) {
        mw_dns_store_fail(reader->section, NULL, type_or_any, failure);
        return true;
    }
    g_autofree char *name = mw_zone_token_name(&arguments[0], reader->origin, error);
    if (name != NULL)
        mw_dns_store_fail(reader->section, name, type_or_any, failure);
    return name != NULL;
}

/* A server's name is absolute whatever the origin: it mostly lies elsewhere. A section may be
 * taken up again. */
static bool read_server(Reader *reader, const MwZoneToken *arguments, GError **error)
{
    g_autofree char *name = mw_zone_token_name(&arguments[0], NULL, error);
    if (name == NULL)
        return false;
    reader->section = g_hash_table_lookup(reader->file->servers, name);
    if (reader->section == NULL) {
        reader->section = mw_dns_store_new(name);
        g_hash_table_insert(reader->file->servers, g_steal_pointer(&name), reader->section);
    }
    g_clear_pointer(&reader->owner, g_free);
    return true;
}

static bool read_resolver(Reader *reader, const MwZoneToken *arguments, GError **error)
{
    (void)arguments;
    (void)error;
    reader->section = reader->file->resolver;
    g_clear_pointer(&reader->owner, g_free);
    return true;
}

static const struct {
    const char *name;
    unsigned arguments;
    bool (*read)(Reader *reader, const MwZoneToken *arguments, GError **error);
} directives[] = {
    {"$ORIGIN", 1, read_origin}, {"$TTL", 1, read_ttl},           {"$FAIL", 3, read_fail},
    {"$SERVER", 1, read_server}, {"$RESOLVER", 0, read_resolver},
};

static bool read_directive(Reader *reader, const GArray *tokens, GError **error)
{
    const MwZoneToken *first = &g_array_index(tokens, MwZoneToken, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(directives); i++) {
        if (!mw_span_is_nocase(first->raw, directives[i].name))
            continue;
        if (tokens->len != directives[i].arguments + 1)
            return fail(error, "wrong number of words for", first);
        return directives[i].read(reader, first + 1, error);
    }
    return fail(error, "unknown directive", first);
}

/* ---- records ---- */

/* Types that we do not keep, but that make their name exist. */
static bool is_other_type(MwSpan word)
{
    static const char *const names[] = {
        "AFSDB", "CAA",   "CDNSKEY", "CDS",        "CERT",  "DNAME",  "DNSKEY", "DS",
        "HINFO", "HTTPS", "KEY",     "LOC",        "NAPTR", "NSEC",   "NSEC3",  "NSEC3PARAM",
        "NULL",  "RP",    "RRSIG",   "OPENPGPKEY", "SIG",   "SMIMEA", "SPF",    "SRV",
        "SSHFP", "SVCB",  "TLSA",    "URI",        "WKS",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (mw_span_is_nocase(word, names[i]))
            return true;
    /* RFC 3597, 5 */
    return mw_span_starts_with_nocase(word, "TYPE") && word.len > 4 &&
           g_ascii_isdigit(word.data[4]);
}

static bool is_class(const MwZoneToken *token)
{
    return !token->quoted && mw_span_is_nocase(token->raw, "IN");
}

/* [TTL] [class], or the other way round; returns how many of the tokens from `at` these were. */
static unsigned read_ttl_and_class(const GArray *tokens, unsigned at, uint32_t *ttl)
{
    bool have_ttl = false, have_class = false;
    unsigned begin = at;
    for (; at < tokens->len; at++) {
        const MwZoneToken *token = &g_array_index(tokens, MwZoneToken, at);
        if (!have_class && is_class(token))
            have_class = true;
        else if (!have_ttl && mw_zone_token_ttl(token, ttl))
            have_ttl = true;
        else
            break;
    }
    return at - begin;
}

static bool read_owner(Reader *reader, const MwZoneEntry *entry, GError **error)
{
    if (entry->starts_blank) {
        if (reader->owner == NULL)
            g_set_error_literal(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX,
                                "the line begins with a blank, but no name came before");
        return reader->owner != NULL;
    }
    char *owner =
        mw_zone_token_name(&g_array_index(entry->tokens, MwZoneToken, 0), reader->origin, error);
    if (owner == NULL)
        return false;
    g_free(reader->owner);
    reader->owner = owner;
    return true;
}

static bool read_record(Reader *reader, const MwZoneEntry *entry, GError **error)
{
    const GArray *tokens = entry->tokens;
    unsigned at = entry->starts_blank ? 0 : 1;
    uint32_t ttl = reader->ttl;
    if (!read_owner(reader, entry, error))
        return false;
    at += read_ttl_and_class(tokens, at, &ttl);
    if (at >= tokens->len)
        return fail(error, "no record type behind", &g_array_index(tokens, MwZoneToken, 0));

    const MwZoneToken *word = &g_array_index(tokens, MwZoneToken, at);
    MwDnsType type;
    if (word->quoted || !mw_dns_type_from_name(word->raw, &type)) {
        if (word->quoted || !is_other_type(word->raw))
            return fail(error, "unknown record type", word);
        mw_dns_store_add_name(reader->section, reader->owner);
        return true;
    }
    MwDnsRecord *record =
        mw_zone_rdata_read(type, ttl, word + 1, tokens->len - at - 1, reader->origin, error);
    if (record != NULL)
        mw_dns_store_add(reader->section, reader->owner, type, record);
    return record != NULL;
}

static bool read_entry(Reader *reader, const MwZoneEntry *entry, GError **error)
{
    const MwZoneToken *first = &g_array_index(entry->tokens, MwZoneToken, 0);
    bool directive = !first->quoted && first->raw.len > 0 && first->raw.data[0] == '$';
    return directive ? read_directive(reader, entry->tokens, error)
                     : read_record(reader, entry, error);
}

static bool read_all(Reader *reader, MwSpan text, const char *label, GError **error)
{
    /* Windows editors put a byte order mark in front. */
    bool marked = text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0;
    MwZoneLexer lexer = {.text = text, .at = marked ? 3 : 0, .line = 1};
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(MwZoneToken));
    MwZoneEntry entry = {.tokens = tokens};
    while (mw_zone_next_entry(&lexer, &entry, error)) {
        if (tokens->len == 0)
            return true;
        if (!read_entry(reader, &entry, error))
            break;
    }
    g_prefix_error(error, "%s:%u: ", label, entry.line);
    return false;
}

static void free_store(gpointer data)
{
    mw_dns_store_free(data);
}

MwZoneFile *mw_zone_file_read(MwSpan text, const char *label, GError **error)
{
    g_autoptr(MwZoneFile) file = g_new0(MwZoneFile, 1);
    file->resolver = mw_dns_store_new(NULL);
    file->servers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_store);
    Reader reader = {.file = file, .section = file->resolver, .ttl = DEFAULT_TTL};
    bool good = read_all(&reader, text, label, error);
    g_free(reader.origin);
    g_free(reader.owner);
    return good ? g_steal_pointer(&file) : NULL;
}

void mw_zone_file_free(MwZoneFile *file)
{
    if (file == NULL)
        return;
    mw_dns_store_free(file->resolver);
    g_hash_table_unref(file->servers);
    g_free(file);
}
