#include "parsers/received_spf.h"

#include "parsers/ip.h"

enum { VALUE_MAX = 64 * 1024 };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t skip_blanks(MwSpan text, size_t at)
{
    while (at < text.len && (is_blank(text.data[at]) || text.data[at] == ';'))
        at++;
    return at;
}

/* A value: quoted, or up to ';' or white space. Writes it without quotes and angle brackets. */
static size_t read_value(MwSpan text, size_t at, MwSpan *ret)
{
    size_t end = at;
    if (at < text.len && text.data[at] == '"') {
        end = mw_span_find(text, '"', at + 1);
        *ret = mw_span_slice(text, at + 1, end);
        return end + 1;
    }
    while (end < text.len && text.data[end] != ';' && !is_blank(text.data[end]))
        end++;
    MwSpan value = mw_span_slice(text, at, end);
    if (value.len >= 2 && value.data[0] == '<' && value.data[value.len - 1] == '>')
        value = mw_span_slice(value, 1, value.len - 1);
    *ret = value;
    return end;
}

static void read_pairs(MwSpan text, size_t at, MwReceivedSpf *out)
{
    for (at = skip_blanks(text, at); at < text.len; at = skip_blanks(text, at)) {
        if (text.data[at] == '(') {
            at = mw_span_comment_end(text, at);
            continue;
        }
        size_t begin = at;
        while (at < text.len && text.data[at] != '=' && text.data[at] != ';' &&
               !is_blank(text.data[at]))
            at++;
        MwSpan key = mw_span_slice(text, begin, at), value = {NULL, 0};
        /* verified erratum 5436: white space around "=" */
        size_t equals = at;
        while (equals < text.len && is_blank(text.data[equals]))
            equals++;
        if (equals < text.len && text.data[equals] == '=') {
            for (at = equals + 1; at < text.len && is_blank(text.data[at]);)
                at++;
            at = read_value(text, at, &value);
            if (!mw_pairs_add(out->pairs, key, value))
                return;
        } else if (at == begin) {
            at++;
        }
    }
}

/* Everything lives where the pairs do. */
MwReceivedSpf *mw_received_spf_parse(MwSpan value)
{
    MwPairs *pairs = mw_pairs_new();
    MwReceivedSpf *out = mw_arena_take(pairs->arena, sizeof *out);
    out->pairs = pairs;
    value = mw_span_trim(mw_span_slice(value, 0, VALUE_MAX));
    size_t at = 0;
    while (at < value.len && (g_ascii_isalpha(value.data[at]) || value.data[at] == '-'))
        at++;
    char *result = mw_arena_text(pairs->arena, value.data, at);
    for (size_t i = 0; i < at; i++)
        result[i] = mw_ascii_lower(result[i]);
    out->result = result;
    at = skip_blanks(value, at);
    if (at < value.len && value.data[at] == '(') {
        size_t end = mw_span_comment_end(value, at);
        bool closed = value.data[end - 1] == ')';
        MwSpan comment = mw_span_trim(mw_span_slice(value, at + 1, end - closed));
        char *copy = mw_arena_text(pairs->arena, comment.data, comment.len);
        mw_text_unfold(copy, comment.len);
        out->comment = copy;
        at = end;
    }
    read_pairs(value, at, out);
    return out;
}

void mw_received_spf_free(MwReceivedSpf *spf)
{
    if (spf != NULL)
        mw_pairs_free(spf->pairs);
}

/* Only the word after one of these is the client's address. */
static const char *const address_leads[] = {
    "sender IP is ", "designates ", "does not designate ", "discourages use of ", "reports ",
};

static char *address_at(MwSpan text)
{
    size_t end = 0;
    while (end < text.len && !is_blank(text.data[end]) && strchr(",;()", text.data[end]) == NULL)
        end++;
    MwIp ip;
    char buffer[MW_IP_TEXT_MAX];
    return mw_ip_parse(mw_span_slice(text, 0, end), &ip) ? g_strdup(mw_ip_format(&ip, buffer))
                                                         : NULL;
}

/* "google.com: 192.0.2.1 is neither permitted nor denied by domain of X" */
static char *neutral_address(MwSpan text)
{
    size_t end = mw_span_find_nocase(text, " is neither permitted");
    if (end >= text.len || end >= mw_span_find_nocase(text, "domain of"))
        return NULL;
    size_t begin = end;
    while (begin > 0 && !is_blank(text.data[begin - 1]))
        begin--;
    return address_at(mw_span_slice(text, begin, end));
}

/* The sender's own text, its MAIL FROM, comes before the words that count: the last ones do. */
char *mw_spf_comment_ip(const char *comment)
{
    MwSpan text = mw_span(comment);
    char *ip = neutral_address(text);
    size_t best = 0;
    for (size_t i = 0; ip == NULL && i < G_N_ELEMENTS(address_leads); i++) {
        size_t len = strlen(address_leads[i]), at = 0;
        for (size_t next;
             (next = mw_span_find_nocase(mw_span_slice(text, at, text.len), address_leads[i])) +
                 at <
             text.len;)
            at += next + len;
        best = MAX(best, at);
    }
    return ip != NULL || best == 0 ? ip : address_at(mw_span_slice(text, best, text.len));
}
