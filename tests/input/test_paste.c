#include "tests/input/collect.h"

/* Pastes in every form they come in, one form a row. */
struct paste_case {
    const char *name, *input, *output, *fields;
};

#define AR                                                                                         \
    "spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=example.org; dkim=none; "                     \
    "dmarc=fail action=none header.from=example.org;compauth=fail reason=001"
#define BLOCK_FIELDS                                                                               \
    "Received=from a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000|"                        \
    "From=A <a@example.org>|Subject=hello"

static struct paste_case cases[] = {
    {"a whole block, folded with TAB",
     "Received: from a.example\r\n\tby b.example; Mon, 1 Jan 2024 10:00:00 +0000\r\n"
     "From: A <a@example.org>\r\nSubject: hello\r\n",
     "in#1 headers headers-only 3", BLOCK_FIELDS},
    {"old Exchange's first line",
     "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a.example by b.example; "
     "Mon, 1 Jan 2024 10:00:00 +0000\r\nFrom: A <a@example.org>\r\nSubject: hello\r\n",
     "in#1 headers headers-only {line 1: not a header field, skipped} 3", BLOCK_FIELDS},
    {"lost folding",
     "Received: from a.example\nby b.example; Mon, 1 Jan 2024\n10:00:00 +0000\n"
     "From: A <a@example.org>\nSubject: hello\n",
     "in#1 headers headers-only headers-touched {lost folding restored on 2 lines} 3",
     BLOCK_FIELDS},
    {"quoted with >",
     "> Received: from a.example\n>  by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "> From: A <a@example.org>\n> Subject: hello\n",
     "in#1 headers headers-only headers-touched {\"> \" before each line removed} 3", BLOCK_FIELDS},
    {"quoted twice",
     ">> Received: from a.example\n>>  by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     ">> From: A <a@example.org>\n>> Subject: hello\n",
     "in#1 headers headers-only headers-touched {\"> \" before each line removed} 3", BLOCK_FIELDS},
    {"quoted with a bar",
     "| Received: from a.example\n|  by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "| From: A <a@example.org>\n| Subject: hello\n",
     "in#1 headers headers-only headers-touched {\"| \" before each line removed} 3", BLOCK_FIELDS},
    {"indented",
     "    Received: from a.example\n      by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "    From: A <a@example.org>\n    Subject: hello\n",
     "in#1 headers headers-only headers-touched {indentation by 4 removed} 3", BLOCK_FIELDS},
    {"indented with no-break spaces",
     "\xc2\xa0\xc2\xa0Received: from a.example\n\xc2\xa0\xc2\xa0\xc2\xa0 by b.example; Mon, 1 Jan "
     "2024 10:00:00 +0000\n\xc2\xa0\xc2\xa0"
     "From: A <a@example.org>\n\xc2\xa0\xc2\xa0Subject: hello\n",
     "in#1 headers headers-only headers-touched {no-break spaces made blanks; indentation by 2 "
     "removed} 3",
     BLOCK_FIELDS},
    {"no-break space in a value",
     "From:\xc2\xa0"
     "A <a@example.org>\nSubject: hello\n",
     "in#1 headers headers-only headers-touched {no-break spaces made blanks} 2",
     "From=A <a@example.org>|Subject=hello"},
    {"zero-width space", "From: A <a@exam\xe2\x80\x8bple.org>\nSubject: hello\n",
     "in#1 headers headers-only headers-touched {zero-width characters removed} 2",
     "From=A <a@example.org>|Subject=hello"},
    {"typographic quotes of a parameter",
     "Subject: \xe2\x80\x9cyes\xe2\x80\x9d\nContent-Type: multipart/mixed; boundary=\xe2\x80\x9c"
     "b\xe2\x80\x9d\nTo:\nb@example.net\n",
     "in#1 headers headers-only headers-touched {typographic quotes made straight; 1 names joined "
     "with the value on the next line} 3",
     "Subject=\xe2\x80\x9cyes\xe2\x80\x9d|Content-Type=multipart/mixed; "
     "boundary=\"b\"|To=b@example.net"},
    {"byte order mark",
     "\xef\xbb\xbf"
     "From: A <a@example.org>\nSubject: hello\n",
     "in#1 headers headers-only {byte order mark before the first field skipped} 2",
     "From=A <a@example.org>|Subject=hello"},
    {"names and values on two lines",
     "Received:\nfrom a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000\nFrom:\n"
     "A <a@example.org>\nSubject:\nhello\n",
     "in#1 headers headers-only headers-touched {3 names joined with the value on the next line} 3",
     BLOCK_FIELDS},
    {"name, TAB, newline, value",
     "Received:\t\nfrom a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000\nFrom:\t\n"
     "A <a@example.org>\nSubject:\t\nhello\n",
     "in#1 headers headers-only headers-touched {3 names joined with the value on the next line} 3",
     BLOCK_FIELDS},
    {"table of another analyzer",
     "Received\tfrom a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "From\tA <a@example.org>\nSubject\thello\n",
     "in#1 headers headers-only headers-touched {3 table rows made header fields} 3", BLOCK_FIELDS},
    {"Markdown table",
     "| Received | from a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000 |\n"
     "| From | A <a@example.org> |\n| Subject | hello |\n",
     "in#1 headers headers-only headers-touched {\"| \" before each line removed; 3 table rows "
     "made header fields} "
     "3",
     BLOCK_FIELDS},
    {"Markdown fence", "```\nFrom: A <a@example.org>\nSubject: hello\n```\n",
     "in#1 headers headers-only {Markdown fences removed} 2",
     "From=A <a@example.org>|Subject=hello"},
    {"HTML entities",
     "Received: from a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "From: A &lt;a@example.org&gt;\nSubject: h&#101;ll&#x6F;\n",
     "in#1 headers headers-only headers-touched {HTML entities undone} 3", BLOCK_FIELDS},
    {"entities beside a raw address stay",
     "From: A <a@example.org>\nSubject: 1 &lt; 2\nX-Bad:\njunk here\n",
     "in#1 headers headers-only headers-touched {1 names joined with the value on the next line} 3",
     "From=A <a@example.org>|Subject=1 &lt; 2|X-Bad=junk here"},
    {"doubled line ends",
     "Received: from a.example by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n\n"
     "From: A <a@example.org>\n\nSubject: hello\n\n",
     "in#1 headers headers-only headers-touched {doubled line ends made single} 3", BLOCK_FIELDS},
    {"mailto expansions", "From: A <a@example.org<mailto:a@example.org>>\nSubject: hello\n",
     "in#1 headers headers-only headers-touched {links that a program added to 1 addresses "
     "removed} 2",
     "From=A <a@example.org>|Subject=hello"},
    {"Markdown links",
     "From: A <[a@example.org](mailto:a@example.org)>\nSubject: hello\nTo:\nb@example.net\n",
     "in#1 headers headers-only headers-touched {links that a program added to 1 addresses "
     "removed; 1 names joined with the value on the next line} 3",
     "From=A <a@example.org>|Subject=hello|To=b@example.net"},
    {"List-Unsubscribe is left alone",
     "From: A <a@example.org>\nList-Unsubscribe: <mailto:u@example.org>, <https://example.org/u>\n",
     "in#1 headers headers-only 2",
     "From=A <a@example.org>|List-Unsubscribe=<mailto:u@example.org>, <https://example.org/u>"},
    {"defanged address", "Received: from a.example ([192[.]0[.]2[.]7])\nFrom: a[@]example[.]org\n",
     "in#1 headers headers-only headers-touched {defanged addresses made plain} 2",
     "Received=from a.example ([192.0.2.7])|From=a@example.org"},
    {"syslog escapes",
     "Received: from a.example#015#012#011by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "From: A <a@example.org>\nSubject: hello\n",
     "in#1 headers headers-only headers-touched {#011 and #012 of a log undone} 3", BLOCK_FIELDS},
    {"mail log",
     "Jan  1 10:00:00 mx opendkim[12]: 4ABC: Authentication-Results: mx.example; spf=fail\n",
     "in#1 auth-results headers-only headers-touched {time, host and program of 1 log lines "
     "removed} 1",
     "Authentication-Results=mx.example; spf=fail"},
    {"Postfix header_checks",
     "Jan  1 10:00:00 mx postfix/cleanup[12]: 4ABC: info: header Subject: hello from "
     "a.example[192.0.2.7]; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<a.example>\n",
     "in#1 headers headers-only headers-touched {time, host and program of 1 log lines removed} 1",
     "Subject=hello from a.example[192.0.2.7]"},
    {"PowerShell list",
     "\n\nIdentity : c14401cf\nHeader   : Received: from a.example\n"
     "             by b.example; Mon, 1 Jan 2024 10:00:00 +0000\n"
     "           From: A <a@example.org>\n           Subject: hello\n\n",
     "in#1 headers headers-only headers-touched {label of a property list removed; indentation by "
     "11 removed} 3+0",
     BLOCK_FIELDS},
    {"Gmail's Show original",
     "Original Message\nMessage ID\t<1@example.org>\nCreated at:\tMon, Jan 1, 2024 at 10:00 AM\n"
     "From:\tA <a@example.org>\nTo:\tb@example.net\nSubject:\thello\n"
     "SPF:\tPASS with IP 192.0.2.7 Learn more\nDKIM:\t'PASS' with domain example.org Learn more\n"
     "DMARC:\t'PASS' Learn more\n\n\nDownload Original\tCopy to clipboard\n"
     "Delivered-To: b@example.net\nFrom: A <a@example.org>\nSubject: hello\n",
     "in#1 headers headers-only {Gmail's summary skipped; it claims SPF: PASS with IP 192.0.2.7, "
     "DKIM: 'PASS' with domain example.org, DMARC: 'PASS'} 3",
     "Delivered-To=b@example.net|From=A <a@example.org>|Subject=hello"},
    {"Graph's list of headers",
     "{\"internetMessageHeaders\": [{\"name\": \"Received\", \"value\": \"from a.example by "
     "b.example; "
     "Mon, 1 Jan 2024 10:00:00 +0000\"}, {\"name\": \"From\", \"value\": \"A <a@example.org>\"}, "
     "{\"name\": \"Subject\", \"value\": \"hello\"}]}",
     "in#1 headers headers-only headers-touched {header fields taken out of JSON} 3", BLOCK_FIELDS},
    {"hunting verdicts",
     "{\"SPF\":\"fail\",\"DKIM\":\"none\",\"DMARC\":\"fail\",\"CompAuth\":\"fail\"}",
     "in#1 auth-results headers-only headers-touched {header fields taken out of JSON} 1",
     "Authentication-Results=spf=fail; dkim=none; dmarc=fail; compauth=fail"},
    {"hunting verdicts in a CSV cell", "\"{\"\"SPF\"\":\"\"fail\"\",\"\"DKIM\"\":\"\"none\"\"}\"\n",
     "in#1 auth-results headers-only headers-touched {header fields taken out of JSON} 1",
     "Authentication-Results=spf=fail; dkim=none"},
    {"hop table of another analyzer",
     "Hop\tDelay\tFrom\tBy\n1\t*\ta.example\tb.example\n2\t0 seconds\tb.example\tc.example\n",
     "in#1 error 1: not mail: no header field in it", ""},
    {"lines that a spool put before the header",
     "X-Env-Sender: a@example.org\n/var/spool/x 17\nReceived: from a.example by b.example; Mon, 1 "
     "Jan 2024 10:00:00 +0000\nFrom: A <a@example.org>\nSubject: hello\n\nbody\n",
     "in#1 message {line 2: not a header field, skipped} 4+5",
     "X-Env-Sender=a@example.org|" BLOCK_FIELDS},
    {"empty value where an address was",
     "Authentication-Results: spf=pass (sender IP is ) smtp.mailfrom=;\n",
     "in#1 auth-results headers-only 1",
     "Authentication-Results=spf=pass (sender IP is ) smtp.mailfrom=;"},
    {"value of a JSON line",
     "\"Value\": \"spf=fail (sender IP is 192.0.2.7)\\r\\n smtp.mailfrom=example.org\",",
     "in#1 auth-results headers-only headers-touched {escapes of a string undone; read as the "
     "value of an "
     "Authentication-Results field} 1",
     "Authentication-Results=spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=example.org"},
    {"bare value of Authentication-Results", AR,
     "in#1 auth-results headers-only headers-touched {read as the value of an "
     "Authentication-Results field} 1",
     "Authentication-Results=" AR},
    {"bare value with an id", "mx.example; spf=fail smtp.mailfrom=example.org",
     "in#1 auth-results headers-only headers-touched {read as the value of an "
     "Authentication-Results field} 1",
     "Authentication-Results=mx.example; spf=fail smtp.mailfrom=example.org"},
    {"the field alone", "Authentication-Results: " AR "\r\n", "in#1 auth-results headers-only 1",
     "Authentication-Results=" AR},
    {"value over lines that lost their folding",
     "spf=fail (sender IP is 192.0.2.7)\nsmtp.mailfrom=example.org;\ndkim=none",
     "in#1 auth-results headers-only headers-touched {read as the value of an "
     "Authentication-Results field} 1",
     "Authentication-Results=spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=example.org; "
     "dkim=none"},
    {"list of results",
     "Authentication Results:\n  - spf=fail (sender IP is X.X.X.X)\n  - dkim=none\n",
     "in#1 auth-results headers-only headers-touched {1 table rows made header fields; list of "
     "results made one "
     "Authentication-Results field} 1",
     "Authentication-Results=spf=fail (sender IP is X.X.X.X); dkim=none"},
    {"cut in a comment", "From: A <a@example.org>\nAuthentication-Results: spf=fail (sender IP is",
     "in#1 headers headers-only truncated {cut off in the last field, line 2} 2",
     "From=A <a@example.org>|Authentication-Results=spf=fail (sender IP is"},
    {"cut before the reason",
     "From: A <a@example.org>\nAuthentication-Results: spf=fail "
     "header.from=example.org;compauth=fail",
     "in#1 headers headers-only truncated {cut off in the last field, line 2} 2",
     "From=A <a@example.org>|Authentication-Results=spf=fail "
     "header.from=example.org;compauth=fail"},
    {"cut in a signature",
     "From: A <a@example.org>\nDKIM-Signature: v=1; c=relaxed/relaxed; d=example.org; b=AbCd",
     "in#1 headers headers-only truncated {cut off in the last field, line 2} 2",
     "From=A <a@example.org>|DKIM-Signature=v=1; c=relaxed/relaxed; d=example.org; b=AbCd"},
    {"redacted values",
     "Received: from xxx.xxx ([999.99.99.99]) by ***;\nFrom: ***\nSubject: [REDACTED]\n",
     "in#1 headers headers-only 3",
     "Received=from xxx.xxx ([999.99.99.99]) by ***;|From=***|Subject=[REDACTED]"},
    {"CR line ends after forty octets",
     "\x01\x02\x03\x04 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\x05"
     "From: A <a@example.org>\rSubject: hello\r",
     "in#1 headers headers-only {40 octets before the first header field skipped} 2",
     "From=A <a@example.org>|Subject=hello"},
    {"Latin-1", "From: A <a@example.org>\nSubject: caf\xe9\nTo:\nb@example.net\n",
     "in#1 headers headers-only headers-touched {Latin-1 text converted to UTF-8; 1 names joined "
     "with the value on the next line} 3",
     "From=A <a@example.org>|Subject=caf\xc3\xa9|To=b@example.net"},
    {"bounce text", "550 5.7.23 The message was rejected because of SPF\n", "in#1 ndr 0 text 51",
     ""},
    {"administrators' part of a bounce",
     "Diagnostic information for administrators:\n\nGenerating server: a.example\n\nb@example.net\n"
     "Remote Server returned '550 5.7.515 Access denied'\n\nOriginal message headers:\n\n"
     "From: A <a@example.org>\nSubject: hello\n",
     "in#1 ndr 0 text 206", ""},
    {"reply without an enhanced code", "\tpermanent: 550 Unauthenticated mail not allowed\n",
     "in#1 ndr 0 text 49", ""},
    {"prose", "Hello,\nplease look at 192.0.2.7 and 5.7.1.2.\n",
     "in#1 error 1: not mail: no header field in it", ""},
};

static void check(void **state)
{
    const struct paste_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *printed = mw_test_read(input.data, input.len, NULL);
    g_autoptr(GPtrArray) items = mw_test_items(input.data, input.len, NULL);
    g_free((void *)(uintptr_t)input.data);
    g_autofree char *fields = items->len > 0 ? mw_test_fields(items->pdata[0]) : g_strdup("");
    assert_string_equal(printed, c->output);
    assert_string_equal(fields, c->fields);
}

MW_TABLE_MAIN("paste", cases, check)
