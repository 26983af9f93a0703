#include "parsers/encoded_word.h"

#include <glib.h>

#include "parsers/base64.h"

/* RFC 2047, 2 allows 75 characters; Exchange and others write longer ones. */
enum { WORD_MAX = 4096 };

typedef struct {
    MwSpan charset, text;
    char encoding; /* 'b' or 'q' */
    size_t end;    /* offset after "?=" */
} Word;

static bool find_word(MwSpan text, size_t at, Word *ret)
{
    if (at + 2 > text.len || text.data[at] != '=' || text.data[at + 1] != '?')
        return false;
    size_t charset_end = mw_span_find(text, '?', at + 2);
    if (charset_end + 2 >= text.len || text.data[charset_end + 2] != '?')
        return false;
    size_t begin = charset_end + 3, end = mw_span_find(text, '?', begin);
    if (end + 1 >= text.len || text.data[end + 1] != '=' || end - at > WORD_MAX)
        return false;
    char encoding = g_ascii_tolower(text.data[charset_end + 1]);
    if (encoding != 'b' && encoding != 'q')
        return false;
    ret->charset = mw_span_slice(text, at + 2, charset_end);
    ret->charset.len = mw_span_find(ret->charset, '*', 0); /* RFC 2231, 5: "utf-8*en" */
    ret->text = mw_span_slice(text, begin, end);
    ret->encoding = encoding;
    ret->end = end + 2;
    return true;
}

static GByteArray *decode_q(MwSpan text)
{
    GByteArray *bytes = g_byte_array_sized_new((guint)text.len);
    for (size_t i = 0; i < text.len; i++) {
        guint8 byte = (guint8)text.data[i];
        if (byte == '_') {
            byte = ' ';
        } else if (byte == '=' && i + 2 < text.len && g_ascii_isxdigit(text.data[i + 1]) &&
                   g_ascii_isxdigit(text.data[i + 2])) {
            byte = (guint8)(g_ascii_xdigit_value(text.data[i + 1]) * 16 +
                            g_ascii_xdigit_value(text.data[i + 2]));
            i += 2;
        }
        g_byte_array_append(bytes, &byte, 1);
    }
    return bytes;
}

static GByteArray *decode_bytes(const Word *word)
{
    if (word->encoding == 'q')
        return decode_q(word->text);
    GBytes *bytes = mw_base64_decode(word->text, NULL);
    return bytes != NULL ? g_bytes_unref_to_array(bytes) : NULL;
}

static bool is_unicode(MwSpan charset)
{
    return mw_span_is_nocase(charset, "utf-8") || mw_span_is_nocase(charset, "utf8") ||
           mw_span_is_nocase(charset, "us-ascii");
}

/* Appends the octets so far as text: words of one charset are joined before, because senders cut
 * inside a character. */
static void flush(GString *out, GByteArray *pending, MwSpan charset)
{
    if (pending->len == 0)
        return;
    const char *data = (const char *)pending->data;
    g_autofree char *from = mw_span_dup(charset);
    g_autofree char *text = NULL;
    if (!is_unicode(charset))
        text = g_convert_with_fallback(data, (gssize)pending->len, "UTF-8", from, "?", NULL, NULL,
                                       NULL);
    if (text == NULL)
        text = g_utf8_make_valid(data, (gssize)pending->len);
    g_string_append(out, text);
    g_byte_array_set_size(pending, 0);
}

static size_t skip_blanks(MwSpan text, size_t at)
{
    while (at < text.len && strchr(" \t\r\n", text.data[at]) != NULL && text.data[at] != '\0')
        at++;
    return at;
}

/* Decodes the run of encoded words that begins at `at`. Returns the offset after it, or `at` when
 * nothing there could be decoded. */
static size_t decode_run(MwSpan text, size_t at, GString *out)
{
    g_autoptr(GByteArray) pending = g_byte_array_new();
    MwSpan charset = {NULL, 0};
    size_t done = at;
    Word word;
    for (size_t next = at; find_word(text, next, &word); next = skip_blanks(text, done)) {
        g_autoptr(GByteArray) bytes = decode_bytes(&word);
        if (bytes == NULL)
            break;
        if (!mw_span_equal_nocase(charset, word.charset))
            flush(out, pending, charset);
        charset = word.charset;
        g_byte_array_append(pending, bytes->data, bytes->len);
        done = word.end;
    }
    flush(out, pending, charset);
    return done;
}

bool mw_encoded_word_starts(MwSpan text)
{
    Word word;
    return find_word(text, skip_blanks(text, 0), &word);
}

char *mw_encoded_words_decode(MwSpan text)
{
    GString *out = g_string_sized_new(text.len);
    for (size_t at = 0; at < text.len;) {
        size_t after = text.data[at] == '=' ? decode_run(text, at, out) : at;
        if (after == at)
            g_string_append_c(out, text.data[after++]);
        at = after;
    }
    return g_string_free(out, FALSE);
}
