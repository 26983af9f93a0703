#include "parsers/domain.h"
#include "src/dns/name.h"
#include "src/evaluate/spf_libspf2.h"

static MwSpf2Run *run_of(SPF_dns_server_t *layer)
{
    return layer->hook;
}

static SPF_dns_rr_t *reply(SPF_dns_server_t *layer, const char *name, ns_type type, int status)
{
    return SPF_dns_rr_new_init(layer, name, type, 0, status);
}

/* Ends the evaluation: a temporary error is the one thing that the library passes up at once. */
static SPF_dns_rr_t *stop(SPF_dns_server_t *layer, const char *name, ns_type type)
{
    return reply(layer, name, type, TRY_AGAIN);
}

static void force(MwSpf2Run *run, MwSpfResult result)
{
    if (run->forced < 0)
        run->forced = (int)result;
}

/* ---- rows ---- */

static void add_row(SPF_dns_rr_t *reply, const void *data, size_t size, size_t room)
{
    if (SPF_dns_rr_buf_realloc(reply, reply->num_rr, room) != SPF_E_SUCCESS)
        return;
    char *row = (char *)reply->rr[reply->num_rr];
    memset(row, 0, room);
    if (size > 0)
        memcpy(row, data, size);
    reply->num_rr++;
}

static void add_address(MwSpf2Run *run, SPF_dns_rr_t *reply, const MwIp *ip)
{
    bool any = run->kind == 'A' || run->kind == 'M'; /* prefix length zero */
    const MwIp *shown = any ? &run->check->values.ip : ip;
    add_row(reply, shown->bytes, shown->family == 4 ? 4 : 16, sizeof(SPF_dns_rr_data_t));
}

static void add_text(MwSpf2Run *run, SPF_dns_rr_t *reply, MwSpan text)
{
    if (mw_spf_record_is_spf(text) && !mw_spf2_guard_record(text))
        run->refused = true;
    else
        add_row(reply, text.data, text.len, text.len + sizeof(SPF_dns_rr_data_t));
}

static void add_record(MwSpf2Run *run, SPF_dns_rr_t *reply, const MwDnsRecord *record)
{
    if (reply->rr_type == ns_t_a || reply->rr_type == ns_t_aaaa)
        add_address(run, reply, &record->ip);
    else if (reply->rr_type == ns_t_txt)
        add_text(run, reply, mw_dns_record_text(record));
    else if ((unsigned char)record->name[0] > '\x01') /* no null MX, no name that looks like ours */
        add_row(reply, record->name, strlen(record->name),
                strlen(record->name) + sizeof(SPF_dns_rr_data_t));
}

/* ---- questions ---- */

static bool our_type(ns_type type, MwDnsType *ret)
{
    static const struct {
        ns_type theirs;
        MwDnsType ours;
    } types[] = {
        {ns_t_a, MW_DNS_A},     {ns_t_aaaa, MW_DNS_AAAA}, {ns_t_mx, MW_DNS_MX},
        {ns_t_ptr, MW_DNS_PTR}, {ns_t_txt, MW_DNS_TXT},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (types[i].theirs == type) {
            *ret = types[i].ours;
            return true;
        }
    return false; /* type SPF: not there (RFC 7208, 3.1) */
}

/* RFC 7208, 7.3, which the library lacks. */
static const char *shortened(const char *name)
{
    size_t len = strlen(name);
    for (const char *dot; len > MW_DOMAIN_MAX && (dot = strchr(name, '.')) != NULL;) {
        len -= (size_t)(dot + 1 - name);
        name = dot + 1;
    }
    return name;
}

static char *askable(const MwSpf2Run *run, const char *name)
{
    int number = mw_spf2_is_number(name);
    if (number >= 0 && (guint)number < run->names->len)
        name = g_ptr_array_index(run->names, number);
    name = shortened(name);
    return name[0] != '\0' ? mw_dns_name_normalize(mw_span(name)) : NULL;
}

/* What the library does not limit; false: the check ends. */
static bool is_within_limits(MwSpf2Run *run, const MwDnsAnswer *answer)
{
    bool counts = run->kind != 'p' || answer->type == MW_DNS_PTR;
    if (mw_spf_is_void(answer) && counts && ++run->voids > run->check->void_limit) {
        force(run, MW_SPF_PERMERROR);
        return false;
    }
    if (answer->type == MW_DNS_MX && answer->records->len > MW_SPF_ADDRESS_LIMIT) {
        force(run, MW_SPF_PERMERROR);
        return false;
    }
    return true;
}

static int status_of(const MwSpf2Run *run, const MwDnsAnswer *answer)
{
    switch (answer->status) {
    case MW_DNS_FOUND:
        return NETDB_SUCCESS;
    case MW_DNS_NODATA:
        return NO_DATA;
    case MW_DNS_NXDOMAIN:
        return HOST_NOT_FOUND;
    case MW_DNS_FAILED:
        break;
    }
    /* An error inside ptr is no match (RFC 7208, 5.5); the library would end the check. */
    bool eased = run->corrected && run->kind == 'p';
    return answer->failure == MW_DNS_BAD_NAME || eased ? HOST_NOT_FOUND : TRY_AGAIN;
}

static SPF_dns_rr_t *count_mark(SPF_dns_server_t *layer, const char *name, ns_type type, char kind)
{
    MwSpf2Run *run = run_of(layer);
    run->kind = kind;
    if (++run->lookups <= MW_SPF_LOOKUP_LIMIT)
        return reply(layer, name, type, HOST_NOT_FOUND);
    force(run, MW_SPF_PERMERROR);
    return stop(layer, name, type);
}

static SPF_dns_rr_t *look_up(SPF_dns_server_t *layer, const char *name, ns_type type, int cache)
{
    MwSpf2Run *run = run_of(layer);
    (void)cache;
    if (run->refused || run->forced >= 0)
        return stop(layer, name, type);
    if (run->corrected && mw_spf2_is_mark(name) != '\0')
        return count_mark(layer, name, type, mw_spf2_is_mark(name));
    if (++run->questions > MW_SPF2_QUESTIONS_MAX) {
        run->refused = true;
        return stop(layer, name, type);
    }
    MwDnsType ours;
    g_autofree char *asked =
        run->corrected ? askable(run, name) : mw_dns_name_normalize(mw_span(name));
    if (!our_type(type, &ours) || asked == NULL || asked[0] == '\0')
        return reply(layer, name, type, our_type(type, &ours) ? HOST_NOT_FOUND : NO_DATA);

    const MwDnsAnswer *answer = mw_dns_ask(run->check->dns, asked, ours);
    if (run->corrected && !is_within_limits(run, answer))
        return stop(layer, name, type);
    SPF_dns_rr_t *rows = reply(layer, name, type, status_of(run, answer));
    guint count = answer->records->len;
    if (run->corrected && ours == MW_DNS_PTR) /* more are ignored, no error */
        count = MIN(count, MW_SPF_ADDRESS_LIMIT);
    for (guint i = 0; i < count; i++)
        add_record(run, rows, g_ptr_array_index(answer->records, i));
    if (run->refused)
        rows->herrno = TRY_AGAIN;
    return rows;
}

/* ---- records (corrected) ---- */

static bool uses_client_name(const MwSpfRecord *record)
{
    for (guint i = 0; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        if (term->has_domain && mw_spf_macro_uses(&term->domain, "p"))
            return true;
    }
    return false;
}

/* The library takes the first name; RFC 7208, 7.3 prefers the nearest. */
static void set_client_name(MwSpf2Run *run, SPF_request_t *request, const char *domain)
{
    const char *name = mw_spf_check_client_name(run->check, domain);
    free(request->client_dom);
    request->client_dom = strdup(name != NULL ? name : "unknown");
}

static SPF_errcode_t fail_record(MwSpf2Run *run, const MwSpfFound *found, bool first)
{
    if (found->problem == MW_SPF_PROBLEM_DNS) {
        force(run, MW_SPF_TEMPERROR);
        return SPF_E_DNS_ERROR;
    }
    bool none = first && found->problem != MW_SPF_PROBLEM_MULTIPLE_RECORDS;
    force(run, none ? MW_SPF_NONE : MW_SPF_PERMERROR);
    return SPF_E_NOT_SPF;
}

static SPF_errcode_t compile(MwSpf2Run *run, SPF_server_t *server, SPF_response_t *response,
                             SPF_record_t **ret, const char *text)
{
    if (!mw_spf2_guard_record(mw_span(text))) {
        run->refused = true;
        return SPF_E_BIG_MECH;
    }
    return SPF_record_compile(server, response, ret, text);
}

static SPF_errcode_t get_record(SPF_server_t *server, SPF_request_t *request,
                                SPF_response_t *response, SPF_record_t **ret)
{
    MwSpf2Run *run = run_of(server->resolver);
    const bool first = !run->started;
    run->started = true;
    int part = mw_spf2_is_part(request->cur_dom);
    if (run->refused || run->forced >= 0)
        return SPF_E_DNS_ERROR;
    if (part >= 0 && (guint)part < run->parts->len)
        return compile(run, server, response, ret, g_ptr_array_index(run->parts, part));

    /* The first is a mail domain, without blanks; the others come from records. */
    g_autofree char *name =
        first ? mw_domain_normalize(mw_span(request->cur_dom)) : askable(run, request->cur_dom);
    g_auto(MwSpfFound) found = mw_spf_find(run->check->dns, name, run->records);
    if (!first && found.answer != NULL && !is_within_limits(run, found.answer))
        return SPF_E_DNS_ERROR;
    if (found.record == NULL)
        return fail_record(run, &found, first);
    if (found.record->error != NULL) {
        force(run, MW_SPF_PERMERROR);
        return SPF_E_SYNTAX;
    }
    if (uses_client_name(found.record))
        set_client_name(run, request, name);
    guint piece = mw_spf2_rewrite(run, found.record, name);
    return compile(run, server, response, ret, g_ptr_array_index(run->parts, piece));
}

/* Explanations are ours alone: the library's macro buffer for them is one that overflows. */
static SPF_errcode_t get_explanation(SPF_server_t *server, const char *domain, char **text,
                                     size_t *size)
{
    (void)server;
    (void)domain;
    (void)text;
    (void)size;
    return SPF_E_MOD_NOT_FOUND;
}

void mw_spf2_layer_init(MwSpf2Run *run)
{
    run->layer.lookup = look_up;
    run->layer.get_exp = get_explanation;
    run->layer.get_spf = run->corrected ? get_record : NULL;
    run->layer.name = "mailwhy";
    run->layer.hook = run;
}
