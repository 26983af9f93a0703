#include "parsers/date.h"

#include <glib.h>
#include <stdbool.h>

enum { DATE_MAX = 500 };

typedef struct {
    int day, month, year; /* -1: not seen */
    int hour, minute, second;
    int zone; /* minutes east of UTC */
} Parts;

static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

/* RFC 5322, 4.3; the military letters are all read as "-0000", as it advises. */
static const struct {
    MwSpan name;
    int hours;
} zones[] = {
    {MW_SPAN_LITERAL("ut"), 0},   {MW_SPAN_LITERAL("gmt"), 0},  {MW_SPAN_LITERAL("utc"), 0},
    {MW_SPAN_LITERAL("z"), 0},    {MW_SPAN_LITERAL("est"), -5}, {MW_SPAN_LITERAL("edt"), -4},
    {MW_SPAN_LITERAL("cst"), -6}, {MW_SPAN_LITERAL("cdt"), -5}, {MW_SPAN_LITERAL("mst"), -7},
    {MW_SPAN_LITERAL("mdt"), -6}, {MW_SPAN_LITERAL("pst"), -8}, {MW_SPAN_LITERAL("pdt"), -7},
    {MW_SPAN_LITERAL("jst"), 9},
};

/* Digits only, up to `max` of them; -1 otherwise. */
static int number(MwSpan text, size_t max)
{
    int value = 0;
    if (text.len == 0 || text.len > max)
        return -1;
    for (size_t i = 0; i < text.len; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return -1;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

static int month_of(MwSpan word)
{
    for (int i = 0; word.len >= 3 && i < 12; i++)
        if (mw_ascii_lower(word.data[0]) == months[3 * i] &&
            mw_ascii_lower(word.data[1]) == months[3 * i + 1] &&
            mw_ascii_lower(word.data[2]) == months[3 * i + 2])
            return i + 1;
    return -1;
}

static bool take_time(MwSpan word, Parts *parts)
{
    size_t first = mw_span_find(word, ':', 0);
    if (first == word.len)
        return false;
    size_t second = mw_span_find(word, ':', first + 1);
    MwSpan seconds = mw_span_slice(word, second + 1, word.len);
    seconds.len = mw_span_find(seconds, '.', 0); /* "00:56:36.294" */
    parts->hour = number(mw_span_slice(word, 0, first), 2);
    parts->minute = number(mw_span_slice(word, first + 1, second), 2);
    parts->second = second < word.len ? number(seconds, 2) : 0;
    return true;
}

static void take_year(int value, size_t digits, Parts *parts)
{
    if (digits <= 2)
        value += value < 50 ? 2000 : 1900; /* RFC 5322, 4.3 */
    else if (digits == 3)
        value += 1900;
    parts->year = value;
}

static void take_zone(MwSpan word, Parts *parts)
{
    int digits = number(mw_span_slice(word, 1, word.len), 4);
    if (word.len == 5 && (word.data[0] == '+' || word.data[0] == '-') && digits >= 0 &&
        digits % 100 < 60) {
        int minutes = digits / 100 * 60 + digits % 100;
        parts->zone = word.data[0] == '-' ? -minutes : minutes;
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++)
        if (word.len == zones[i].name.len && mw_span_equal_nocase(word, zones[i].name))
            parts->zone = zones[i].hours * 60;
}

/* "2026-01-31" and "31-Jan-2026". */
static bool take_dashed(MwSpan word, Parts *parts)
{
    size_t first = mw_span_find(word, '-', 0);
    if (first == 0 || first >= word.len)
        return false;
    size_t second = mw_span_find(word, '-', first + 1);
    if (second >= word.len)
        return false;
    MwSpan a = mw_span_slice(word, 0, first), b = mw_span_slice(word, first + 1, second),
           c = mw_span_slice(word, second + 1, word.len);
    if (a.len == 4) {
        parts->year = number(a, 4);
        parts->month = number(b, 2);
        parts->day = number(c, 2);
        return true;
    }
    parts->day = number(a, 2);
    parts->month = month_of(b);
    if (number(c, 4) >= 0)
        take_year(number(c, 4), c.len, parts);
    return true;
}

static void take_word(MwSpan word, Parts *parts)
{
    int value = number(word, 4);
    if (value >= 0 && parts->day < 0 && word.len <= 2)
        parts->day = value;
    else if (value >= 0 && parts->year < 0)
        take_year(value, word.len, parts);
    else if (value < 0 && !take_time(word, parts) && !take_dashed(word, parts)) {
        int month = parts->month < 0 ? month_of(word) : -1;
        if (month > 0)
            parts->month = month;
        else
            take_zone(word, parts);
    }
}

static bool ends_word(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == ',' ||
           byte == '(' || byte == ')' || byte == '\0';
}

static void take_words(MwSpan text, Parts *parts)
{
    unsigned depth = 0;
    size_t begin = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char byte = i < text.len ? text.data[i] : ' ';
        if (!ends_word(byte))
            continue;
        if (depth == 0 && i > begin)
            take_word(mw_span_slice(text, begin, i), parts);
        if (byte == '(')
            depth++;
        else if (byte == ')' && depth > 0)
            depth--;
        begin = i + 1;
    }
}

static bool is_valid(const Parts *p)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (p->year < 1970 || p->year > 9999 || p->month < 1 || p->month > 12)
        return false;
    bool leap = (p->year % 4 == 0 && p->year % 100 != 0) || p->year % 400 == 0;
    int last = days[p->month - 1] + (leap && p->month == 2);
    return p->day >= 1 && p->day <= last && p->hour >= 0 && p->hour < 24 && p->minute >= 0 &&
           p->minute < 60 && p->second >= 0 && p->second <= 60;
}

/* Days since 1970-01-01, counting years from March so that the leap day comes last. */
static int64_t days_since_epoch(const Parts *p)
{
    int64_t year = p->year - (p->month <= 2), era = year / 400, of_era = year % 400;
    int64_t of_year = (153 * ((p->month + 9) % 12) + 2) / 5 + p->day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t mw_date_parse(MwSpan text)
{
    Parts parts = {-1, -1, -1, -1, -1, 0, 0};
    if (text.len > DATE_MAX)
        return -1;
    take_words(text, &parts);
    if (parts.hour < 0 && parts.minute < 0) /* a date alone */
        parts.hour = parts.minute = 0;
    if (!is_valid(&parts))
        return -1;
    int64_t seconds = days_since_epoch(&parts) * 86400 + parts.hour * 3600 + parts.minute * 60 +
                      parts.second - (int64_t)parts.zone * 60;
    return seconds >= 0 ? seconds : -1;
}
