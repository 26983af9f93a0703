#pragma once

#include "src/dns/dns.h"

/* The DNS answers of a whole batch, each question once, for --record-dns. For several threads. */
typedef struct MwAnswers MwAnswers;

MwAnswers *mw_answers_new(void);
void mw_answers_free(MwAnswers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwAnswers, mw_answers_free)

void mw_answers_add(MwAnswers *answers, const MwDnsSession *session);

/* Writes them as a master file. */
bool mw_answers_write(MwAnswers *answers, const char *path, GError **error);
