#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Small steps of building JSON: raw text in, valid JSON out. Functions that "set" put a new value
 * into `object`; those for text write null for NULL and make invalid UTF-8 valid. */

json_t *mw_json_text(const char *raw);
void mw_json_set_text(json_t *object, const char *key, const char *raw);
void mw_json_set_bool(json_t *object, const char *key, bool value);
void mw_json_set_int(json_t *object, const char *key, int64_t value);
/* RFC 3339 in UTC; null when `unix_time` is negative. */
void mw_json_set_time(json_t *object, const char *key, int64_t unix_time);
/* Takes over `value`; NULL becomes null. */
void mw_json_set(json_t *object, const char *key, json_t *value);
/* A list of char*; NULL is the empty list. */
void mw_json_set_texts(json_t *object, const char *key, const GPtrArray *texts);

/* "2026-11-15T12:00:00Z", the caller's; NULL when out of range. */
char *mw_time_format(int64_t unix_time);

/* Serializes with characters that could fool a terminal or a log written as \uXXXX. */
void mw_json_append(GString *out, const json_t *value, bool pretty);
