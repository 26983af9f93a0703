#pragma once

#include <glib.h>
#include <stdbool.h>

/* What was changed after signing, where it can be shown (proof, never a guess). */
typedef struct {
    char *kind;    /* body: "appended", "removed-tail", "mime-part-added", "banner", "from-quoting",
                      "line-ends", "trailing-blanks", "dot-stuffing", "part-header";
                      header: "subject-tag", "folding", "restored-from-z", "subject-encoding", ... */
    char *field;   /* header changes: the field's name; NULL for the body */
    size_t offset; /* body: first byte that differs; header: byte in the field's value */
    size_t length; /* bytes added (or removed) */
    char *text;    /* what was added or changed, raw bytes of the message cut to 200; escape it */
    bool text_is_cut;
    unsigned line; /* in the input, 0: unknown */
} MwChange;

void mw_change_free(MwChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwChange, mw_change_free)
