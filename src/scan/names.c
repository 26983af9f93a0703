#include "src/scan/names.h"

#include <stdbool.h>
#include <string.h>

static int compare_names(gconstpointer a, gconstpointer b, gpointer text)
{
    const guint32 *left = a, *right = b;
    return strcmp((const char *)text + *left, (const char *)text + *right);
}

MwNames *mw_names_read(const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    if (dir == NULL)
        return NULL;
    MwNames *names = g_new0(MwNames, 1);
    names->text = g_string_new(NULL);
    names->offsets = g_array_new(false, false, sizeof(guint32));
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        if (names->text->len > G_MAXUINT32 - 4096) /* 4 GiB of names: what fits is done */
            break;
        guint32 offset = (guint32)names->text->len;
        g_array_append_val(names->offsets, offset);
        g_string_append_len(names->text, name, (gssize)strlen(name) + 1);
    }
    g_array_sort_with_data(names->offsets, compare_names, names->text->str);
    return names;
}

void mw_names_free(MwNames *names)
{
    if (names == NULL)
        return;
    g_string_free(names->text, true);
    g_array_unref(names->offsets);
    g_free(names);
}

const char *mw_names_next(MwNames *names)
{
    if (names->next >= names->offsets->len)
        return NULL;
    return names->text->str + g_array_index(names->offsets, guint32, names->next++);
}
