/* mailwhy scan over 300 real messages, line by line against their truth column. */

#include <stdio.h>
#include <string.h>

#include "tests/conformance/corpora.h"

enum { BYTES, AUTHOR, HOPS, SIGNATURES, COMPAUTH, REASON, CHECKS };

static const char *const check_names[CHECKS] = {
    [BYTES] = "size",        [AUTHOR] = "author domain",
    [HOPS] = "Received",     [SIGNATURES] = "DKIM signatures",
    [COMPAUTH] = "compauth", [REASON] = "compauth reason",
};

typedef struct {
    GHashTable *truth; /* base name to json_t* */
    unsigned lines, cases[CHECKS], right[CHECKS];
} Count;

static void score(Count *count, int check, bool right, const char *source)
{
    count->cases[check]++;
    count->right[check] += right;
    if (!right)
        printf("%s: %s\n", source, check_names[check]);
}

static const json_t *inside(const json_t *object, const char *first, const char *second)
{
    return json_object_get(json_object_get(object, first), second);
}

static json_int_t number(const json_t *value)
{
    return json_is_array(value) ? (json_int_t)json_array_size(value) : json_integer_value(value);
}

/* Only what the truth column speaks of; names in letters of other scripts it has as written, we in
 * A-labels. */
static void compare_text(Count *count, int check, const json_t *got, const json_t *expected,
                         const char *source)
{
    const char *text = json_string_value(expected);
    if (text != NULL && g_str_is_ascii(text))
        score(count, check, g_strcmp0(json_string_value(got), text) == 0, source);
}

/* The compauth result among the truth's Authentication-Results; NULL. */
static const json_t *find_compauth(const json_t *row)
{
    size_t i, k;
    json_t *field, *result;
    json_array_foreach(json_object_get(row, "authentication_results"), i, field)
    {
        json_array_foreach(json_object_get(field, "results"), k, result)
        {
            const char *method = mw_corpora_text(result, "method");
            if (method != NULL && strcmp(method, "compauth") == 0)
                return result;
        }
    }
    return NULL;
}

static void check_line(Count *count, const char *text)
{
    json_t *line = json_loads(text, 0, NULL);
    const char *source = mw_corpora_text(line, "source");
    g_autofree char *name = g_path_get_basename(source != NULL ? source : "");
    const json_t *row = g_hash_table_lookup(count->truth, name);
    count->lines += row != NULL;
    score(count, BYTES,
          number(inside(line, "input", "bytes")) == number(json_object_get(row, "size")), name);
    compare_text(count, AUTHOR, inside(line, "message", "from_domain"),
                 json_object_get(row, "from_domain"), name);
    score(count, HOPS,
          number(inside(line, "message", "hops")) == number(json_object_get(row, "received")),
          name);
    score(count, SIGNATURES,
          number(inside(line, "recomputed", "dkim")) == number(json_object_get(row, "dkim")), name);
    const json_t *compauth = find_compauth(row);
    compare_text(count, COMPAUTH, inside(line, "recorded", "compauth"),
                 json_object_get(compauth, "result"), name);
    compare_text(count, REASON, inside(line, "recorded", "reason"),
                 json_object_get(compauth, "reason"), name);
    json_decref(line);
}

/* Runs the program; its standard output. */
static char *scan(const char *folder)
{
    g_autofree char *mails = g_build_filename(folder, "mail", NULL);
    char *argv[] = {(char[]){MAILWHY_PROGRAM},
                    (char[]){"scan"},
                    (char[]){"--no-dns"},
                    (char[]){"--outer"},
                    (char[]){"--jobs"},
                    (char[]){"4"},
                    (char[]){"--format"},
                    (char[]){"ndjson"},
                    mails,
                    NULL};
    char *out = NULL;
    g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, NULL);
    return out;
}

static bool report(const Count *count, guint rows)
{
    bool fine = count->lines == rows;
    printf("scan lines: %u of %u\n", count->lines, rows);
    for (unsigned i = 0; i < CHECKS; i++) {
        printf("scan %s: %u of %u\n", check_names[i], count->right[i], count->cases[i]);
        fine = fine && count->right[i] == count->cases[i];
    }
    return fine;
}

int main(void)
{
    const char *folder = mw_corpora_folder();
    if (folder == NULL)
        return MW_CORPORA_SKIP;
    g_autoptr(GPtrArray) rows = mw_corpora_rows("mail.jsonl");
    Count count = {.truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    for (guint i = 0; i < rows->len; i++) {
        json_t *row = g_ptr_array_index(rows, i);
        g_hash_table_insert(count.truth, g_path_get_basename(mw_corpora_text(row, "file")), row);
    }
    g_autofree char *out = scan(folder);
    g_auto(GStrv) lines = g_strsplit(out != NULL ? out : "", "\n", -1);
    for (char **line = lines; *line != NULL && **line != '\0'; line++)
        check_line(&count, *line);
    bool fine = report(&count, rows->len);
    g_hash_table_unref(count.truth);
    return fine ? 0 : 1;
}
