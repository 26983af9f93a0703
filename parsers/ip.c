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

/* Asked for several times in each message: inet_ntop would print. */
static void format_v4(const uint8_t *bytes, char *out)
{
    for (unsigned i = 0; i < 4; i++) {
        if (i > 0)
            *out++ = '.';
        out = mw_decimal_write(out, bytes[i]);
    }
}

const char *mw_ip_format(const MwIp *ip, char text[static MW_IP_TEXT_MAX])
{
    text[0] = '\0';
    if (ip->family == 4)
        format_v4(ip->bytes, text);
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
