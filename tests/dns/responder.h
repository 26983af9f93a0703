#pragma once

#include "src/dns/dns.h"

/* A name server on the loopback, by UDP and TCP, for tests and benchmarks: a thread that answers
 * from a master file text as --dns-file reads it. $FAIL servfail and refused are answered so,
 * timeout is silence, bogus is servfail unless CD is set, malformed is rubbish. */
typedef struct MwTestResponder MwTestResponder;

typedef struct {
    const char *zone;
    const char *server;    /* answer, with authority, as this $SERVER; NULL: as a resolver */
    const char *address;   /* NULL: "127.0.0.1"; all of 127/8 is there for more servers */
    unsigned port;         /* 0: one that is free */
    unsigned delay_ms;     /* before each answer; questions are answered side by side */
    unsigned negative_ttl; /* of the SOA with negative answers; 0: 300 */
    bool silent;           /* takes questions, never answers */
    bool truncates;        /* cuts every UDP answer: come by TCP */
    bool lacks_edns;       /* FORMERR to EDNS */
    bool omits_targets;    /* answers only the first alias of a chain, without a SOA */
} MwTestResponderOptions;

/* Aborts the test when it cannot listen. */
MwTestResponder *mw_test_responder_new(const MwTestResponderOptions *options);
void mw_test_responder_free(MwTestResponder *responder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwTestResponder, mw_test_responder_free)

unsigned mw_test_responder_port(const MwTestResponder *responder);

/* "127.0.0.1@PORT", as --dns-server takes it. */
const char *mw_test_responder_name(const MwTestResponder *responder);

/* Questions received so far. */
unsigned mw_test_responder_udp(MwTestResponder *responder);
unsigned mw_test_responder_tcp(MwTestResponder *responder);
