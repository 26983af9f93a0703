#pragma once

#include "src/evaluate/dkim.h"
#include "tests/sign/sign.h"
#include "tests/table.h"

/* A signed message and its DNS, for the tests of DKIM. */

#define MW_TEST_MESSAGE                                                                            \
    "Received: from a.example.net by mx.example.org; Sat, 1 Nov 2025 10:00:00 +0000\r\n"           \
    "From: Alice <alice@example.com>\r\n"                                                          \
    "To: Bob <bob@example.org>\r\n"                                                                \
    "Subject: The  report\r\n"                                                                     \
    "Date: Sat, 1 Nov 2025 09:59:00 +0000\r\n"                                                     \
    "Message-ID: <1@example.com>\r\n"                                                              \
    "\r\n"                                                                                         \
    "Hello Bob,\r\n"                                                                               \
    "\r\n"                                                                                         \
    "here is  the report. \r\n"                                                                    \
    "\r\n"

enum { MW_TEST_NOW = 1762000000 };

/* `message` (CRLF) with the signature that `what` asks for in front. domain example.com, selector
 * s1 and no l= unless it says otherwise; `key` names one of tests/keys. */
static inline GString *mw_test_signed(const char *message, const char *key,
                                      const MwTestSignature *what)
{
    MwTestSignature filled = *what;
    GError *error = NULL;
    g_autoptr(MwTestKey) loaded = mw_test_key_load(key, &error);
    assert_non_null(loaded);
    filled.key = loaded;
    filled.domain = what->domain != NULL ? what->domain : "example.com";
    filled.selector = what->selector != NULL ? what->selector : "s1";
    filled.length = what->length == 0 ? MW_TEST_LENGTH_NONE : what->length;
    g_autofree char *field = mw_test_sign_dkim(mw_span(message), &filled);
    GString *text = g_string_new(field);
    return g_string_append(text, message);
}

/* "s1._domainkey.example.com. TXT ..." with the record of a key, `before` p=. */
static inline char *mw_test_key_zone(const char *key)
{
    g_autoptr(MwTestKey) loaded = mw_test_key_load(key, NULL);
    g_autofree char *record = mw_test_key_record(loaded);
    return mw_test_zone_txt("s1._domainkey.example.com", record);
}

/* Verifies; the first signature's result, the caller's. */
static inline MwDkim *mw_test_verify(MwSpan text, const char *zone, const MwDkimOptions *options)
{
    GError *error = NULL;
    g_autoptr(MwDns) dns =
        zone != NULL ? mw_dns_file_new_from_text(zone, "zone", &error) : mw_dns_none_new();
    if (dns == NULL)
        fail_msg("%s", error->message);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(GBytes) bytes = g_bytes_new(text.data, text.len);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(GPtrArray) results = mw_dkim_verify(message, session, options);
    assert_int_not_equal(results->len, 0);
    return g_ptr_array_steal_index(results, 0);
}
