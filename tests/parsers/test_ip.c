#include "parsers/ip.h"

#include "tests/table.h"

struct ip_case {
    const char *name, *input, *text; /* text NULL: no address */
    const char *network;             /* an address to compare with, NULL: none */
    unsigned prefix;
    bool inside, internal;
};

static struct ip_case cases[] = {
    {"IPv4", "192.0.2.1", "192.0.2.1", "192.0.2.0", 24, true, false},
    {"IPv4 in brackets", "[192.0.2.1]", "192.0.2.1", "192.0.3.0", 24, false, false},
    {"IPv4 /0", "192.0.2.1", "192.0.2.1", "0.0.0.0", 0, true, false},
    {"IPv4 /25 upper half", "192.0.2.129", "192.0.2.129", "192.0.2.0", 25, false, false},
    {"IPv6", "2001:DB8:0::1", "2001:db8::1", "2001:db8::", 32, true, false},
    {"IPv6 tagged", "[IPv6:2001:db8::1]", "2001:db8::1", "2001:db8::2", 126, true, false},
    {"IPv6 odd prefix", "2001:db8::1", "2001:db8::1", "2001:db8::2", 127, false, false},
    {"IPv6 without zeros", "2001:db8:1:20:300:4000:5:fffe", "2001:db8:1:20:300:4000:5:fffe", NULL,
     0, false, false},
    {"IPv6, zeros at the end", "2001:db8:0:0:0:0:0:0", "2001:db8::", NULL, 0, false, false},
    {"IPv6, the first of equal runs", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", NULL, 0, false,
     false},
    {"IPv6, the longer run", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1", NULL, 0, false, false},
    {"IPv6, one zero stays", "2001:db8:0:1:1:1:1:0", "2001:db8:0:1:1:1:1:0", NULL, 0, false, false},
    {"IPv6, zeros at the start", "0:0:1:2:3:4:5:6", "::1:2:3:4:5:6", NULL, 0, false, false},
    {"IPv6 with an IPv4 address in it", "::192.0.2.1", "::192.0.2.1", NULL, 0, false, false},
    {"no address at all", "::", "::", NULL, 0, false, true},
    {"mapped", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", 32, true, false},
    {"families differ", "192.0.2.1", "192.0.2.1", "::", 0, false, false},
    {"private", "10.0.1.9", "10.0.1.9", NULL, 0, false, true},
    {"CGNAT", "100.64.0.1", "100.64.0.1", NULL, 0, false, true},
    {"no addressee", "255.255.255.255", "255.255.255.255", NULL, 0, false, true},
    {"loopback", "::1", "::1", NULL, 0, false, true},
    {"link-local", "fe80::1", "fe80::1", NULL, 0, false, true},
    {"three parts", "192.0.2", NULL, NULL, 0, false, false},
    {"part too big", "999.99.99.99", NULL, NULL, 0, false, false},
    {"empty", "", NULL, NULL, 0, false, false},
    {"empty brackets", "[]", NULL, NULL, 0, false, false},
    {"long", "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", NULL, NULL, 0, false, false},
};

static void check(void **state)
{
    const struct ip_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    MwIp ip = {.family = 99};
    bool found = mw_ip_parse(input, &ip);
    g_free((void *)(uintptr_t)input.data);
    assert_int_equal(found, c->text != NULL);
    if (!found) {
        assert_int_equal(ip.family, 99);
        return;
    }
    char text[MW_IP_TEXT_MAX];
    assert_string_equal(mw_ip_format(&ip, text), c->text);
    assert_int_equal(mw_ip_is_internal(&ip), c->internal);
    if (c->network != NULL) {
        MwIp network;
        assert_true(mw_ip_parse(mw_span(c->network), &network));
        assert_int_equal(mw_ip_in_network(&ip, &network, c->prefix), c->inside);
    }
}

MW_TABLE_MAIN("ip", cases, check)
