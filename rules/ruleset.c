#include "rules/ruleset.h"

static const char *const mw_severity_names[] = {
    [MW_SEVERITY_INFO] = "info",
    [MW_SEVERITY_WARN] = "warn",
    [MW_SEVERITY_FAIL] = "fail",
};
MW_DEFINE_ENUM_NAMES(MwSeverity, mw_severity, MW_SEVERITY_N)

static const char *const mw_actor_names[] = {
    [MW_ACTOR_SENDER] = "sender",     [MW_ACTOR_FORWARDER] = "forwarder",
    [MW_ACTOR_GATEWAY] = "gateway",   [MW_ACTOR_RECIPIENT] = "recipient",
    [MW_ACTOR_PROVIDER] = "provider", [MW_ACTOR_NOBODY] = "nobody",
};
MW_DEFINE_ENUM_NAMES(MwActor, mw_actor, MW_ACTOR_N)
