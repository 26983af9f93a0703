#pragma once

#include <stdbool.h>

#include "tests/bench/random.h"

/* Appends a MIME header and body of about `size` octets with CRLF: text, HTML, or text with an
 * attachment in base64 when it is large. */
void mw_bench_append_body(GString *out, MwRandom *random, size_t size);
