#include "parsers/dkim_key.h"

enum { DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_SEQUENCE = 0x30 };

/* One DER element at the start of *der; *der moves behind it. Only what keys use: one-octet tags,
 * definite lengths up to four octets. */
static MwRsaShape take(MwSpan *der, unsigned char tag, MwSpan *ret)
{
    const unsigned char *p = (const unsigned char *)der->data;
    if (der->len == 0)
        return MW_RSA_CUT;
    if (p[0] != tag)
        return MW_RSA_BROKEN;
    if (der->len < 2)
        return MW_RSA_CUT;
    size_t head = 2, len = p[1];
    if (len >= 0x80) {
        size_t octets = len & 0x7f;
        if (octets == 0 || octets > 4)
            return MW_RSA_BROKEN;
        len = 0;
        for (; octets > 0; octets--, head++) {
            if (head >= der->len)
                return MW_RSA_CUT;
            len = len << 8 | p[head];
        }
    }
    if (len > der->len - head)
        return MW_RSA_CUT;
    *ret = mw_span_make(der->data + head, len);
    *der = mw_span_make(der->data + head + len, der->len - head - len);
    return MW_RSA_OK;
}

static unsigned count_bits(MwSpan integer)
{
    size_t at = 0;
    while (at < integer.len && integer.data[at] == 0)
        at++;
    if (at == integer.len || integer.len - at > 0x10000)
        return 0;
    unsigned bits = (unsigned)(integer.len - at) * 8;
    for (unsigned char top = (unsigned char)integer.data[at]; top < 0x80; top <<= 1)
        bits--;
    return bits;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static MwRsaShape read_bare(MwSpan key, MwSpan content, MwSpan *ret_key, unsigned *ret_bits)
{
    MwSpan modulus = {0}, exponent = {0};
    MwRsaShape shape = take(&content, DER_INTEGER, &modulus);
    if (shape == MW_RSA_OK)
        shape = take(&content, DER_INTEGER, &exponent);
    if (shape != MW_RSA_OK)
        return MW_RSA_BROKEN;
    /* A private key has the version 0 where the modulus belongs. */
    if (modulus.len == 1 && modulus.data[0] == 0)
        return MW_RSA_PRIVATE;
    unsigned bits = count_bits(modulus);
    if (bits == 0 || content.len > 0)
        return MW_RSA_BROKEN;
    *ret_key = key;
    *ret_bits = bits;
    return MW_RSA_OK;
}

MwRsaShape mw_rsa_key_find(MwSpan der, MwSpan *ret_key, unsigned *ret_bits)
{
    MwSpan rest = der, outer = {0}, algorithm = {0}, bits = {0};
    MwRsaShape shape = take(&rest, DER_SEQUENCE, &outer);
    if (shape != MW_RSA_OK)
        return shape;
    if (outer.len > 0 && outer.data[0] == DER_INTEGER) {
        bool is_pkcs8 = outer.len > 3 && outer.data[1] == 1 && outer.data[2] == 0;
        if (is_pkcs8)
            return MW_RSA_PRIVATE;
        return read_bare(mw_span_make(der.data, der.len - rest.len), outer, ret_key, ret_bits);
    }
    if (take(&outer, DER_SEQUENCE, &algorithm) != MW_RSA_OK ||
        take(&outer, DER_BIT_STRING, &bits) != MW_RSA_OK || bits.len < 1 || bits.data[0] != 0)
        return MW_RSA_BROKEN;
    MwSpan key = mw_span_make(bits.data + 1, bits.len - 1), inner = key, content = {0};
    if (take(&inner, DER_SEQUENCE, &content) != MW_RSA_OK || inner.len > 0)
        return MW_RSA_BROKEN;
    return read_bare(key, content, ret_key, ret_bits);
}
