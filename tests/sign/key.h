#pragma once

#include <openssl/evp.h>

#include "tests/sign/sign.h"

struct MwTestKey {
    EVP_PKEY *pkey;
};
