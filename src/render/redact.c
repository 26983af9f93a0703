#include "src/render/redact.h"

#include <libpsl.h>

#include "parsers/domain.h"
#include "parsers/ip.h"
#include "src/render/redact_known.h"

typedef struct {
    char *text, *by;
} Hidden;

struct MwRedactor {
    GHashTable *domains; /* registrable domain -> "org1.example" */
    GHashTable *labels;
    GHashTable *users;
    GHashTable *ips;
    GPtrArray *hidden; /* Hidden*, longest first */
    unsigned public_v4, private_v4, v6;
};

static void free_hidden(void *data)
{
    Hidden *hidden = data;
    g_free(hidden->text);
    g_free(hidden->by);
    g_free(hidden);
}

MwRedactor *mw_redactor_new(void)
{
    MwRedactor *redactor = g_new0(MwRedactor, 1);
    redactor->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    redactor->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    redactor->users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    redactor->ips = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    redactor->hidden = g_ptr_array_new_with_free_func(free_hidden);
    return redactor;
}

void mw_redactor_free(MwRedactor *redactor)
{
    if (redactor == NULL)
        return;
    g_hash_table_unref(redactor->domains);
    g_hash_table_unref(redactor->labels);
    g_hash_table_unref(redactor->users);
    g_hash_table_unref(redactor->ips);
    g_ptr_array_unref(redactor->hidden);
    g_free(redactor);
}

static int longer_first(gconstpointer a, gconstpointer b)
{
    size_t first = strlen((*(const Hidden *const *)a)->text);
    size_t second = strlen((*(const Hidden *const *)b)->text);
    return first < second ? 1 : first > second ? -1 : 0;
}

void mw_redactor_hide(MwRedactor *redactor, const char *text, const char *by)
{
    if (text == NULL || strlen(text) < 4)
        return;
    Hidden *hidden = g_new(Hidden, 1);
    *hidden = (Hidden){g_strdup(text), g_strdup(by)};
    g_ptr_array_add(redactor->hidden, hidden);
    g_ptr_array_sort(redactor->hidden, longer_first);
}

void mw_redactor_forget_hidden(MwRedactor *redactor)
{
    g_ptr_array_set_size(redactor->hidden, 0);
}

/* The pseudonym of `key` in `table`; `format` has one %u for the number of a new one. */
static const char *numbered(GHashTable *table, const char *key, const char *prefix,
                            const char *suffix)
{
    const char *known = g_hash_table_lookup(table, key);
    if (known != NULL)
        return known;
    char *made = g_strdup_printf("%s%u%s", prefix, g_hash_table_size(table) + 1, suffix);
    g_hash_table_insert(table, g_strdup(key), made);
    return made;
}

char *mw_redact_label(MwRedactor *redactor, const char *label)
{
    if (label == NULL || mw_redact_is_common_label(label))
        return g_strdup(label);
    g_autofree char *lower = g_ascii_strdown(label, -1);
    return g_strdup(numbered(redactor->labels, lower, "h", ""));
}

static bool has_real_top_level(const char *name)
{
    const char *top = strrchr(name, '.');
    return top != NULL && top[1] != '\0' &&
           (mw_redact_is_special_top_level(top + 1) ||
            psl_is_public_suffix2(psl_builtin(), top + 1, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) !=
                0);
}

/* Labels left of the registrable domain, each replaced: "www.a.b" of "www.a.b.example.com". */
static void append_labels(MwRedactor *redactor, GString *out, const char *name, size_t len)
{
    g_autofree char *front = g_strndup(name, len);
    g_auto(GStrv) labels = g_strsplit(front, ".", -1);
    for (unsigned i = 0; labels[i] != NULL; i++) {
        g_autofree char *label = mw_redact_label(redactor, labels[i]);
        g_string_append_printf(out, "%s.", label);
    }
}

char *mw_redact_domain(MwRedactor *redactor, const char *name)
{
    g_autofree char *normal = mw_domain_normalize(mw_span(name));
    if (normal == NULL || !has_real_top_level(normal))
        return g_strdup(name);
    const char *organization = psl_registrable_domain(psl_builtin(), normal);
    if (organization == NULL)
        return g_strdup(normal);
    MwRedactKnown known = mw_redact_known(organization);
    if (known == MW_REDACT_KEEP)
        return g_strdup(normal);
    GString *out = g_string_new(NULL);
    if (organization > normal)
        append_labels(redactor, out, normal, (size_t)(organization - normal) - 1);
    g_string_append(out, known == MW_REDACT_KEEP_ORGANIZATION
                             ? organization
                             : numbered(redactor->domains, organization, "org", ".example"));
    return g_string_free(out, FALSE);
}

/* The n-th address of the documentation ranges; beyond their 762 the last one. */
static char *documentation_v4(unsigned n)
{
    static const char *const networks[] = {"192.0.2", "198.51.100", "203.0.113"};
    n = MIN(n, 761);
    return g_strdup_printf("%s.%u", networks[n / 254], n % 254 + 1);
}

static char *new_ip(MwRedactor *redactor, const MwIp *ip)
{
    if (ip->family == 6)
        return g_strdup_printf("%s::%x", mw_ip_is_internal(ip) ? "fd00" : "2001:db8",
                               ++redactor->v6);
    if (!mw_ip_is_internal(ip))
        return documentation_v4(redactor->public_v4++);
    unsigned n = ++redactor->private_v4;
    return g_strdup_printf("10.0.%u.%u", n / 250 % 250, n % 250 + 1);
}

char *mw_redact_ip(MwRedactor *redactor, const char *text)
{
    MwIp ip;
    if (!mw_ip_parse(mw_span(text), &ip))
        return NULL;
    char canonical[MW_IP_TEXT_MAX];
    mw_ip_format(&ip, canonical);
    if (g_str_equal(canonical, "127.0.0.1") || g_str_equal(canonical, "::1"))
        return g_strdup(canonical);
    const char *known = g_hash_table_lookup(redactor->ips, canonical);
    if (known == NULL) {
        char *made = new_ip(redactor, &ip);
        g_hash_table_insert(redactor->ips, g_strdup(canonical), made);
        known = made;
    }
    return g_strdup(known);
}

const char *mw_redactor_user(MwRedactor *redactor, const char *local)
{
    g_autofree char *lower = g_ascii_strdown(local, -1);
    return mw_redact_is_common_user(lower) ? mw_redact_common_user(lower)
                                           : numbered(redactor->users, lower, "user", "");
}

/* The hidden text that begins here; its length, and what stands for it. */
size_t mw_redactor_hidden_at(const MwRedactor *redactor, const char *at, const char **ret_by)
{
    for (guint i = 0; i < redactor->hidden->len; i++) {
        const Hidden *hidden = redactor->hidden->pdata[i];
        if (*at == *hidden->text && g_str_has_prefix(at, hidden->text)) {
            *ret_by = hidden->by;
            return strlen(hidden->text);
        }
    }
    return 0;
}
