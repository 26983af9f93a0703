#include "parsers/received.h"

#include <stdbool.h>

#include "parsers/date.h"

enum { VALUE_MAX = 64 * 1024, WITH_MAX = 100 };

typedef enum {
    CLAUSE_NONE,
    CLAUSE_FROM,
    CLAUSE_BY,
    CLAUSE_VIA,
    CLAUSE_WITH,
    CLAUSE_ID,
    CLAUSE_FOR
} Clause;
static const char *const clause_names[] = {"", "from", "by", "via", "with", "id", "for"};

typedef struct {
    MwReceived *out;
    MwArena *arena;
    Clause clause;
    bool by_seen;
    bool helo_inside; /* a comment of the from clause says "helo=X": the word before is no HELO */
    MwIp bracketed, bare; /* candidates from comments of the from clause */
} Reader;

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\0';
}

/* The octets that end a word besides white space, all below 64. */
#define BIT(byte) (UINT64_C(1) << (byte))
static const uint64_t blanks = BIT(' ') | BIT('\t') | BIT('\r') | BIT('\n') | BIT('\0');
static const uint64_t open_paren = BIT('(');
static const uint64_t tcp_info_breaks = BIT('(') | BIT(')') | BIT(',') | BIT(';');
static const uint64_t envelope_breaks = BIT(';') | BIT(')');

static bool ends_word(char byte, uint64_t breaks)
{
    return (unsigned char)byte < 64 && ((blanks | breaks) & BIT(byte)) != 0;
}

/* The next word at or after *at, "<...>" and "[...]" in one piece; empty at the end. */
static MwSpan next_word(MwSpan text, size_t *at, uint64_t breaks)
{
    while (*at < text.len && ends_word(text.data[*at], breaks))
        ++*at;
    size_t begin = *at;
    while (*at < text.len && !ends_word(text.data[*at], breaks))
        ++*at;
    return mw_span_slice(text, begin, *at);
}

static MwSpan without_angles(MwSpan word)
{
    if (word.len > 0 && word.data[0] == '<')
        word = mw_span_slice(word, 1, mw_span_find(word, '>', 0));
    return word;
}

/* "[192.0.2.1]:25", "[IPv6:...]", "user@[...]", "192.0.2.1", "192.0.2.1:25", "fe80::1%6". */
static bool take_ip(MwSpan word, MwIp *ret, bool *ret_bracketed)
{
    *ret_bracketed = false;
    size_t at = mw_span_find(word, '@', 0);
    if (at < word.len)
        word = mw_span_slice(word, at + 1, word.len);
    if (word.len == 0 || (word.data[0] != '[' && !g_ascii_isxdigit(word.data[0]) &&
                          word.data[0] != ':' && !mw_span_starts_with_nocase(word, "IPv6:")))
        return false; /* most words are no address */
    size_t open = mw_span_find(word, '[', 0);
    *ret_bracketed = open == 0;
    if (*ret_bracketed) {
        word = mw_span_slice(word, 1, mw_span_find(word, ']', 0));
    } else {
        size_t colon = mw_span_find(word, ':', 0);
        if (mw_span_find(word, '.', 0) < colon) /* an IPv4 address and a port */
            word = mw_span_slice(word, 0, colon);
    }
    size_t colon = mw_span_find(word, ':', 0);
    if (*ret_bracketed && mw_span_find(word, '.', 0) < colon)
        word = mw_span_slice(word, 0, colon); /* "[192.0.2.1:59473]" */
    word.len = mw_span_find(word, '%', 0);
    return mw_ip_parse(word, ret);
}

static void set_once(Reader *r, const char **slot, MwSpan word)
{
    if (*slot == NULL && word.len > 0)
        *slot = mw_arena_text(r->arena, word.data, word.len);
}

static MwSpan without_last_dot(MwSpan name)
{
    return name.len > 1 && name.data[name.len - 1] == '.' ? mw_span_slice(name, 0, name.len - 1)
                                                          : name;
}

/* Words of TCP info that are no host name. */
static bool is_noise(MwSpan word)
{
    static const char *const noise[] = {
        "unknown",       "may",           "be",     "forged", "verified", "using",
        "authenticated", "misconfigured", "sender", "no",     "client"};
    for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
        if (mw_span_is_nocase(word, noise[i]))
            return true;
    return mw_span_find(word, '.', 0) == word.len || mw_span_find(word, '=', 0) < word.len;
}

/* What a "helo=X" or "HELO X" in the TCP info says, moves the word after "from" to where it
 * belongs: Exim, CommuniGate and qmail put there what they found themselves. */
static void take_inner_helo(Reader *r, MwSpan helo)
{
    if (r->helo_inside || helo.len == 0)
        return;
    r->helo_inside = true;
    MwSpan outer = mw_span(r->out->from);
    bool bracketed;
    MwIp ip;
    if (take_ip(outer, &ip, &bracketed))
        r->bracketed = r->bracketed.family == 0 ? ip : r->bracketed;
    else if (!is_noise(outer))
        set_once(r, &r->out->from_host, outer);
    r->out->from = mw_arena_text(r->arena, helo.data, helo.len);
}

/* A comment of the from clause: "rdns [ip]", "[ip]:port helo=x", "ip", "HELO x". */
static void take_tcp_info(Reader *r, MwSpan comment)
{
    size_t at = 0;
    bool helo_next = false, first = true;
    for (MwSpan word; (word = next_word(comment, &at, tcp_info_breaks)).len > 0; first = false) {
        MwIp ip;
        bool bracketed;
        if (helo_next || mw_span_starts_with_nocase(word, "helo=") ||
            mw_span_starts_with_nocase(word, "ehlo=")) {
            take_inner_helo(r, helo_next ? word : mw_span_slice(word, 5, word.len));
            helo_next = false;
        } else if (mw_span_is_nocase(word, "HELO") || mw_span_is_nocase(word, "EHLO")) {
            helo_next = true;
        } else if (take_ip(word, &ip, &bracketed)) {
            MwIp *slot = bracketed ? &r->bracketed : &r->bare;
            *slot = slot->family == 0 ? ip : *slot;
        } else if (first && !is_noise(word)) {
            set_once(r, &r->out->from_host, without_last_dot(word));
        }
    }
}

/* The path after the words of `lead`, "envelope-from " for one. */
static void take_envelope(Reader *r, MwSpan comment, const char *lead)
{
    size_t at = mw_span_find_nocase(comment, lead);
    if (at >= comment.len || r->out->envelope_from != NULL)
        return;
    at += strlen(lead);
    MwSpan path = without_angles(next_word(comment, &at, envelope_breaks));
    r->out->envelope_from = mw_arena_text(r->arena, path.data, path.len);
}

static void take_comment(Reader *r, MwSpan comment)
{
    if (mw_span_find_nocase(comment, "envelope-") < comment.len) {
        take_envelope(r, comment, "envelope-from ");
        take_envelope(r, comment, "envelope-sender ");
    } else if (r->clause == CLAUSE_FROM && !r->by_seen) {
        take_tcp_info(r, comment);
    }
    take_envelope(r, comment, "return-path ");
}

static bool is_keyword(MwSpan word, Clause *ret)
{
    for (Clause i = CLAUSE_FROM; i <= CLAUSE_FOR; i++)
        if (mw_span_is_nocase(word, clause_names[i])) {
            *ret = i;
            return true;
        }
    return false;
}

static const char *joined(MwArena *arena, const char *text, MwSpan word)
{
    if (text == NULL)
        return mw_arena_text(arena, word.data, word.len);
    size_t len = strlen(text);
    char *both = mw_arena_take(arena, len + word.len + 2);
    memcpy(both, text, len);
    both[len] = ' ';
    memcpy(both + len + 1, word.data, word.len);
    return both;
}

/* "with" may have several words: "Microsoft SMTP Server". */
static void take_value(Reader *r, MwSpan word)
{
    MwReceived *out = r->out;
    switch (r->clause) {
    case CLAUSE_FROM:
        set_once(r, &out->from, word);
        break;
    case CLAUSE_BY:
        set_once(r, &out->by, without_last_dot(word));
        break;
    case CLAUSE_WITH:
        if (out->with == NULL || strlen(out->with) <= WITH_MAX)
            out->with = joined(r->arena, out->with, word);
        break;
    case CLAUSE_ID:
        set_once(r, &out->id, word);
        break;
    case CLAUSE_FOR:
        set_once(r, &out->for_, without_angles(word));
        break;
    case CLAUSE_VIA:
    case CLAUSE_NONE:
        break;
    }
}

/* A keyword opens a clause unless its own value is still missing ("from by by mx.example"). */
static bool clause_is_open(const Reader *r)
{
    const MwReceived *out = r->out;
    return (r->clause == CLAUSE_FROM && out->from == NULL) ||
           (r->clause == CLAUSE_BY && out->by == NULL);
}

static void read_clauses(Reader *r, MwSpan text)
{
    for (size_t at = 0; at < text.len;) {
        if (is_blank(text.data[at])) {
            at++;
        } else if (text.data[at] == '(') {
            size_t end = mw_span_comment_end(text, at);
            take_comment(r, mw_span_slice(text, at + 1, end - (text.data[end - 1] == ')')));
            at = end;
        } else {
            MwSpan word = next_word(text, &at, open_paren);
            Clause clause;
            if (!clause_is_open(r) && is_keyword(word, &clause)) {
                r->clause = clause;
                r->by_seen = r->by_seen || clause == CLAUSE_BY;
            } else {
                take_value(r, word);
            }
        }
    }
}

/* The date follows the last ';' outside comments. */
static size_t date_begin(MwSpan text)
{
    size_t found = text.len;
    for (size_t at = 0; at < text.len;) {
        size_t open = mw_span_find(text, '(', at);
        MwSpan before = mw_span_slice(text, 0, open);
        while ((at = mw_span_find(before, ';', at)) < open)
            found = at++;
        at = mw_span_comment_end(text, open);
    }
    return found;
}

MwReceived mw_received_parse(MwSpan value, MwArena *arena)
{
    MwReceived received = {.time = -1};
    Reader r = {.out = &received, .arena = arena};
    value = mw_span_trim(mw_span_slice(value, 0, VALUE_MAX));
    size_t semicolon = date_begin(value);
    read_clauses(&r, mw_span_slice(value, 0, semicolon));
    received.time = mw_date_parse(mw_span_slice(value, semicolon + 1, value.len));
    received.ip = r.bracketed.family != 0 ? r.bracketed : r.bare;
    return received;
}
