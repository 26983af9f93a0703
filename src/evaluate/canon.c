#include "src/evaluate/canon.h"

#include "parsers/octets.h"

static bool is_wsp(char byte)
{
    return byte == ' ' || byte == '\t';
}

bool mw_canon_next_line(MwSpan text, size_t *at, MwLine *ret)
{
    if (*at >= text.len)
        return false;
    const char *begin = text.data + *at;
    const char *lf = memchr(begin, '\n', text.len - *at);
    if (lf == NULL) {
        *ret = (MwLine){mw_span_make(begin, text.len - *at), 0};
        *at = text.len;
        return true;
    }
    bool is_crlf = lf > begin && lf[-1] == '\r';
    *ret = (MwLine){mw_span_make(begin, (size_t)(lf - begin) - is_crlf), 1u + is_crlf};
    *at = (size_t)(lf - text.data) + 1;
    return true;
}

/* Adds where something in `text` is not canonical. A blank before a lone CR or another control
 * character is taken for one at the end of a line, and where `strict` a lone CR for half of a line
 * end: the long way then finds out. Called four times in a row, since gcc leaves a loop a loop. */
static inline void add_changes(MwOctets *changes, const char *text, const MwOctets *strict)
{
    MwOctets a, b; /* each octet, and that behind it */
    memcpy(&a, text, sizeof a);
    memcpy(&b, text + 1, sizeof b);
    *changes |= (MwOctets)(a == '\t') | ((MwOctets)(a == ' ') & (MwOctets)(b <= ' ')) |
                (((MwOctets)(a == '\r') ^ (MwOctets)(b == '\n')) & *strict);
}

MW_OCTETS_CLONES
static size_t count_unchanged(const char *text, size_t len, bool lf_alone)
{
    const MwOctets strict = (MwOctets){0} + (uint8_t)(lf_alone ? 0 : 0xff);
    size_t at = 0;
    for (; at + MW_CANON_STEP < len; at += MW_CANON_STEP) {
        MwOctets changes = {0};
        add_changes(&changes, text + at, &strict);
        add_changes(&changes, text + at + 32, &strict);
        add_changes(&changes, text + at + 64, &strict);
        add_changes(&changes, text + at + 96, &strict);
        if (mw_octets_any(&changes))
            break;
    }
    return at;
}

size_t mw_canon_count_unchanged(MwSpan text, bool lf_alone)
{
    if (text.len == 0 || (!lf_alone && text.data[0] == '\n'))
        return 0;
    return count_unchanged(text.data, text.len, lf_alone);
}

/* 0x80 in every byte of `word` that is `byte`. */
static uint64_t find_bytes(uint64_t word, unsigned char byte)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t x = word ^ (UINT64_C(0x0101010101010101) * byte);
    return ~(((x & low) + low) | x | low);
}

/* Eight octets at a time: almost all mail is relaxed as it stands, and this decides so for all of
 * it. Steps of seven let two blanks across a border be seen. */
size_t mw_canon_count_relaxed(MwSpan line)
{
    size_t at = 0;
    for (; at + 8 <= line.len; at += 7) {
        uint64_t word;
        memcpy(&word, line.data + at, sizeof word);
        uint64_t blanks = find_bytes(word, ' ');
        if (find_bytes(word, '\t') != 0 || (blanks & (blanks << 8)) != 0)
            break;
    }
    for (; at < line.len; at++)
        if (line.data[at] == '\t' ||
            (line.data[at] == ' ' && (at + 1 == line.len || is_wsp(line.data[at + 1]))))
            return at;
    return line.len;
}

static size_t count_leading_wsp(MwSpan text)
{
    size_t count = 0;
    while (count < text.len && is_wsp(text.data[count]))
        count++;
    return count;
}

bool mw_canon_next_words(MwSpan *line, MwSpan *ret_words)
{
    size_t len = mw_canon_count_relaxed(*line);
    *ret_words = mw_span_slice(*line, 0, len);
    *line = mw_span_slice(*line, len, line->len);
    size_t blanks = count_leading_wsp(*line);
    *line = mw_span_slice(*line, blanks, line->len);
    return blanks > 0 && line->len > 0;
}

void mw_canon_append_relaxed_line(GString *out, MwSpan line)
{
    MwSpan words;
    while (line.len > 0) {
        bool has_more = mw_canon_next_words(&line, &words);
        g_string_append_len(out, words.data, (gssize)words.len);
        if (has_more)
            g_string_append_c(out, ' ');
    }
}

/* 3.4.1: as it stands, but with CRLF where the lines end. */
static void append_simple(GString *out, MwSpan text)
{
    for (size_t at = 0; at < text.len;) {
        size_t lf = mw_span_find(text, '\n', at);
        bool is_bare = lf < text.len && (lf == 0 || text.data[lf - 1] != '\r');
        g_string_append_len(out, text.data + at, (gssize)(lf - at));
        if (lf < text.len)
            g_string_append(out, is_bare ? "\r\n" : "\n");
        at = lf + 1;
    }
}

/* Copies a text up to a tab, a control character of line ends, or a blank before one of these or
 * another: all that relaxed canonicalization can change. Returns how many octets are good; up to
 * sizeof(MwOctets) more are written. */
MW_OCTETS_CLONES
static size_t copy_unchanged(char *to, const char *text, size_t len)
{
    for (size_t at = 0;; at += sizeof(MwOctets)) {
        MwOctets a, b; /* each octet, and that behind it */
        char rest[sizeof a + 1];
        const char *from = text + at;
        if (len - at <= sizeof a) {
            memset(rest, '\n', sizeof rest);
            from = memcpy(rest, from, len - at);
        }
        memcpy(&a, from, sizeof a);
        memcpy(&b, from + 1, sizeof b);
        memcpy(to + at, &a, sizeof a);
        MwOctets stop = (MwOctets)((MwOctets)(a - '\t') <= '\r' - '\t') |
                        ((MwOctets)(a == ' ') & (MwOctets)(b <= ' '));
        uint64_t words[4];
        memcpy(words, &stop, sizeof stop);
        for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
            if (words[i] != 0)
                return at + 8 * i + (size_t)__builtin_ctzll(GUINT64_FROM_LE(words[i])) / 8;
    }
}

/* Octets of the line end at `at`: 0 where there is none. */
static size_t line_end_at(MwSpan text, size_t at)
{
    if (text.data[at] == '\n')
        return 1;
    return text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n' ? 2 : 0;
}

/* 3.4.2: unfolded, blanks made one. `*blank`: is one owed before the next octet? Returns the end of
 * what was written. */
static char *put_relaxed(char *to, MwSpan text, bool *is_start, bool *blank)
{
    size_t end = 0;
    for (size_t at = 0; at < text.len;) {
        if (is_wsp(text.data[at])) {
            *blank = true;
            at++;
        } else if ((end = line_end_at(text, at)) > 0) {
            at += end;
        } else {
            if (*blank && !*is_start)
                *to++ = ' ';
            *to++ = text.data[at++];
            size_t count = copy_unchanged(to, text.data + at, text.len - at);
            to += count;
            at += count;
            *is_start = *blank = false;
        }
    }
    return to;
}

static void append_relaxed(GString *out, MwSpan name, MwSpan value, MwSpan rest)
{
    gsize used = out->len;
    bool is_start = true, blank = false;
    g_string_set_size(out, used + name.len + 2 + value.len + rest.len + sizeof(MwOctets));
    char *to = out->str + used;
    for (size_t i = 0; i < name.len; i++)
        *to++ = mw_ascii_lower(name.data[i]);
    *to++ = ':';
    to = put_relaxed(to, value, &is_start, &blank);
    to = put_relaxed(to, rest, &is_start, &blank);
    g_string_truncate(out, (gsize)(to - out->str));
}

void mw_canon_append_field_without(GString *out, MwSpan name, MwSpan value, MwCanon canon,
                                   size_t begin, size_t end)
{
    MwSpan before = mw_span_slice(value, 0, begin), behind = mw_span_slice(value, end, value.len);
    if (canon == MW_CANON_RELAXED) {
        append_relaxed(out, name, before, behind);
        return;
    }
    g_string_append_len(out, name.data, (gssize)name.len);
    g_string_append_c(out, ':');
    append_simple(out, before);
    append_simple(out, behind);
}

void mw_canon_append_field(GString *out, MwSpan name, MwSpan value, MwCanon canon)
{
    mw_canon_append_field_without(out, name, value, canon, value.len, value.len);
    g_string_append_c(out, '\r');
    g_string_append_c(out, '\n');
}

/* What stands before the value: the name, and under simple blanks between it and the colon too. */
static MwSpan written_name(const MwHeader *header, MwCanon canon)
{
    if (canon == MW_CANON_RELAXED)
        return header->name;
    size_t colon = mw_span_find(header->raw, ':', 0);
    return mw_span_slice(header->raw, 0, colon);
}

void mw_canon_append_header(GString *out, const MwHeader *header, MwCanon canon)
{
    mw_canon_append_field(out, written_name(header, canon), header->value, canon);
}

void mw_canon_append_signature(GString *out, const MwHeader *header, MwCanon canon,
                               const MwDkimSignature *signature)
{
    mw_canon_append_field_without(out, written_name(header, canon), header->value, canon,
                                  signature->signature_begin, signature->signature_end);
}

MwMessage *mw_canon_from_cr(const MwMessage *message)
{
    if (message->line_end != MW_LINE_END_CR)
        return NULL;
    gsize len = 0;
    const char *data = g_bytes_get_data(message->bytes, &len);
    char *copy = g_memdup2(data, len);
    for (gsize i = 0; i < len; i++)
        if (copy[i] == '\r')
            copy[i] = '\n';
    g_autoptr(GBytes) bytes = g_bytes_new_take(copy, len);
    return mw_message_parse(bytes);
}
