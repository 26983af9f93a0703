#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Where a command writes. Only main and this know stdout and stderr. */
typedef struct {
    FILE *out, *err;
} MwConsole;

/* "mailwhy: SOURCE: what is wrong", one line, escaped; without `source`: "mailwhy: what is wrong".
 */
void mw_console_error(const MwConsole *console, const char *source, const char *message);

/* Writes text that is safe already, and flushes. False when it could not be written. */
bool mw_console_write(const MwConsole *console, const GString *text);
