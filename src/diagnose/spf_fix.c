#include "src/diagnose/spf_fix.h"

char *mw_spf_fix_term(const MwIp *ip)
{
    if (ip->family == 0)
        return NULL;
    char text[MW_IP_TEXT_MAX];
    return g_strdup_printf("ip%u:%s", (unsigned)ip->family, mw_ip_format(ip, text));
}

/* "all", "+all", "-all", ...; gives the qualifier. */
static bool is_all(const char *term, char *ret_qualifier)
{
    *ret_qualifier = strchr("+-~?", term[0]) != NULL && term[0] != '\0' ? term[0] : '+';
    const char *name = strchr("+-~?", term[0]) != NULL && term[0] != '\0' ? term + 1 : term;
    return g_ascii_strcasecmp(name, "all") == 0;
}

static bool is_redirect(const char *term)
{
    return g_ascii_strncasecmp(term, "redirect=", strlen("redirect=")) == 0;
}

static void append_term(GString *out, const char *term)
{
    g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", term);
}

char *mw_spf_fix_add(const char *record, const char *term)
{
    g_auto(GStrv) terms = g_strsplit_set(record, " ", -1);
    GString *out = g_string_new(NULL);
    bool added = false;
    for (char **one = terms; *one != NULL; one++) {
        char qualifier;
        if (**one == '\0')
            continue;
        if (!added && (is_all(*one, &qualifier) || is_redirect(*one))) {
            append_term(out, term);
            added = true;
        }
        append_term(out, *one);
    }
    if (!added)
        append_term(out, term);
    return g_string_free(out, FALSE);
}

/* "-" refuses, "+" allows: the softer of two, but never "+" when another is written. */
static char softer(char a, char b)
{
    static const char order[] = "+-~?";
    return strchr(order, a) > strchr(order, b) ? a : b;
}

char *mw_spf_fix_merge(const GPtrArray *records)
{
    GString *out = g_string_new("v=spf1");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *redirect = NULL;
    char all = '\0';
    for (unsigned i = 0; i < records->len; i++) {
        g_auto(GStrv) terms = g_strsplit_set(g_ptr_array_index(records, i), " ", -1);
        for (char **term = terms; *term != NULL; term++) {
            char qualifier;
            if (**term == '\0' || g_ascii_strcasecmp(*term, "v=spf1") == 0)
                continue;
            if (is_all(*term, &qualifier)) {
                all = all == '\0' ? qualifier : softer(all, qualifier);
            } else if (is_redirect(*term)) {
                g_free(redirect);
                redirect = g_strconcat("include:", *term + strlen("redirect="), NULL);
                if (g_hash_table_add(seen, g_ascii_strdown(redirect, -1)))
                    append_term(out, redirect);
            } else if (g_hash_table_add(seen, g_ascii_strdown(*term, -1))) {
                append_term(out, *term);
            }
        }
    }
    g_string_append_printf(out, " %call", all == '\0' ? '~' : all);
    return g_string_free(out, FALSE);
}
