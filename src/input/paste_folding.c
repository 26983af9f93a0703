#include "src/input/paste.h"

#include "src/input/classify.h"

/* Lost folding: a line that is no field of its own continues the one above, though its indentation
 * is gone. */

/* Words before a colon that begin no field. */
static bool is_false_name(MwSpan name)
{
    static const char *const words[] = {
        "http", "https", "mailto", "reason", "ftp", "urn", "spf",  "dkim", "dmarc",  "id",  "for",
        "by",   "from",  "with",   "SCL",    "SFV", "CIP", "CTRY", "LANG", "SRV",    "IPV", "H",
        "PTR",  "CAT",   "SFS",    "DIR",    "SFP", "BCL", "PCL",  "ARA",  "UriScan"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (mw_span_is(name, words[i]))
            return true;
    return mw_span_is_nocase(name, "http") || mw_span_is_nocase(name, "https");
}

/* The field that is being written, as far as it goes. */
typedef struct {
    bool is_begun;
    bool is_signature;
    unsigned open; /* parentheses */
    char last;     /* octet that is no white space */
} Field;

static void add_to_field(Field *field, MwSpan line)
{
    for (size_t i = 0; i < line.len; i++) {
        char byte = line.data[i];
        if (byte == '(')
            field->open++;
        else if (byte == ')' && field->open > 0)
            field->open--;
        if (!g_ascii_isspace(byte))
            field->last = byte;
    }
}

/* h= of a signature lists names with colons between: "from:to:subject". */
static Field new_field(MwSpan line)
{
    return (Field){.is_begun = true,
                   .is_signature = mw_span_starts_with_nocase(line, "DKIM-Signature") ||
                                   mw_span_starts_with_nocase(line, "ARC-Message-Signature") ||
                                   mw_span_starts_with_nocase(line, "DomainKey-Signature"),
                   .last = ':'};
}

/* Can the field stand as it is: no open parenthesis, no separator at its end? */
static bool is_complete(const Field *field)
{
    return field->open == 0 && strchr(";,=:", field->last) == NULL;
}

static bool begins_field(MwSpan line, const Field *field)
{
    MwSpan name, value;
    if (!field->is_begun)
        return true;
    if (!mw_paste_field(line, &name, &value) || is_false_name(name))
        return false;
    bool is_spaced = value.len == 0 || g_ascii_isspace(value.data[0]);
    if (mw_classify_known_field(name))
        return is_spaced || !field->is_signature;
    return is_spaced && is_complete(field);
}

typedef enum { BEFORE, INSIDE, AFTER } Place;

void mw_paste_folding(MwPaste *paste)
{
    unsigned folded = 0;
    Place place = BEFORE;
    Field field = {0};
    GString *out = g_string_sized_new(paste->text->len + 64);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        if (place == BEFORE && mw_paste_known_field(line))
            place = INSIDE;
        if (place == INSIDE && mw_span_trim(line).len == 0) {
            place = AFTER;
            line = mw_span("");
        } else if (place == INSIDE && !g_ascii_isspace(line.data[0])) {
            if (begins_field(line, &field)) {
                field = new_field(line);
            } else {
                g_string_append_c(out, ' ');
                folded++;
            }
        }
        if (place == INSIDE)
            add_to_field(&field, line);
        g_string_append_len(out, line.data, (gssize)line.len);
        g_string_append_c(out, '\n');
    }
    mw_paste_replace(paste, out);
    if (folded > 0)
        mw_paste_note(paste, MW_PASTE_BLANKS, "lost folding restored on %u lines", folded);
}
