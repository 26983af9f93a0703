#pragma once

#include "src/options.h"

/* The options as typed, before they are judged. Strings and lists are owned. */
typedef struct {
    char *format, *lang, *color;
    char **rules;
    gboolean redact;
    char *dns_file, *record_dns, *dns_server, *dns_timeout, *time_limit;
    gboolean no_dns;
    char *ip, *helo, *mail_from;
    char **authserv_ids;
    gboolean trust_none, outer;
    char *dmarc_spec, *at, *input, *zip_password_file, *cross_check;
    char *fail_on;
    gboolean exit_zero;
    char *jobs, *files_from, *resume, *shard, *output, *progress;
    gboolean nul_separated, brief;
    char **providers, **selectors, **also_ask;
    char *verification, *mail_from_domain, *region;
    gboolean verified;
} MwRawOptions;

void mw_raw_options_free(MwRawOptions *raw);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwRawOptions, mw_raw_options_free)

/* Judges every value. NULL and G_OPTION_ERROR_BAD_VALUE naming the option. */
MwOptions *mw_options_from_raw(const MwRawOptions *raw, GError **error) G_GNUC_WARN_UNUSED_RESULT;
