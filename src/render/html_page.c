#include "src/render/render.h"

/* The page around the articles. */

static const char head[] =
    "<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>mailwhy</title>\n"
    "<style>\n"
    ":root{--ink:#1b1f24;--soft:#5b636d;--line:#d5dae0;--paper:#fff;--code:#f3f5f7;"
    "--ok:#1a7f37;--problem:#b42318;--unsure:#8a6100}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#a0a8b2;--line:#3a4149;"
    "--paper:#15181c;--code:#22272d;--ok:#4cc26b;--problem:#ff7b6e;--unsure:#e0b040}}\n"
    "body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);"
    "max-width:56rem;margin:2rem auto;padding:0 1rem}\n"
    "article+article{border-top:3px double var(--line);margin-top:3rem;padding-top:1rem}\n"
    "h1{font-size:1.5rem;line-height:1.3;margin:.2rem 0 1rem}\n"
    "h2{font-size:1.05rem;margin:1.8rem 0 .5rem}\n"
    ".verdict{font-weight:700;letter-spacing:.04em;margin:0}\n"
    ".ok{color:var(--ok)}.problem{color:var(--problem)}.inconclusive{color:var(--unsure)}\n"
    "header{border-left:6px solid currentColor;padding-left:1rem}header h1{color:var(--ink)}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:0}\n"
    "dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;"
    "border-bottom:1px solid var(--line);overflow-wrap:anywhere}\n"
    "th{font-weight:600}thead th{color:var(--soft);font-weight:400}\n"
    "code,pre{font:.92em/1.45 ui-monospace,monospace;background:var(--code);border-radius:4px}\n"
    "code{display:inline-block;max-width:100%;padding:0 "
    ".3em;overflow-wrap:anywhere;user-select:all}\n"
    "pre{padding:.8rem;white-space:pre-wrap;overflow-wrap:anywhere;max-height:40rem;"
    "overflow:auto}\n"
    "li{margin:.3rem 0}small{color:var(--soft)}summary{cursor:pointer}\n"
    "@media print{body{margin:0;max-width:none;font-size:11pt}pre{max-height:none}"
    "h2{break-after:avoid}tr,li{break-inside:avoid}details.header{display:none}}\n"
    "</style>\n";

void mw_render_html_begin(GString *out, const MwRenderOptions *options)
{
    g_string_append_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n%s</head>\n<body>\n",
                           g_strcmp0(options->lang, "ja") == 0 ? "ja" : "en", head);
}

void mw_render_html_end(GString *out)
{
    g_string_append(out, "</body>\n</html>\n");
}
