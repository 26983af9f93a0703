#include "tests/table.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/scan/walk.h"

/* One tree for all cases; D is a folder, L a link, P a pipe, else a file. */
static const char *const tree[] = {
    "D box",
    "D box/cur",
    "D box/new",
    "D box/tmp",
    "box/cur/1",
    "box/new/2",
    "box/tmp/3",
    "box/uidlist",
    "D box/.Archive",
    "D box/.Archive/cur",
    "D box/.Archive/new",
    "box/.Archive/cur/4",
    "D q",
    "q/b.eml",
    "q/a.eml",
    "D q/sub",
    "q/sub/c.eml",
    "D q/empty",
    "L q/loop",
    "P q/pipe",
    "plain.eml",
};

struct walk_case {
    const char *name;
    const char *paths; /* blank-separated, below the tree */
    const char *list;  /* of --files-from; NULL */
    bool nul;
    const char *found; /* "!" in front: with an error */
};

static struct walk_case cases[] = {
    {"a file", "plain.eml", NULL, false, "plain.eml"},
    {"a file that is not there is tried all the same", "none.eml", NULL, false, "none.eml"},
    {"folders in order, links to folders not followed, pipes refused", "q", NULL, false,
     "q/a.eml q/b.eml !q/pipe q/sub/c.eml"},
    {"of a Maildir cur and new, its subfolders too", "box", NULL, false,
     "box/.Archive/cur/4 box/cur/1 box/new/2"},
    {"several, in the order given", "plain.eml q/sub", NULL, false, "plain.eml q/sub/c.eml"},
    {"a list of lines", "plain.eml", "q/b.eml\r\nq/a.eml\n\nbox/cur", false,
     "plain.eml q/b.eml q/a.eml box/cur/1"},
    {"a list with NUL", "", "q/b.eml|plain.eml|", true, "q/b.eml plain.eml"},
    {"nothing", "", "", false, ""},
};

static char *make_tree(void)
{
    char *root = g_dir_make_tmp("mailwhy-walk-XXXXXX", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tree); i++) {
        bool marked = tree[i][1] == ' ';
        g_autofree char *path = g_build_filename(root, tree[i] + (marked ? 2 : 0), NULL);
        if (!marked)
            assert_true(g_file_set_contents(path, "", 0, NULL));
        else if (tree[i][0] == 'D')
            assert_int_equal(g_mkdir(path, 0700), 0);
        else if (tree[i][0] == 'L')
            assert_int_equal(symlink("..", path), 0);
        else
            assert_int_equal(mkfifo(path, 0600), 0);
    }
    return root;
}

static void remove_tree(const char *root)
{
    for (size_t i = G_N_ELEMENTS(tree); i-- > 0;) {
        g_autofree char *path = g_build_filename(root, tree[i] + (tree[i][1] == ' ' ? 2 : 0), NULL);
        g_remove(path);
    }
    g_autofree char *list = g_build_filename(root, "list", NULL);
    g_remove(list);
    g_rmdir(root);
}

static char *walk_all(const struct walk_case *c)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) given = g_strsplit(c->paths, " ", -1);
    for (char **path = given; *path != NULL && **path != '\0'; path++)
        g_ptr_array_add(paths, g_strdup(*path));
    if (c->list != NULL) {
        g_autofree char *list = g_strdup(c->list);
        g_assert_true(g_file_set_contents("list", c->nul ? g_strdelimit(list, "|", '\0') : list,
                                          (gssize)strlen(c->list), NULL));
    }
    g_autoptr(MwWalk) walk = mw_walk_new(paths, c->list != NULL ? "list" : NULL, c->nul, NULL);
    GString *found = g_string_new(NULL);
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = mw_walk_next(walk, &error);
        if (path == NULL)
            return g_string_free(found, false);
        g_string_append_printf(found, "%s%s%s", found->len > 0 ? " " : "", error ? "!" : "", path);
    }
}

static void check(void **state)
{
    g_autofree char *before = g_get_current_dir();
    g_autofree char *root = make_tree();
    assert_int_equal(g_chdir(root), 0);
    g_autofree char *found = walk_all(*state);
    assert_int_equal(g_chdir(before), 0);
    remove_tree(root);
    assert_string_equal(found, ((const struct walk_case *)*state)->found);
}

MW_TABLE_MAIN("walk", cases, check)
