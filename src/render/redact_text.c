#include "src/render/redact.h"

#include <string.h>

#include "parsers/ip.h"
#include "src/render/redact_known.h"

/* Running text: finds mail addresses, names, IP addresses, GUIDs and keys in it. Everything else
 * is prose and stays. */

enum {
    BASE64_MIN = 40,
    GUID_LEN = 36,
    RUN_MAX = 512, /* of one word: longer ones are taken in pieces */
};

static bool is_name_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '-' || byte == '_' || byte == '.';
}

/* What may stand before the "@" (RFC 5322, 3.2.3), quotes left aside. */
static bool is_local_byte(char byte)
{
    return g_ascii_isalnum(byte) || (byte != '\0' && strchr(".!#$%&*+/=?^_`{|}~-", byte) != NULL);
}

static size_t run_of(const char *at, bool (*is)(char byte))
{
    size_t len = 0;
    while (len < RUN_MAX && at[len] != '\0' && is(at[len]))
        len++;
    return len;
}

/* A name ends before the dot or hyphen that belongs to the sentence. */
static size_t name_run(const char *at)
{
    size_t len = run_of(at, is_name_byte);
    while (len > 0 && (at[len - 1] == '.' || at[len - 1] == '-'))
        len--;
    return len;
}

static bool is_base64_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '+' || byte == '/';
}

static bool is_ip6_byte(char byte)
{
    return g_ascii_isxdigit(byte) || byte == ':' || byte == '.';
}

/* "smtp.mailfrom=", "i=" and the like before an address: the length to leave alone. */
static size_t property_prefix(const char *at, size_t len)
{
    static const char *const names[] = {"i",        "d",      "s",    "from", "to", "envelope-from",
                                        "mailfrom", "sender", "helo", "x",    "a",  "domain",
                                        "email"};
    const char *equals = memchr(at, '=', len);
    size_t name = equals != NULL ? (size_t)(equals - at) : 0;
    if (name == 0)
        return 0;
    for (size_t i = 0; i < name; i++)
        if (!g_ascii_islower(at[i]) && at[i] != '.' && at[i] != '-')
            return 0;
    if (memchr(at, '.', name) != NULL)
        return name + 1;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strlen(names[i]) == name && strncmp(at, names[i], name) == 0)
            return name + 1;
    return 0;
}

/* "local@domain" or "@domain" at this place; its length, 0 when there is none. */
static size_t take_address(MwRedactor *redactor, GString *out, const char *at)
{
    size_t prefix = property_prefix(at, run_of(at, is_local_byte));
    size_t local = run_of(at + prefix, is_local_byte);
    const char *sign = at + prefix + local;
    size_t domain = *sign == '@' ? name_run(sign + 1) : 0;
    if (domain == 0)
        return 0;
    g_autofree char *user = g_strndup(at + prefix, local);
    g_autofree char *name = g_strndup(sign + 1, domain);
    g_autofree char *replaced = mw_redact_domain(redactor, name);
    g_string_append_len(out, at, (gssize)prefix);
    g_string_append_printf(out, "%s@%s", local > 0 ? mw_redactor_user(redactor, user) : "",
                           replaced);
    return prefix + local + 1 + domain;
}

static size_t take_ip(MwRedactor *redactor, GString *out, const char *at)
{
    size_t len = run_of(at, is_ip6_byte);
    while (len > 1 && (at[len - 1] == '.' || (at[len - 1] == ':' && at[len - 2] != ':')))
        len--;
    if (len < 3 || g_ascii_isalpha(at[len]))
        return 0;
    g_autofree char *text = g_strndup(at, len);
    if (strchr(text, '.') == NULL && strchr(text, ':') == NULL)
        return 0;
    g_autofree char *replaced = mw_redact_ip(redactor, text);
    if (replaced == NULL)
        return 0;
    g_string_append(out, replaced);
    return len;
}

static size_t take_guid(GString *out, const char *at)
{
    for (size_t i = 0; i < GUID_LEN; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? at[i] != '-' : !g_ascii_isxdigit(at[i]))
            return 0;
    }
    g_string_append(out, "00000000-0000-0000-0000-000000000000");
    return GUID_LEN;
}

static size_t take_key(GString *out, const char *at)
{
    size_t len = run_of(at, is_base64_byte);
    unsigned digits = 0;
    for (size_t i = 0; i < len; i++)
        digits += g_ascii_isdigit(at[i]) || g_ascii_isupper(at[i]);
    if (len < BASE64_MIN || digits < 8)
        return 0;
    while (at[len] == '=')
        len++;
    g_string_append_printf(out, "[%zu digits]", len);
    return len;
}

static size_t take_name(MwRedactor *redactor, GString *out, const char *at)
{
    size_t len = name_run(at);
    if (len == 0 || memchr(at, '.', len) == NULL)
        return 0;
    g_autofree char *name = g_strndup(at, len);
    g_autofree char *replaced = mw_redact_domain(redactor, name);
    g_string_append(out, replaced);
    return len;
}

char *mw_redact_text(MwRedactor *redactor, const char *raw)
{
    if (raw == NULL)
        return NULL;
    GString *out = g_string_sized_new(strlen(raw));
    bool inside = false; /* of a word that is already judged */
    for (const char *at = raw; *at != '\0';) {
        const char *by = NULL;
        size_t len = mw_redactor_hidden_at(redactor, at, &by);
        if (len > 0)
            g_string_append(out, by);
        if (len == 0 && !inside && (len = take_guid(out, at)) == 0 &&
            (len = take_address(redactor, out, at)) == 0 &&
            (len = take_ip(redactor, out, at)) == 0 && (len = take_key(out, at)) == 0)
            len = take_name(redactor, out, at);
        if (len == 0) {
            inside = is_name_byte(*at) && *at != '_';
            g_string_append_c(out, *at++);
        } else {
            inside = false;
            at += len;
        }
    }
    return g_string_free(out, FALSE);
}
