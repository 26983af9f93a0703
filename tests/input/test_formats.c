#include "tests/input/collect.h"

#include "tests/input/build.h"

#define HEAD "From: a@example.org\r\nSubject: s\r\n"
#define MAIL HEAD "\r\nbody\r\n"

static void read_as(GBytes *taken, const MwInputOptions *options, const char *expected)
{
    g_autoptr(GBytes) bytes = taken;
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autofree void *exact = g_memdup2(data, size);
    g_autofree char *printed = mw_test_read(exact, size, options);
    assert_string_equal(printed, expected);
}

static GBytes *text(const char *data)
{
    return g_bytes_new(data, strlen(data));
}

static void powershell_output_is_utf16(void **state)
{
    (void)state;
    read_as(mw_build_utf16(HEAD, "UTF-16LE", "\xff\xfe"), NULL,
            "in#1 headers headers-only {UTF-16LE with byte order mark decoded} 2");
    read_as(mw_build_utf16(MAIL, "UTF-16BE", "\xfe\xff"), NULL,
            "in#1 message {UTF-16BE with byte order mark decoded} 2+6");
    read_as(mw_build_utf16(MAIL, "UTF-16LE", ""), NULL,
            "in#1 message {UTF-16LE without byte order mark decoded} 2+6");
    read_as(mw_build_utf16(MAIL, "UTF-16BE", ""), NULL,
            "in#1 message {UTF-16BE without byte order mark decoded} 2+6");
}

static void characters_beyond_ascii_in_utf16_are_not_the_octets_that_were_signed(void **state)
{
    (void)state;
    read_as(mw_build_utf16(HEAD "\r\ncaf\xc3\xa9\r\n", "UTF-16LE", "\xff\xfe"), NULL,
            "in#1 message body-touched {UTF-16LE with byte order mark decoded} 2+7");
    read_as(mw_build_utf16("Subject: caf\xc3\xa9\r\nTo: b@example.net\r\n", "UTF-16LE", "\xff\xfe"),
            NULL,
            "in#1 headers headers-only headers-touched {UTF-16LE with byte order mark "
            "decoded} 2");
}

static void broken_utf16_is_read(void **state)
{
    (void)state;
    /* a lone surrogate, and half a unit at the end */
    read_as(g_bytes_new("\xff\xfeT\0o\0:\0\x00\xd8\n\0F\0r\0o\0m\0:\0a\0x", 25), NULL,
            "in#1 headers headers-only headers-touched {UTF-16LE with byte order mark decoded} 2");
}

static void apple_mail_counts_octets(void **state)
{
    (void)state;
    read_as(text("42        \n" HEAD "\r\nbody\r\n<?xml version=\"1.0\"?><plist/>\n"), NULL,
            "in#1 emlx 2+7");
    read_as(text("41\n" HEAD "\r\nbody\r\n<?xml version=\"1.0\"?><plist/>\n"), NULL,
            "in#1 emlx 2+6");
    read_as(text("100\n" MAIL), NULL,
            "in#1 emlx truncated {.emlx says 100 octets, 41 are there} 2+6");
}

static void partial_emlx_has_no_body_to_check(void **state)
{
    (void)state;
    static const MwInputOptions none;
    GString *out = g_string_new(NULL);
    g_autoptr(GBytes) bytes = text("41\n" MAIL);
    mw_input_read_bytes(bytes, "1.partial.emlx", &none, mw_test_collect, out);
    g_autofree char *printed = g_string_free(out, FALSE);
    assert_string_equal(printed,
                        "1.partial.emlx#1 emlx headers-only {partial .emlx: attachments are "
                        "stored elsewhere, so the body cannot be checked} 2+6");
}

#define SEPARATOR "From a@example.org Mon Jan  1 00:00:00 2024\n"

static void mbox_is_split_at_separators_after_empty_lines(void **state)
{
    (void)state;
    read_as(
        text(SEPARATOR
             "From: a@example.org\n\none\nFrom here on it is text\n\nFrom now on too\n\n" SEPARATOR
             "From: b@example.org\n\ntwo\n"),
        NULL, "in#1 mbox 1+45\nin#2 mbox 1+4");
    read_as(text(SEPARATOR "From: a@example.org\n\none\n" SEPARATOR "no split: no empty line\n"),
            NULL, "in#1 mbox 1+72");
}

static void mbox_of_one_message_is_an_mbox(void **state)
{
    (void)state;
    read_as(text(SEPARATOR "From: a@example.org\n\nx\n\n"), NULL, "in#1 mbox 1+2");
}

static void content_length_of_mboxcl_is_believed_when_it_fits(void **state)
{
    (void)state;
    read_as(text(SEPARATOR "From: a@example.org\nContent-Length: 48\n\nx\n\n" SEPARATOR
                           "\n" SEPARATOR "From: b@example.org\n\ntwo\n"),
            NULL, "in#1 mbox 2+47\nin#2 mbox 1+4");
    read_as(text(SEPARATOR "From: a@example.org\nContent-Length: 9\n\nx\n\n" SEPARATOR
                           "From: b@example.org\n\ntwo\n"),
            NULL, "in#1 mbox 2+2\nin#2 mbox 1+4");
}

/* A message with the hash of `body` in its signature, and `stored` as its body. */
static char *signed_mbox(const char *body, const char *stored)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize len = sizeof digest;
    g_checksum_update(sum, (const guchar *)body, -1);
    g_checksum_get_digest(sum, digest, &len);
    g_autofree char *hash = g_base64_encode(digest, len);
    return g_strdup_printf(SEPARATOR
                           "From: a@example.org\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; "
                           "s=k; c=simple/simple; h=from; bh=%s; b=QUJD\n\n%s\n",
                           hash, stored);
}

static void quoted_from_lines_are_undone_when_the_signed_body_proves_it(void **state)
{
    (void)state;
    g_autofree char *mboxo = signed_mbox("From here\r\n>>From b\r\n", ">From here\n>>From b\n");
    g_autofree char *mboxrd = signed_mbox("From here\r\n>From b\r\n", ">From here\n>>From b\n");
    g_autofree char *as_stored = signed_mbox(">From here\r\n", ">From here\n");
    g_autofree char *changed = signed_mbox("other\r\n", ">From here\n");
    read_as(text(mboxo), NULL,
            "in#1 mbox {mbox quoting undone on 1 lines that begin with \">From \": the signed body "
            "proves it} 2+19");
    read_as(text(mboxrd), NULL,
            "in#1 mbox {mbox quoting undone on 2 lines that begin with \">From \": the signed body "
            "proves it} 2+18");
    read_as(text(as_stored), NULL, "in#1 mbox 2+11");
    read_as(text(changed), NULL, "in#1 mbox 2+11");
}

static void plain_bounce_is_a_bounce(void **state)
{
    (void)state;
    read_as(
        text("Return-Path: <>\r\nFrom: MAILER-DAEMON@example.net\r\nSubject: failure notice\r\n\r\n"
             "<b@example.org>:\r\n550 5.7.26 unauthenticated mail is refused\r\n"),
        NULL, "in#1 ndr 3+62");
}

static void exported_base64_is_decoded(void **state)
{
    (void)state;
    g_autofree char *plain = g_base64_encode((const guchar *)MAIL, strlen(MAIL));
    g_autofree char *list = g_strdup_printf("Identity     : c144\nEml          : %s\nBodyEncoding "
                                            ": Base64\n",
                                            plain);
    g_autofree char *json =
        g_strdup_printf("{\"Eml\": \"%s\", \"BodyEncoding\": \"Base64\"}", plain);
    read_as(text(plain), NULL, "in#1 message {base64 decoded} 2+6");
    read_as(text(json), NULL, "in#1 message {base64 decoded} 2+6");
    read_as(text(list), NULL, "in#1 message {base64 decoded} 2+6");
}

static void cut_base64_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    g_autofree char *plain = g_base64_encode((const guchar *)MAIL, strlen(MAIL));
    plain[strlen(plain) - 7] = '\0';
    read_as(text(plain), NULL,
            "in#1 headers headers-only truncated {base64 decoded; the base64 text is cut: the body "
            "is not complete} 2+1");
}

static void lossy_export_is_recognized(void **state)
{
    (void)state;
    read_as(text(HEAD "Content-Transfer-Encoding: 8bit\r\n\r\nt??l??phone caf??, ??????\r\n"), NULL,
            "in#1 message body-touched {8-bit octets were replaced by \"?\" before we got them: "
            "exported through a decoding as ASCII; the body cannot be checked} 3+27");
    read_as(text(HEAD "Content-Transfer-Encoding: 8bit\r\n\r\nWhat??? Really?\r\n"), NULL,
            "in#1 message 3+17");
}

static void foreign_files_are_named(void **state)
{
    (void)state;
    read_as(g_bytes_new("\x78\x9f\x3e\x22\x01\x02", 6), NULL,
            "in#1 error 1: winmail.dat (TNEF): Outlook's own packaging, never signed as such; give "
            "the mail it came in");
    read_as(text("%PDF-1.7 ..."), NULL, "in#1 error 1: not mail: a PDF file");
    read_as(text("MZ is a word here\nFrom: a@example.org\nTo: b@example.net\n\nx\n"), NULL,
            "in#1 message {line 1: not a header field, skipped} 2+2");
}

static const MwBuildMember members[] = {
    {"a/one.eml", MAIL}, {"a/two.eml", HEAD "\r\nlonger body\r\n"}, {"readme.txt", "hello"}};

static void archives_give_their_mails(void **state)
{
    (void)state;
    static const char *const formats[] = {"zip", "tar", "tar.gz"};
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        read_as(mw_build_archive(formats[i], NULL, members, 3), NULL,
                "in!a/one.eml#1 archive 2+6\nin!a/two.eml#1 archive 2+13");
    read_as(mw_build_archive("gz", NULL, members, 1), NULL, "in#1 archive 2+6");
}

static void archive_without_mail_is_an_error(void **state)
{
    (void)state;
    read_as(mw_build_archive("zip", NULL, members + 2, 1), NULL,
            "in#1 error 1: no mail in this archive (1 other files)");
}

static void encrypted_zip_wants_its_password(void **state)
{
    (void)state;
    MwInputOptions right = {.zip_password = "secret"}, wrong = {.zip_password = "guess"};
    read_as(mw_build_archive("zip", "secret", members, 1), NULL,
            "in!a/one.eml#1 error 3: encrypted zip: give its password with --zip-password-file, or "
            "unpack it first");
    read_as(mw_build_archive("zip", "secret", members, 1), &wrong,
            "in!a/one.eml#1 error 3: the password does not open this zip");
    read_as(mw_build_archive("zip", "secret", members, 1), &right, "in!a/one.eml#1 archive 2+6");
}

static GBytes *wrap(GBytes *taken, const char *name)
{
    g_autoptr(GBytes) inner = taken;
    enum { SIZE = 64 * 1024 };
    g_autofree char *buffer = g_malloc(SIZE);
    size_t used = 0;
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    archive_write_open_memory(archive, buffer, SIZE, &used);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, (la_int64_t)g_bytes_get_size(inner));
    archive_write_header(archive, entry);
    archive_write_data(archive, g_bytes_get_data(inner, NULL), g_bytes_get_size(inner));
    archive_entry_free(entry);
    archive_write_close(archive);
    archive_write_free(archive);
    return g_bytes_new(buffer, used);
}

static void archives_inside_archives_end_at_three(void **state)
{
    (void)state;
    GBytes *zip = mw_build_archive("zip", NULL, members, 1);
    zip = wrap(wrap(zip, "1.zip"), "2.zip");
    read_as(g_bytes_ref(zip), NULL, "in!2.zip!1.zip!a/one.eml#1 archive 2+6");
    read_as(wrap(zip, "3.zip"), NULL,
            "in!3.zip!2.zip!1.zip#1 error 2: archives inside archives, more than 3 deep");
}

static void a_bomb_is_stopped(void **state)
{
    (void)state;
    g_autofree char *zeros = g_strnfill(100 * 1024 * 1024, '0');
    MwBuildMember bomb = {"bomb.eml", zeros};
    read_as(mw_build_archive("zip", NULL, &bomb, 1), NULL,
            "in!bomb.eml#1 error 2: the archive unpacks to more than 250 times its size: it looks "
            "like a bomb");
}

static void a_cut_zip_is_damaged(void **state)
{
    (void)state;
    g_autoptr(GBytes) zip = mw_build_archive("zip", NULL, members, 1);
    g_autofree char *printed = mw_test_read(g_bytes_get_data(zip, NULL), 40, NULL);
    assert_non_null(strstr(printed, "error 0: damaged archive"));
}

static void outlook_message_gives_its_headers(void **state)
{
    (void)state;
    static const MwBuildMsg wide = {.headers = HEAD}, narrow = {.headers = HEAD, .ansi = true};
    static const MwBuildMsg old = {.headers =
                                       "Microsoft Mail Internet Headers Version 2.0\r\n" HEAD};
    read_as(mw_build_msg(&wide), NULL, "in#1 outlook-msg headers-only 2");
    read_as(mw_build_msg(&narrow), NULL, "in#1 outlook-msg headers-only 2");
    read_as(mw_build_msg(&old), NULL,
            "in#1 outlook-msg headers-only {line 1: not a header field, skipped} 2");
}

static void internal_outlook_message_is_explained(void **state)
{
    (void)state;
    static const MwBuildMsg internal = {.headers = NULL};
    read_as(mw_build_msg(&internal), NULL,
            "in#1 error 1: an Outlook message without Internet headers (property 0x007D): internal "
            "or sent mail, or a draft; ask the server instead, with Get-MessageTrace");
}

static void mail_inside_an_outlook_message_is_judged(void **state)
{
    (void)state;
    static const MwBuildMsg report = {
        .headers = HEAD "X-Outer: 1\r\n", .embedded = HEAD, .eml = MAIL};
    MwInputOptions outer = {.outer = true};
    read_as(mw_build_msg(&report), NULL,
            "in#1 outlook-msg headers-only 2 (in Outlook message \"Fwd: look\" from User)\n"
            "in#2 message 2+6 (in Outlook message \"Fwd: look\" from User)");
    read_as(mw_build_msg(&report), &outer, "in#1 outlook-msg headers-only 3");
}

static void damaged_compound_file_is_an_error(void **state)
{
    (void)state;
    read_as(g_bytes_new("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1garbage", 15), NULL,
            "in#1 error 1: damaged Outlook message");
}

#define CARRIER                                                                                    \
    "From: user@example.net\r\nSubject: report\r\nContent-Type: multipart/mixed; "                 \
    "boundary=b\r\n\r\n"

static void carried_mail_is_judged_instead_of_its_carrier(void **state)
{
    (void)state;
    const char *mail =
        CARRIER "--b\r\n\r\nsee attached\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" MAIL
                "\r\n--b--\r\n";
    MwInputOptions outer = {.outer = true};
    read_as(text(mail), NULL, "in#1 message 2+6 (in \"report\" from user@example.net)");
    read_as(text(mail), &outer, "in#1 message 3+108");
}

static void all_carried_mails_are_judged(void **state)
{
    (void)state;
    g_autofree char *encoded = g_base64_encode((const guchar *)MAIL, strlen(MAIL));
    g_autofree char *mail = g_strdup_printf(
        CARRIER "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n%s"
                "\r\n--b\r\nContent-Type: application/octet-stream; name=\"x.eml\"\r\n\r\n" HEAD
                "\r\nsecond\r\n--b--\r\n",
        encoded);
    read_as(text(mail), NULL,
            "in#1 message 2+6 (in \"report\" from user@example.net)\n"
            "in#2 message 2+6 (in \"report\" from user@example.net)");
}

static void carried_outlook_message_is_judged(void **state)
{
    (void)state;
    static const MwBuildMsg msg = {.headers = HEAD};
    g_autoptr(GBytes) bytes = mw_build_msg(&msg);
    g_autofree char *encoded =
        g_base64_encode(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autofree char *mail =
        g_strdup_printf(CARRIER "--b\r\nContent-Type: application/vnd.ms-outlook; name=x.msg\r\n"
                                "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n",
                        encoded);
    read_as(text(mail), NULL,
            "in#1 outlook-msg headers-only 2 (in \"report\" from user@example.net)");
}

static void mail_in_mail_in_mail_gives_both_inner_ones(void **state)
{
    (void)state;
    read_as(
        text(CARRIER
             "--b\r\nContent-Type: message/rfc822\r\n\r\n"
             "From: c@example.com\r\nSubject: lure\r\nContent-Type: multipart/mixed; boundary=c\r\n"
             "\r\n--c\r\nContent-Type: message/rfc822\r\n\r\n" MAIL "--c--\r\n\r\n--b--\r\n"),
        NULL,
        "in#1 message 3+85 (in \"report\" from user@example.net)\n"
        "in#2 message 2+4 (in \"lure\" from c@example.com)");
}

static void a_bounce_is_no_carrier(void **state)
{
    (void)state;
    read_as(
        text("From: postmaster@example.net\r\nContent-Type: multipart/report; "
             "report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\n"
             "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n"
             "--b\r\nContent-Type: message/rfc822\r\n\r\n" MAIL "--b--\r\n"),
        NULL, "in#1 ndr 2+178");
}

static void an_attachment_that_is_no_mail_does_not_hide_its_carrier(void **state)
{
    (void)state;
    read_as(text(CARRIER "--b\r\nContent-Type: text/plain; name=x.eml\r\n\r\nno mail\r\n--b--\r\n"),
            NULL, "in#1 message 3+61");
}

static void winmail_dat_is_mentioned(void **state)
{
    (void)state;
    read_as(
        text(CARRIER
             "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n--b--\r\n"),
        NULL,
        "in#1 message {line 6: winmail.dat (TNEF) is left packed: Outlook's own format, the "
        "headers outside of it are judged} 3+70");
}

static void kind_can_be_forced(void **state)
{
    (void)state;
    MwInputOptions headers = {.force_kind = true, .kind = MW_INPUT_HEADERS};
    MwInputOptions message = {.force_kind = true, .kind = MW_INPUT_MESSAGE};
    MwInputOptions ndr = {.force_kind = true, .kind = MW_INPUT_NDR};
    MwInputOptions mbox = {.force_kind = true, .kind = MW_INPUT_MBOX};
    read_as(text(MAIL), &headers, "in#1 headers headers-only 2+6");
    read_as(text(HEAD), &message, "in#1 message 2");
    read_as(text("the server said no\n"), &ndr, "in#1 ndr 0 text 19");
    read_as(text(MAIL), &mbox, "in#1 mbox 2+6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powershell_output_is_utf16),
        cmocka_unit_test(characters_beyond_ascii_in_utf16_are_not_the_octets_that_were_signed),
        cmocka_unit_test(broken_utf16_is_read),
        cmocka_unit_test(apple_mail_counts_octets),
        cmocka_unit_test(partial_emlx_has_no_body_to_check),
        cmocka_unit_test(mbox_is_split_at_separators_after_empty_lines),
        cmocka_unit_test(mbox_of_one_message_is_an_mbox),
        cmocka_unit_test(content_length_of_mboxcl_is_believed_when_it_fits),
        cmocka_unit_test(quoted_from_lines_are_undone_when_the_signed_body_proves_it),
        cmocka_unit_test(plain_bounce_is_a_bounce),
        cmocka_unit_test(exported_base64_is_decoded),
        cmocka_unit_test(cut_base64_is_read_as_far_as_it_goes),
        cmocka_unit_test(lossy_export_is_recognized),
        cmocka_unit_test(foreign_files_are_named),
        cmocka_unit_test(archives_give_their_mails),
        cmocka_unit_test(archive_without_mail_is_an_error),
        cmocka_unit_test(encrypted_zip_wants_its_password),
        cmocka_unit_test(archives_inside_archives_end_at_three),
        cmocka_unit_test(a_bomb_is_stopped),
        cmocka_unit_test(a_cut_zip_is_damaged),
        cmocka_unit_test(outlook_message_gives_its_headers),
        cmocka_unit_test(internal_outlook_message_is_explained),
        cmocka_unit_test(mail_inside_an_outlook_message_is_judged),
        cmocka_unit_test(damaged_compound_file_is_an_error),
        cmocka_unit_test(carried_mail_is_judged_instead_of_its_carrier),
        cmocka_unit_test(all_carried_mails_are_judged),
        cmocka_unit_test(carried_outlook_message_is_judged),
        cmocka_unit_test(mail_in_mail_in_mail_gives_both_inner_ones),
        cmocka_unit_test(a_bounce_is_no_carrier),
        cmocka_unit_test(an_attachment_that_is_no_mail_does_not_hide_its_carrier),
        cmocka_unit_test(winmail_dat_is_mentioned),
        cmocka_unit_test(kind_can_be_forced),
    };
    return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
