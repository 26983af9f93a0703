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

/* Can the field so far stand as it is: no open parenthesis, no separator at its end? */
static bool is_complete(const GString *out, size_t begin)
{
    int open = 0;
    char last = ' ';
    for (size_t i = begin; i < out->len; i++) {
        char byte = out->str[i];
        open += byte == '(' ? 1 : byte == ')' && open > 0 ? -1 : 0;
        if (!g_ascii_isspace(byte))
            last = byte;
    }
    return open == 0 && strchr(";,=:", last) == NULL;
}

/* h= of a signature lists names with colons between: "from:to:subject". */
static bool is_in_signature(const GString *out, size_t field)
{
    MwSpan begun = mw_span_make(out->str + field, out->len - field);
    return mw_span_starts_with_nocase(begun, "DKIM-Signature") ||
           mw_span_starts_with_nocase(begun, "ARC-Message-Signature") ||
           mw_span_starts_with_nocase(begun, "DomainKey-Signature");
}

static bool begins_field(MwSpan line, const GString *out, size_t field)
{
    MwSpan name, value;
    if (!mw_paste_field(line, &name, &value) || is_false_name(name))
        return false;
    bool is_spaced = value.len == 0 || g_ascii_isspace(value.data[0]);
    if (mw_classify_known_field(name))
        return is_spaced || !is_in_signature(out, field);
    return is_spaced && is_complete(out, field);
}

void mw_paste_folding(MwPaste *paste)
{
    unsigned folded = 0;
    size_t field = 0;
    bool in_header = false, done = false;
    GString *out = g_string_sized_new(paste->text->len + 64);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        if (!in_header && !done)
            in_header = mw_paste_known_field(line);
        if (in_header && mw_span_trim(line).len == 0) {
            in_header = false;
            done = true;
            line = mw_span("");
        } else if (in_header && !g_ascii_isspace(line.data[0])) {
            if (field == 0 || begins_field(line, out, field - 1)) {
                field = out->len + 1;
            } else {
                g_string_append_c(out, ' ');
                folded++;
            }
        }
        g_string_append_len(out, line.data, (gssize)line.len);
        g_string_append_c(out, '\n');
    }
    mw_paste_replace(paste, out);
    if (folded > 0)
        mw_paste_note(paste, MW_PASTE_BLANKS, "lost folding restored on %u lines", folded);
}
