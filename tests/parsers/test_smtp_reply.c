#include "parsers/smtp_reply.h"

#include "tests/table.h"

struct reply_case {
    const char *name, *text;
    unsigned code; /* 0 with a NULL status: nothing found */
    const char *status, *remote, *shown;
};

static struct reply_case cases[] = {
    {"code and status", "smtp; 550 5.7.23 SPF failed", 550, "5.7.23", NULL,
     "550 5.7.23 SPF failed"},
    {"folded", "smtp;550 5.7.1\r\n   not authorized", 550, "5.7.1", NULL,
     "550 5.7.1 not authorized"},
    {"code alone", "550 User not found", 550, NULL, NULL, "550 User not found"},
    {"status alone", "host said: 5.1.1 unknown", 0, "5.1.1", NULL, "5.1.1 unknown"},
    {"sign before the status", "550 #5.1.0 Address rejected.", 550, "5.1.0", NULL,
     "550 #5.1.0 Address rejected."},
    {"lines joined", "550-5.7.26 This mail\n550-5.7.26 is not\n550 5.7.26 authenticated - gsmtp",
     550, "5.7.26", NULL, "550 5.7.26 This mail is not authenticated - gsmtp"},
    {"lines joined already", "550-5.7.26 This mail 550-5.7.26 is not 550 5.7.26 authenticated", 550,
     "5.7.26", NULL, "550 5.7.26 This mail is not authenticated"},
    {"behind an arrow", "550 5.7.367 Remote server returned -> 554 5.7.1 Relay denied", 550,
     "5.7.367", "5.7.1", "550 5.7.367 Remote server returned -> 554 5.7.1 Relay denied"},
    {"in a LED block", "550 5.4.300 Expired -> 451 4.4.4 x {LED=450 4.7.26 not signed};{MSG=};",
     550, "5.4.300", "4.7.26",
     "550 5.4.300 Expired -> 451 4.4.4 x {LED=450 4.7.26 not signed};{MSG=};"},
    {"an address is no status", "connect to 5.1.1.20 failed: 451 4.4.1 timeout", 451, "4.4.1", NULL,
     "451 4.4.1 timeout"},
    {"a house number is no code", "Visit us at 500 Main Street", 0, NULL, NULL, NULL},
    {"part of a number is no code", "id 15501 5.77.12345", 0, NULL, NULL, NULL},
    {"quoted by Exchange", "returned '550 5.1.10 RESOLVER; not found'", 550, "5.1.10", NULL,
     "550 5.1.10 RESOLVER; not found'"},
    {"nothing", "", 0, NULL, NULL, NULL},
    {"a code at the very end", "said: 550", 550, NULL, NULL, "550"},
};

static void assert_text(const char *found, const char *wanted)
{
    if (wanted == NULL)
        assert_null(found);
    else
        assert_string_equal(found, wanted);
}

static void check(void **state)
{
    const struct reply_case *c = *state;
    MwSpan text = mw_test_exact(c->text);
    g_autoptr(MwSmtpReply) reply = mw_smtp_reply_find(text);
    g_free((void *)(uintptr_t)text.data);
    if (c->code == 0 && c->status == NULL) {
        assert_null(reply);
        return;
    }
    assert_non_null(reply);
    assert_int_equal(reply->code, c->code);
    assert_text(reply->status, c->status);
    assert_text(reply->remote_status, c->remote);
    assert_text(reply->text, c->shown);
}

MW_TABLE_MAIN("smtp_reply", cases, check)
