#include "src/evaluate/spf_libspf2.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SPF_server_t, SPF_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SPF_request_t, SPF_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SPF_response_t, SPF_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SPF_record_t, SPF_record_free)

enum { EVERY_TERM = 10000 }; /* a limit that is never met: the hooks count */

/* The library prints what it thinks unless its handlers, which are global, are taken away. */
static void silence_library(void)
{
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        SPF_warning_handler = NULL;
        SPF_info_handler = NULL;
        SPF_debug_handler = NULL;
        g_once_init_leave(&done, 1);
    }
}

static SPF_server_t *server_new(MwSpf2Run *run)
{
    SPF_server_t *server = SPF_server_new_dns(&run->layer, 0);
    if (server == NULL)
        return NULL;
    g_autoptr(SPF_response_t) response = NULL;
    /* The default text holds macros of the sender: no need to expand them. */
    if (SPF_server_set_explanation(server, "-", &response) != SPF_E_SUCCESS)
        run->refused = true;
    SPF_server_set_rec_dom(server, "unknown");
    if (run->corrected)
        SPF_server_set_max_dns_mech(server, EVERY_TERM);
    return server;
}

/* HELO before the sender; the domain checked is that of the sender (RFC 7208, 2.4 included). */
static SPF_request_t *request_new(const MwSpf2Run *run, SPF_server_t *server)
{
    const MwSpfMacroValues *values = &run->check->values;
    SPF_request_t *request = SPF_request_new(server);
    if (request == NULL)
        return NULL;
    if (values->helo != NULL && values->helo[0] != '\0')
        SPF_request_set_helo_dom(request, values->helo);
    SPF_request_set_env_from(request, values->sender);
    if (values->ip.family == 4) {
        struct in_addr address;
        memcpy(&address, values->ip.bytes, sizeof address);
        SPF_request_set_ipv4(request, address);
    } else {
        struct in6_addr address;
        memcpy(&address, values->ip.bytes, sizeof address);
        SPF_request_set_ipv6(request, address);
    }
    request->cur_dom = request->env_from_dp;
    return request;
}

static int result_of(SPF_result_t result)
{
    switch (result) {
    case SPF_RESULT_NEUTRAL:
        return MW_SPF_NEUTRAL;
    case SPF_RESULT_PASS:
        return MW_SPF_PASS;
    case SPF_RESULT_FAIL:
        return MW_SPF_FAIL;
    case SPF_RESULT_SOFTFAIL:
        return MW_SPF_SOFTFAIL;
    case SPF_RESULT_NONE:
        return MW_SPF_NONE;
    case SPF_RESULT_TEMPERROR:
        return MW_SPF_TEMPERROR;
    case SPF_RESULT_PERMERROR:
    case SPF_RESULT_INVALID:
        break;
    }
    return MW_SPF_PERMERROR;
}

/* The library says "not SPF" for a missing record and for one it cannot read; the first message
 * tells them apart. */
static int result_without_record(SPF_response_t *response, SPF_errcode_t code)
{
    if (code == SPF_E_DNS_ERROR)
        return MW_SPF_TEMPERROR;
    for (int i = 0; i < SPF_response_messages(response); i++) {
        SPF_error_t *message = SPF_response_message(response, i);
        if (SPF_error_errorp(message))
            return SPF_error_code(message) == SPF_E_NOT_SPF ? MW_SPF_NONE : MW_SPF_PERMERROR;
    }
    return code == SPF_E_NOT_SPF ? MW_SPF_NONE : MW_SPF_PERMERROR;
}

/* What SPF_request_query_mailfrom does, without the free pass for loopback clients. */
static int query(SPF_server_t *server, SPF_request_t *request)
{
    g_autoptr(SPF_response_t) response = SPF_response_new(request);
    g_autoptr(SPF_record_t) record = NULL;
    if (response == NULL)
        return -1;
    SPF_errcode_t code = SPF_server_get_record(server, request, response, &record);
    if (code != SPF_E_SUCCESS || record == NULL)
        return result_without_record(response, code);
    response->spf_record_exp = record;
    SPF_record_interpret(record, request, response, 0);
    return result_of(SPF_response_result(response));
}

static bool is_loopback(const MwIp *ip)
{
    static const MwIp loopback = {.family = 6, .bytes = {[15] = 1}};
    return ip->family == 4 ? ip->bytes[0] == 127 : mw_ip_equal(ip, &loopback);
}

static void clear_run(MwSpf2Run *run)
{
    g_ptr_array_unref(run->parts);
    g_ptr_array_unref(run->names);
    g_ptr_array_unref(run->records);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MwSpf2Run, clear_run)

static int run_engine(MwSpfCheck *check, bool corrected)
{
    if (!corrected && is_loopback(&check->values.ip))
        return MW_SPF_PASS;
    g_auto(MwSpf2Run) run = {.check = check, .corrected = corrected, .forced = -1};
    run.parts = g_ptr_array_new_with_free_func(g_free);
    run.names = g_ptr_array_new_with_free_func(g_free);
    run.records = mw_spf_records_new();
    mw_spf2_layer_init(&run);
    g_autoptr(SPF_server_t) server = server_new(&run);
    g_autoptr(SPF_request_t) request = server != NULL ? request_new(&run, server) : NULL;
    if (request == NULL || request->cur_dom == NULL)
        return -1;
    int result = query(server, request);
    if (run.refused)
        return -1;
    return run.forced >= 0 ? run.forced : result;
}

void mw_spf_libspf2_check(MwSpfCheck *check)
{
    if (!mw_spf2_guard_name(check->values.sender) || !mw_spf2_guard_name(check->values.helo))
        return;
    silence_library();
    check->out->engine_libspf2 = run_engine(check, true);
    check->out->engine_libspf2_uncorrected = run_engine(check, false);
}
