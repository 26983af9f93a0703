#include "src/domain/compare.h"

#include <string.h>

enum { LENGTH_MAX = 512, GAP = '*' };

static const char *const slip_names[] = {
    [MW_SLIP_NONE] = "none",       [MW_SLIP_BLANKS] = "blanks", [MW_SLIP_QUOTES] = "quotes",
    [MW_SLIP_CASE] = "case",       [MW_SLIP_EQUALS] = "equals", [MW_SLIP_SUFFIX] = "suffix",
    [MW_SLIP_MISSING] = "missing", [MW_SLIP_EXTRA] = "extra",   [MW_SLIP_CHANGED] = "changed",
};
G_STATIC_ASSERT(G_N_ELEMENTS(slip_names) == MW_SLIP_N);

const char *mw_slip_name(MwSlip slip)
{
    g_return_val_if_fail((unsigned)slip < MW_SLIP_N, NULL);
    return slip_names[slip];
}

/* Wagner-Fischer: costs of making a[0..i) into b[0..j). */
typedef struct {
    const char *a, *b;
    unsigned a_len, b_len;
    guint16 *cost; /* (a_len + 1) x (b_len + 1) */
} Grid;

static guint16 *cell(const Grid *grid, unsigned i, unsigned j)
{
    return &grid->cost[(size_t)i * (grid->b_len + 1) + j];
}

static Grid *grid_new(const char *a, const char *b)
{
    Grid *grid = g_new0(Grid, 1);
    *grid = (Grid){a, b, (unsigned)MIN(strlen(a), LENGTH_MAX), (unsigned)MIN(strlen(b), LENGTH_MAX),
                   NULL};
    grid->cost = g_new0(guint16, (size_t)(grid->a_len + 1) * (grid->b_len + 1));
    for (unsigned i = 0; i <= grid->a_len; i++)
        for (unsigned j = 0; j <= grid->b_len; j++) {
            unsigned best = i == 0 ? j : i;
            if (i > 0 && j > 0) {
                best = *cell(grid, i - 1, j - 1) + (a[i - 1] != b[j - 1]);
                best = MIN(best, *cell(grid, i - 1, j) + 1u);
                best = MIN(best, *cell(grid, i, j - 1) + 1u);
            }
            *cell(grid, i, j) = (guint16)best;
        }
    return grid;
}

static void grid_free(Grid *grid)
{
    g_free(grid->cost);
    g_free(grid);
}

unsigned mw_compare_distance(const char *expected, const char *found)
{
    Grid *grid = grid_new(expected, found);
    unsigned distance = *cell(grid, grid->a_len, grid->b_len);
    grid_free(grid);
    return distance;
}

bool mw_compare_is_near(const char *expected, const char *found)
{
    size_t allowed = MAX(3, strlen(expected) / 5);
    return mw_compare_distance(expected, found) <= allowed;
}

static void align_one(GString *rows[3], char a, char b)
{
    g_string_prepend_c(rows[0], a);
    g_string_prepend_c(rows[1], b);
    g_string_prepend_c(rows[2], a == b ? ' ' : '^');
}

MwAlignment *mw_compare_align(const char *expected, const char *found)
{
    Grid *grid = grid_new(expected, found);
    GString *rows[3] = {g_string_new(NULL), g_string_new(NULL), g_string_new(NULL)};
    unsigned i = grid->a_len, j = grid->b_len, position = 0;
    while (i > 0 || j > 0) {
        unsigned here = *cell(grid, i, j);
        bool same = i > 0 && j > 0 && expected[i - 1] == found[j - 1];
        if (i > 0 && j > 0 && here == *cell(grid, i - 1, j - 1) + (same ? 0u : 1u)) {
            align_one(rows, expected[--i], found[--j]);
            position = same ? position : i + 1;
        } else if (i > 0 && here == *cell(grid, i - 1, j) + 1u) {
            align_one(rows, expected[--i], GAP);
            position = i + 1;
        } else {
            align_one(rows, GAP, found[--j]);
            position = i + 1;
        }
    }
    grid_free(grid);
    g_strchomp(rows[2]->str);
    MwAlignment *alignment = g_new0(MwAlignment, 1);
    alignment->expected = g_string_free(rows[0], FALSE);
    alignment->found = g_string_free(rows[1], FALSE);
    alignment->marks = g_string_free(rows[2], FALSE);
    alignment->position = position;
    return alignment;
}

void mw_alignment_free(MwAlignment *alignment)
{
    if (alignment == NULL)
        return;
    g_free(alignment->expected);
    g_free(alignment->found);
    g_free(alignment->marks);
    g_free(alignment);
}

/* Without the characters of `drop`, and without a dot that blanks kept from being the last. */
static char *without(const char *text, const char *drop)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++)
        if (strchr(drop, *p) == NULL)
            g_string_append_c(out, *p);
    if (out->len > 0 && out->str[out->len - 1] == '.')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

static bool equal_without(const char *a, const char *b, const char *drop)
{
    g_autofree char *left = without(a, drop);
    g_autofree char *right = without(b, drop);
    return strcmp(left, right) == 0;
}

static bool is_suffixed(const char *expected, const char *found, const char *domain)
{
    g_autofree char *suffixed = g_strdup_printf("%s.%s", expected, domain);
    return domain != NULL && g_ascii_strcasecmp(suffixed, found) == 0;
}

MwSlip mw_compare_slip(const char *expected, const char *found, const char *domain)
{
    if (strcmp(expected, found) == 0)
        return MW_SLIP_NONE;
    if (equal_without(expected, found, " \t\r\n"))
        return MW_SLIP_BLANKS;
    if (equal_without(expected, found, " \t\r\n\"'"))
        return MW_SLIP_QUOTES;
    if (g_ascii_strcasecmp(expected, found) == 0)
        return MW_SLIP_CASE;
    if (strlen(found) < strlen(expected) && equal_without(expected, found, "="))
        return MW_SLIP_EQUALS;
    if (is_suffixed(expected, found, domain))
        return MW_SLIP_SUFFIX;
    size_t longer = strlen(expected), shorter = strlen(found);
    unsigned distance = mw_compare_distance(expected, found);
    if (longer > shorter && distance == longer - shorter)
        return MW_SLIP_MISSING;
    if (shorter > longer && distance == shorter - longer)
        return MW_SLIP_EXTRA;
    return MW_SLIP_CHANGED;
}
