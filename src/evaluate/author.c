#include "src/evaluate/author.h"

#include "parsers/address.h"
#include "src/message/mime.h"

/* A field for display, NULL when the message has none. */
static char *decoded(const MwMessage *message, const char *name)
{
    const MwHeader *header = mw_message_header(message, name, 0);
    return header != NULL ? mw_mime_decode(header->value) : NULL;
}

static bool names_contain(const GPtrArray *names, const char *name)
{
    for (guint i = 0; i < names->len; i++)
        if (strcmp(g_ptr_array_index(names, i), name) == 0)
            return true;
    return false;
}

/* Every usable address of one field counts; a domain named twice counts once. */
static void collect_domains(const MwHeader *header, GPtrArray *domains, char **first_address)
{
    g_autoptr(GPtrArray) addresses = mw_address_parse(header->value);
    for (guint i = 0; i < addresses->len; i++) {
        const MwAddress *address = g_ptr_array_index(addresses, i);
        if (*first_address == NULL)
            *first_address = g_strdup(address->address);
        if (address->domain != NULL && !names_contain(domains, address->domain))
            g_ptr_array_add(domains, g_strdup(address->domain));
    }
}

/* Where no From came along (a pasted Authentication-Results), the receiver says whose it was. */
static void take_recorded_author(MwEvaluation *evaluation)
{
    const MwRecorded *recorded = evaluation->recorded;
    if (!recorded->trusted || recorded->header_from == NULL)
        return;
    evaluation->from_domain = g_strdup(recorded->header_from);
    evaluation->from_domains = 1;
}

/* RFC 9989, 5.3.1: one From field with one domain, or there is no author domain. */
static void read_from(MwEvaluation *evaluation)
{
    const MwMessage *message = evaluation->message;
    g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);
    evaluation->from_fields = mw_message_count(message, "From");
    for (unsigned i = 0; i < evaluation->from_fields; i++)
        collect_domains(mw_message_header(message, "From", i), domains, &evaluation->from);
    evaluation->from_domains = domains->len;
    if (domains->len == 1 && evaluation->from_fields == 1)
        evaluation->from_domain = g_strdup(g_ptr_array_index(domains, 0));
    if (evaluation->from == NULL)
        evaluation->from = decoded(message, "From");
    if (evaluation->from_fields == 0)
        take_recorded_author(evaluation);
}

/* Whom it was sent to, as far as the headers know. */
static void read_recipient(MwEvaluation *evaluation)
{
    static const char *const fields[] = {"Delivered-To", "X-Original-To", "Envelope-To", "To"};
    for (size_t i = 0; i < G_N_ELEMENTS(fields) && evaluation->recipient_domain == NULL; i++) {
        const MwHeader *header = mw_message_header(evaluation->message, fields[i], 0);
        if (header == NULL)
            continue;
        g_autoptr(GPtrArray) addresses = mw_address_parse(header->value);
        const MwAddress *address = addresses->len > 0 ? g_ptr_array_index(addresses, 0) : NULL;
        if (address != NULL && address->domain != NULL)
            evaluation->recipient_domain = g_strdup(address->domain);
    }
}

void mw_author_read(MwEvaluation *evaluation)
{
    read_from(evaluation);
    read_recipient(evaluation);
    evaluation->subject = decoded(evaluation->message, "Subject");
    evaluation->date = decoded(evaluation->message, "Date");
    evaluation->message_id = decoded(evaluation->message, "Message-ID");
}
