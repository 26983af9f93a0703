#pragma once

#include <glib.h>

#include "parsers/ip.h"

enum { MW_DNS_PORT = 53 };

/* Reads "ADDR", "ADDR@PORT", "ADDR4:PORT", "[ADDR6]:PORT" and returns it as "ADDR4:PORT" or
 * "[ADDR6]:PORT", the caller's; NULL and MW_PARSE_ERROR_VALUE. */
char *mw_dns_server_parse(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same form of an address. */
char *mw_dns_server_format(const MwIp *ip, unsigned port);

/* The resolvers of this machine, char* in that form; never empty. */
GPtrArray *mw_dns_servers_of_system(void);
