#include "src/render/render.h"

static const char *const mw_format_names[] = {
    [MW_FORMAT_TEXT] = "text", [MW_FORMAT_JSON] = "json",     [MW_FORMAT_MARKDOWN] = "markdown",
    [MW_FORMAT_HTML] = "html", [MW_FORMAT_NDJSON] = "ndjson", [MW_FORMAT_CSV] = "csv",
};
MW_DEFINE_ENUM_NAMES(MwFormat, mw_format, MW_FORMAT_N)
