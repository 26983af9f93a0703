#include "tests/table.h"

#include <glib/gstdio.h>

#include "tests/tools/recipe.h"

/* Recipes, each in a folder of its own. */

static const char base[] = "From: ann@example.com\nSubject: offer\n\nbody\n";

struct recipe_case {
    const char *name, *recipe;
    const char *starts, *ends; /* of message.eml, from the body on */
    const char *zone;          /* start of the key lines */
    const char *error;         /* NULL: works */
};

static struct recipe_case cases[] = {
    {"nothing to do", "", "From: ann", "\r\n\r\nbody\r\n", "", NULL},
    {"one signature", "[Sign1]\nDomain=example.com\nSelector=s1\nKey=ed25519\n",
     "DKIM-Signature: v=1; a=ed25519-sha256;", "\r\n\r\nbody\r\n",
     "s1._domainkey.example.com. 3600 IN TXT \"v=DKIM1; k=ed25519; p=", NULL},
    {"footer after signing",
     "[Sign1]\nDomain=example.com\nSelector=s1\nKey=ed25519\nRecord=no\n[Edit1]\nAppend=-- "
     "\\nlist\\n",
     "DKIM-Signature:", "\r\n\r\nbody\r\n-- \r\nlist\r\n", "", NULL},
    {"replaced, prepended, removed",
     "[Edit1]\nReplace=body\nWith=text\nPrepend=Received: by a.example\\n\nRemoveHeader=subject\n",
     "Received: by a.example\r\nFrom: ann@example.com\r\n\r\n", "text\r\n", "", NULL},
    {"own record text",
     "[Sign1]\nDomain=example.com\nSelector=s1\nKey=ed25519\nRecord=v=DKIM1; t=y; k=ed25519; p=\n",
     "DKIM-Signature:", "body\r\n",
     "s1._domainkey.example.com. 3600 IN TXT \"v=DKIM1; t=y; k=ed25519; p=\"\n", NULL},
    {"two ARC sets",
     "[Arc1]\nDomain=example.org\nSelector=s\nKey=ed25519\n[Arc2]\nDomain=example.net\nSelector="
     "s\nKey=ed25519\n",
     "ARC-Seal: i=2; a=ed25519-sha256; cv=pass; d=example.net;", "body\r\n",
     "s._domainkey.example.org. 3600", NULL},
    {"bare LF kept on demand", "[Edit1]\nLineEnd=lf\n", "From: ann@example.com\nSub", "\n\nbody\n",
     "", NULL},
    {"misspelt key", "[Edit1]\nApend=x\n", NULL, NULL, NULL, "Apend: unknown key"},
    {"text to replace is not there", "[Edit1]\nReplace=nowhere\n", NULL, NULL, NULL,
     "does not occur"},
    {"unknown section", "[Do]\nAppend=x\n", NULL, NULL, NULL, "is none of"},
};

static void check(void **state)
{
    const struct recipe_case *c = *state;
    g_autofree char *folder = g_dir_make_tmp("mailwhy-recipe-XXXXXX", NULL);
    g_autofree char *recipe = g_build_filename(folder, "recipe", NULL);
    g_autofree char *in = g_build_filename(folder, "message.in", NULL);
    g_assert_true(g_file_set_contents(recipe, c->recipe, -1, NULL));
    g_assert_true(g_file_set_contents(in, base, -1, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(MwTestSample) sample = mw_test_sample_make(folder, &error);
    g_unlink(recipe);
    g_unlink(in);
    g_rmdir(folder);
    if (c->error != NULL) {
        assert_null(sample);
        assert_non_null(strstr(error->message, c->error));
        return;
    }
    assert_non_null(sample);
    assert_true(g_str_has_prefix(sample->message->str, c->starts));
    assert_true(g_str_has_suffix(sample->message->str, c->ends));
    assert_true(g_str_has_prefix(sample->zone->str, c->zone));
}

MW_TABLE_MAIN("recipe", cases, check)
