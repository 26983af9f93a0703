#include "tests/table.h"

#include "src/scan/shard.h"

/* The hash is part of the contract: jobs on several machines must agree for ever. */
struct shard_case {
    const char *name, *path;
    unsigned count, index; /* the part it belongs to */
};

static struct shard_case cases[] = {
    {"one of four", "mail/a.eml", 4, 1},
    {"another of four", "mail/b.eml", 7, 5},
    {"one of seven", "mail/a.eml", 7, 2},
    {"empty path", "", 4, 1},
    {"octets above 127", "mail/\xe3\x81\x82.eml", 7, 3},
};

static void check(void **state)
{
    const struct shard_case *c = *state;
    for (unsigned index = 1; index <= c->count; index++)
        assert_int_equal(mw_shard_has(index, c->count, c->path), index == c->index);
    assert_true(mw_shard_has(0, 0, c->path));
    assert_true(mw_shard_has(1, 1, c->path));
}

MW_TABLE_MAIN("shard", cases, check)
