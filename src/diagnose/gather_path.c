#include "src/diagnose/gather.h"

/* Fields that a forwarder adds. */
static const char *const forward_fields[] = {"X-Forwarded-To", "X-Forwarded-For", "Resent-From",
                                             "Resent-To", "X-MS-Exchange-Inbox-Rules-Loop"};

/* Sender Rewriting Scheme: SRS0=, SRS1=, and Exchange's "+SRS=". */
static bool is_rewritten(const char *mail_from)
{
    return mail_from != NULL &&
           (g_ascii_strncasecmp(mail_from, "SRS0", 4) == 0 ||
            g_ascii_strncasecmp(mail_from, "SRS1", 4) == 0 || strstr(mail_from, "+SRS=") != NULL);
}

static bool has_forward_marks(const MwEvaluation *e)
{
    if (is_rewritten(e->envelope->mail_from.value))
        return true;
    for (unsigned i = 0; e->message != NULL && i < G_N_ELEMENTS(forward_fields); i++)
        if (mw_message_header(e->message, forward_fields[i], 0) != NULL)
            return true;
    return false;
}

/* SPF fails for the address of the forwarder, or passes for the forwarder's own domain. */
static bool broke_spf(const MwGather *gather, bool marks)
{
    if (!gather->evaluation->path->forwarded)
        return false;
    if (!mw_gather_is(gather, MW_FACT_SPF_RESULT, "pass"))
        return true;
    return marks && mw_gather_is(gather, MW_FACT_SPF_ALIGNED, "no");
}

static void gather_hops(const MwGather *gather)
{
    const GPtrArray *hops = gather->evaluation->path->hops;
    if (!mw_facts_wants_scope(gather->facts, MW_SCOPE_HOP))
        return;
    for (unsigned i = 0; i < hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(hops, i);
        MwSubject *subject = mw_facts_add_subject(gather->facts, MW_SCOPE_HOP);
        g_autofree char *where =
            mw_gather_place(gather, "Received[%u], line %u", hop->header_index, hop->line);
        mw_facts_add(gather->facts, subject, MW_FACT_HOP_FROM, hop->from, where);
        mw_facts_add(gather->facts, subject, MW_FACT_HOP_BY, hop->by, where);
        mw_facts_add(gather->facts, subject, MW_FACT_HOP_IP, hop->ip, where);
        mw_facts_add_bool(gather->facts, subject, MW_FACT_HOP_BORDER, hop->is_border);
    }
}

void mw_gather_path(const MwGather *gather)
{
    const MwPath *path = gather->evaluation->path;
    bool marks = has_forward_marks(gather->evaluation);
    mw_gather_yes_no(gather, MW_FACT_PATH_FORWARDED, path->forwarded);
    mw_gather_yes_no(gather, MW_FACT_PATH_FORWARD_MARKS, marks);
    mw_gather_yes_no(gather, MW_FACT_PATH_BROKE_SPF, broke_spf(gather, marks));
    mw_gather_add(gather, MW_FACT_PATH_FORWARDER, path->forwarder, NULL);
    mw_gather_add(gather, MW_FACT_PATH_FORWARD_EVIDENCE, path->forward_evidence, NULL);
    mw_gather_yes_no(gather, MW_FACT_PATH_MAILING_LIST, path->mailing_list);
    mw_gather_add(gather, MW_FACT_PATH_LIST_ID, path->list_id, "List-Id");
    mw_gather_yes_no(gather, MW_FACT_PATH_GATEWAY, path->gateway);
    mw_gather_add(gather, MW_FACT_PATH_GATEWAY_NAME, path->gateway_name, NULL);
    mw_gather_yes_no(gather, MW_FACT_PATH_ON_BEHALF, path->on_behalf);
    mw_gather_add(gather, MW_FACT_PATH_SENDER, path->sender, "Sender");
    const char *at = path->sender != NULL ? strrchr(path->sender, '@') : NULL;
    mw_gather_add(gather, MW_FACT_PATH_SENDER_DOMAIN, at != NULL ? at + 1 : NULL, "Sender");
    mw_gather_yes_no(gather, MW_FACT_PATH_AUTOMATIC, path->automatic);
    mw_gather_yes_no(gather, MW_FACT_PATH_INTERNAL, path->internal);
    mw_gather_yes_no(gather, MW_FACT_PATH_DIRECT_SEND, path->direct_send);
    gather_hops(gather);
}
