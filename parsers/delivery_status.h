#pragma once

#include <glib.h>

#include "parsers/span.h"

/* The body of a message/delivery-status part (RFC 3464). Values are unfolded; a type in front of
 * them ("rfc822;", "dns;", "smtp;") is cut off. NULL: the field is absent. */
typedef struct {
    char *recipient; /* Final-Recipient, else Original-Recipient */
    char *action;    /* lower case: "failed", "delayed", "delivered", ... */
    char *status;    /* "5.7.1", comments cut off */
    char *remote_mta;
    MwSpan diagnostic; /* Diagnostic-Code with its folding, a view; empty when absent */
} MwDsnRecipient;

typedef struct {
    char *reporting_mta;
    GPtrArray *recipients; /* MwDsnRecipient*, in order, at most 1000 */
} MwDeliveryStatus;

/* Never NULL. Views die with `text`. */
MwDeliveryStatus *mw_delivery_status_parse(MwSpan text);
void mw_delivery_status_free(MwDeliveryStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDeliveryStatus, mw_delivery_status_free)

/* The recipient the bounce is about: the first that failed, else the first. NULL: none. */
const MwDsnRecipient *mw_delivery_status_main(const MwDeliveryStatus *status);
