#include "tests/evaluate/raw_opendkim.h"

#include <opendkim/dkim.h>
#include <stdint.h>

#include "tests/evaluate/fence.h"

static DKIM_CBSTAT no_key(DKIM *dkim, DKIM_SIGINFO *sig, unsigned char *buf, size_t len)
{
    (void)dkim, (void)sig, (void)buf, (void)len;
    return DKIM_CBSTAT_NOTFOUND;
}

static void feed(DKIM *dkim, const char *field)
{
    dkim_header(dkim, (unsigned char *)(uintptr_t)field, strlen(field));
}

void mw_raw_opendkim(const MwRawOpendkim *what)
{
    static unsigned char id[] = "raw";
    static unsigned char *fields[1000];
    DKIM_LIB *lib = dkim_init(mw_fence_allocate, mw_fence_release);
    unsigned flags = DKIM_LIBFLAGS_BADSIGHANDLES | DKIM_LIBFLAGS_DELAYSIGPROC;
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
    dkim_set_key_lookup(lib, no_key);
    DKIM_STAT status = DKIM_STAT_OK;
    bool is_test_key = false;
    DKIM *dkim = dkim_verify(lib, id, NULL, &status);
    feed(dkim, what->signature);
    feed(dkim, "From: alice@example.com");
    dkim_eoh(dkim);
    dkim_eom(dkim, &is_test_key);
    DKIM_SIGINFO **sigs = NULL;
    int count = 0, max = 1000;
    if (what->ask_copied && dkim_getsiglist(dkim, &sigs, &count) == DKIM_STAT_OK && count > 0)
        dkim_ohdrs(dkim, sigs[0], fields, &max);
    dkim_free(dkim);
    dkim_close(lib);
}
