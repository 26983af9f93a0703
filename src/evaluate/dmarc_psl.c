#include "src/evaluate/dmarc_verdict.h"

#include <libpsl.h>

/* The list that libpsl was built with: no file is read, no global is written. */
char *mw_dmarc_psl_domain(const char *name)
{
    return g_strdup(psl_registrable_domain(psl_builtin(), name));
}

char *mw_dmarc_psl_organization(const char *name)
{
    char *domain = mw_dmarc_psl_domain(name);
    return domain != NULL ? domain : g_strdup(name);
}
