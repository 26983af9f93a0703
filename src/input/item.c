#include "src/input/input.h"

GQuark mw_input_error_quark(void)
{
    return g_quark_from_static_string("mailwhy-input-error");
}

static const char *const mw_input_kind_names[] = {
    [MW_INPUT_MESSAGE] = "message",
    [MW_INPUT_HEADERS] = "headers",
    [MW_INPUT_AUTH_RESULTS] = "auth-results",
    [MW_INPUT_NDR] = "ndr",
    [MW_INPUT_OUTLOOK_MSG] = "outlook-msg",
    [MW_INPUT_MBOX] = "mbox",
    [MW_INPUT_MAILDIR] = "maildir",
    [MW_INPUT_ARCHIVE] = "archive",
    [MW_INPUT_EMLX] = "emlx",
};
MW_DEFINE_ENUM_NAMES(MwInputKind, mw_input_kind, MW_INPUT_KIND_N)

void mw_item_free(MwItem *item)
{
    if (item == NULL)
        return;
    g_free(item->source);
    g_free(item->sha256);
    g_ptr_array_unref(item->repairs);
    g_free(item->carrier);
    mw_message_free(item->message);
    g_free(item);
}
