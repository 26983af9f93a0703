#include "src/message/mime.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <signal.h>

#include "src/message/parts.h"

enum {
    DISPLAY_MAX = 64 * 1024,
    ADDRESSES_MAX = 4 * 1024, /* GMime's time grows with the square of the list */
    MAILBOXES_MAX = 1000,
};

/* GMime registers its types when they are first used, without a lock: that is done here. Its start
 * of GPGME has the whole process ignore SIGPIPE; what `mailwhy … | head` does is not its to say. */
static void init(void)
{
    struct sigaction broken_pipe;
    sigaction(SIGPIPE, NULL, &broken_pipe);
    g_mime_init();
    sigaction(SIGPIPE, &broken_pipe, NULL);
    const GType types[] = {INTERNET_ADDRESS_LIST_TYPE,
                           INTERNET_ADDRESS_TYPE_MAILBOX,
                           INTERNET_ADDRESS_TYPE_GROUP,
                           GMIME_TYPE_CONTENT_TYPE,
                           GMIME_TYPE_CONTENT_DISPOSITION,
                           GMIME_TYPE_PARAM_LIST,
                           GMIME_TYPE_PARAM};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        g_type_class_ref(types[i]); /* for good */
}

static void ensure_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init);
}

/* GMime reads C strings: a NUL would hide what follows. */
static char *dup_without_nul(MwSpan value)
{
    value = mw_span_slice(value, 0, DISPLAY_MAX);
    char *text = mw_span_dup(value);
    for (size_t i = mw_span_find(value, '\0', 0); i < value.len;
         i = mw_span_find(value, '\0', i + 1))
        text[i] = '\x1a';
    return text;
}

/* Is there nothing for GMime to decode, and nothing to replace? */
static bool is_plain(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p >= 0x80 || *p == '\x1a' || (*p == '=' && p[1] == '?'))
            return false;
    return true;
}

static char *make_valid(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_new(valid);
    g_string_replace(out, "\x1a", "\xef\xbf\xbd", 0);
    return g_string_free(out, FALSE);
}

char *mw_mime_decode(MwSpan value)
{
    g_autofree char *unfolded = dup_without_nul(mw_span_trim(mw_span_slice(value, 0, DISPLAY_MAX)));
    mw_text_unfold(unfolded, strlen(unfolded));
    if (is_plain(unfolded))
        return g_steal_pointer(&unfolded);
    ensure_init();
    g_autofree char *decoded = g_mime_utils_header_decode_text(NULL, unfolded);
    return make_valid(decoded != NULL ? decoded : unfolded);
}

static void add_mailboxes(GPtrArray *out, InternetAddressList *list, unsigned depth)
{
    int count = list != NULL ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count && out->len < MAILBOXES_MAX; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            if (depth < 4)
                add_mailboxes(out,
                              internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)),
                              depth + 1);
            continue;
        }
        const char *addr = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
        const char *name = internet_address_get_name(address);
        MwMailbox *mailbox = g_new0(MwMailbox, 1);
        mailbox->address = make_valid(addr != NULL ? addr : "");
        mailbox->display = name != NULL && *name != '\0' ? make_valid(name) : NULL;
        g_ptr_array_add(out, mailbox);
    }
}

GPtrArray *mw_mime_mailboxes(MwSpan value)
{
    ensure_init();
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)mw_mailbox_free);
    g_autofree char *raw = dup_without_nul(mw_span_slice(value, 0, ADDRESSES_MAX));
    InternetAddressList *list = internet_address_list_parse(NULL, raw);
    add_mailboxes(out, list, 0);
    g_clear_object(&list);
    return out;
}

void mw_mailbox_free(MwMailbox *mailbox)
{
    if (mailbox == NULL)
        return;
    g_free(mailbox->display);
    g_free(mailbox->address);
    g_free(mailbox);
}

/* The type and its parameters, from the part's own fields. */
static void read_type(MwPart *part, const char *fallback)
{
    const MwHeader *field = mw_message_header(part->head, "Content-Type", 0);
    if (field == NULL) {
        part->type = g_strdup(fallback);
        return;
    }
    g_autofree char *value = dup_without_nul(field->value);
    GMimeContentType *type = g_mime_content_type_parse(NULL, value);
    g_autofree char *mime = g_mime_content_type_get_mime_type(type);
    const char *report = g_mime_content_type_get_parameter(type, "report-type");
    const char *name = g_mime_content_type_get_parameter(type, "name");
    part->type = g_ascii_strdown(mime, -1);
    part->boundary = g_strdup(g_mime_content_type_get_parameter(type, "boundary"));
    part->report_type = report != NULL ? g_ascii_strdown(report, -1) : NULL;
    part->filename = name != NULL ? make_valid(name) : NULL;
    g_object_unref(type);
}

static void read_disposition(MwPart *part)
{
    const MwHeader *field = mw_message_header(part->head, "Content-Disposition", 0);
    if (field == NULL)
        return;
    g_autofree char *value = dup_without_nul(field->value);
    GMimeContentDisposition *disposition = g_mime_content_disposition_parse(NULL, value);
    const char *name = disposition != NULL
                           ? g_mime_content_disposition_get_parameter(disposition, "filename")
                           : NULL;
    if (name != NULL) {
        g_free(part->filename);
        part->filename = make_valid(name);
    }
    g_clear_object(&disposition);
}

MwPart *mw_part_new(MwMessage *head, const char *fallback)
{
    ensure_init();
    MwPart *part = g_new0(MwPart, 1);
    part->head = head;
    read_type(part, fallback);
    read_disposition(part);
    const MwHeader *field = mw_message_header(head, "Content-Transfer-Encoding", 0);
    if (field != NULL) {
        g_autofree char *value = dup_without_nul(mw_span_trim(field->value));
        part->encoding = g_ascii_strdown(value, -1);
    }
    return part;
}

void mw_part_free(MwPart *part)
{
    if (part == NULL)
        return;
    g_free(part->type);
    g_free(part->filename);
    g_free(part->encoding);
    g_free(part->boundary);
    g_free(part->report_type);
    mw_message_free(part->head);
    g_free(part);
}

GBytes *mw_mime_content(const MwPart *part)
{
    GMimeContentEncoding how = part->encoding != NULL
                                   ? g_mime_content_encoding_from_string(part->encoding)
                                   : GMIME_CONTENT_ENCODING_DEFAULT;
    if (how != GMIME_CONTENT_ENCODING_BASE64 && how != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        return g_bytes_new(part->body.data, part->body.len);
    GMimeEncoding decoder;
    g_mime_encoding_init_decode(&decoder, how);
    guint8 *out = g_malloc(g_mime_encoding_outlen(&decoder, part->body.len) + 1);
    size_t len = g_mime_encoding_flush(&decoder, part->body.data, part->body.len, (char *)out);
    return g_bytes_new_take(g_realloc(out, len + 1), len);
}
