#include <stdio.h>
#include <string.h>

#include "parsers/utf8.h"
#include "src/input/input.h"
#include "src/message/mime.h"
#include "src/render/escape.h"
#include "tests/conformance/corpora.h"
#include "tests/samples/run.h"

/* Odd and malformed messages, and text as people paste it: each must be read or refused in a
 * defined way, within a time that grows with its size only. Sanitizers watch the rest. */

enum { SECONDS_MAX = 2 };

typedef struct {
    unsigned items, errors;
    MwInputKind kind; /* of the last item */
    GString *fields;  /* of the last item: its values, unfolded, one a line */
} Seen;

static void look_at(const MwItem *item, Seen *seen)
{
    seen->items++;
    seen->kind = item->kind;
    g_string_truncate(seen->fields, 0);
    for (guint i = 0; i < item->message->headers->len; i++) {
        const MwHeader *field = &g_array_index(item->message->headers, MwHeader, i);
        g_autofree char *value = mw_span_dup_unfolded(field->value);
        g_autofree char *decoded G_GNUC_UNUSED = mw_mime_decode(field->value);
        g_string_append_printf(seen->fields, "%s\n", value);
    }
    g_string_append_len(seen->fields, item->ndr_text.data, (gssize)item->ndr_text.len);
    g_ptr_array_unref(mw_mime_parts(item->message));
}

static bool see(const char *source, unsigned index, MwItem *item, const GError *error,
                void *user_data)
{
    (void)source, (void)index;
    Seen *seen = user_data;
    seen->errors += item == NULL && error != NULL && error->domain == MW_INPUT_ERROR;
    if (item != NULL)
        look_at(item, seen);
    mw_item_free(item);
    return true;
}

/* false: no outcome at all, or too slow. */
static bool read_bytes(const char *id, GBytes *bytes, Seen *seen)
{
    static const MwInputOptions none;
    seen->items = seen->errors = 0;
    gint64 begin = g_get_monotonic_time();
    mw_input_read_bytes(bytes, id, &none, see, seen);
    bool slow = g_get_monotonic_time() - begin > SECONDS_MAX * G_USEC_PER_SEC;
    if (slow || seen->items + seen->errors == 0)
        printf("  %s: %s\n", id, slow ? "too slow" : "no outcome");
    return !slow && seen->items + seen->errors > 0;
}

static unsigned run_files(const char *file, Seen *seen, unsigned *ret_total, unsigned *ret_refused)
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows(file);
    unsigned good = 0;
    for (guint i = 0; i < rows->len; i++) {
        const char *id = mw_corpora_text(rows->pdata[i], "id");
        const char *name = mw_corpora_text(rows->pdata[i], "file");
        if (name == NULL)
            name = mw_corpora_text(rows->pdata[i], "mail");
        if (name == NULL)
            continue;
        g_autofree char *path = g_build_filename(mw_corpora_folder(), name, NULL);
        g_autofree char *data = NULL;
        gsize size = 0;
        if (!g_file_get_contents(path, &data, &size, NULL))
            continue;
        g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&data), size);
        good += read_bytes(id, bytes, seen);
        *ret_refused += seen->items == 0;
        (*ret_total)++;
    }
    return good;
}

/* A pasted text must come out as one item in which the facts are still there. */
static bool holds_expected(const json_t *row, const Seen *seen)
{
    size_t index;
    json_t *expected, *list = json_object_get(row, "expected");
    const char *key;
    if (json_is_array(list)) {
        json_array_foreach(list, index, expected)
        {
            g_autofree char *pair = g_strdup_printf("%s=%s", mw_corpora_text(expected, "method"),
                                                    mw_corpora_text(expected, "result"));
            if (strstr(seen->fields->str, pair) == NULL)
                return false;
        }
        return true;
    }
    json_object_foreach(list, key,
                        expected) if (json_is_string(expected) && g_ascii_isupper(key[0]) &&
                                      strstr(seen->fields->str, json_string_value(expected)) ==
                                          NULL) return false;
    const char *status = mw_corpora_text(list, "enhanced_status");
    return status == NULL || strstr(seen->fields->str, status) != NULL;
}

static unsigned run_pasted(const char *file, MwInputKind kind, Seen *seen, unsigned *ret_total)
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows(file);
    unsigned good = 0;
    for (guint i = 0; i < rows->len; i++, (*ret_total)++) {
        const char *id = mw_corpora_text(rows->pdata[i], "id");
        const char *text = mw_corpora_text(rows->pdata[i], "pasted");
        g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
        bool fine = read_bytes(id, bytes, seen) && seen->items == 1 && seen->kind == kind &&
                    holds_expected(rows->pdata[i], seen);
        if (!fine)
            printf("  %s: read as %s\n", id,
                   seen->items > 0 ? mw_input_kind_name(seen->kind) : "no mail");
        good += fine;
    }
    return good;
}

static unsigned run_strings(const char *file, Seen *seen, unsigned *ret_total)
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows(file);
    unsigned good = 0;
    for (guint i = 0; i < rows->len; i++, (*ret_total)++) {
        g_autofree char *text = json_dumps(rows->pdata[i], JSON_COMPACT);
        g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
        good += read_bytes(mw_corpora_text(rows->pdata[i], "id"), bytes, seen);
    }
    return good;
}

/* Is there anything in it that could fool a terminal or a browser? */
static bool is_clean(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (const char *at = text; *at != '\0'; at = mw_utf8_next(at))
        if (*at != '\n' && mw_escape_is_dangerous(g_utf8_get_char(at)))
            return false;
    return true;
}

/* The program on all hostile files at once: what it writes must be clean. */
static bool run_format(const char *format)
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows("hostile.jsonl");
    g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(args, g_strdup("--no-dns"));
    g_ptr_array_add(args, g_strdup("--color=never"));
    g_ptr_array_add(args, g_strdup_printf("--format=%s", format));
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(args, g_build_filename(mw_corpora_folder(),
                                               mw_corpora_text(rows->pdata[i], "file"), NULL));
    g_autoptr(MwRun) run = mw_run(args);
    bool clean = is_clean(run->out) && is_clean(run->err);
    bool defined = run->status == MW_EXIT_UNREADABLE; /* one of the files is empty */
    printf("hostile as %s: %zu bytes, exit status %d, %s\n", format, strlen(run->out),
           (int)run->status, clean ? "clean" : "NOT CLEAN");
    bool markup = g_str_equal(format, "html") && strstr(run->out, "<script") != NULL;
    return clean && defined && !markup && strlen(run->out) > 0;
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    Seen seen = {.fields = g_string_new(NULL)};
    unsigned total[4] = {0}, good[4], refused = 0;
    good[0] = run_files("hostile.jsonl", &seen, &total[0], &refused);
    good[1] = run_files("mail.jsonl", &seen, &total[1], &refused);
    good[2] = run_pasted("pasted_ar.jsonl", MW_INPUT_AUTH_RESULTS, &seen, &total[2]) +
              run_pasted("pasted_forefront.jsonl", MW_INPUT_HEADERS, &seen, &total[2]) +
              run_pasted("pasted_ndr.jsonl", MW_INPUT_NDR, &seen, &total[2]);
    good[3] = run_strings("fuzz_strings.jsonl", &seen, &total[3]);
    printf("hostile: %u of %u read or refused\nreal mail: %u of %u (%u of both sets refused)\n"
           "pasted: %u of %u\nstrings: %u of %u\n",
           good[0], total[0], good[1], total[1], refused, good[2], total[2], good[3], total[3]);
    g_string_free(seen.fields, TRUE);
    static const char *const formats[] = {"text", "json", "markdown", "html"};
    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
        if (!run_format(formats[i]))
            return 1;
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
        if (good[i] < total[i] || total[i] == 0)
            return 1;
    return 0;
}
