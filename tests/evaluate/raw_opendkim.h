#pragma once

#include <stdbool.h>

#include "parsers/span.h"

/* libopendkim without our guards, in memory that ends at unreadable pages. For a child process. */
typedef struct {
    const char *signature; /* a DKIM-Signature field, without CRLF */
    bool ask_copied;       /* call dkim_ohdrs, too */
} MwRawOpendkim;

/* Does the library survive? The process ends where it does not. */
void mw_raw_opendkim(const MwRawOpendkim *what);
