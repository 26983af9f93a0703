#include "parsers/dmarc_record.h"

#include "tests/table.h"

/* A record printed: policies and flags, then addresses, then faults. NULL as `printed`: not a
 * DMARC record, and `lookalike` says what it resembles. */
struct record_case {
    const char *name, *input, *printed, *lookalike;
};

static struct record_case cases[] = {
    /* RFC 9989, 4.7: v first, DMARC1 exactly */
    {"version alone", "v=DMARC1", "p- ", NULL},
    {"version and semicolon", "v=DMARC1;", "p- ", NULL},
    {"blanks around the equals sign", "v = DMARC1 ; p = reject", "p=reject ", NULL},
    {"tab and trailing blanks", "v=DMARC1;\tp=none; \t", "p=none ", NULL},
    {"version in small letters", "v=dmarc1; p=reject", NULL, "2 DMARC1 must be in capitals"},
    {"version in mixed case", "v=DMarc1; p=reject", NULL, "2 DMARC1 must be in capitals"},
    {"blank in front", " v=DMARC1; p=reject", NULL, "0 blank before v=DMARC1"},
    {"quotation mark in front", "\"v=DMARC1; p=reject\"", NULL, "0 quotation mark before v=DMARC1"},
    {"escaped quotation mark in front", "\\\"v=DMARC1; p=reject", NULL,
     "0 quotation mark before v=DMARC1"},
    {"policy before the version", "p=reject; v=DMARC1", NULL, "0 v is not the first tag"},
    {"semicolon before the version", "; v=DMARC1; p=none", NULL, "0 v is not the first tag"},
    {"no semicolon behind the version", "v=DMARC1 p=none", NULL,
     "2 v is not DMARC1 alone: semicolon missing?"},
    {"later version", "v=DMARC12; p=none", NULL, "2 v is not DMARC1 alone: semicolon missing?"},
    {"a policy without version", "p=none; rua=mailto:a@example.com", NULL,
     "0 no v=DMARC1 in front"},
    {"other text", "hello", NULL, NULL},
    {"other version", "v=spf1 -all", NULL, NULL},
    {"empty", "", NULL, NULL},
    /* RFC 9989, 4.8: other values in any case */
    {"capitals", "v=DMARC1; p=REJECT; sp=Quarantine; np=NONE; adkim=S; aspf=S; psd=Y; t=Y",
     "p=reject sp=quarantine np=none adkim=s aspf=s psd=y t=y ", NULL},
    /* RFC 9989, 4.7: defaults */
    {"all defaults", "v=DMARC1; p=none; adkim=r; aspf=r; psd=u; t=n; fo=0", "p=none fo=0 ", NULL},
    /* RFC 9989, 4.7: unknown tags, bad values */
    {"unknown tag", "v=DMARC1; p=none; zz=1; abc=def", "p=none ", NULL},
    {"bad values fall back", "v=DMARC1; p=none; adkim=x; aspf=strict; psd=1; t=yes",
     "p=none [18 adkim: value is not r or s] [27 aspf: value is not r or s]"
     " [40 psd: value is not y, n or u] [47 t: value is not y or n]",
     NULL},
    {"invalid p", "v=DMARC1; p=monitor", "p! [10 p: value is not none, quarantine or reject]",
     NULL},
    {"empty p", "v=DMARC1; p=", "p! [10 p: empty value]", NULL},
    {"invalid sp and np", "v=DMARC1; p=none; sp=no; np=block",
     "p=none sp! np! [18 sp: value is not none, quarantine or reject]"
     " [25 np: value is not none, quarantine or reject]",
     NULL},
    {"lost semicolon", "v=DMARC1; p=none rua=mailto:a@example.com",
     "p! [10 p: missing semicolon behind the value]", NULL},
    {"part without equals sign", "v=DMARC1; p=none; reject", "p=none [18 -: not a tag=value pair]",
     NULL},
    {"digits in a tag name", "v=DMARC1; p=none; t1=x", "p=none [18 -: not a tag=value pair]", NULL},
    {"two semicolons", "v=DMARC1;; p=none", "p=none [9 -: empty between semicolons]", NULL},
    {"8-bit value", "v=DMARC1; p=none; x=\xc3\xa9", "p=none [18 -: not a tag=value pair]", NULL},
    {"tab inside a value, then a control", "v=DMARC1; p=none; x=a\tb\x01",
     "p=none [18 -: not a tag=value pair]", NULL},
    {"tag given twice", "v=DMARC1; p=none; p=reject", "p! dup=p [18 p: tag given twice]", NULL},
    {"version given twice", "v=DMARC1; p=none; v=DMARC1", "p=none dup=v [18 v: tag given twice]",
     NULL},
    {"addresses given twice",
     "v=DMARC1; p=none; rua=mailto:a@example.com; rua=mailto:b@example.com",
     "p=none dup=rua rua:mailto:a@example.com@example.com [44 rua: tag given twice]", NULL},
    /* RFC 9989, A.6 and 4.8: historic tags, order */
    {"historic tags", "v=DMARC1; p=none; pct=50; rf=afrf; ri=86400",
     "p=none pct=50 historic:pct,rf,ri, ", NULL},
    {"bad historic values", "v=DMARC1; p=none; pct=110; rf=; ri=99999999999999999999",
     "p=none pct=110 historic:pct,rf,ri, [18 pct: value is not 0 to 100]"
     " [27 rf: empty value] [32 ri: value is not a number]",
     NULL},
    {"p later", "v=DMARC1; adkim=s; p=none", "p=none adkim=s late ", NULL},
    {"p directly behind v", "v=DMARC1; p=none; adkim=s", "p=none adkim=s ", NULL},
    /* RFC 9989, 4.8: sizes and addresses */
    {"addresses",
     "v=DMARC1; p=none; rua=mailto:a@example.com, mailto:b@EXAMPLE.net!10m ;ruf=mailto:c@x.example",
     "p=none rua:mailto:a@example.com@example.com rua:mailto:b@EXAMPLE.net@example.net!10m"
     " ruf:mailto:c@x.example@x.example ",
     NULL},
    {"size of many digits", "v=DMARC1; p=none; rua=mailto:a@example.com!99999999999999999999999",
     "p=none rua:mailto:a@example.com@example.com!99999999999999999999999 ", NULL},
    {"mailto without an address", "v=DMARC1; p=none; rua=mailto:?subject=x",
     "p=none [18 rua: not a URI]", NULL},
    {"bad size", "v=DMARC1; p=none; rua=mailto:a@example.com!10x", "p=none [18 rua: not a URI]",
     NULL},
    {"other scheme", "v=DMARC1; p=none; rua=https://example.com/r?x=1",
     "p=none rua:https://example.com/r?x=1@- ", NULL},
    {"address without mailto", "v=DMARC1; p=none; rua=a@example.com", "p=none [18 rua: not a URI]",
     NULL},
    {"bad one beside a good one", "v=DMARC1; p=none; rua=bogus,mailto:a@example.com",
     "p=none rua:mailto:a@example.com@example.com [18 rua: not a URI]", NULL},
    {"mailto without host", "v=DMARC1; p=none; rua=mailto:a", "p=none [18 rua: not a URI]", NULL},
    {"percent encoding and header fields",
     "v=DMARC1; p=none; rua=mailto:a%40b%2Cc@example.com?subject=x@y",
     "p=none rua:mailto:a%40b%2Cc@example.com?subject=x@y@example.com ", NULL},
    {"failure options", "v=DMARC1; p=none; fo=1:d:s", "p=none fo=1:d:s ", NULL},
    {"bad failure options", "v=DMARC1; p=none; fo=2",
     "p=none fo=2 [18 fo: value is not of 0, 1, d, s]", NULL},
};

static void print_policy(GString *out, const char *name, const MwDmarcPolicyTag *tag)
{
    if (tag->present && tag->valid)
        g_string_append_printf(out, "%s=%s ", name, mw_dmarc_policy_name(tag->policy));
    else if (tag->present)
        g_string_append_printf(out, "%s! ", name);
}

static void print_uris(GString *out, const char *name, const GPtrArray *uris)
{
    for (guint i = 0; i < uris->len; i++) {
        const MwDmarcUri *uri = g_ptr_array_index(uris, i);
        g_string_append_printf(out, "%s:%s@%s%s%s ", name, uri->uri,
                               uri->host != NULL ? uri->host : "-", uri->size != NULL ? "!" : "",
                               uri->size != NULL ? uri->size : "");
    }
}

static void print_flags(GString *out, const MwDmarcRecord *record)
{
    g_string_append(out, record->strict_dkim ? "adkim=s " : "");
    g_string_append(out, record->strict_spf ? "aspf=s " : "");
    if (record->psd != MW_DMARC_PSD_U)
        g_string_append_printf(out, "psd=%s ", mw_dmarc_psd_name(record->psd));
    g_string_append(out, record->testing ? "t=y " : "");
    if (record->fo != NULL)
        g_string_append_printf(out, "fo=%s ", record->fo);
    if (record->pct != NULL)
        g_string_append_printf(out, "pct=%s ", record->pct);
    if (record->historic->len > 0)
        g_string_append(out, "historic:");
    for (guint i = 0; i < record->historic->len; i++)
        g_string_append_printf(out, "%s,", (char *)g_ptr_array_index(record->historic, i));
    g_string_append(out, record->historic->len > 0 ? " " : "");
    g_string_append(out, record->p_is_late ? "late " : "");
    if (record->duplicate != NULL)
        g_string_append_printf(out, "dup=%s ", record->duplicate);
}

static char *print(const MwDmarcRecord *record)
{
    GString *out = g_string_new(record->p.present ? NULL : "p- ");
    print_policy(out, "p", &record->p);
    print_policy(out, "sp", &record->sp);
    print_policy(out, "np", &record->np);
    print_flags(out, record);
    print_uris(out, "rua", record->rua);
    print_uris(out, "ruf", record->ruf);
    for (guint i = 0; i < record->faults->len; i++) {
        const MwDmarcFault *fault = g_ptr_array_index(record->faults, i);
        g_string_append_printf(out, "%s[%zu %s: %s]", i > 0 ? " " : "", fault->offset,
                               fault->tag != NULL ? fault->tag : "-", fault->what);
        assert_int_equal(fault->syntax, fault->tag == NULL);
    }
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct record_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDmarcRecord) record = mw_dmarc_record_parse(input, &error);
    size_t offset = 0;
    const char *lookalike = mw_dmarc_record_lookalike(input, &offset);
    assert_int_equal(mw_dmarc_record_is_dmarc(input), c->printed != NULL);
    if (c->printed != NULL) {
        assert_non_null(record);
        assert_null(error);
        assert_null(lookalike);
        g_autofree char *printed = print(record);
        assert_string_equal(printed, c->printed);
    } else {
        assert_null(record);
        assert_non_null(error);
        if (c->lookalike == NULL) {
            assert_null(lookalike);
        } else {
            assert_non_null(lookalike);
            g_autofree char *printed = g_strdup_printf("%zu %s", offset, lookalike);
            assert_string_equal(printed, c->lookalike);
        }
    }
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("dmarc_record", cases, check)
