#pragma once

#include "src/dns/dns.h"

/* Asks DNS ahead for the names that a message will need, from a glance at the first octets of its
 * file: SPF and DMARC records of its sender domains, its DKIM and ARC keys. A guess: what it
 * misses is asked in its time, what it asks needlessly costs one question. */
void mw_prefetch_file(MwDns *dns, const char *path);
void mw_prefetch_text(MwDns *dns, MwSpan text);
