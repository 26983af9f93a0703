#pragma once

#include <stdbool.h>

#include "parsers/span.h"

/* Are the tables of a compound file (MS-CFB) sound: every sector number inside the file, every
 * chain finite and long enough for its stream? libgsf asserts this in places instead of checking
 * it, so no other file may reach it. */
bool mw_compound_is_sound(MwSpan file);
