#include "parsers/smtp_reply.h"

enum { READ_MAX = 64 * 1024, LABEL_MAX = 32 };

void mw_smtp_reply_free(MwSmtpReply *reply)
{
    if (reply == NULL)
        return;
    g_free(reply->status);
    g_free(reply->remote_status);
    g_free(reply->text);
    g_free(reply);
}

static bool digit_at(MwSpan text, size_t i)
{
    return i < text.len && g_ascii_isdigit(text.data[i]);
}

static size_t skip_digits(MwSpan text, size_t i)
{
    while (digit_at(text, i))
        i++;
    return i;
}

size_t mw_smtp_status_length(MwSpan text)
{
    if (text.len < 5 || strchr("245", text.data[0]) == NULL || text.data[0] == '\0' ||
        text.data[1] != '.')
        return 0;
    size_t subject = skip_digits(text, 2);
    if (subject == 2 || subject > 5 || subject >= text.len || text.data[subject] != '.')
        return 0;
    size_t end = skip_digits(text, subject + 1);
    if (end == subject + 1 || end > subject + 4)
        return 0;
    /* "5.1.1.20" is an address, or a version. */
    return end < text.len && text.data[end] == '.' && digit_at(text, end + 1) ? 0 : end;
}

static bool starts_a_word(MwSpan text, size_t i)
{
    return i == 0 || !(g_ascii_isalnum(text.data[i - 1]) || strchr(".-_@", text.data[i - 1]));
}

/* "550 " or "550-" with 4 or 5 in front; 0: none. */
static unsigned code_at(MwSpan text, size_t i)
{
    if (i + 3 > text.len || (text.data[i] != '4' && text.data[i] != '5') ||
        !digit_at(text, i + 1) || !digit_at(text, i + 2) || digit_at(text, i + 3))
        return 0;
    if (i + 3 < text.len && strchr(" -\t\r\n:;,.>'\"", text.data[i + 3]) == NULL)
        return 0;
    return (unsigned)(text.data[i] - '0') * 100 + (unsigned)(text.data[i + 1] - '0') * 10 +
           (unsigned)(text.data[i + 2] - '0');
}

/* Behind the code: "550 5.7.1", "550-5.7.1", "550 #5.7.1", "550 (5.7.1". */
static MwSpan status_behind(MwSpan text, size_t i)
{
    while (i < text.len && strchr(" -#(<[\t\r\n", text.data[i]) != NULL && text.data[i] != '\0')
        i++;
    MwSpan rest = mw_span_slice(text, i, text.len);
    return mw_span_slice(rest, 0, mw_smtp_status_length(rest));
}

static MwSpan find_status(MwSpan text)
{
    for (size_t i = 0; i < text.len; i++) {
        MwSpan rest = mw_span_slice(text, i, text.len);
        size_t length = starts_a_word(text, i) ? mw_smtp_status_length(rest) : 0;
        if (length > 0)
            return mw_span_slice(rest, 0, length);
    }
    return (MwSpan){NULL, 0};
}

/* A code alone may be a street number: it counts when a status follows it, when it begins the
 * text, or when a quote or a colon leads to it. */
static bool is_a_reply(MwSpan text, size_t i)
{
    if (status_behind(text, i + 3).len > 0 || i == 0)
        return true;
    size_t before = i;
    while (before > 0 && strchr(" \t\r\n", text.data[before - 1]) != NULL)
        before--;
    return before == 0 || strchr(":;'\"<(>=", text.data[before - 1]) != NULL ||
           (i > 0 && text.data[i - 1] == '\n');
}

static size_t find_code(MwSpan text)
{
    for (size_t i = 0; i + 3 <= text.len; i++)
        if (starts_a_word(text, i) && code_at(text, i) != 0 && is_a_reply(text, i))
            return i;
    return text.len;
}

/* Appends without the prefixes "550-5.7.26 " that every line of a long reply repeats. */
static char *join_lines(MwSpan text, unsigned code)
{
    GString *out = g_string_sized_new(text.len + 1);
    bool continued = code_at(text, 0) == code && text.len > 3 && text.data[3] == '-';
    for (size_t i = 0; i < text.len; i++) {
        if (i > 0 && continued && starts_a_word(text, i) && code_at(text, i) == code) {
            size_t behind = i + 4;
            MwSpan status = status_behind(text, i + 3);
            if (status.len > 0)
                behind = (size_t)(status.data - text.data) + status.len;
            i = MIN(behind, text.len) - 1;
            continue;
        }
        g_string_append_c(out, i == 3 && continued ? ' ' : text.data[i]);
    }
    char *joined = mw_span_dup_unfolded(mw_span_make(out->str, out->len));
    g_string_free(out, TRUE);
    return joined;
}

/* What stands behind the arrow or in {LED=...}: the answer of the server further on. */
static void read_remote(MwSmtpReply *reply, MwSpan text)
{
    size_t led = mw_span_find_nocase(text, "{LED=");
    size_t arrow = mw_span_find_nocase(text, "->");
    if (led == text.len && arrow == text.len)
        return;
    MwSpan rest = led < text.len ? mw_span_slice(text, led + 5, text.len)
                                 : mw_span_slice(text, arrow + 2, text.len);
    size_t begin = find_code(mw_span_trim(rest));
    rest = mw_span_slice(mw_span_trim(rest), begin, text.len);
    reply->remote_code = code_at(rest, 0);
    MwSpan status = reply->remote_code != 0 ? status_behind(rest, 3) : find_status(rest);
    if (status.len > 0)
        reply->remote_status = mw_span_dup(status);
}

static bool is_label(MwSpan text)
{
    text = mw_span_trim(text);
    if (text.len > LABEL_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == ' ' || text.data[i] == '\n')
            return false;
    return true;
}

MwSmtpReply *mw_smtp_reply_find(MwSpan text)
{
    text = mw_span_trim(mw_span_slice(text, 0, READ_MAX));
    size_t begin = find_code(text);
    MwSpan status = begin < text.len ? status_behind(text, begin + 3) : (MwSpan){NULL, 0};
    if (status.len == 0)
        status = find_status(mw_span_slice(text, begin < text.len ? begin : 0, text.len));
    if (begin == text.len && status.len == 0)
        return NULL;
    if (begin == text.len)
        begin = (size_t)(status.data - text.data);

    MwSmtpReply *reply = g_new0(MwSmtpReply, 1);
    reply->leads = is_label(mw_span_slice(text, 0, begin));
    MwSpan rest = mw_span_slice(text, begin, text.len);
    reply->code = code_at(rest, 0);
    if (status.len > 0)
        reply->status = mw_span_dup(status);
    read_remote(reply, rest);
    reply->text = join_lines(rest, reply->code);
    return reply;
}

char *mw_smtp_reply_word(MwSpan text, const char *name)
{
    for (size_t i = 0; i < text.len; i++) {
        MwSpan rest = mw_span_slice(text, i, text.len);
        if (!starts_a_word(text, i) || !mw_span_starts_with_nocase(rest, name))
            continue;
        rest = mw_span_trim(mw_span_slice(rest, strlen(name), rest.len));
        if (rest.len == 0 || rest.data[0] != '=')
            continue;
        rest = mw_span_trim(mw_span_slice(rest, 1, rest.len));
        size_t end = 0;
        while (end < rest.len && g_ascii_isalpha(rest.data[end]))
            end++;
        if (end == 0)
            continue;
        g_autofree char *word = mw_span_dup(mw_span_slice(rest, 0, end));
        return g_ascii_strdown(word, -1);
    }
    return NULL;
}
