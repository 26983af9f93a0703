#include "tests/table.h"

#include "src/evaluate/dmarc.h"

/* RFC 9990: may this host receive the reports about example.com? */
struct report_case {
    const char *name, *addresses, *zone, *expect;
    MwDmarcSpec spec;
};

#define ASKED   " example.com._report._dmarc.reports.example"
#define CONFIRM "example.com._report._dmarc.reports.example. TXT "
#define BIS     MW_DMARC_SPEC_9989

static struct report_case cases[] = {
    {"own domain", "rua=mailto:a@example.com", "", "rua own", BIS},
    {"own organization", "rua=mailto:a@mail.example.com", "", "rua own", BIS},
    {"external, confirmed", "rua=mailto:a@reports.example", CONFIRM "\"v=DMARC1\"\n",
     "rua external yes" ASKED, BIS},
    {"confirmed with a semicolon", "rua=mailto:a@reports.example", CONFIRM "\"v=DMARC1;\"\n",
     "rua external yes" ASKED, BIS},
    {"confirmed by a whole record", "rua=mailto:a@reports.example",
     CONFIRM "\"v=DMARC1; p=reject\"\n", "rua external yes" ASKED, BIS},
    {"confirmed by one of several", "rua=mailto:a@reports.example",
     CONFIRM "\"hello\"\n" CONFIRM "\"v=DMARC1\"\n" CONFIRM "\"v=DMARC1; p=none\"\n",
     "rua external yes" ASKED, BIS},
    {"confirmed by a wildcard", "rua=mailto:a@reports.example",
     "*._report._dmarc.reports.example. TXT \"v=DMARC1\"\n", "rua external yes" ASKED, BIS},
    {"external, nothing there", "rua=mailto:a@reports.example", "", "rua external no" ASKED, BIS},
    {"confirmed for another domain only", "rua=mailto:a@reports.example",
     "example.org._report._dmarc.reports.example. TXT \"v=DMARC1\"\n", "rua external no" ASKED,
     BIS},
    {"confirmed in small letters", "rua=mailto:a@reports.example", CONFIRM "\"v=dmarc1\"\n",
     "rua external no" ASKED, BIS},
    {"not a list of tags", "rua=mailto:a@reports.example", CONFIRM "\"v=DMARC1; oops;\"\n",
     "rua external no" ASKED, BIS},
    {"DNS failed", "rua=mailto:a@reports.example",
     "$FAIL example.com._report._dmarc.reports.example TXT servfail\n",
     "rua external unknown" ASKED, BIS},
    {"replaced within the host", "rua=mailto:a@reports.example",
     CONFIRM "\"v=DMARC1; rua=mailto:b@reports.example\"\n",
     "rua external yes" ASKED " -> mailto:b@reports.example", BIS},
    {"replaced by another host cancels", "rua=mailto:a@reports.example",
     CONFIRM "\"v=DMARC1; rua=mailto:b@example.org\"\n",
     "rua external no" ASKED " -> mailto:b@example.org", BIS},
    {"failure reports are checked too", "ruf=mailto:a@reports.example", "", "ruf external no" ASKED,
     BIS},
    {"another scheme", "rua=https://reports.example/x", "", "rua unsupported", BIS},
    {"the size is ignored", "rua=mailto:a@example.com!10m", "", "rua own", BIS},
    {"each address by itself", "rua=mailto:a@example.com,mailto:b@reports.example",
     CONFIRM "\"v=DMARC1\"\n", "rua own rua external yes" ASKED, BIS},
    {"a host that is its own organization", "rua=mailto:a@apart.example.com",
     "_dmarc.apart.example.com. TXT \"v=DMARC1; p=none; psd=n\"\n",
     "rua external no example.com._report._dmarc.apart.example.com", BIS},
    {"the same by the public suffix list", "rua=mailto:a@apart.example.com",
     "_dmarc.apart.example.com. TXT \"v=DMARC1; p=none; psd=n\"\n", "rua own", MW_DMARC_SPEC_7489},
    {"the host's walk fails", "rua=mailto:a@mail.example.com",
     "$FAIL _dmarc.mail.example.com TXT timeout\n", "rua unknown", BIS},
};

static char *print(const GPtrArray *addresses)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < addresses->len; i++) {
        const MwDmarcReportAddress *address = g_ptr_array_index(addresses, i);
        const char *allowed = address->unknown ? "unknown" : address->authorized ? "yes" : "no";
        g_string_append_printf(out, "%s%s ", i > 0 ? " " : "", address->is_ruf ? "ruf" : "rua");
        if (address->external)
            g_string_append_printf(out, "external %s %s", allowed, address->query);
        else
            g_string_append(out, address->host == NULL ? "unsupported"
                                 : address->unknown    ? "unknown"
                                                       : "own");
        assert_int_equal(address->external, address->query != NULL);
        if (address->replacement != NULL)
            g_string_append_printf(out, " -> %s", address->replacement);
    }
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct report_case *c = *state;
    g_autofree char *zone = g_strdup_printf("_dmarc.example.com. TXT \"v=DMARC1; p=none; %s\"\n%s",
                                            c->addresses, c->zone);
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "zone", &error);
    assert_null(error);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwDmarc) dmarc =
        mw_dmarc_evaluate(session, &(MwDmarcQuestion){.author_domain = "example.com",
                                                      .spec = c->spec,
                                                      .check_report_addresses = true});
    g_autofree char *printed = print(dmarc->report_addresses);
    assert_string_equal(printed, c->expect);
}

MW_TABLE_MAIN("dmarc_reports", cases, check)
