#include "src/dns/servers.h"

#include <ares.h>
#include <arpa/inet.h>

#include "parsers/error.h"

char *mw_dns_server_format(const MwIp *ip, unsigned port)
{
    char text[MW_IP_TEXT_MAX];
    return g_strdup_printf(ip->family == 6 ? "[%s]:%u" : "%s:%u", mw_ip_format(ip, text), port);
}

/* Splits off what stands behind "@" or, unless the rest is a bare IPv6 address, the last colon. */
static MwSpan split_port(MwSpan text, MwSpan *port)
{
    size_t at = mw_span_find(text, '@', 0);
    MwIp ip;
    if (at == text.len && !mw_ip_parse(text, &ip))
        for (size_t i = 0; i < text.len; i++)
            if (text.data[i] == ':')
                at = i;
    *port = mw_span_slice(text, at + 1, text.len);
    return mw_span_slice(text, 0, at);
}

char *mw_dns_server_parse(const char *text, GError **error)
{
    MwSpan port_text, address = split_port(mw_span(text), &port_text);
    bool has_port = address.len < strlen(text);
    g_autofree char *digits = mw_span_dup(port_text);
    guint64 port = MW_DNS_PORT;
    MwIp ip;
    if (mw_ip_parse(address, &ip) &&
        (!has_port || g_ascii_string_to_unsigned(digits, 10, 1, 65535, &port, NULL)))
        return mw_dns_server_format(&ip, (unsigned)port);
    g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_VALUE,
                "not the address of a DNS server (ADDR, ADDR@PORT or [ADDR6]:PORT): %.100s", text);
    return NULL;
}

static void add_server(GPtrArray *servers, const struct ares_addr_port_node *node)
{
    MwIp ip = {.family = node->family == AF_INET6 ? 6 : 4};
    memcpy(ip.bytes, &node->addr, ip.family == 6 ? 16 : 4);
    unsigned port = node->udp_port > 0 ? (unsigned)node->udp_port : MW_DNS_PORT;
    g_ptr_array_add(servers, mw_dns_server_format(&ip, port));
}

GPtrArray *mw_dns_servers_of_system(void)
{
    GPtrArray *servers = g_ptr_array_new_with_free_func(g_free);
    ares_channel channel;
    struct ares_addr_port_node *list = NULL;
    if (ares_init(&channel) == ARES_SUCCESS) {
        if (ares_get_servers_ports(channel, &list) == ARES_SUCCESS)
            for (const struct ares_addr_port_node *node = list; node != NULL; node = node->next)
                add_server(servers, node);
        ares_free_data(list);
        ares_destroy(channel);
    }
    if (servers->len == 0)
        g_ptr_array_add(servers, g_strdup("127.0.0.1:53"));
    return servers;
}
