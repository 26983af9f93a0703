#include "src/dns/zone_rdata.h"

#include <arpa/inet.h>

#include "parsers/error.h"
#include "src/dns/backend.h"
#include "src/dns/name.h"

typedef struct {
    const MwZoneToken *fields;
    unsigned count;
    const char *origin;
} Rdata;

static bool fail(GError **error, const char *what)
{
    g_set_error_literal(error, MW_PARSE_ERROR, MW_PARSE_ERROR_VALUE, what);
    return false;
}

static bool read_target(const Rdata *rdata, unsigned field, MwDnsRecord *record, GError **error)
{
    record->name = mw_zone_token_name(&rdata->fields[field], rdata->origin, error);
    return record->name != NULL;
}

static bool read_a(const Rdata *rdata, MwDnsRecord *record, GError **error)
{
    g_autofree char *text = mw_span_dup(rdata->fields[0].raw);
    record->ip.family = 4;
    return inet_pton(AF_INET, text, record->ip.bytes) == 1 || fail(error, "not an IPv4 address");
}

static bool read_aaaa(const Rdata *rdata, MwDnsRecord *record, GError **error)
{
    g_autofree char *text = mw_span_dup(rdata->fields[0].raw);
    uint8_t bytes[16];
    /* The second call turns a mapped address into the IPv4 that it is. */
    return (inet_pton(AF_INET6, text, bytes) == 1 && mw_ip_parse(mw_span(text), &record->ip)) ||
           fail(error, "not an IPv6 address");
}

static bool read_name(const Rdata *rdata, MwDnsRecord *record, GError **error)
{
    return read_target(rdata, 0, record, error);
}

static bool read_mx(const Rdata *rdata, MwDnsRecord *record, GError **error)
{
    g_autofree char *text = mw_span_dup(rdata->fields[0].raw);
    guint64 preference;
    if (!g_ascii_string_to_unsigned(text, 10, 0, 65535, &preference, NULL))
        return fail(error, "MX preference is not a number from 0 to 65535");
    record->preference = (unsigned)preference;
    return read_target(rdata, 1, record, error);
}

static bool read_soa(const Rdata *rdata, MwDnsRecord *record, GError **error)
{
    g_autofree char *mailbox = mw_zone_token_name(&rdata->fields[1], rdata->origin, error);
    if (mailbox == NULL)
        return false;
    for (unsigned i = 2; i < 7; i++) {
        g_autofree char *text = mw_span_dup(rdata->fields[i].raw);
        uint32_t interval;
        if (!g_ascii_string_to_unsigned(text, 10, 0, UINT32_MAX, NULL, NULL) &&
            !mw_zone_token_ttl(&rdata->fields[i], &interval))
            return fail(error, "SOA serial or interval is not a number");
    }
    return read_target(rdata, 0, record, error);
}

static bool read_txt(const Rdata *rdata, MwDnsRecord *record, GError **error)
{
    for (unsigned i = 0; i < rdata->count; i++) {
        g_auto(MwZoneOctets) octets = {.owned = NULL};
        if (!mw_zone_token_octets(&rdata->fields[i], &octets))
            return fail(error, "bad escape: \\ and three digits up to 255, or \\ and a character");
        mw_dns_record_append_string(record, octets.text);
    }
    return true;
}

static char *write_a(const MwDnsRecord *record)
{
    char text[MW_IP_TEXT_MAX];
    return g_strdup(mw_ip_format(&record->ip, text));
}

static char *write_aaaa(const MwDnsRecord *record)
{
    char text[MW_IP_TEXT_MAX];
    return g_strdup_printf("%s%s", record->ip.family == 4 ? "::ffff:" : "",
                           mw_ip_format(&record->ip, text));
}

static char *write_name(const MwDnsRecord *record)
{
    return mw_dns_name_escape(record->name);
}

static char *write_mx(const MwDnsRecord *record)
{
    g_autofree char *name = mw_dns_name_escape(record->name);
    return g_strdup_printf("%u %s", record->preference, name);
}

static char *write_soa(const MwDnsRecord *record)
{
    g_autofree char *name = mw_dns_name_escape(record->name);
    return g_strdup_printf("%s . 0 0 0 0 0", name);
}

static void append_quoted(GString *out, MwSpan string)
{
    g_string_append(out, out->len > 0 ? " \"" : "\"");
    for (size_t i = 0; i < string.len; i++) {
        unsigned char octet = (unsigned char)string.data[i];
        if (octet < ' ' || octet >= 0x7f)
            g_string_append_printf(out, "\\%03u", octet);
        else if (octet == '"' || octet == '\\')
            g_string_append_printf(out, "\\%c", octet);
        else
            g_string_append_c(out, (char)octet);
    }
    g_string_append_c(out, '"');
}

static char *write_txt(const MwDnsRecord *record)
{
    GString *out = g_string_new(NULL);
    MwSpan text = mw_dns_record_text(record);
    size_t at = 0;
    for (unsigned i = 0; record->strings != NULL && i < record->strings->len; i++) {
        size_t len = g_array_index(record->strings, guint8, i);
        append_quoted(out, mw_span_slice(text, at, at + len));
        at += len;
    }
    return g_string_free(out, FALSE);
}

static const struct {
    unsigned min_fields, max_fields;
    bool (*read)(const Rdata *rdata, MwDnsRecord *record, GError **error);
    char *(*write)(const MwDnsRecord *record);
} rdata_types[MW_DNS_TYPE_N] = {
    [MW_DNS_A] = {1, 1, read_a, write_a},
    [MW_DNS_AAAA] = {1, 1, read_aaaa, write_aaaa},
    [MW_DNS_CNAME] = {1, 1, read_name, write_name},
    [MW_DNS_MX] = {2, 2, read_mx, write_mx},
    [MW_DNS_NS] = {1, 1, read_name, write_name},
    [MW_DNS_PTR] = {1, 1, read_name, write_name},
    [MW_DNS_SOA] = {7, 7, read_soa, write_soa},
    [MW_DNS_TXT] = {1, G_MAXUINT, read_txt, write_txt},
};

MwDnsRecord *mw_zone_rdata_read(MwDnsType type, uint32_t ttl, const MwZoneToken *fields,
                                unsigned count, const char *origin, GError **error)
{
    if (count < rdata_types[type].min_fields || count > rdata_types[type].max_fields) {
        g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX, "%s record with %u fields",
                    mw_dns_type_name(type), count);
        return NULL;
    }
    MwDnsRecord *record = mw_dns_record_new(ttl);
    Rdata rdata = {fields, count, origin};
    if (rdata_types[type].read(&rdata, record, error))
        return record;
    mw_dns_record_free(record);
    return NULL;
}

char *mw_zone_rdata_write(MwDnsType type, const MwDnsRecord *record)
{
    return rdata_types[type].write(record);
}
