#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/enum_name.h"
#include "parsers/span.h"

/* ARC fields grouped into sets by their instance (RFC 8617, 4.2 and 5.2 steps 1 to 3 B). */

enum { MW_ARC_INSTANCES_MAX = 50 };

typedef enum {
    MW_ARC_FIELD_RESULTS,   /* ARC-Authentication-Results */
    MW_ARC_FIELD_SIGNATURE, /* ARC-Message-Signature */
    MW_ARC_FIELD_SEAL,      /* ARC-Seal */
} MwArcFieldKind;
enum { MW_ARC_FIELD_N = MW_ARC_FIELD_SEAL + 1 };
MW_DECLARE_ENUM_NAMES(MwArcFieldKind, mw_arc_field_kind) /* the field names */

typedef struct {
    MwArcFieldKind kind;
    MwSpan value;      /* after the colon */
    unsigned position; /* the caller's */
} MwArcField;

typedef struct {
    unsigned instance;
    const MwArcField *fields[MW_ARC_FIELD_N]; /* by kind; NULL: absent. The first of several */
    bool i_is_late[MW_ARC_FIELD_N];           /* i= is not the first tag (4.1): a sealer's error */
} MwArcGroup;

typedef struct {
    GArray *groups;          /* MwArcGroup, those with any field, lowest instance first */
    unsigned highest;        /* 0: no field has a usable instance */
    char *fault;             /* why this is no chain, one technical line; NULL: it is one */
    unsigned fault_instance; /* 0: not known */
    unsigned fault_position; /* of the field at fault; 0: none */
} MwArcSets;

/* `fields`: MwArcField, top to bottom; they must outlive the result. Never NULL; no fields, no
 * groups and no fault. The faults: an instance that is missing or not 1 to 50, a field given
 * twice, a field or a whole set missing. */
MwArcSets *mw_arc_sets_group(const GArray *fields);
void mw_arc_sets_free(MwArcSets *sets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwArcSets, mw_arc_sets_free)

/* 1 to 50, written without leading zero or sign; else 0. */
unsigned mw_arc_instance_number(MwSpan text);
