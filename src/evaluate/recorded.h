#pragma once

#include "parsers/auth_results.h"
#include "parsers/pairs.h"
#include "src/evaluate/envelope.h"
#include "src/evaluate/psl.h"
#include "src/message/message.h"

/* What earlier hops wrote into the message: claims, and which of them to believe (R-TRUST). */

typedef struct {
    const char *header;    /* field name as written; lives where the results do */
    unsigned header_index; /* 1 is the topmost field */
    unsigned line;
    MwAuthResults *results;
    bool trusted;        /* part of the block that is believed */
    bool own_set;        /* an ARC set that Microsoft's border added as the receiver */
    bool forged;         /* claims the receiver's id from below its block, or the impossible */
    char *forged_reason; /* NULL unless forged */
} MwClaimField;

typedef struct {
    GPtrArray *fields;    /* MwClaimField*: all Authentication-Results like fields, top to bottom */
    char *authserv_id;    /* of the believed block; NULL: none given, or no block */
    bool trusted;         /* is there a block that is believed? */
    char *trust_text;     /* the decision, technical: "topmost block, no authserv-id, border
                             Received[7] by *.protection.outlook.com" */
    const char *receiver; /* a constant: "exchange-online", "outlook.com", "gmail", "yahoo",
                          "fastmail", "icloud", "proton", "generic"; NULL: not known */
    /* the words of the block, fields merged in order, views into `fields`; NULL: not recorded */
    const char *spf, *dmarc, *dmarc_action, *arc, *compauth, *reason;
    char *dmarc_policy;             /* p= that the receiver saw; NULL */
    char *dmarc_disposition;        /* Gmail dis=, Fastmail applied-disposition; lower case; NULL */
    char *arc_comment;              /* Microsoft's "0 oda=1 ltdi=1 ..." */
    int arc_oda;                    /* 0, 1; -1 when not there */
    const MwAuthResult *spf_result; /* views into `fields`; NULL */
    const MwAuthResult *dmarc_result;
    GPtrArray *dkim;           /* const MwAuthResult*, in order */
    char *header_from;         /* header.from of the dmarc result, normal form; NULL */
    char *spf_domain;          /* smtp.mailfrom or smtp.helo domain of the spf result; NULL */
    bool no_delivery_evidence; /* no Received, no results: a sent copy, a draft */
} MwRecorded;

typedef struct {
    unsigned header_index, line;
    const char *from;      /* HELO argument; NULL */
    const char *from_host; /* reverse name the receiver recorded; NULL */
    const char *by, *with, *for_, *id;
    const char *ip;            /* of the TCP info only (RFC 5321, 4.4); NULL */
    MwIp client;               /* the same; family 0 */
    const char *envelope_from; /* Exim's "(envelope-from <...>)"; NULL */
    int64_t time;              /* Unix seconds; -1: unreadable */
    int64_t delay_s;           /* since the hop below; G_MININT64: unknown */
    bool is_border;            /* the hop where the receiver took the message over */
    bool is_receiver;          /* at or above the border */
} MwHop;

/* The way of the message, and the marks of those who handled it. */
typedef struct {
    MwArena *arena;      /* the hops and their texts */
    GPtrArray *hops;     /* MwHop*, top to bottom */
    const MwHop *border; /* NULL: not found */
    int64_t received_at; /* Unix time of the border hop; -1 */
    char *author;        /* the first address of From; NULL */
    char *return_path;   /* of the topmost Return-Path; "" is the null reverse-path; NULL */
    char *admd;          /* of the receiver: a name of src/evaluate/admd.h; NULL: not known */
    unsigned trace_end;  /* index of the last field that the receiver can have written:
                            the trace block of the border included; 0: no Received at all */
    bool forwarded;  /* SRS, X-Forwarded-*, Resent-*, a foreign ADMD between author and border */
    char *forwarder; /* domain or host of the forwarder; NULL */
    char *forward_evidence; /* which mark: "Return-Path[2]: SRS0=...", raw: escape it; NULL */
    unsigned forward_header_index;
    bool mailing_list; /* List-Id, List-Post, List-Unsubscribe with Precedence list, ... */
    char *list_id;
    bool gateway;       /* a security gateway handled it: its own headers or Received */
    char *gateway_name; /* "mimecast.com", "pphosted.com", host of the hop; NULL */
    bool on_behalf;     /* Sender differs from From */
    char *sender;       /* the Sender address; NULL */
    bool automatic;     /* Auto-Submitted, bounce, null reverse-path */
    bool internal;      /* AuthAs Internal, DIR:INT */
    bool auth_as_anonymous;
    bool direct_send; /* anonymous, author domain is the recipient's own */
    MwPsl *psl;       /* for whoever compares hosts with those of the path */
} MwPath;

/* Microsoft's fields, taken apart, not interpreted, as written: "SCL", "5". NULL where there is no
 * such field. */
typedef struct {
    MwPairs *forefront; /* X-Forefront-Antispam-Report */
    unsigned forefront_line;
    MwPairs *antispam; /* X-Microsoft-Antispam (BCL ...) */
    unsigned antispam_line;
    MwPairs *other; /* field name -> value of X-MS-Exchange-* and the like */
} MwMicrosoft;

typedef struct {
    GPtrArray *authserv_ids; /* char*: whose results to believe; empty: the default rule */
    bool trust_none;
    const char *ip, *helo, *mail_from; /* of the command line; NULL */
} MwTrustOptions;

/* `psl` may be NULL; else it must outlive the result. */
MwPath *mw_path_read(const MwMessage *message, MwPsl *psl);
void mw_path_free(MwPath *path);

/* Reads all claims and decides which to believe; adds to `path` the forwarders that ARC names. */
MwRecorded *mw_recorded_read(const MwMessage *message, MwPath *path, const MwTrustOptions *options);
void mw_recorded_free(MwRecorded *recorded);

/* NULL when the message has none of these fields. */
MwMicrosoft *mw_microsoft_read(const MwMessage *message);
void mw_microsoft_free(MwMicrosoft *microsoft);

/* The client address, MAIL FROM and HELO, in that order; every value with its source. */
MwEnvelope *mw_envelope_infer(const MwMessage *message, const MwRecorded *recorded,
                              const MwPath *path, const MwMicrosoft *microsoft,
                              const MwTrustOptions *options);
void mw_envelope_free(MwEnvelope *envelope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPath, mw_path_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwRecorded, mw_recorded_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwMicrosoft, mw_microsoft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwEnvelope, mw_envelope_free)
