#pragma once

#include "parsers/span.h"

/* Security gateways and relays that rewrite mail, known by their host names or by the fields they
 * leave. Both give the gateway's name ("mimecast.com"), a constant; NULL: not known. */
const char *mw_gateway_of_host(const char *host);
const char *mw_gateway_of_field(MwSpan field_name);
