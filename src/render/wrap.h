#pragma once

#include <glib.h>

/* Prose in 80 columns. Wide characters (Japanese) count two and may be broken between. */

enum { MW_TEXT_WIDTH = 80 };

/* Columns that `text` takes on a terminal. */
unsigned mw_text_columns(const char *text);

/* Appends `text` wrapped at MW_TEXT_WIDTH. The first line starts at `column` (already written),
 * later ones are indented to `indent`. A part in `backticks` is something to copy: it is never
 * broken, and stands on a line of its own when it is longer than a few words. Ends with '\n'. */
void mw_wrap_append(GString *out, const char *text, unsigned column, unsigned indent);

/* Appends `text` and blanks up to `columns`, at least one. */
void mw_pad_append(GString *out, const char *text, unsigned columns);
