#include "parsers/ip.h"

#include <arpa/inet.h>
#include <glib.h>

#include "parsers/decimal.h"

static const uint8_t mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

/* inet_pton wants a NUL-terminated text of bounded length. Most of what is asked about is a name.
 */
static bool parse_bare(MwSpan text, MwIp *ret)
{
    char copy[MW_IP_TEXT_MAX];
    if (text.len > 0 && !g_ascii_isxdigit(text.data[0]) && text.data[0] != ':')
        return false;
    if (text.len == 0 || text.len >= sizeof copy || memchr(text.data, '\0', text.len) != NULL)
        return false;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';

    MwIp ip = {0};
    if (inet_pton(AF_INET, copy, ip.bytes) == 1) {
        ip.family = 4;
    } else if (inet_pton(AF_INET6, copy, ip.bytes) == 1) {
        ip.family = 6;
        if (memcmp(ip.bytes, mapped_prefix, sizeof mapped_prefix) == 0) {
            MwIp v4 = {.family = 4};
            memcpy(v4.bytes, ip.bytes + sizeof mapped_prefix, 4);
            ip = v4;
        }
    } else {
        return false;
    }
    *ret = ip;
    return true;
}

bool mw_ip_parse(MwSpan text, MwIp *ret)
{
    text = mw_span_trim(text);
    if (text.len >= 2 && text.data[0] == '[' && text.data[text.len - 1] == ']')
        text = mw_span_slice(text, 1, text.len - 1);
    if (mw_span_starts_with_nocase(text, "IPv6:"))
        text = mw_span_slice(text, 5, text.len);
    return parse_bare(text, ret);
}

/* ---- written: several times for each message, and inet_ntop would call printf ---- */

static void format_v4(const uint8_t *bytes, char *out)
{
    for (unsigned i = 0; i < 4; i++) {
        if (i > 0)
            *out++ = '.';
        out = mw_decimal_write(out, bytes[i]);
    }
}

enum { GROUPS = 8 };

static unsigned group_of(const uint8_t *bytes, unsigned i)
{
    return (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
}

/* The longest run of zeros, the first of equal ones; of one group it is none (RFC 5952, 4.2). */
static unsigned longest_zeros(const uint8_t *bytes, unsigned *ret_first)
{
    unsigned longest = 1, run = 0;
    for (unsigned i = 0; i < GROUPS; i++) {
        run = group_of(bytes, i) == 0 ? run + 1 : 0;
        if (run > longest) {
            longest = run;
            *ret_first = i + 1 - run;
        }
    }
    return longest;
}

static char *write_group(char *out, unsigned group)
{
    static const char digits[] = "0123456789abcdef";
    unsigned shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;
    for (; shift > 0; shift -= 4)
        *out++ = digits[group >> shift & 0xf];
    *out++ = digits[group & 0xf];
    return out;
}

static void format_v6(const uint8_t *bytes, char *out)
{
    unsigned first = GROUPS, zeros = longest_zeros(bytes, &first);
    for (unsigned i = 0; i < GROUPS;) {
        if (i > 0 && i != first && out[-1] != ':')
            *out++ = ':';
        if (i == first) {
            *out++ = ':';
            *out++ = ':';
            i += zeros;
        } else {
            out = write_group(out, group_of(bytes, i++));
        }
    }
    *out = '\0';
}

/* "::192.0.2.1": the last groups are an IPv4 address (RFC 5952, 5). */
static bool embeds_v4(const uint8_t *bytes)
{
    static const uint8_t zeros[10];
    return memcmp(bytes, zeros, sizeof zeros) == 0;
}

const char *mw_ip_format(const MwIp *ip, char text[static MW_IP_TEXT_MAX])
{
    text[0] = '\0';
    if (ip->family == 4)
        format_v4(ip->bytes, text);
    else if (ip->family != 0 && !embeds_v4(ip->bytes))
        format_v6(ip->bytes, text);
    else if (ip->family != 0 && inet_ntop(AF_INET6, ip->bytes, text, MW_IP_TEXT_MAX) == NULL)
        text[0] = '\0';
    return text;
}

char *mw_ip_reverse_name(const MwIp *ip)
{
    if (ip->family == 4)
        return g_strdup_printf("%u.%u.%u.%u.in-addr.arpa", ip->bytes[3], ip->bytes[2], ip->bytes[1],
                               ip->bytes[0]);
    GString *name = g_string_sized_new(80);
    for (int i = 15; i >= 0; i--)
        g_string_append_printf(name, "%x.%x.", ip->bytes[i] & 15u, ip->bytes[i] >> 4);
    g_string_append(name, "ip6.arpa");
    return g_string_free(name, FALSE);
}

bool mw_ip_equal(const MwIp *a, const MwIp *b)
{
    return a->family == b->family && memcmp(a->bytes, b->bytes, a->family == 4 ? 4 : 16) == 0;
}

bool mw_ip_in_network(const MwIp *ip, const MwIp *network, unsigned prefix)
{
    if (ip->family != network->family || ip->family == 0)
        return false;
    if (prefix > (ip->family == 4 ? 32u : 128u))
        return false;
    unsigned whole = prefix / 8, rest = prefix % 8;
    if (memcmp(ip->bytes, network->bytes, whole) != 0)
        return false;
    if (rest == 0)
        return true;
    uint8_t mask = (uint8_t)(0xff << (8 - rest));
    return (ip->bytes[whole] & mask) == (network->bytes[whole] & mask);
}

bool mw_ip_is_internal(const MwIp *ip)
{
    static const struct {
        MwIp network;
        unsigned prefix;
    } internal[] = {
        {{4, {0}}, 8},         {{4, {10}}, 8},       {{4, {100, 64}}, 10},    {{4, {127}}, 8},
        {{4, {169, 254}}, 16}, {{4, {172, 16}}, 12}, {{4, {192, 168}}, 16},   {{4, {224}}, 3},
        {{6, {0}}, 127},       {{6, {0xfc}}, 7},     {{6, {0xfe, 0x80}}, 10}, {{6, {0xff}}, 8},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(internal); i++)
        if (mw_ip_in_network(ip, &internal[i].network, internal[i].prefix))
            return true;
    return false;
}
