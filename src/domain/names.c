#include "src/domain/record.h"

static const char *const mw_provider_names[] = {
    [MW_PROVIDER_NONE] = "none",
    [MW_PROVIDER_ACS] = "acs",
    [MW_PROVIDER_SES] = "ses",
    [MW_PROVIDER_M365] = "m365",
};
MW_DEFINE_ENUM_NAMES(MwProvider, mw_provider, MW_PROVIDER_N)

static const char *const mw_purpose_names[] = {
    [MW_PURPOSE_OWNERSHIP] = "ownership",
    [MW_PURPOSE_SPF] = "spf",
    [MW_PURPOSE_DKIM] = "dkim",
    [MW_PURPOSE_MX] = "mx",
    [MW_PURPOSE_MAIL_FROM_MX] = "mail-from-mx",
    [MW_PURPOSE_MAIL_FROM_SPF] = "mail-from-spf",
    [MW_PURPOSE_DMARC] = "dmarc",
};
MW_DEFINE_ENUM_NAMES(MwPurpose, mw_purpose, MW_PURPOSE_N)

static const char *const mw_record_fault_names[] = {
    [MW_RECORD_OK] = "ok",
    [MW_RECORD_MISSING] = "missing",
    [MW_RECORD_DIFFERS] = "differs",
    [MW_RECORD_WRONG_TARGET] = "wrong-target",
    [MW_RECORD_OTHER_SELECTOR] = "other-selector",
    [MW_RECORD_TXT_INSTEAD] = "txt-instead",
    [MW_RECORD_FLATTENED] = "flattened",
    [MW_RECORD_WILDCARD] = "wildcard",
    [MW_RECORD_NO_INCLUDE] = "no-include",
    [MW_RECORD_NOT_HARDFAIL] = "not-hardfail",
    [MW_RECORD_NAME_DOUBLED] = "name-doubled",
    [MW_RECORD_MISSING_DOT] = "missing-dot",
    [MW_RECORD_AT_PARENT] = "at-parent",
    [MW_RECORD_WRONG_SERVERS] = "wrong-servers",
    [MW_RECORD_NULL_MX] = "null-mx",
    [MW_RECORD_UNKNOWN] = "unknown",
};
MW_DEFINE_ENUM_NAMES(MwRecordFault, mw_record_fault, MW_RECORD_FAULT_N)
