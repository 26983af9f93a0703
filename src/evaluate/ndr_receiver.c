#include "src/evaluate/ndr_receiver.h"

typedef enum { IN_TEXT, IN_HOST, IN_STATUS, IN_RECIPIENT } Place;

/* The first row that holds decides: what the answer itself says goes before the host that gave it,
 * and that before the recipient's domain. */
static const struct {
    Place place;
    const char *mark; /* text: anywhere; host and recipient: at the end; status: at the beginning */
    const char *receiver;
} marks[] = {
    {IN_STATUS, "5.7.515", "outlook.com"},
    {IN_TEXT, "- gsmtp", "gmail"},
    {IN_TEXT, "support.google.com/mail", "gmail"},
    {IN_TEXT, "outlook.com for consumers", "outlook.com"},
    {IN_TEXT, "[HME1]", "icloud"},
    {IN_TEXT, "support.apple.com", "icloud"},
    {IN_TEXT, "postmaster.yahooinc.com", "yahoo"},
    {IN_TEXT, "senders.yahooinc.com", "yahoo"},
    {IN_TEXT, "postmaster.yahoo.com", "yahoo"},
    {IN_HOST, "olc.protection.outlook.com", "outlook.com"},
    {IN_HOST, "protection.outlook.com", "exchange-online"},
    {IN_HOST, "prod.outlook.com", "exchange-online"},
    {IN_HOST, "mx.microsoft", "exchange-online"},
    {IN_HOST, "google.com", "gmail"},
    {IN_HOST, "googlemail.com", "gmail"},
    {IN_HOST, "yahoodns.net", "yahoo"},
    {IN_HOST, "yahoo.com", "yahoo"},
    {IN_HOST, "icloud.com", "icloud"},
    {IN_HOST, "apple.com", "icloud"},
    {IN_TEXT, ".prod.outlook.com", "exchange-online"},
    {IN_TEXT, "protection.outlook.com", "exchange-online"},
    {IN_TEXT, "TenantInboundAttribution", "exchange-online"},
    {IN_RECIPIENT, "@gmail.com", "gmail"},
    {IN_RECIPIENT, "@googlemail.com", "gmail"},
    {IN_RECIPIENT, "@outlook.com", "outlook.com"},
    {IN_RECIPIENT, "@hotmail.com", "outlook.com"},
    {IN_RECIPIENT, "@live.com", "outlook.com"},
    {IN_RECIPIENT, "@msn.com", "outlook.com"},
    {IN_RECIPIENT, "@yahoo.com", "yahoo"},
    {IN_RECIPIENT, "@aol.com", "yahoo"},
    {IN_RECIPIENT, "@icloud.com", "icloud"},
    {IN_RECIPIENT, "@me.com", "icloud"},
    {IN_RECIPIENT, "@mac.com", "icloud"},
};

static bool ends_with(const char *text, const char *mark)
{
    size_t len = text != NULL ? strlen(text) : 0, tail = strlen(mark);
    return len >= tail && g_ascii_strcasecmp(text + len - tail, mark) == 0;
}

static bool contains(const char *text, const char *mark)
{
    MwSpan span = mw_span(text);
    return span.len > 0 && mw_span_find_nocase(span, mark) < span.len;
}

const char *mw_ndr_receiver(const MwNdr *ndr)
{
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *mark = marks[i].mark;
        bool holds = false;
        switch (marks[i].place) {
        case IN_TEXT:
            holds = contains(ndr->text, mark);
            break;
        case IN_HOST:
            holds = ends_with(ndr->remote_mta, mark);
            break;
        case IN_STATUS:
            holds = g_strcmp0(ndr->status, mark) == 0;
            break;
        case IN_RECIPIENT:
            holds = ends_with(ndr->recipient, mark);
            break;
        }
        if (holds)
            return marks[i].receiver;
    }
    return "generic";
}
