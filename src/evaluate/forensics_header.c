/* Which signed field was changed: RSA gives back the hash that the signer made, so that every guess
 * costs one hash of the header. */

#include "parsers/dkim_qp.h"
#include "parsers/encoded_word.h"
#include "src/evaluate/forensics.h"

enum { PREFIX_MAX = 80, SUFFIX_MAX = 60, TEXT_SHOWN = 200 };

/* The signed text, field by field. */
typedef struct {
    const MwDkimCheck *check;
    MwForensicBudget *budget;
    GString *text;     /* as it is now */
    GArray *ends;      /* gsize: where each selected field ends in `text`; absent ones are empty */
    GString *guess;    /* one field, as it may have been */
    MwHashState state; /* before the field that is being guessed */
    guint at;          /* that field's place in h= */
} Search;

/* Where a field starts, and the one before it ends. */
static gsize start_of(const Search *search, guint field)
{
    return field == 0 ? 0 : g_array_index(search->ends, gsize, field - 1);
}

static void load(Search *search)
{
    const MwDkimCheck *check = search->check;
    MwCanon canon = check->signature->header_canon;
    for (guint i = 0; i < check->fields->len; i++) {
        const MwHeader *field = g_ptr_array_index(check->fields, i);
        if (field != NULL)
            mw_canon_append_header(search->text, field, canon);
        gsize end = search->text->len;
        g_array_append_val(search->ends, end);
    }
    mw_canon_append_signature(search->text, check->header, canon, check->signature);
}

static bool is_target(const Search *search, MwHashState *state)
{
    uint8_t digest[MW_HASH_MAX];
    mw_hash_finish(state, digest);
    return memcmp(digest, search->check->verified.recovered, sizeof digest) == 0;
}

/* Is it the signer's hash with search->guess in place of the field? */
static bool guess_holds(const Search *search)
{
    gsize rest = g_array_index(search->ends, gsize, search->at);
    MwSpan after = mw_span_make(search->text->str + rest, search->text->len - rest);
    if (!mw_forensic_spend(search->budget, search->guess->len + after.len))
        return false;
    MwHashState state = search->state;
    mw_hash_update(&state, mw_span_make(search->guess->str, search->guess->len));
    mw_hash_update(&state, after);
    return is_target(search, &state);
}

static MwSpan written_name(const MwHeader *field)
{
    return mw_span_slice(field->raw, 0, mw_span_find(field->raw, ':', 0));
}

static bool value_holds(Search *search, const MwHeader *field, MwSpan value)
{
    MwCanon canon = search->check->signature->header_canon;
    MwSpan name = canon == MW_CANON_SIMPLE ? written_name(field) : field->name;
    g_string_truncate(search->guess, 0);
    mw_canon_append_field(search->guess, name, value, canon);
    return guess_holds(search);
}

static MwChange *change_new(const char *kind, const MwHeader *field, size_t offset, MwSpan text)
{
    MwChange *change = g_new0(MwChange, 1);
    change->kind = g_strdup(kind);
    change->field = mw_span_dup(field->name);
    change->offset = offset;
    change->length = text.len;
    change->text = mw_span_dup(mw_span_slice(text, 0, TEXT_SHOWN));
    change->text_is_cut = text.len > TEXT_SHOWN;
    change->line = field->line;
    return change;
}

/* ---- guesses for one field ---- */

/* Something at the front: a list's tag, "[EXTERNAL]"; or behind "Re:", where lists put theirs. */
static MwChange *find_prefix(Search *search, const MwHeader *field)
{
    g_autoptr(GString) value = g_string_new(NULL);
    MwSpan all = field->value;
    size_t blank = 0;
    while (blank < all.len && (all.data[blank] == ' ' || all.data[blank] == '\t'))
        blank++;
    MwSpan starts[] = {mw_span_slice(all, 0, blank), mw_span_slice(all, 0, blank + 4)};
    size_t tries = mw_span_starts_with_nocase(mw_span_slice(all, blank, all.len), "re: ") ? 2 : 1;
    for (size_t i = 0; i < tries; i++) {
        MwSpan head = starts[i];
        for (size_t n = 1; n <= PREFIX_MAX && head.len + n <= all.len; n++) {
            g_string_truncate(value, 0);
            g_string_append_len(value, head.data, (gssize)head.len);
            g_string_append_len(value, all.data + head.len + n, (gssize)(all.len - head.len - n));
            if (value_holds(search, field, mw_span_make(value->str, value->len)))
                return change_new("subject-tag", field, head.len,
                                  mw_span_make(all.data + head.len, n));
        }
    }
    return NULL;
}

static MwChange *find_suffix(Search *search, const MwHeader *field)
{
    MwSpan all = field->value;
    for (size_t n = 1; n <= SUFFIX_MAX && n <= all.len; n++)
        if (value_holds(search, field, mw_span_slice(all, 0, all.len - n)))
            return change_new("subject-tag", field, all.len - n,
                              mw_span_make(all.data + all.len - n, n));
    return NULL;
}

/* "=?utf-8?B?...?=" in one word, as one of the usual spellings. */
static void encode_word(GString *out, const char *text, const char *charset, bool base64)
{
    g_string_append_printf(out, "=?%s?%c?", charset, base64 ? 'B' : 'Q');
    if (base64) {
        g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
        g_string_append(out, encoded);
    } else {
        for (const char *p = text; *p != '\0'; p++)
            if (*p == ' ')
                g_string_append_c(out, '_');
            else if (g_ascii_isalnum(*p) || strchr("!*+-/.,", *p) != NULL)
                g_string_append_c(out, *p);
            else
                g_string_append_printf(out, "=%02X", (unsigned)(guchar)*p);
    }
    g_string_append(out, "?=");
}

static MwChange *try_encodings(Search *search, const MwHeader *field, const char *text)
{
    static const struct {
        const char *charset; /* NULL: as raw text */
        bool base64;
    } forms[] = {{NULL, false},    {"utf-8", true},  {"UTF-8", true},
                 {"utf-8", false}, {"UTF-8", false}, {"us-ascii", false}};
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autoptr(GString) value = g_string_new(" ");
        if (forms[i].charset == NULL)
            g_string_append(value, text);
        else
            encode_word(value, text, forms[i].charset, forms[i].base64);
        if (value_holds(search, field, mw_span_make(value->str, value->len)))
            return change_new("subject-encoding", field, 0, field->value);
    }
    return NULL;
}

/* The same words, encoded otherwise; with a "[tag] " in front of them taken away, too. */
static MwChange *find_encoding(Search *search, const MwHeader *field)
{
    g_autofree char *unfolded = mw_span_dup_unfolded(field->value);
    g_autofree char *text = mw_encoded_words_decode(mw_span(unfolded));
    MwChange *change = try_encodings(search, field, text);
    const char *tag_end = *text == '[' ? strchr(text, ']') : NULL;
    if (change == NULL && tag_end != NULL) {
        const char *rest = tag_end + 1 + strspn(tag_end + 1, " ");
        change = try_encodings(search, field, rest);
        if (change != NULL) {
            g_free(change->kind);
            change->kind = g_strdup("subject-tag");
        }
    }
    return change;
}

/* Simple canonicalization: the lines were broken elsewhere, or not at all. */
static MwChange *find_folding(Search *search, const MwHeader *field)
{
    static const char *const joints[] = {"", " ", "\r\n ", "\r\n\t"};
    for (size_t i = 0; i < G_N_ELEMENTS(joints); i++) {
        g_autoptr(GString) value = g_string_new(NULL);
        MwLine line;
        for (size_t at = 0; mw_canon_next_line(field->value, &at, &line);) {
            MwSpan text = line.text;
            if (value->len > 0) {
                g_string_append(value, joints[i]);
                while (i > 0 && text.len > 0 && (*text.data == ' ' || *text.data == '\t'))
                    text = mw_span_make(text.data + 1, text.len - 1);
            }
            g_string_append_len(value, text.data, (gssize)text.len);
        }
        if (value_holds(search, field, mw_span_make(value->str, value->len)))
            return change_new("folding", field, 0, field->value);
    }
    return NULL;
}

/* The field was not there when the message was signed, and h= guards its absence (5.4). */
static MwChange *find_added(Search *search, const MwHeader *field)
{
    g_string_truncate(search->guess, 0);
    return guess_holds(search) ? change_new("field-added", field, 0, field->value) : NULL;
}

/* The body was recoded on the way, and the field says so. */
static MwChange *find_transfer_encoding(Search *search, const MwHeader *field)
{
    static const char *const values[] = {
        " 7bit", " 8bit", " quoted-printable", " base64", " binary",
        " 7BIT", " 8BIT", " QUOTED-PRINTABLE"};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        if (value_holds(search, field, mw_span(values[i])))
            return change_new("transfer-encoding", field, 0, field->value);
    return NULL;
}

/* Lists that put themselves into From keep the author elsewhere. */
static MwChange *find_author(Search *search, const MwHeader *field)
{
    static const char *const keepers[] = {"X-Original-From", "X-Google-Original-From", "Reply-To",
                                          "Author"};
    const MwMessage *message = search->check->shared->message;
    for (size_t i = 0; i < G_N_ELEMENTS(keepers); i++) {
        const MwHeader *keeper = mw_message_header(message, keepers[i], 0);
        if (keeper != NULL && value_holds(search, field, keeper->value))
            return change_new("from-rewritten", field, 0, field->value);
    }
    return NULL;
}

static MwChange *search_field(Search *search, const MwHeader *field)
{
    MwChange *change = find_added(search, field);
    if (change == NULL && search->check->signature->header_canon == MW_CANON_SIMPLE)
        change = find_folding(search, field);
    if (change == NULL && mw_span_is_nocase(field->name, "Subject")) {
        change = find_prefix(search, field);
        change = change != NULL ? change : find_suffix(search, field);
        change = change != NULL ? change : find_encoding(search, field);
    }
    if (change == NULL && mw_span_is_nocase(field->name, "From"))
        change = find_author(search, field);
    if (change == NULL && mw_span_is_nocase(field->name, "Content-Transfer-Encoding"))
        change = find_transfer_encoding(search, field);
    return change;
}

/* ---- z= ---- */

/* The copy of a field in z= ("Name:value|Name:value", 3.5), its value decoded; NULL: none. Of
 * several copies the first counts, as h= takes the lowest field first. */
static GString *copy_of(MwSpan copies, MwSpan name, guint skip)
{
    for (size_t at = 0; at < copies.len;) {
        size_t end = mw_span_find(copies, '|', at);
        MwSpan copy = mw_span_trim(mw_span_slice(copies, at, end));
        size_t colon = mw_span_find(copy, ':', 0);
        if (mw_span_equal_nocase(mw_span_trim(mw_span_slice(copy, 0, colon)), name) && skip-- == 0)
            return mw_dkim_qp_decode(mw_span_slice(copy, colon + 1, copy.len));
        at = end + 1;
    }
    return NULL;
}

static guint earlier_of_name(const Search *search, guint at, MwSpan name)
{
    guint count = 0;
    for (guint i = 0; i < at; i++) {
        const MwHeader *field = g_ptr_array_index(search->check->fields, i);
        count += field != NULL && mw_span_equal_nocase(field->name, name);
    }
    return count;
}

/* All copies in place of the fields at once; the first field that differs is named. */
static MwChange *find_copied(Search *search)
{
    const MwDkimCheck *check = search->check;
    const MwDkimSignature *s = check->signature;
    const MwHeader *first = NULL;
    g_autoptr(GString) text = g_string_sized_new(search->text->len);
    if (s->copied_headers.len == 0)
        return NULL;
    for (guint i = 0; i < check->fields->len; i++) {
        const MwHeader *field = g_ptr_array_index(check->fields, i);
        size_t mark = text->len;
        if (field == NULL)
            continue;
        g_autoptr(GString) copy =
            copy_of(s->copied_headers, field->name, earlier_of_name(search, i, field->name));
        MwSpan value = copy != NULL ? mw_span_make(copy->str, copy->len) : field->value;
        mw_canon_append_field(text, written_name(field), value, s->header_canon);
        MwSpan now = mw_span_make(search->text->str + start_of(search, i),
                                  start_of(search, i + 1) - start_of(search, i));
        if (first == NULL && !mw_span_equal(now, mw_span_make(text->str + mark, text->len - mark)))
            first = field;
    }
    mw_canon_append_signature(text, check->header, s->header_canon, s);
    MwHashState state;
    mw_hash_init(&state, check->hash);
    if (first == NULL || !mw_forensic_spend(search->budget, text->len))
        return NULL;
    mw_hash_update(&state, mw_span_make(text->str, text->len));
    return is_target(search, &state) ? change_new("restored-from-z", first, 0, first->value) : NULL;
}

MwChange *mw_forensic_find_header(MwDkimCheck *check, MwForensicBudget *budget)
{
    g_autoptr(GString) text = g_string_sized_new(4096), guess = g_string_sized_new(512);
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
    Search search = {.check = check, .budget = budget, .text = text, .ends = ends, .guess = guess};
    load(&search);
    MwChange *change = find_copied(&search);
    mw_hash_init(&search.state, check->hash);
    for (guint i = 0; i < check->fields->len && change == NULL; i++) {
        const MwHeader *field = g_ptr_array_index(check->fields, i);
        search.at = i;
        if (field != NULL)
            change = search_field(&search, field);
        mw_hash_update(&search.state,
                       mw_span_make(text->str + start_of(&search, i),
                                    start_of(&search, i + 1) - start_of(&search, i)));
    }
    return change;
}
