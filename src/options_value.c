#include "src/options_value.h"

#include <time.h>

void mw_raw_options_free(MwRawOptions *raw)
{
    char *texts[] = {raw->format,
                     raw->lang,
                     raw->color,
                     raw->dns_file,
                     raw->record_dns,
                     raw->dns_server,
                     raw->dns_timeout,
                     raw->time_limit,
                     raw->ip,
                     raw->helo,
                     raw->mail_from,
                     raw->dmarc_spec,
                     raw->at,
                     raw->input,
                     raw->zip_password_file,
                     raw->cross_check,
                     raw->fail_on,
                     raw->jobs,
                     raw->files_from,
                     raw->resume,
                     raw->shard,
                     raw->output,
                     raw->progress,
                     raw->region,
                     raw->verification,
                     raw->mail_from_domain};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    char **lists[] = {raw->rules, raw->authserv_ids, raw->providers, raw->selectors, raw->also_ask};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        g_strfreev(lists[i]);
    g_free(raw);
}

static bool refuse(const char *option, const char *value, const char *wanted, GError **error)
{
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s %s: %s", option, value,
                wanted);
    return false;
}

/* One row per enumeration: mw_x_from_name does the work. */
#define READ_NAME(prefix, option, text, field, wanted)                                             \
    ((text) == NULL || prefix##_from_name(mw_span(text), field) ||                                 \
     refuse(option, text, wanted, error))

static bool read_seconds(const char *option, const char *text, unsigned fallback_ms,
                         unsigned *ret_ms, GError **error)
{
    *ret_ms = fallback_ms;
    if (text == NULL)
        return true;
    char *end = NULL;
    double seconds = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds > 0) || seconds > 86400)
        return refuse(option, text, "wants seconds, more than 0", error);
    *ret_ms = (unsigned)(seconds * 1000 + 0.5);
    if (*ret_ms == 0)
        *ret_ms = 1;
    return true;
}

static bool read_time(const char *text, MwEvaluateOptions *evaluate, GError **error)
{
    evaluate->now = (int64_t)time(NULL);
    if (text == NULL)
        return true;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(text, utc);
    if (at == NULL)
        return refuse("at", text, "wants a time like 2026-11-15T12:00:00Z", error);
    evaluate->has_at = true;
    evaluate->at = g_date_time_to_unix(at);
    return true;
}

static bool read_unsigned(const char *option, const char *text, guint64 max, unsigned *ret,
                          GError **error)
{
    guint64 value = 0;
    if (text == NULL)
        return true;
    if (!g_ascii_string_to_unsigned(text, 10, 1, max, &value, NULL))
        return refuse(option, text, "wants a whole number, 1 or more", error);
    *ret = (unsigned)value;
    return true;
}

static bool read_shard(const char *text, MwOptions *options, GError **error)
{
    if (text == NULL)
        return true;
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    if (g_strv_length(parts) != 2 ||
        !read_unsigned("shard", parts[0], G_MAXINT, &options->shard_index, NULL) ||
        !read_unsigned("shard", parts[1], G_MAXINT, &options->shard_count, NULL) ||
        options->shard_index > options->shard_count)
        return refuse("shard", text, "wants I/N, I from 1 to N", error);
    return true;
}

/* "<>" is the null reverse-path; a domain alone means postmaster@ it. */
static char *normal_mail_from(const char *text)
{
    if (text == NULL)
        return NULL;
    g_autofree char *address = g_strstrip(g_strdup(text));
    size_t len = strlen(address);
    if (len >= 2 && address[0] == '<' && address[len - 1] == '>') {
        address[len - 1] = '\0';
        memmove(address, address + 1, len - 1);
    }
    if (*address == '\0' || strchr(address, '@') != NULL)
        return g_steal_pointer(&address);
    return g_strconcat("postmaster@", address, NULL);
}

static bool read_lang(const char *text, char **ret, GError **error)
{
    const char *wanted = text != NULL ? text : g_get_language_names()[0];
    bool japanese = g_ascii_strncasecmp(wanted, "ja", 2) == 0;
    if (text != NULL && !japanese && g_ascii_strncasecmp(text, "en", 2) != 0)
        return refuse("lang", text, "wants en or ja", error);
    *ret = g_strdup(japanese ? "ja" : "en");
    return true;
}

static bool read_password(const char *path, MwOptions *options, GError **error)
{
    if (path == NULL)
        return true;
    if (!g_file_get_contents(path, &options->zip_password, NULL, error))
        return false;
    options->zip_password[strcspn(options->zip_password, "\r\n")] = '\0';
    options->input.zip_password = options->zip_password;
    return true;
}

static bool read_names(const MwRawOptions *raw, MwOptions *options, GError **error)
{
    options->format_given = raw->format != NULL;
    options->input.force_kind = raw->input != NULL;
    MwEvaluateOptions *evaluate = &options->evaluate;
    return READ_NAME(mw_format, "format", raw->format, &options->format,
                     "wants text, json, markdown, html, ndjson or csv") &&
           READ_NAME(mw_color, "color", raw->color, &options->color,
                     "wants auto, always or never") &&
           READ_NAME(mw_dmarc_spec, "dmarc-spec", raw->dmarc_spec, &evaluate->dmarc_spec,
                     "wants 9989, 7489 or auto") &&
           READ_NAME(mw_cross_check, "cross-check", raw->cross_check, &evaluate->cross_check,
                     "wants always, failures or never") &&
           READ_NAME(mw_severity, "fail-on", raw->fail_on, &options->fail_on,
                     "wants fail, warn or info") &&
           READ_NAME(mw_input_kind, "input", raw->input, &options->input.kind,
                     "wants message, headers, auth-results, ndr, outlook-msg, mbox, maildir, "
                     "archive or emlx");
}

static bool read_envelope(const MwRawOptions *raw, MwOptions *options, GError **error)
{
    MwIp ip;
    if (raw->ip != NULL && !mw_ip_parse(mw_span(raw->ip), &ip))
        return refuse("ip", raw->ip, "is no IPv4 or IPv6 address", error);
    options->ip = g_strdup(raw->ip);
    options->helo = g_strdup(raw->helo);
    options->mail_from = normal_mail_from(raw->mail_from);
    MwTrustOptions *trust = &options->evaluate.trust;
    trust->ip = options->ip;
    trust->helo = options->helo;
    trust->mail_from = options->mail_from;
    trust->trust_none = raw->trust_none;
    return true;
}

static GPtrArray *list_of(char *const *texts)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (; texts != NULL && *texts != NULL; texts++)
        g_ptr_array_add(list, g_strdup(*texts));
    return list;
}

static bool progress_is_known(const char *text, GError **error)
{
    MwColor when;
    return READ_NAME(mw_color, "progress", text, &when, "wants auto, always or never");
}

static void copy_plain(const MwRawOptions *raw, MwOptions *options)
{
    options->redact = raw->redact;
    options->no_dns = raw->no_dns;
    options->dns_file = g_strdup(raw->dns_file);
    options->record_dns = g_strdup(raw->record_dns);
    options->dns_server = g_strdup(raw->dns_server);
    options->input.outer = raw->outer;
    options->cross_check_given = raw->cross_check != NULL;
    options->evaluate.outer = raw->outer;
    options->exit_zero = raw->exit_zero;
    options->files_from = g_strdup(raw->files_from);
    options->resume = g_strdup(raw->resume);
    options->output = g_strdup(raw->output);
    options->progress = g_strdup(raw->progress);
    options->nul_separated = raw->nul_separated;
    options->brief = raw->brief;
    options->verification = g_strdup(raw->verification);
    options->mail_from_domain = g_strdup(raw->mail_from_domain);
    options->region = g_strdup(raw->region);
    options->verified = raw->verified;
    options->rules_dirs = list_of(raw->rules);
    options->providers = list_of(raw->providers);
    options->selectors = list_of(raw->selectors);
    options->also_ask = list_of(raw->also_ask);
    options->evaluate.trust.authserv_ids = list_of(raw->authserv_ids);
}

MwOptions *mw_options_from_raw(const MwRawOptions *raw, GError **error)
{
    g_autoptr(MwOptions) options = g_new0(MwOptions, 1);
    options->fail_on = MW_SEVERITY_FAIL;
    copy_plain(raw, options);
    if (raw->no_dns && raw->dns_file != NULL) {
        refuse("no-dns", "", "contradicts --dns-file", error);
        return NULL;
    }
    if (!read_names(raw, options, error) || !read_envelope(raw, options, error) ||
        !read_lang(raw->lang, &options->lang, error) ||
        !read_seconds("dns-timeout", raw->dns_timeout, 5000, &options->dns_timeout_ms, error) ||
        !read_seconds("time-limit", raw->time_limit, 30000, &options->time_limit_ms, error) ||
        !read_time(raw->at, &options->evaluate, error) ||
        !read_unsigned("jobs", raw->jobs, 1024, &options->jobs, error) ||
        !read_shard(raw->shard, options, error) || !progress_is_known(raw->progress, error) ||
        !read_password(raw->zip_password_file, options, error))
        return NULL;
    options->evaluate.time_limit_ms = options->time_limit_ms;
    options->evaluate.brief = options->brief;
    return g_steal_pointer(&options);
}
