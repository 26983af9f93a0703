#pragma once

#include "src/evaluate/evaluation.h"

/* Fills what the message says about itself: From, author domain, Subject, Date, Message-ID, and
 * the domain it was sent to. */
void mw_author_read(MwEvaluation *evaluation);
