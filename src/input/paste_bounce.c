#include "src/input/paste.h"

/* Is the text the diagnostic part of a bounce, or some lines of an SMTP dialogue? It is when a sign
 * of a refusal comes before any header field. */

static const char *const phrases[] = {
    "Diagnostic information for administrators",
    "Remote Server returned",
    "Diagnostic-Code:",
    "Generating server:",
    "Remote server replied",
    "Final-Recipient:",
    "Reporting-MTA:",
    "could not be delivered",
    "couldn't be delivered",
    "Delivery has failed",
    "Undelivered Mail Returned",
    "delivery-status",
};

static bool is_digit_at(MwSpan text, size_t at)
{
    return at < text.len && g_ascii_isdigit(text.data[at]);
}

/* "5.7.26", and no address of four numbers (RFC 3463, 2). */
static bool is_enhanced_code(MwSpan line, size_t at)
{
    if ((line.data[at] != '4' && line.data[at] != '5') ||
        (at > 0 && (g_ascii_isalnum(line.data[at - 1]) || line.data[at - 1] == '.')))
        return false;
    at++;
    for (unsigned part = 0; part < 2; part++) {
        if (at >= line.len || line.data[at] != '.' || !is_digit_at(line, at + 1))
            return false;
        unsigned digits = 0;
        for (at++; is_digit_at(line, at); at++)
            digits++;
        if (digits > 3)
            return false;
    }
    return at >= line.len || (line.data[at] != '.' && !g_ascii_isalnum(line.data[at]));
}

/* "550 text" or "550-text" as a word of its own. */
static bool is_reply(MwSpan line, size_t at)
{
    return (line.data[at] == '4' || line.data[at] == '5') && is_digit_at(line, at + 1) &&
           is_digit_at(line, at + 2) && line.data[at + 1] <= '5' && at + 4 < line.len &&
           (line.data[at + 3] == ' ' || line.data[at + 3] == '-') &&
           (g_ascii_isalpha(line.data[at + 4]) || line.data[at + 4] == '#') &&
           (at == 0 || line.data[at - 1] == ' ' || line.data[at - 1] == '\t' ||
            line.data[at - 1] == '\'' || line.data[at - 1] == ':');
}

static bool is_sign(MwSpan line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++)
        if (mw_span_find_nocase(line, phrases[i]) < line.len)
            return true;
    for (size_t at = 0; at < line.len; at++)
        if (is_enhanced_code(line, at) || is_reply(line, at))
            return true;
    return false;
}

void mw_paste_bounce(MwPaste *paste)
{
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        if (is_sign(line)) {
            paste->is_bounce = true;
            return;
        }
        if (mw_paste_known_field(line))
            return;
    }
}
