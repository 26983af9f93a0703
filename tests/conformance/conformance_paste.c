#include <stdio.h>
#include <string.h>

#include "src/input/input.h"
#include "tests/conformance/corpora.h"

/* The headers of real messages, damaged in the ways that pasting damages them: what is read must be
 * the fields of the undamaged block. */

typedef void Damage(GString *out, MwSpan line, bool is_first);

static void append_line(GString *out, const char *before, MwSpan line)
{
    g_string_append(out, before);
    g_string_append_len(out, line.data, (gssize)line.len);
    g_string_append_c(out, '\n');
}

static void as_it_is(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    append_line(out, "", line);
}

static void quoted(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    append_line(out, "> ", line);
}

static void indented(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    append_line(out, "    ", line);
}

static void unfolded_wrongly(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    append_line(out, "", mw_span_trim(line));
}

static void doubled(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    append_line(out, "", line);
    g_string_append_c(out, '\n');
}

static void two_lines(GString *out, MwSpan line, bool is_first)
{
    size_t colon = mw_span_find(line, ':', 0);
    if (is_first && mw_span_trim(mw_span_slice(line, colon + 1, line.len)).len > 0) {
        append_line(out, "", mw_span_slice(line, 0, colon + 1));
        line = mw_span_trim(mw_span_slice(line, colon + 1, line.len));
    }
    append_line(out, "", line);
}

static void escaped(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    g_autofree char *markup = g_markup_escape_text(line.data, (gssize)line.len);
    append_line(out, "", mw_span(markup));
}

static void with_no_break_spaces(GString *out, MwSpan line, bool is_first)
{
    (void)is_first;
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] == ' ')
            g_string_append(out, "\xc2\xa0");
        else
            g_string_append_c(out, line.data[i]);
    g_string_append_c(out, '\n');
}

static const struct {
    const char *name;
    Damage *damage;
    unsigned percent; /* of the blocks must be read as if undamaged */
} damages[] = {
    {"as it is", as_it_is, 100},        {"quoted", quoted, 99},
    {"indented", indented, 99},         {"folding lost", unfolded_wrongly, 97},
    {"line ends doubled", doubled, 99}, {"names on their own line", two_lines, 98},
    {"HTML escaped", escaped, 99},      {"no-break spaces", with_no_break_spaces, 99},
};

static GBytes *damage_block(const MwMessage *message, Damage *damage)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < message->headers->len; i++) {
        MwSpan raw = g_array_index(message->headers, MwHeader, i).raw;
        bool is_first = true;
        for (size_t at = 0; at < raw.len; is_first = false) {
            size_t end = mw_span_find(raw, '\n', at);
            size_t cr = end > at && raw.data[end - 1] == '\r';
            damage(out, mw_span_slice(raw, at, end - cr), is_first);
            at = end + 1;
        }
    }
    return g_string_free_to_bytes(out);
}

/* All fields, unfolded and without blanks: where they stand is not what is asked. */
static char *print_fields(const MwMessage *message)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *field = &g_array_index(message->headers, MwHeader, i);
        g_string_append_printf(out, "\n" MW_SPAN_FMT ":", MW_SPAN_ARG(field->name));
        for (size_t at = 0; at < field->value.len; at++)
            if (!g_ascii_isspace(field->value.data[at]))
                g_string_append_c(out, field->value.data[at]);
    }
    return g_string_free(out, FALSE);
}

static bool keep(const char *source, unsigned index, MwItem *item, const GError *error,
                 void *user_data)
{
    (void)source, (void)index, (void)error;
    *(char **)user_data = item != NULL ? print_fields(item->message) : NULL;
    mw_item_free(item);
    return false;
}

static bool survives(const char *id, const MwMessage *message, Damage *damage, bool tell)
{
    static const MwInputOptions none;
    g_autoptr(GBytes) bytes = damage_block(message, damage);
    g_autofree char *expected = print_fields(message);
    char *found = NULL;
    mw_input_read_bytes(bytes, id, &none, keep, &found);
    bool same = g_strcmp0(found, expected) == 0;
    if (!same && tell) {
        size_t at = 0;
        while (found != NULL && found[at] != '\0' && found[at] == expected[at])
            at++;
        printf("  %s: differs at %.60s\n", id,
               found != NULL ? expected + (at > 30 ? at - 30 : 0) : "-");
    }
    g_free(found);
    return same;
}

int main(int argc, char **argv)
{
    (void)argv;
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    unsigned total = 0, good[G_N_ELEMENTS(damages)] = {0}, bad = 0;
    g_autoptr(GPtrArray) rows = mw_corpora_rows("mail.jsonl");
    for (guint i = 0; i < rows->len; i++) {
        const char *name = mw_corpora_text(rows->pdata[i], "mail");
        if (name == NULL)
            name = mw_corpora_text(rows->pdata[i], "file");
        g_autofree char *path = g_build_filename(mw_corpora_folder(), name, NULL);
        g_autofree char *data = NULL;
        gsize size = 0;
        if (!g_file_get_contents(path, &data, &size, NULL))
            continue;
        g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&data), size);
        g_autoptr(MwMessage) message = mw_message_parse(bytes);
        for (size_t d = 0; d < G_N_ELEMENTS(damages); d++)
            good[d] += survives(mw_corpora_text(rows->pdata[i], "id"), message, damages[d].damage,
                                argc > 1);
        total++;
    }
    for (size_t d = 0; d < G_N_ELEMENTS(damages); d++) {
        printf("pasted, %s: %u of %u read as undamaged\n", damages[d].name, good[d], total);
        bad += good[d] * 100 < total * damages[d].percent;
    }
    return bad == 0 && total > 0 ? 0 : 1;
}
