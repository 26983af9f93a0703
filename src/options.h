#pragma once

#include <glib.h>

#include "src/dns/dns.h"
#include "src/evaluate/evaluation.h"
#include "src/input/input.h"
#include "src/render/render.h"

/* The command line, read once, passed on as const. */

typedef enum { MW_COLOR_AUTO, MW_COLOR_ALWAYS, MW_COLOR_NEVER } MwColor;
enum { MW_COLOR_N = MW_COLOR_NEVER + 1 };
MW_DECLARE_ENUM_NAMES(MwColor, mw_color)

/* Which groups of options a command takes. */
typedef enum {
    MW_OPTIONS_OUTPUT = 1 << 0,   /* --format --lang --color --rules */
    MW_OPTIONS_DNS = 1 << 1,      /* --dns-file --dns-server --no-dns ... */
    MW_OPTIONS_ENVELOPE = 1 << 2, /* --ip --helo --mail-from */
    MW_OPTIONS_MESSAGE = 1 << 3,  /* --input --outer --authserv-id --at --dmarc-spec ... */
    MW_OPTIONS_VERDICT = 1 << 4,  /* --fail-on --exit-zero */
    MW_OPTIONS_SCAN = 1 << 5,
    MW_OPTIONS_DOMAIN = 1 << 6,
} MwOptionGroups;

typedef struct {
    /* output */
    MwFormat format;
    bool format_given;
    char *lang; /* "en", "ja" */
    MwColor color;
    bool redact;
    GPtrArray *rules_dirs; /* char* */
    /* DNS */
    char *dns_file, *record_dns, *dns_server;
    bool no_dns;
    unsigned dns_timeout_ms, time_limit_ms;
    /* message */
    MwEvaluateOptions evaluate; /* its pointers are owned by this record */
    bool cross_check_given;     /* else a batch checks failures only */
    char *ip, *helo, *mail_from;
    MwInputOptions input;
    char *zip_password;
    /* verdict */
    MwSeverity fail_on;
    bool exit_zero;
    /* scan */
    unsigned jobs; /* 0: the default */
    char *files_from, *resume, *output;
    bool nul_separated, brief;
    bool title_only;                   /* of findings no output shows more than the main title */
    unsigned shard_index, shard_count; /* 1-based; count 0: no sharding */
    char *progress;                    /* "auto", "always", "never" */
    /* domain */
    GPtrArray *providers, *selectors; /* char* */
    char *verification, *mail_from_domain, *region;
    bool verified;
    GPtrArray *also_ask; /* char* */
    /* what remains */
    GPtrArray *arguments; /* char* */
} MwOptions;

/* Reads argv[1..] of one command. `summary` and `usage` go into --help, which is printed and ends
 * in *ret_help = true. NULL and an error (G_OPTION_ERROR) for what cannot be taken. A value that
 * begins with "-" and a digit is an argument, not an option ("explain scl -1"). */
MwOptions *mw_options_parse(MwOptionGroups groups, const char *usage, const char *summary,
                            char **argv, char **ret_help, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_options_free(MwOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwOptions, mw_options_free)

/* The DNS source that the options ask for; NULL and an error. */
MwDns *mw_options_open_dns(const MwOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* May ANSI sequences be written to `fd`? --color, NO_COLOR, TERM and isatty decide. */
bool mw_options_use_color(const MwOptions *options, int fd);
