#pragma once

#include <glib.h>

#include "parsers/enum_name.h"

/* The findings as data: rule files read and checked. */

typedef enum { MW_SEVERITY_INFO, MW_SEVERITY_WARN, MW_SEVERITY_FAIL } MwSeverity;
enum { MW_SEVERITY_N = MW_SEVERITY_FAIL + 1 };
MW_DECLARE_ENUM_NAMES(MwSeverity, mw_severity)

typedef enum {
    MW_ACTOR_SENDER,
    MW_ACTOR_FORWARDER,
    MW_ACTOR_GATEWAY,
    MW_ACTOR_RECIPIENT,
    MW_ACTOR_PROVIDER,
    MW_ACTOR_NOBODY,
} MwActor;
enum { MW_ACTOR_N = MW_ACTOR_NOBODY + 1 };
MW_DECLARE_ENUM_NAMES(MwActor, mw_actor)

typedef struct MwRuleset MwRuleset;
