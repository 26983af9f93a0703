#include "tests/bench/body.h"

enum { ATTACHMENT_FROM = 100 * 1024, LINE = 72 };

static const char *const words[] = {
    "the",     "invoice",  "of",       "your",    "order",   "is",       "attached", "please",
    "confirm", "delivery", "by",       "Monday",  "team",    "regards",  "meeting",  "at",
    "ten",     "schedule", "update",   "project", "budget",  "report",   "for",      "review",
    "system",  "change",   "tomorrow", "thanks",  "contact", "question", "and",      "answer",
};

static const char *word(MwRandom *random)
{
    return words[mw_random_below(random, G_N_ELEMENTS(words))];
}

/* Lines as people write them: some empty, some with a blank too many. */
static void append_text(GString *out, MwRandom *random, size_t size, const char *open,
                        const char *close)
{
    size_t end = out->len + size;
    while (out->len < end) {
        size_t line = out->len;
        g_string_append(out, open);
        while (out->len - line < LINE)
            g_string_append_printf(out, "%s%s", word(random),
                                   mw_random_below(random, 200) == 0 ? "  " : " ");
        if (mw_random_below(random, 20) != 0)
            g_string_truncate(out, out->len - 1);
        g_string_append(out, close);
        g_string_append(out, mw_random_below(random, 12) == 0 ? "\r\n\r\n" : "\r\n");
    }
}

static void append_base64(GString *out, MwRandom *random, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t done = 0; done < size; done += LINE + 2) {
        for (unsigned i = 0; i < LINE; i += 8) {
            uint64_t bits = mw_random_next(random);
            for (unsigned k = 0; k < 8; k++)
                g_string_append_c(out, digits[bits >> (k * 8) & 63]);
        }
        g_string_append(out, "\r\n");
    }
}

static void append_large(GString *out, MwRandom *random, size_t size)
{
    static const char boundary[] = "=_part_of_the_corpus";
    g_string_append_printf(out,
                           "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n"
                           "--%s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n",
                           boundary, boundary);
    append_text(out, random, 2000, "", "");
    g_string_append_printf(out,
                           "--%s\r\nContent-Type: application/pdf; name=\"report.pdf\"\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n",
                           boundary);
    append_base64(out, random, size);
    g_string_append_printf(out, "--%s--\r\n", boundary);
}

void mw_bench_append_body(GString *out, MwRandom *random, size_t size)
{
    if (size >= ATTACHMENT_FROM) {
        append_large(out, random, size);
        return;
    }
    bool html = mw_random_below(random, 2) == 0;
    g_string_append_printf(out, "Content-Type: text/%s; charset=utf-8\r\n\r\n",
                           html ? "html" : "plain");
    if (html)
        append_text(out, random, size, "<p style=\"margin: 0\">", "</p>");
    else
        append_text(out, random, size, "", "");
}
