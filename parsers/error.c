#include "parsers/error.h"

G_DEFINE_QUARK(mw - parse - error - quark, mw_parse_error)
