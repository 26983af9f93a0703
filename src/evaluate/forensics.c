#include "src/evaluate/forensics.h"

enum {
    BUDGET_THOROUGH = 8 * 1024 * 1024, /* well under 50 ms */
    BUDGET_QUICK = 512 * 1024,         /* in a batch, most messages are small and many fail */
    BUDGET_FACTOR = 4,                 /* one of them for the copy */
    BODY_MAX = 8 * 1024 * 1024,        /* a copy of the body is made: larger ones are left alone */
    FINISH_COST = 512,                 /* a copied state, padding, comparison */
    TEXT_SHOWN = 200,
    LINE_USUAL = 64,
};

MwForensicBudget mw_forensic_budget(const MwMessage *message, bool is_thorough)
{
    int64_t size = (int64_t)g_bytes_get_size(message->bytes);
    int64_t least = is_thorough ? BUDGET_THOROUGH : BUDGET_QUICK;
    return (MwForensicBudget){MAX(least, BUDGET_FACTOR * size)};
}

bool mw_forensic_spend(MwForensicBudget *budget, size_t octets)
{
    if (octets > INT32_MAX || budget->left < (int64_t)octets + FINISH_COST)
        return false;
    budget->left -= (int64_t)octets + FINISH_COST;
    return true;
}

bool mw_forensic_is_target(const MwForensicBody *body, MwHashState state, MwSpan rest)
{
    uint8_t digest[MW_HASH_MAX];
    mw_hash_update(&state, rest);
    mw_hash_finish(&state, digest);
    return memcmp(digest, body->target, mw_hash_length(body->hash)) == 0;
}

bool mw_forensic_completes(const MwForensicBody *body, const MwHashState *state, MwSpan rest)
{
    return mw_forensic_spend(body->budget, rest.len) && mw_forensic_is_target(body, *state, rest);
}

MwChange *mw_forensic_lines_added(const MwForensicBody *body, const char *kind, guint begin,
                                  guint end)
{
    MwChange *change = g_new0(MwChange, 1);
    size_t from = g_array_index(body->lines, MwForensicLine, begin).raw;
    size_t to = g_array_index(body->lines, MwForensicLine, end).raw;
    change->kind = g_strdup(kind);
    change->offset = from;
    change->length = to - from;
    change->text = mw_span_dup(mw_span_slice(body->raw, from, MIN(to, from + TEXT_SHOWN)));
    change->text_is_cut = to - from > TEXT_SHOWN;
    return change;
}

static bool is_canonical_line(MwCanon canon, const MwLine *line)
{
    return line->end_len == 2 && (canon == MW_CANON_SIMPLE || mw_canon_line_is_relaxed(line->text));
}

/* Where the first line begins that is not; the end when there is none. */
static size_t find_changed_line(MwSpan body, MwCanon canon)
{
    size_t unchanged = mw_canon_count_unchanged(body, false);
    const char *lf = unchanged > 0 ? memrchr(body.data, '\n', unchanged) : NULL;
    size_t begin = lf != NULL ? (size_t)(lf - body.data) + 1 : 0;
    MwLine line;
    for (size_t at = begin; mw_canon_next_line(body, &at, &line); begin = at)
        if (!is_canonical_line(canon, &line))
            break;
    return begin;
}

static void append_line(GString *copy, MwSpan line, MwCanon canon)
{
    if (canon == MW_CANON_RELAXED)
        mw_canon_append_relaxed_line(copy, line);
    else
        g_string_append_len(copy, line.data, (gssize)line.len);
    g_string_append_len(copy, "\r\n", 2);
}

/* The lines of the whole body. `changed`: from where on there are lines that the canonical form
 * changes; it is made in `copy`. */
static void load_text(MwForensicBody *body, size_t changed, GString *copy)
{
    MwSpan raw = body->raw;
    size_t kept = 0; /* what begins here is canonical, and is not copied yet */
    MwLine line;
    for (size_t at = 0, begin = 0; mw_canon_next_line(raw, &at, &line); begin = at) {
        MwForensicLine entry = {copy->len + begin - kept, begin};
        g_array_append_val(body->lines, entry);
        if (begin < changed)
            continue;
        g_string_append_len(copy, raw.data + kept, (gssize)(begin - kept));
        append_line(copy, line.text, body->canon);
        kept = at;
        changed = at + find_changed_line(mw_span_slice(raw, at, raw.len), body->canon);
    }
    if (kept > 0)
        g_string_append_len(copy, raw.data + kept, (gssize)(raw.len - kept));
    body->text = kept > 0 ? mw_span_make(copy->str, copy->len) : raw;
}

/* The lines that count, and one entry for the end, whose `raw` is the end of the whole body. */
static void load_lines(MwForensicBody *body, size_t changed, GString *copy)
{
    load_text(body, changed, copy);
    while (body->lines->len > 0) {
        size_t last = g_array_index(body->lines, MwForensicLine, body->lines->len - 1).at;
        if (body->text.len - last > 2)
            break;
        body->text.len = last;
        g_array_set_size(body->lines, body->lines->len - 1);
    }
    MwForensicLine end = {body->text.len, body->raw.len};
    g_array_append_val(body->lines, end);
}

/* The rarest comes last, but is paid before the others may have used up what there is. */
static MwChange *search_body(const MwForensicBody *body)
{
    static MwChange *(*const searches[])(const MwForensicBody *) = {
        mw_forensic_find_footer,
        mw_forensic_find_parts,
        mw_forensic_find_banner,
    };
    MwChange *change = mw_forensic_find_edits(body);
    if (change != NULL)
        return change;
    bool is_paid = mw_forensic_spend(body->budget, body->text.len - mw_forensic_line_count(body));
    for (size_t i = 0; i < G_N_ELEMENTS(searches) && change == NULL; i++)
        change = searches[i](body);
    return change == NULL && is_paid ? mw_forensic_find_lf_ends(body) : change;
}

/* l= says how long the body was. */
static MwChange *find_removed_tail(const MwDkimCheck *check)
{
    const MwBodyDigest *digest = check->body;
    if (digest->limit <= digest->length)
        return NULL;
    MwChange *change = g_new0(MwChange, 1);
    change->kind = g_strdup("removed-tail");
    change->offset = check->shared->message->body.len;
    change->length = (size_t)(digest->limit - digest->length);
    change->text = g_strdup("");
    return change;
}

/* Under l= the end of the signed part is known, and a change before it moves that end: only the
 * whole of it could be guessed, which is not done. */
static MwChange *find_body_change(const MwDkimCheck *check, MwForensicBudget *budget)
{
    const MwDkimSignature *s = check->signature;
    MwSpan raw = check->shared->message->body;
    gsize len = 0;
    const uint8_t *target = g_bytes_get_data(s->body_hash, &len);
    if (s->body_length >= 0)
        return find_removed_tail(check);
    if (raw.len > BODY_MAX || len != mw_hash_length(check->hash) ||
        !mw_forensic_spend(budget, raw.len))
        return NULL;
    size_t changed = find_changed_line(raw, s->body_canon);
    g_autoptr(GString) copy =
        g_string_sized_new(changed < raw.len ? raw.len + raw.len / 16 + 2 : 0);
    g_autoptr(GArray) lines =
        g_array_sized_new(FALSE, FALSE, sizeof(MwForensicLine), (guint)(raw.len / LINE_USUAL));
    MwForensicBody body = {budget, target, check->hash, s->body_canon, raw, raw, lines};
    load_lines(&body, changed, copy);
    return search_body(&body);
}

static unsigned line_of(const MwMessage *message, size_t body_offset)
{
    gsize len = 0;
    const char *begin = g_bytes_get_data(message->bytes, &len);
    const char *end = message->body.data + body_offset;
    unsigned line = 1;
    for (const char *p = begin; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        line++;
    return line;
}

static MwChange *copy_change(const MwChange *change)
{
    if (change == NULL)
        return NULL;
    MwChange *copy = g_memdup2(change, sizeof *change);
    copy->kind = g_strdup(change->kind);
    copy->field = g_strdup(change->field);
    copy->text = g_strdup(change->text);
    return copy;
}

static bool has_same_body(const MwDkimCheck *a, const MwDkimCheck *b)
{
    return a->result->body_hash == MW_BODY_HASH_MISMATCH && a->hash == b->hash &&
           a->signature->body_canon == b->signature->body_canon &&
           a->signature->body_length == b->signature->body_length &&
           g_bytes_equal(a->signature->body_hash, b->signature->body_hash);
}

/* Signers of one body mostly have one bh=: then the search was made already. */
static const MwDkimCheck *find_twin(const GPtrArray *checks, guint at)
{
    for (guint i = 0; i < at; i++)
        if (has_same_body(g_ptr_array_index(checks, i), g_ptr_array_index(checks, at)))
            return g_ptr_array_index(checks, i);
    return NULL;
}

static void search_one(const GPtrArray *checks, guint at, MwForensicBudget *budget)
{
    MwDkimCheck *check = g_ptr_array_index(checks, at);
    MwDkim *dkim = check->result;
    const MwMessage *message = check->shared->message;
    if (dkim->body_hash == MW_BODY_HASH_MISMATCH && check->body != NULL) {
        const MwDkimCheck *twin = find_twin(checks, at);
        dkim->body_change =
            twin != NULL ? copy_change(twin->result->body_change) : find_body_change(check, budget);
        if (dkim->body_change != NULL && message->body.data != NULL)
            dkim->body_change->line = line_of(message, dkim->body_change->offset);
    }
    if (dkim->header_signature == MW_HEADER_SIGNATURE_INVALID && check->verified.has_recovered)
        dkim->header_change = mw_forensic_find_header(check, budget);
}

void mw_forensics(const GPtrArray *checks, MwForensicBudget *budget)
{
    for (guint i = 0; i < checks->len; i++)
        search_one(checks, i, budget);
}
