#include "src/input/formats.h"

#include "parsers/base64.h"
#include "src/input/classify.h"

/* A message as base64, as Export-QuarantineMessage gives it in its property Eml: the bare text, or
 * the object as a list ("Eml : ...") or JSON ("Eml": "..."). */

enum { PROBE = 4096, LINES_MIN = 40 };

static bool is_digit(char byte)
{
    return g_ascii_isalnum(byte) || byte == '+' || byte == '/' || byte == '=';
}

/* The run of base64 that begins at `at`, line ends and blanks in it allowed. A line that goes on
 * with something else is not part of it, unless that is the closing quote. */
static MwSpan run_at(MwSpan text, size_t at)
{
    size_t end = at, line = at, last = at;
    while (end < text.len && (is_digit(text.data[end]) || g_ascii_isspace(text.data[end]))) {
        if (text.data[end] == '\n')
            line = end;
        end++;
    }
    if (end < text.len && text.data[end] != '"' && line > at)
        end = line;
    for (last = end; last > at && !is_digit(text.data[last - 1]);)
        last--;
    return mw_span_slice(text, at, last);
}

/* Behind the label of the property, or the start of the text. */
static size_t find_start(MwSpan text)
{
    MwSpan probe = mw_span_slice(text, 0, PROBE);
    size_t at = 0;
    for (size_t label = mw_span_find_nocase(probe, "Eml"); label + 3 < probe.len;
         label += 3 + mw_span_find_nocase(mw_span_slice(probe, label + 3, probe.len), "Eml")) {
        size_t colon = label + 3;
        while (colon < probe.len && strchr(" \t\"", probe.data[colon]) != NULL)
            colon++;
        if (colon < probe.len && (probe.data[colon] == ':' || probe.data[colon] == '=')) {
            at = colon + 1;
            break;
        }
    }
    while (at < text.len && (g_ascii_isspace(text.data[at]) || text.data[at] == '"'))
        at++;
    return at;
}

/* Does the run decode to the start of a mail, or of something that may hold one? */
static bool decodes_to_mail(MwSpan run)
{
    g_autofree char *digits = g_malloc(PROBE);
    size_t used = 0;
    for (size_t i = 0; i < run.len && used < PROBE / 4 * 4; i++)
        if (is_digit(run.data[i]))
            digits[used++] = run.data[i];
    g_autoptr(GBytes) bytes = mw_base64_decode(mw_span_make(digits, used & ~(size_t)3), NULL);
    if (bytes == NULL)
        return false;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    MwSpan text = mw_span_make(data, size);
    if (mw_compound_is(text) || mw_archive_is(text) || mw_utf16_is(text))
        return true;
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    return mw_classify_known(message) > 0 && message->first_line <= 3;
}

bool mw_base64_is(MwSpan text)
{
    MwSpan run = run_at(text, find_start(text));
    return run.len >= LINES_MIN &&
           mw_span_find(mw_span_slice(run, 0, PROBE), ':', 0) >= MIN(run.len, PROBE) &&
           decodes_to_mail(run);
}

/* Without the last digits, when a paste was cut in the middle of a group of four. */
static GBytes *decode_cut(MwSpan run)
{
    for (unsigned i = 0; i < 4 && run.len > 0; i++) {
        run.len--;
        GBytes *bytes = mw_base64_decode(run, NULL);
        if (bytes != NULL)
            return bytes;
    }
    return NULL;
}

void mw_base64_read(MwReader *reader, MwPiece *piece)
{
    MwSpan text = mw_piece_text(piece);
    MwSpan run = run_at(text, find_start(text));
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mw_base64_decode(run, &error);
    bool cut = bytes == NULL;
    if (cut)
        bytes = decode_cut(run);
    if (bytes == NULL) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "%s", error->message);
        return;
    }
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, bytes);
    mw_piece_repair(inside, "base64 decoded");
    if (cut) {
        inside->truncated = true;
        inside->state.headers_only = true;
        mw_piece_repair(inside, "the base64 text is cut: the body is not complete");
    }
    mw_reader_read(reader, inside);
}
