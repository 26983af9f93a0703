#include "src/evaluate/psl.h"

#include <libpsl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "parsers/domain.h"

enum { SLOTS = 4096, TRIES = 4 };

#define NO_DOMAIN SIZE_MAX

/* Does not change once it stands in its slot, and stays there: so readers need no lock. */
typedef struct {
    size_t offset; /* of the registrable domain in the name; NO_DOMAIN */
    char name[];
} Entry;

struct MwPsl {
    _Atomic(Entry *) slots[SLOTS];
};

MwPsl *mw_psl_new(void)
{
    return g_new0(MwPsl, 1);
}

void mw_psl_free(MwPsl *psl)
{
    if (psl == NULL)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        g_free(atomic_load(&psl->slots[i]));
    g_free(psl);
}

static size_t ask_list(const char *name)
{
    const char *domain = psl_registrable_domain(psl_builtin(), name);
    return domain != NULL ? (size_t)(domain - name) : NO_DOMAIN;
}

static size_t keep(_Atomic(Entry *) *slot, const char *name)
{
    size_t len = strlen(name), offset = ask_list(name);
    if (len > MW_DOMAIN_MAX)
        return offset;
    Entry *entry = g_malloc(sizeof *entry + len + 1), *empty = NULL;
    entry->offset = offset;
    memcpy(entry->name, name, len + 1);
    if (!atomic_compare_exchange_strong(slot, &empty, entry))
        g_free(entry); /* another thread was faster */
    return offset;
}

static size_t find(MwPsl *psl, const char *name)
{
    guint hash = g_str_hash(name);
    for (guint i = 0; i < TRIES; i++) {
        _Atomic(Entry *) *slot = &psl->slots[(hash + i) % SLOTS];
        const Entry *entry = atomic_load_explicit(slot, memory_order_acquire);
        if (entry == NULL)
            return keep(slot, name);
        if (strcmp(entry->name, name) == 0)
            return entry->offset;
    }
    return ask_list(name);
}

const char *mw_psl_domain(MwPsl *psl, const char *name)
{
    size_t offset = psl != NULL ? find(psl, name) : ask_list(name);
    return offset != NO_DOMAIN ? name + offset : NULL;
}

const char *mw_psl_organization(MwPsl *psl, const char *name)
{
    const char *domain = mw_psl_domain(psl, name);
    return domain != NULL ? domain : name;
}
