#include "parsers/delivery_status.h"

#include <stdbool.h>

enum { RECIPIENTS_MAX = 1000 };

static void free_recipient(void *item)
{
    MwDsnRecipient *recipient = item;
    g_free(recipient->recipient);
    g_free(recipient->action);
    g_free(recipient->status);
    g_free(recipient->remote_mta);
    g_free(recipient);
}

void mw_delivery_status_free(MwDeliveryStatus *status)
{
    if (status == NULL)
        return;
    g_free(status->reporting_mta);
    g_ptr_array_unref(status->recipients);
    g_free(status);
}

/* The next line with its continuations, without the last line end; moves `offset` behind it. */
static MwSpan next_field(MwSpan text, size_t *offset)
{
    size_t begin = *offset, end = mw_span_find(text, '\n', begin);
    while (end + 1 < text.len && (text.data[end + 1] == ' ' || text.data[end + 1] == '\t'))
        end = mw_span_find(text, '\n', end + 1);
    *offset = MIN(end + 1, text.len);
    return mw_span_slice(text, begin, end);
}

/* "dns; mx.example.net" is "mx.example.net"; so is the value without a type. */
static char *typed_value(MwSpan value)
{
    size_t semicolon = mw_span_find(value, ';', 0);
    return mw_span_dup_unfolded(
        semicolon < value.len ? mw_span_slice(value, semicolon + 1, value.len) : value);
}

static char *recipient_value(MwSpan value)
{
    g_autofree char *text = typed_value(value);
    size_t len = strlen(text);
    if (len >= 2 && text[0] == '<' && text[len - 1] == '>')
        return g_strndup(text + 1, len - 2);
    return g_steal_pointer(&text);
}

static char *word_value(MwSpan value)
{
    g_autofree char *text = mw_span_dup_unfolded(value);
    text[strcspn(text, " (")] = '\0';
    return g_ascii_strdown(text, -1);
}

static void set_once(char **place, char *value)
{
    if (*place != NULL || *value == '\0')
        g_free(value);
    else
        *place = value;
}

static void read_recipient_field(MwDsnRecipient *recipient, MwSpan name, MwSpan value)
{
    if (mw_span_is_nocase(name, "Final-Recipient")) {
        g_free(recipient->recipient);
        recipient->recipient = recipient_value(value);
    } else if (mw_span_is_nocase(name, "Original-Recipient")) {
        set_once(&recipient->recipient, recipient_value(value));
    } else if (mw_span_is_nocase(name, "Action")) {
        set_once(&recipient->action, word_value(value));
    } else if (mw_span_is_nocase(name, "Status")) {
        set_once(&recipient->status, word_value(value));
    } else if (mw_span_is_nocase(name, "Remote-MTA")) {
        set_once(&recipient->remote_mta, typed_value(value));
    } else if (mw_span_is_nocase(name, "Diagnostic-Code") && recipient->diagnostic.len == 0) {
        recipient->diagnostic = value;
    }
}

static bool is_of_recipient(MwSpan name)
{
    static const char *const names[] = {"Final-Recipient", "Original-Recipient", "Action",
                                        "Status",          "Remote-MTA",         "Diagnostic-Code"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (mw_span_is_nocase(name, names[i]))
            return true;
    return false;
}

MwDeliveryStatus *mw_delivery_status_parse(MwSpan text)
{
    MwDeliveryStatus *status = g_new0(MwDeliveryStatus, 1);
    status->recipients = g_ptr_array_new_with_free_func(free_recipient);
    MwDsnRecipient *recipient = NULL;
    for (size_t offset = 0; offset < text.len;) {
        MwSpan field = next_field(text, &offset);
        size_t colon = mw_span_find(field, ':', 0);
        if (mw_span_trim(field).len == 0)
            recipient = NULL; /* an empty line ends a group */
        if (colon == field.len)
            continue;
        MwSpan name = mw_span_trim(mw_span_slice(field, 0, colon));
        MwSpan value = mw_span_trim(mw_span_slice(field, colon + 1, field.len));
        if (mw_span_is_nocase(name, "Reporting-MTA"))
            set_once(&status->reporting_mta, typed_value(value));
        if (!is_of_recipient(name))
            continue;
        if (recipient == NULL && status->recipients->len < RECIPIENTS_MAX) {
            recipient = g_new0(MwDsnRecipient, 1);
            g_ptr_array_add(status->recipients, recipient);
        }
        if (recipient != NULL)
            read_recipient_field(recipient, name, value);
    }
    return status;
}

const MwDsnRecipient *mw_delivery_status_main(const MwDeliveryStatus *status)
{
    for (guint i = 0; i < status->recipients->len; i++) {
        const MwDsnRecipient *recipient = g_ptr_array_index(status->recipients, i);
        if (g_strcmp0(recipient->action, "failed") == 0)
            return recipient;
    }
    return status->recipients->len > 0 ? g_ptr_array_index(status->recipients, 0) : NULL;
}
