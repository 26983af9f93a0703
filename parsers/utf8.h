#pragma once

#include <glib.h>

/* The next character of valid UTF-8, as g_utf8_next_char, which drops the const. */
static inline const char *mw_utf8_next(const char *at)
{
    return at + g_utf8_skip[(guchar)*at];
}
