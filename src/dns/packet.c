#include "src/dns/packet.h"

#include "parsers/domain.h"
#include "src/dns/backend.h"
#include "src/dns/name.h"
#include "src/dns/store.h"

enum {
    HEADER_SIZE = 12,
    CLASS_IN = 1,
    TYPE_OPT = 41,
    RECORDS_MAX = 4096, /* in the sections of one packet: more is an attack */
};

static const uint16_t type_codes[MW_DNS_TYPE_N] = {
    [MW_DNS_A] = 1,    [MW_DNS_NS] = 2,  [MW_DNS_CNAME] = 5, [MW_DNS_SOA] = 6,
    [MW_DNS_PTR] = 12, [MW_DNS_MX] = 15, [MW_DNS_TXT] = 16,  [MW_DNS_AAAA] = 28,
};

/* ---- writing ---- */

static void put16(GByteArray *out, unsigned value)
{
    guint8 octets[2] = {(guint8)(value >> 8), (guint8)value};
    g_byte_array_append(out, octets, 2);
}

static void put_name(GByteArray *out, const char *name)
{
    while (*name != '\0') {
        guint8 len = (guint8)strcspn(name, ".");
        g_byte_array_append(out, &len, 1);
        g_byte_array_append(out, (const guint8 *)name, len);
        name += len + (name[len] == '.');
    }
    g_byte_array_append(out, (const guint8 *)"", 1);
}

GByteArray *mw_dns_packet_query(const char *name, MwDnsType type, MwDnsQueryFlags flags)
{
    GByteArray *out = g_byte_array_new();
    put16(out, 0);
    put16(out, (flags.recursion ? 0x0100u : 0) | (flags.checking_disabled ? 0x0010u : 0));
    put16(out, 1);
    put16(out, 0);
    put16(out, 0);
    put16(out, flags.edns);
    put_name(out, name);
    put16(out, type_codes[type]);
    put16(out, CLASS_IN);
    if (flags.edns) {
        put_name(out, "");
        put16(out, TYPE_OPT);
        put16(out, MW_DNS_UDP_SIZE);
        put16(out, 0);
        put16(out, 0);
        put16(out, 0);
    }
    return out;
}

/* ---- reading ---- */

typedef struct {
    const guint8 *data;
    size_t len;
    size_t at;
    bool bad; /* read past the end, or nonsense; from then on everything reads as zero */
} Cursor;

typedef struct {
    char owner[MW_DNS_NAME_SIZE];
    unsigned type, class;
    uint32_t ttl;
    size_t data, data_len;
} Record;

static unsigned get8(Cursor *cursor)
{
    if (cursor->bad || cursor->at >= cursor->len) {
        cursor->bad = true;
        return 0;
    }
    return cursor->data[cursor->at++];
}

static unsigned get16(Cursor *cursor)
{
    unsigned high = get8(cursor);
    return high << 8 | get8(cursor);
}

static uint32_t get32(Cursor *cursor)
{
    uint32_t high = get16(cursor);
    return high << 16 | get16(cursor);
}

static char name_octet(unsigned octet)
{
    return octet == 0 || octet == '.' || octet >= 0x80 ? '?' : g_ascii_tolower((char)octet);
}

/* A label, or false at the end of the name or when it is bad. Pointers must lead backwards, so
 * that no chain of them is endless. */
static bool get_label(Cursor *cursor, size_t *limit, GString *out)
{
    unsigned len = get8(cursor);
    while ((len & 0xc0) == 0xc0) {
        size_t target = (len & 0x3f) << 8 | get8(cursor);
        cursor->bad |= target >= *limit;
        *limit = target;
        cursor->at = target;
        len = get8(cursor);
    }
    cursor->bad |= len > MW_LABEL_MAX || out->len + len + 1 > MW_DNS_NAME_SIZE;
    if (cursor->bad || len == 0)
        return false;
    if (out->len > 0)
        g_string_append_c(out, '.');
    for (unsigned i = 0; i < len; i++)
        g_string_append_c(out, name_octet(get8(cursor)));
    return !cursor->bad;
}

/* Reads a name, and leaves the cursor behind it. */
static void get_name(Cursor *cursor, char ret[static MW_DNS_NAME_SIZE])
{
    Cursor inner = *cursor;
    size_t limit = cursor->at;
    g_autoptr(GString) out = g_string_sized_new(MW_DNS_NAME_SIZE);
    while (get_label(&inner, &limit, out))
        ;
    cursor->bad |= inner.bad || out->len > MW_DOMAIN_MAX;
    g_strlcpy(ret, cursor->bad ? "" : out->str, MW_DNS_NAME_SIZE);
    for (;;) { /* in the packet it ends with a zero or with the first pointer */
        unsigned len = get8(cursor);
        if (len >= 0xc0)
            get8(cursor);
        if (cursor->bad || len == 0 || len >= 0xc0)
            return;
        cursor->at += len;
    }
}

static void get_record(Cursor *cursor, Record *record)
{
    get_name(cursor, record->owner);
    record->type = get16(cursor);
    record->class = get16(cursor);
    record->ttl = get32(cursor);
    if (record->ttl > INT32_MAX) /* RFC 2181, 8 */
        record->ttl = 0;
    record->data_len = get16(cursor);
    record->data = cursor->at;
    cursor->bad |= record->data_len > cursor->len - MIN(cursor->at, cursor->len);
    cursor->at += cursor->bad ? 0 : record->data_len;
}

static void get_text(Cursor *cursor, MwDnsRecord *ret)
{
    do {
        unsigned len = get8(cursor);
        cursor->bad |= len > cursor->len - cursor->at;
        if (cursor->bad)
            return;
        mw_dns_record_append_string(ret,
                                    mw_span_make((const char *)cursor->data + cursor->at, len));
        cursor->at += len;
    } while (cursor->at < cursor->len);
}

static void get_ip(Cursor *cursor, unsigned family, MwIp *ret)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    unsigned size = family == 4 ? 4 : 16;
    ret->family = (uint8_t)family;
    for (unsigned i = 0; i < size; i++)
        ret->bytes[i] = (uint8_t)get8(cursor);
    if (family == 6 && memcmp(ret->bytes, mapped, sizeof mapped) == 0) {
        ret->family = 4;
        memmove(ret->bytes, ret->bytes + 12, 4);
        memset(ret->bytes + 4, 0, 12);
    }
}

static void get_data(Cursor *cursor, MwDnsType type, MwDnsRecord *ret)
{
    char name[MW_DNS_NAME_SIZE];
    switch (type) {
    case MW_DNS_A:
    case MW_DNS_AAAA:
        get_ip(cursor, type == MW_DNS_A ? 4 : 6, &ret->ip);
        return;
    case MW_DNS_TXT:
        get_text(cursor, ret);
        return;
    case MW_DNS_MX:
        ret->preference = get16(cursor);
        break;
    case MW_DNS_CNAME:
    case MW_DNS_NS:
    case MW_DNS_PTR:
    case MW_DNS_SOA:
        break;
    }
    get_name(cursor, name);
    ret->name = g_strdup(name);
    if (type == MW_DNS_SOA) {
        get_name(cursor, name);
        for (unsigned i = 0; i < 5; i++)
            get32(cursor);
    }
}

/* NULL when the data are not those of the type. */
static MwDnsRecord *read_record(const Cursor *packet, const Record *record, MwDnsType type)
{
    Cursor cursor = {packet->data, record->data + record->data_len, record->data, false};
    MwDnsRecord *ret = mw_dns_record_new(record->ttl);
    get_data(&cursor, type, ret);
    if (!cursor.bad && cursor.at == cursor.len)
        return ret;
    mw_dns_record_free(ret);
    return NULL;
}

/* ---- what it means ---- */

typedef struct {
    Cursor cursor;
    bool authoritative;
    unsigned rcode;
    unsigned answers, authorities, additionals;
    GArray *records; /* Record: the answer section */
    uint32_t negative_ttl;
} Packet;

static void get_question(Packet *packet, const char *name, MwDnsType type)
{
    char asked[MW_DNS_NAME_SIZE];
    get_name(&packet->cursor, asked);
    unsigned asked_type = get16(&packet->cursor), class = get16(&packet->cursor);
    packet->cursor.bad |=
        strcmp(asked, name) != 0 || asked_type != type_codes[type] || class != CLASS_IN;
}

static void get_header(Packet *packet)
{
    Cursor *cursor = &packet->cursor;
    get16(cursor);
    unsigned flags = get16(cursor);
    packet->authoritative = flags & 0x0400;
    packet->rcode = flags & 0x000f;
    unsigned questions = get16(cursor);
    packet->answers = get16(cursor);
    packet->authorities = get16(cursor);
    packet->additionals = get16(cursor);
    bool truncated = flags & 0x0200;
    cursor->bad |= !(flags & 0x8000) || (flags & 0x7800) || questions != 1 || truncated ||
                   packet->answers + packet->authorities + packet->additionals > RECORDS_MAX;
}

/* RFC 2308, 5: the lower of the SOA's own TTL and its last field. */
static void get_authority(Packet *packet)
{
    for (unsigned i = 0; i < packet->authorities && !packet->cursor.bad; i++) {
        Record record;
        get_record(&packet->cursor, &record);
        if (packet->cursor.bad || record.type != type_codes[MW_DNS_SOA] || record.data_len < 22)
            continue;
        Cursor last = packet->cursor;
        last.at = record.data + record.data_len - 4;
        uint32_t minimum = get32(&last);
        packet->negative_ttl = MIN(record.ttl, minimum);
    }
}

static void get_additional(Packet *packet)
{
    for (unsigned i = 0; i < packet->additionals && !packet->cursor.bad; i++) {
        Record record;
        get_record(&packet->cursor, &record);
        if (!packet->cursor.bad && record.type == TYPE_OPT)
            packet->rcode |= record.ttl >> 24 << 4;
    }
}

static const Record *find_record(const Packet *packet, const char *owner, MwDnsType type,
                                 unsigned *from)
{
    for (; *from < packet->records->len; (*from)++) {
        const Record *record = &g_array_index(packet->records, Record, *from);
        if (record->type == type_codes[type] && record->class == CLASS_IN &&
            strcmp(record->owner, owner) == 0)
            return &g_array_index(packet->records, Record, (*from)++);
    }
    return NULL;
}

/* Follows the aliases of the packet; false: too many, or one that cannot be read. */
static bool follow_aliases(const Packet *packet, MwDnsAnswer *answer, const char **owner)
{
    unsigned from = 0;
    const Record *alias;
    while (answer->type != MW_DNS_CNAME &&
           (alias = find_record(packet, *owner, MW_DNS_CNAME, &from)) != NULL) {
        MwDnsRecord *record = read_record(&packet->cursor, alias, MW_DNS_CNAME);
        if (record == NULL)
            return false;
        answer->ttl = answer->cnames->len == 0 ? alias->ttl : MIN(answer->ttl, alias->ttl);
        g_ptr_array_add(answer->cnames, g_strdup(record->name));
        *owner = g_ptr_array_index(answer->cnames, answer->cnames->len - 1);
        mw_dns_record_free(record);
        if (answer->cnames->len > MW_DNS_CNAME_HOPS_MAX)
            return false;
        from = 0;
    }
    return true;
}

static bool add_records(const Packet *packet, MwDnsAnswer *answer, const char *owner)
{
    unsigned from = 0;
    const Record *found;
    uint32_t ttl = answer->cnames->len > 0 ? answer->ttl : G_MAXUINT32;
    while ((found = find_record(packet, owner, answer->type, &from)) != NULL) {
        MwDnsRecord *record = read_record(&packet->cursor, found, answer->type);
        if (record == NULL)
            return false;
        mw_dns_answer_add(answer, record);
    }
    answer->ttl = MIN(answer->ttl, ttl);
    return true;
}

static MwDnsFailure failure_of_rcode(unsigned rcode)
{
    switch (rcode) {
    case 0:
    case MW_DNS_RCODE_NXDOMAIN:
        return MW_DNS_OK;
    case MW_DNS_RCODE_SERVFAIL:
        return MW_DNS_SERVFAIL;
    case MW_DNS_RCODE_NOTIMP:
    case MW_DNS_RCODE_REFUSED:
        return MW_DNS_REFUSED;
    default:
        return MW_DNS_MALFORMED;
    }
}

static MwDnsFailure judge(const Packet *packet, MwDnsAnswer *answer)
{
    MwDnsFailure failure = failure_of_rcode(packet->rcode);
    if (failure != MW_DNS_OK)
        return failure;
    if (answer->server != NULL && !packet->authoritative)
        return MW_DNS_REFUSED;
    const char *owner = answer->name;
    if (!follow_aliases(packet, answer, &owner) || !add_records(packet, answer, owner))
        return MW_DNS_MALFORMED;
    if (answer->records->len == 0) {
        answer->status = packet->rcode == MW_DNS_RCODE_NXDOMAIN ? MW_DNS_NXDOMAIN : MW_DNS_NODATA;
        answer->ttl = packet->negative_ttl;
    }
    return MW_DNS_OK;
}

unsigned mw_dns_packet_rcode(MwSpan packet)
{
    return packet.len < HEADER_SIZE ? 255 : (unsigned char)packet.data[3] & 0x0fu;
}

MwDnsAnswer *mw_dns_packet_read(MwSpan span, const char *server, const char *name, MwDnsType type)
{
    g_autoptr(GArray) records = g_array_new(FALSE, FALSE, sizeof(Record));
    Packet packet = {.cursor = {(const guint8 *)span.data, span.len, 0, false}, .records = records};
    get_header(&packet);
    if (!packet.cursor.bad)
        get_question(&packet, name, type);
    for (unsigned i = 0; i < packet.answers && !packet.cursor.bad; i++) {
        Record record;
        get_record(&packet.cursor, &record);
        g_array_append_val(records, record);
    }
    get_authority(&packet);
    get_additional(&packet);

    MwDnsAnswer *answer = mw_dns_answer_new(name, type, MW_DNS_MALFORMED);
    answer->server = g_strdup(server);
    answer->bytes = span.len;
    if (!packet.cursor.bad)
        answer->failure = judge(&packet, answer);
    if (answer->failure != MW_DNS_OK) {
        answer->status = MW_DNS_FAILED;
        g_ptr_array_set_size(answer->records, 0);
    }
    return answer;
}
