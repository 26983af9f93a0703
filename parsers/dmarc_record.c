#include "parsers/dmarc_record.h"

#include "parsers/error.h"

static const char *const mw_dmarc_policy_names[] = {
    [MW_DMARC_POLICY_NONE] = "none",
    [MW_DMARC_POLICY_QUARANTINE] = "quarantine",
    [MW_DMARC_POLICY_REJECT] = "reject",
};
MW_DEFINE_ENUM_NAMES(MwDmarcPolicy, mw_dmarc_policy, MW_DMARC_POLICY_N)

static const char *const mw_dmarc_psd_names[] = {
    [MW_DMARC_PSD_U] = "u", [MW_DMARC_PSD_Y] = "y", [MW_DMARC_PSD_N] = "n"};
MW_DEFINE_ENUM_NAMES(MwDmarcPsd, mw_dmarc_psd, MW_DMARC_PSD_COUNT)

enum { FAULTS_MAX = 50, URIS_MAX = 50, TAGS_MAX = 200 };

static void fault_free(void *data)
{
    MwDmarcFault *fault = data;
    g_free(fault->tag);
    g_free(fault);
}

static char *lower_case(MwSpan name)
{
    return g_ascii_strdown(name.data, (gssize)name.len);
}

/* `tag` empty: the part is no tag at all. */
static void add_fault(MwDmarcRecord *record, size_t offset, MwSpan tag, const char *what)
{
    if (record->faults->len >= FAULTS_MAX)
        return;
    MwDmarcFault *fault = g_new0(MwDmarcFault, 1);
    *fault = (MwDmarcFault){offset, tag.len > 0 ? lower_case(tag) : NULL, what, tag.len == 0};
    g_ptr_array_add(record->faults, fault);
}

/* ---- values of the known tags: each returns NULL, or what is wrong ---- */

/* "none rua=mailto:..." is the usual way to lose a semicolon. */
static const char *policy_problem(MwSpan value)
{
    if (value.len == 0)
        return "empty value";
    size_t blank = MIN(mw_span_find(value, ' ', 0), mw_span_find(value, '\t', 0));
    MwDmarcPolicy ignored;
    if (blank < value.len && mw_span_find(value, '=', blank) < value.len &&
        mw_dmarc_policy_from_name(mw_span_slice(value, 0, blank), &ignored))
        return "missing semicolon behind the value";
    return "value is not none, quarantine or reject";
}

static const char *read_policy(MwDmarcPolicyTag *tag, MwSpan value)
{
    tag->present = true;
    tag->valid = mw_dmarc_policy_from_name(value, &tag->policy);
    return tag->valid ? NULL : policy_problem(value);
}

static const char *read_p(MwDmarcRecord *record, MwSpan value)
{
    return read_policy(&record->p, value);
}

static const char *read_sp(MwDmarcRecord *record, MwSpan value)
{
    return read_policy(&record->sp, value);
}

static const char *read_np(MwDmarcRecord *record, MwSpan value)
{
    return read_policy(&record->np, value);
}

static const char *read_mode(bool *strict, MwSpan value)
{
    *strict = mw_span_is_nocase(value, "s");
    return *strict || mw_span_is_nocase(value, "r") ? NULL : "value is not r or s";
}

static const char *read_adkim(MwDmarcRecord *record, MwSpan value)
{
    return read_mode(&record->strict_dkim, value);
}

static const char *read_aspf(MwDmarcRecord *record, MwSpan value)
{
    return read_mode(&record->strict_spf, value);
}

static const char *read_psd(MwDmarcRecord *record, MwSpan value)
{
    return mw_dmarc_psd_from_name(value, &record->psd) ? NULL : "value is not y, n or u";
}

static const char *read_t(MwDmarcRecord *record, MwSpan value)
{
    record->testing = mw_span_is_nocase(value, "y");
    return record->testing || mw_span_is_nocase(value, "n") ? NULL : "value is not y or n";
}

/* fo = one or more of 0, 1, d, s with colons between. */
static const char *read_fo(MwDmarcRecord *record, MwSpan value)
{
    record->fo = mw_span_dup(value);
    for (size_t i = 0; i <= value.len;) {
        size_t end = mw_span_find(value, ':', i);
        MwSpan option = mw_span_trim(mw_span_slice(value, i, end));
        if (option.len != 1 || option.data[0] == '\0' || strchr("01dsDS", option.data[0]) == NULL)
            return "value is not of 0, 1, d, s";
        i = end + 1;
    }
    return NULL;
}

static const char *read_uris(GPtrArray *uris, MwSpan value)
{
    const char *problem = NULL;
    for (size_t i = 0; i <= value.len && uris->len < URIS_MAX;) {
        size_t end = mw_span_find(value, ',', i);
        MwDmarcUri *uri = mw_dmarc_uri_parse(mw_span_slice(value, i, end));
        if (uri != NULL)
            g_ptr_array_add(uris, uri);
        else
            problem = "not a URI";
        i = end + 1;
    }
    return problem;
}

static const char *read_rua(MwDmarcRecord *record, MwSpan value)
{
    record->has_rua = true;
    return read_uris(record->rua, value);
}

static const char *read_ruf(MwDmarcRecord *record, MwSpan value)
{
    return read_uris(record->ruf, value);
}

static bool is_number(MwSpan value, unsigned max)
{
    unsigned number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (!g_ascii_isdigit(value.data[i]) || number > max)
            return false;
        number = number * 10 + (unsigned)(value.data[i] - '0');
    }
    return value.len > 0 && number <= max;
}

static const char *read_pct(MwDmarcRecord *record, MwSpan value)
{
    record->pct = mw_span_dup(value);
    g_ptr_array_add(record->historic, g_strdup("pct"));
    return is_number(value, 100) ? NULL : "value is not 0 to 100";
}

static const char *read_rf(MwDmarcRecord *record, MwSpan value)
{
    g_ptr_array_add(record->historic, g_strdup("rf"));
    return value.len > 0 ? NULL : "empty value";
}

static const char *read_ri(MwDmarcRecord *record, MwSpan value)
{
    g_ptr_array_add(record->historic, g_strdup("ri"));
    return value.len > 0 && value.len <= 9 && is_number(value, 999999999) ? NULL
                                                                          : "value is not a number";
}

static const struct {
    const char *name;
    const char *(*read)(MwDmarcRecord *record, MwSpan value);
} tags[] = {
    {"p", read_p},     {"sp", read_sp}, {"np", read_np}, {"adkim", read_adkim}, {"aspf", read_aspf},
    {"psd", read_psd}, {"t", read_t},   {"fo", read_fo}, {"rua", read_rua},     {"ruf", read_ruf},
    {"pct", read_pct}, {"rf", read_rf}, {"ri", read_ri},
};

/* ---- the tag list ---- */

/* One part between semicolons, at `offset` of the record. */
typedef struct {
    MwSpan name, value;
    size_t offset, end; /* of the trimmed part; behind the semicolon */
    bool is_empty, is_pair;
} Part;

static bool is_name(MwSpan name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!g_ascii_isalpha(name.data[i]))
            return false;
    return name.len > 0;
}

static bool is_printable(MwSpan value)
{
    for (size_t i = 0; i < value.len; i++)
        if (((unsigned char)value.data[i] < ' ' && value.data[i] != '\t') ||
            (unsigned char)value.data[i] > '~')
            return false;
    return true;
}

static Part next_part(MwSpan text, size_t from)
{
    size_t end = mw_span_find(text, ';', from);
    MwSpan raw = mw_span_slice(text, from, end), part = mw_span_trim(raw);
    size_t equals = mw_span_find(part, '=', 0);
    Part result = {.end = end + 1, .is_empty = part.len == 0, .offset = from};
    if (part.len > 0)
        result.offset = (size_t)(part.data - text.data);
    result.name = mw_span_trim(mw_span_slice(part, 0, equals));
    result.value = mw_span_trim(mw_span_slice(part, equals + 1, part.len));
    result.is_pair = equals < part.len && is_name(result.name) && is_printable(result.value);
    return result;
}

/* Blanks before v= are no part of dmarc-version (RFC 9989, 4.8). */
bool mw_dmarc_record_is_dmarc(MwSpan text)
{
    Part part = next_part(text, 0);
    return part.is_pair && part.offset == 0 && mw_span_is_nocase(part.name, "v") &&
           mw_span_is(part.value, "DMARC1");
}

static void read_known(MwDmarcRecord *record, const Part *part)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
        if (!mw_span_is_nocase(part->name, tags[i].name))
            continue;
        const char *problem = tags[i].read(record, part->value);
        if (problem != NULL)
            add_fault(record, part->offset, part->name, problem);
        return;
    }
}

/* Nobody can tell which of two policies is meant; of other tags the first value stands. */
static void refuse_duplicate(MwDmarcRecord *record, const Part *part)
{
    MwDmarcPolicyTag *policy = mw_span_is_nocase(part->name, "p")    ? &record->p
                               : mw_span_is_nocase(part->name, "sp") ? &record->sp
                               : mw_span_is_nocase(part->name, "np") ? &record->np
                                                                     : NULL;
    if (policy != NULL)
        policy->valid = false;
    add_fault(record, part->offset, part->name, "tag given twice");
    if (record->duplicate == NULL)
        record->duplicate = lower_case(part->name);
}

/* The names of the tags so far, v among them. */
typedef struct {
    MwSpan names[TAGS_MAX + 1];
    unsigned count;
} Seen;

/* Notes the name; false when it was there already. */
static bool is_new(Seen *seen, MwSpan name)
{
    for (unsigned i = 0; i < seen->count; i++)
        if (mw_span_equal_nocase(seen->names[i], name))
            return false;
    seen->names[seen->count++] = name;
    return true;
}

static void read_part(MwDmarcRecord *record, const Part *part, Seen *seen)
{
    if (!part->is_pair) {
        add_fault(record, part->offset, mw_span(""),
                  part->is_empty ? "empty between semicolons" : "not a tag=value pair");
    } else if (!is_new(seen, part->name)) {
        refuse_duplicate(record, part);
    } else {
        record->p_is_late |= mw_span_is_nocase(part->name, "p") && seen->count > 2;
        read_known(record, part);
    }
}

static MwDmarcRecord *record_new(void)
{
    MwDmarcRecord *record = g_new0(MwDmarcRecord, 1);
    record->rua = g_ptr_array_new_with_free_func((GDestroyNotify)mw_dmarc_uri_free);
    record->ruf = g_ptr_array_new_with_free_func((GDestroyNotify)mw_dmarc_uri_free);
    record->historic = g_ptr_array_new_with_free_func(g_free);
    record->faults = g_ptr_array_new_with_free_func(fault_free);
    return record;
}

MwDmarcRecord *mw_dmarc_record_parse(MwSpan text, GError **error)
{
    if (!mw_dmarc_record_is_dmarc(text)) {
        g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_VALUE, "byte 0: not v=DMARC1");
        return NULL;
    }
    g_autoptr(MwDmarcRecord) record = record_new();
    Seen seen = {.names = {mw_span("v")}, .count = 1};
    unsigned count = 0;
    for (size_t i = next_part(text, 0).end; i < text.len && count < TAGS_MAX; count++) {
        Part part = next_part(text, i);
        if (!part.is_empty || part.end <= text.len) /* one trailing semicolon is grammar */
            read_part(record, &part, &seen);
        i = part.end;
    }
    if (count == TAGS_MAX)
        add_fault(record, 0, mw_span(""), "too many tags; the rest is not read");
    return g_steal_pointer(&record);
}

void mw_dmarc_record_free(MwDmarcRecord *record)
{
    if (record == NULL)
        return;
    g_ptr_array_unref(record->rua);
    g_ptr_array_unref(record->ruf);
    g_ptr_array_unref(record->historic);
    g_ptr_array_unref(record->faults);
    g_free(record->fo);
    g_free(record->pct);
    g_free(record->duplicate);
    g_free(record);
}

const MwDmarcFault *mw_dmarc_record_fault(const MwDmarcRecord *record, const char *tag)
{
    for (guint i = 0; i < record->faults->len; i++) {
        const MwDmarcFault *fault = g_ptr_array_index(record->faults, i);
        if (g_strcmp0(fault->tag, tag) == 0)
            return fault;
    }
    return NULL;
}

bool mw_dmarc_record_is_clean(const MwDmarcRecord *record)
{
    return record->duplicate == NULL && mw_dmarc_record_fault(record, NULL) == NULL;
}

const char *mw_dmarc_record_spoiled_by(const MwDmarcRecord *record, bool np_counts)
{
    if (!record->p.valid)
        return "p";
    if (record->sp.present && !record->sp.valid)
        return "sp";
    return np_counts && record->np.present && !record->np.valid ? "np" : NULL;
}

/* ---- look-alikes ---- */

const char *mw_dmarc_record_lookalike(MwSpan text, size_t *ret_offset)
{
    if (mw_dmarc_record_is_dmarc(text))
        return NULL;
    size_t at = mw_span_find_nocase(text, "dmarc1");
    Part first = next_part(text, 0);
    MwDmarcPolicy ignored;
    *ret_offset = first.offset;
    if (at == text.len)
        return first.is_pair && mw_span_is_nocase(first.name, "p") &&
                       mw_dmarc_policy_from_name(first.value, &ignored)
                   ? "no v=DMARC1 in front"
                   : NULL;
    if (text.len > 0 && first.offset > 0) {
        *ret_offset = 0;
        return "blank before v=DMARC1";
    }
    if (text.data[0] == '"' || text.data[0] == '\'' || text.data[0] == '\\')
        return "quotation mark before v=DMARC1";
    if (!first.is_pair || !mw_span_is_nocase(first.name, "v"))
        return "v is not the first tag";
    *ret_offset = at;
    if (mw_span_is_nocase(first.value, "dmarc1"))
        return "DMARC1 must be in capitals";
    return "v is not DMARC1 alone: semicolon missing?";
}
