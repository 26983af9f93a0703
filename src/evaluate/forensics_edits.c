/* Changes that are made line by line all over the body. */

#include "src/evaluate/forensics.h"

/* Undoes the change in one line: appends what was there before, without CRLF; false, with nothing
 * appended, when the line is none that the change touches. */
typedef bool (*Undo)(MwSpan line, GString *out);

static bool starts_with(MwSpan line, const char *prefix)
{
    size_t len = strlen(prefix);
    return line.len >= len && memcmp(line.data, prefix, len) == 0;
}

static void append(GString *out, MwSpan text)
{
    g_string_append_len(out, text.data, (gssize)text.len);
}

static MwSpan after(MwSpan line, size_t count)
{
    return mw_span_make(line.data + count, line.len - count);
}

/* mbox: "From " became ">From ", and ">From " may have become ">>From ". */
static bool undo_from_quoting(MwSpan line, GString *out)
{
    size_t at = 0;
    while (at < line.len && line.data[at] == '>')
        at++;
    if (at == 0 || !starts_with(after(line, at), "From "))
        return false;
    append(out, after(line, 1));
    return true;
}

static bool undo_from_unquoting(MwSpan line, GString *out)
{
    if (!starts_with(line, "From "))
        return false;
    g_string_append_c(out, '>');
    append(out, line);
    return true;
}

/* SMTP doubles a leading dot (RFC 5321, 4.5.2): it was left so, or taken away twice. */
static bool undo_dot_stuffing(MwSpan line, GString *out)
{
    if (!starts_with(line, ".."))
        return false;
    append(out, after(line, 1));
    return true;
}

static bool undo_dot_unstuffing(MwSpan line, GString *out)
{
    if (!starts_with(line, "."))
        return false;
    g_string_append_c(out, '.');
    append(out, line);
    return true;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool undo_added_blanks(MwSpan line, GString *out)
{
    size_t len = line.len;
    while (len > 0 && is_blank(line.data[len - 1]))
        len--;
    if (len == line.len)
        return false;
    append(out, mw_span_slice(line, 0, len));
    return true;
}

/* The one line that is known to have ended in a blank: the signature delimiter (RFC 3676, 4.3). */
static bool undo_stripped_blanks(MwSpan line, GString *out)
{
    if (!mw_span_is(line, "--"))
        return false;
    g_string_append(out, "-- ");
    return true;
}

/* CR CR LF made of CR LF. */
static bool undo_doubled_cr(MwSpan line, GString *out)
{
    size_t len = line.len;
    while (len > 0 && line.data[len - 1] == '\r')
        len--;
    if (len == line.len)
        return false;
    append(out, mw_span_slice(line, 0, len));
    return true;
}

/* A line end of which only the CR is left. */
static bool undo_lost_lf(MwSpan line, GString *out)
{
    if (mw_span_find(line, '\r', 0) == line.len)
        return false;
    for (size_t i = 0; i < line.len; i++) {
        g_string_append_c(out, line.data[i]);
        if (line.data[i] == '\r')
            g_string_append_c(out, '\n');
    }
    return true;
}

/* Under simple: white space of any kind, anywhere. */
static bool undo_any_blanks(MwSpan line, GString *out)
{
    if (mw_canon_line_is_relaxed(line))
        return false;
    mw_canon_append_relaxed_line(out, line);
    return true;
}

/* Exchange puts a field of its own into the header of each part. */
static bool is_exchange_field(MwSpan line)
{
    return mw_span_starts_with_nocase(line, "X-Microsoft-Exchange-") ||
           mw_span_starts_with_nocase(line, "X-MS-Exchange-");
}

/* What the body was, and where the first change is. */
typedef struct {
    GString *text;
    guint first;   /* line */
    guint changed; /* lines */
    guint kept;    /* the first line that is neither changed nor copied yet */
} Undone;

/* Copies what stands before a line that is changed. */
static void change_line(Undone *undone, const MwForensicBody *body, guint line)
{
    append(undone->text, mw_forensic_lines(body, undone->kept, line));
    undone->kept = line + 1;
    if (undone->changed++ == 0)
        undone->first = line;
}

static void copy_rest(Undone *undone, const MwForensicBody *body)
{
    if (undone->changed > 0)
        append(undone->text, mw_forensic_lines(body, undone->kept, mw_forensic_line_count(body)));
}

static Undone undo_all(const MwForensicBody *body, Undo undo)
{
    Undone undone = {g_string_new(NULL), 0, 0, 0};
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; i < mw_forensic_line_count(body); i++) {
        if (!undo(mw_forensic_line(body, i), line))
            continue;
        change_line(&undone, body, i);
        g_string_append(line, "\r\n");
        append(undone.text, mw_span_make(line->str, line->len));
        g_string_truncate(line, 0);
    }
    copy_rest(&undone, body);
    return undone;
}

/* Fields with their continuation lines, wherever they stand: in a text they would be odd, and only
 * a matching hash counts. */
static Undone drop_part_fields(const MwForensicBody *body)
{
    Undone undone = {g_string_new(NULL), 0, 0, 0};
    bool dropping = false;
    for (guint i = 0; i < mw_forensic_line_count(body); i++) {
        MwSpan line = mw_forensic_line(body, i);
        bool continues = dropping && line.len > 0 && is_blank(line.data[0]);
        dropping = continues || is_exchange_field(line);
        if (dropping)
            change_line(&undone, body, i);
    }
    copy_rest(&undone, body);
    return undone;
}

/* Empty lines at the end do not count, and undoing may have made some. */
static void cut_empty_lines(const MwForensicBody *body, GString *text)
{
    while (text->len >= 4 && memcmp(text->str + text->len - 4, "\r\n\r\n", 4) == 0)
        g_string_truncate(text, text->len - 2);
    if (text->len == 2 && body->canon == MW_CANON_RELAXED)
        g_string_truncate(text, 0);
    if (text->len == 0 && body->canon == MW_CANON_SIMPLE)
        g_string_append(text, "\r\n");
}

static MwChange *edit_new(const MwForensicBody *body, const char *kind, guint first, size_t len)
{
    MwChange *change = mw_forensic_lines_added(body, kind, first, first + 1);
    change->length = len > body->text.len ? len - body->text.len : body->text.len - len;
    return change;
}

static MwChange *judge(const MwForensicBody *body, const char *kind, Undone undone)
{
    g_autoptr(GString) text = undone.text;
    MwHashState empty;
    if (undone.changed == 0)
        return NULL;
    cut_empty_lines(body, text);
    mw_hash_init(&empty, body->hash);
    return mw_forensic_completes(body, &empty, mw_span_make(text->str, text->len))
               ? edit_new(body, kind, undone.first, text->len)
               : NULL;
}

MwChange *mw_forensic_find_lf_ends(const MwForensicBody *body)
{
    g_autoptr(GString) text = g_string_sized_new(body->text.len);
    guint count = mw_forensic_line_count(body);
    MwHashState empty;
    for (guint i = 0; i < count; i++) {
        append(text, mw_forensic_line(body, i));
        g_string_append_c(text, '\n');
    }
    mw_hash_init(&empty, body->hash);
    return count > 0 && mw_forensic_is_target(body, empty, mw_span_make(text->str, text->len))
               ? edit_new(body, "line-ends", 0, text->len)
               : NULL;
}

/* What lines that an edit touches have, and most bodies have nowhere: they are read once. */
enum {
    SIGN_X = 1 << 0,
    SIGN_QUOTE = 1 << 1,
    SIGN_F = 1 << 2,
    SIGN_DOT = 1 << 3,
    SIGN_CR = 1 << 4,
    SIGN_DASH = 1 << 5,   /* this and the next under simple alone */
    SIGN_BLANKS = 1 << 6, /* that relaxed would change */
};

static unsigned find_signs(const MwForensicBody *body)
{
    static const unsigned char of_first[256] = {
        ['X'] = SIGN_X, ['x'] = SIGN_X,   ['>'] = SIGN_QUOTE,
        ['F'] = SIGN_F, ['.'] = SIGN_DOT, ['-'] = SIGN_DASH,
    };
    bool is_simple = body->canon == MW_CANON_SIMPLE;
    unsigned signs = 0;
    for (guint i = 0; i < mw_forensic_line_count(body); i++) {
        MwSpan line = mw_forensic_line(body, i);
        if (line.len == 0)
            continue;
        signs |= of_first[(unsigned char)line.data[0]];
        if ((signs & SIGN_CR) == 0 && memchr(line.data, '\r', line.len) != NULL)
            signs |= SIGN_CR;
        if (is_simple && (signs & SIGN_BLANKS) == 0 && !mw_canon_line_is_relaxed(line))
            signs |= SIGN_BLANKS;
    }
    return is_simple ? signs : signs & ~(unsigned)SIGN_DASH;
}

MwChange *mw_forensic_find_edits(const MwForensicBody *body)
{
    static const struct {
        const char *kind;
        unsigned sign;
        Undo undo; /* NULL: whole lines are dropped */
    } edits[] = {
        {"part-header", SIGN_X, NULL},
        {"from-quoting", SIGN_QUOTE, undo_from_quoting},
        {"from-quoting", SIGN_F, undo_from_unquoting},
        {"dot-stuffing", SIGN_DOT, undo_dot_stuffing},
        {"dot-stuffing", SIGN_DOT, undo_dot_unstuffing},
        {"line-ends", SIGN_CR, undo_doubled_cr},
        {"line-ends", SIGN_CR, undo_lost_lf},
        {"trailing-blanks", SIGN_BLANKS, undo_added_blanks},
        {"trailing-blanks", SIGN_DASH, undo_stripped_blanks},
        {"trailing-blanks", SIGN_BLANKS, undo_any_blanks},
    };
    unsigned signs = find_signs(body);
    MwChange *change = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(edits) && change == NULL; i++)
        if ((signs & edits[i].sign) != 0)
            change = judge(body, edits[i].kind,
                           edits[i].undo != NULL ? undo_all(body, edits[i].undo)
                                                 : drop_part_fields(body));
    return change;
}
