#pragma once

#include "src/input/input.h"
#include "tests/table.h"

/* Collects what mw_input_read_bytes hands over, printed as one line per item:
 * "source#index kind [flags] {repair; repair} fields=N body=LEN carrier" or "source#index error".
 */

static inline const char *mw_test_flags(const MwItem *item)
{
    static const char *const texts[] = {"", " headers-only", " headers-touched",
                                        " headers-only headers-touched"};
    return texts[item->state.headers_only | item->state.headers_touched << 1];
}

static inline void mw_test_print_item(GString *out, const MwItem *item)
{
    g_string_append_printf(out, "%s#%u %s%s%s%s", item->source, item->index,
                           mw_input_kind_name(item->kind), mw_test_flags(item),
                           item->state.body_touched ? " body-touched" : "",
                           item->truncated ? " truncated" : "");
    for (guint i = 0; i < item->repairs->len; i++)
        g_string_append_printf(out, "%s%s%s", i == 0 ? " {" : "; ", (char *)item->repairs->pdata[i],
                               i + 1 == item->repairs->len ? "}" : "");
    g_string_append_printf(out, " %u", item->message->headers->len);
    if (item->message->has_body)
        g_string_append_printf(out, "+%zu", item->message->body.len);
    if (item->ndr_text.len > 0)
        g_string_append_printf(out, " text %zu", item->ndr_text.len);
    if (item->carrier != NULL)
        g_string_append_printf(out, " (in %s)", item->carrier);
}

static inline bool mw_test_collect(const char *source, unsigned index, MwItem *item,
                                   const GError *error, void *user_data)
{
    GString *out = user_data;
    if (out->len > 0)
        g_string_append_c(out, '\n');
    if (item == NULL)
        g_string_append_printf(out, "%s#%u error %d: %s", source, index, error->code,
                               error->message);
    else
        mw_test_print_item(out, item);
    mw_item_free(item);
    return true;
}

/* Keeps the items themselves, in a GPtrArray of MwItem. */
static inline bool mw_test_keep(const char *source, unsigned index, MwItem *item,
                                const GError *error, void *user_data)
{
    (void)source, (void)index, (void)error;
    if (item != NULL)
        g_ptr_array_add(user_data, item);
    return true;
}

static inline char *mw_test_read(const void *data, size_t len, const MwInputOptions *options)
{
    static const MwInputOptions none;
    GString *out = g_string_new(NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(data, len);
    mw_input_read_bytes(bytes, "in", options != NULL ? options : &none, mw_test_collect, out);
    return g_string_free(out, FALSE);
}

static inline GPtrArray *mw_test_items(const void *data, size_t len, const MwInputOptions *options)
{
    static const MwInputOptions none;
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)mw_item_free);
    g_autoptr(GBytes) bytes = g_bytes_new(data, len);
    mw_input_read_bytes(bytes, "in", options != NULL ? options : &none, mw_test_keep, items);
    return items;
}

/* The fields of an item, values unfolded: "Name=value|Name=value". The caller's. */
static inline char *mw_test_fields(const MwItem *item)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < item->message->headers->len; i++) {
        const MwHeader *field = &g_array_index(item->message->headers, MwHeader, i);
        g_autofree char *value = mw_span_dup_unfolded(field->value);
        g_string_append_printf(out, "%s" MW_SPAN_FMT "=%s", i > 0 ? "|" : "",
                               MW_SPAN_ARG(field->name), value);
    }
    return g_string_free(out, FALSE);
}
