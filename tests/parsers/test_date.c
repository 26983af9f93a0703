#include "parsers/date.h"

#include "tests/table.h"

struct date_case {
    const char *name, *input;
    int64_t expected;
};

static struct date_case cases[] = {
    {"RFC 5322", "Fri, 21 Nov 1997 09:55:06 -0600", 880127706},
    {"without day name and seconds", "21 Nov 97 09:55 GMT", 880106100},
    {"comments", "Thu,\r\n 13\r\n Feb\r\n 1969 23:32 -0330 (Newfoundland)", -1},
    {"east of Greenwich", "Thu, 1 Jan 2026 09:00:00 +0900 (JST)", 1767225600},
    {"leap day", "29 Feb 2024 00:00:00 +0000", 1709164800},
    {"no leap day", "29 Feb 2025 00:00:00 +0000", -1},
    {"no leap year in 2100", "29 Feb 2100 00:00:00 +0000", -1},
    {"leap second", "31 Dec 2016 23:59:60 +0000", 1483228800},
    {"three-digit year", "1 Jan 126 00:00:00 +0000", 1767225600},
    {"two-digit year", "1 Jan 26 00:00:00 +0000", 1767225600},
    {"zone by name", "Thu, 1 Jan 2026 00:00:00 EST", 1767243600},
    {"unknown zone counts as UTC", "Thu, 1 Jan 2026 00:00:00 XYZ", 1767225600},
    {"asctime", "Thu Jan  1 00:00:00 2026", 1767225600},
    {"ISO 8601 with fraction", "2026-01-01 00:00:00.294398708 +0000 UTC m=+41.0", 1767225600},
    {"dashes", "Thu, 1-Jan-2026 00:00:00 +0000", 1767225600},
    {"month in full", "1 January 2026 00:00:00 +0000", 1767225600},
    {"beyond 2038", "1 Jan 2126 00:00:00 +0000", 4922899200},
    {"hour 24", "1 Jan 2026 24:00:00 +0000", -1},
    {"day 0", "0 Jan 2026 00:00:00 +0000", -1},
    {"zone too far", "1 Jan 2026 00:00:00 +0099", 1767225600},
    {"words only", "yesterday afternoon", -1},
    {"many digits", "99999999999999999999", -1},
    {"empty", "", -1},
};

static void check(void **state)
{
    const struct date_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    assert_int_equal(mw_date_parse(input), c->expected);
}

MW_TABLE_MAIN("date", cases, check)
