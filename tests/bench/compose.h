#pragma once

#include "tests/bench/random.h"
#include "tests/bench/world.h"

/* One message of the corpus, and what must come out of it. */
typedef struct {
    GString *message;
    const char *category;
    char *client_ip, *helo, *mail_from;
    const char *spf, *dmarc, *arc; /* result words */
    GString *dkim; /* for each signature from the top: "pass" or why not, as dkim[].failure */
} MwComposed;

typedef struct {
    double median; /* octets of a body */
    bool large;    /* one in a hundred has 1 to 5 MB */
} MwComposeOptions;

/* Message `number` of the corpus: its random numbers are its own, so that a part of a corpus is
 * the same as in the whole. */
MwComposed *mw_compose(const MwWorld *world, const char *seed, guint number,
                       const MwComposeOptions *options);
void mw_composed_free(MwComposed *composed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwComposed, mw_composed_free)
