#include "src/scan/answers.h"

struct MwAnswers {
    GMutex lock;
    GHashTable *seen; /* "TXT example.com" */
    GPtrArray *list;  /* MwDnsAnswer* */
};

MwAnswers *mw_answers_new(void)
{
    MwAnswers *answers = g_new0(MwAnswers, 1);
    g_mutex_init(&answers->lock);
    answers->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    answers->list = g_ptr_array_new_with_free_func((GDestroyNotify)mw_dns_answer_unref);
    return answers;
}

void mw_answers_free(MwAnswers *answers)
{
    if (answers == NULL)
        return;
    g_hash_table_unref(answers->seen);
    g_ptr_array_unref(answers->list);
    g_mutex_clear(&answers->lock);
    g_free(answers);
}

void mw_answers_add(MwAnswers *answers, const MwDnsSession *session)
{
    const GPtrArray *asked = mw_dns_session_answers(session);
    g_mutex_lock(&answers->lock);
    for (guint i = 0; i < asked->len; i++) {
        const MwDnsAnswer *answer = g_ptr_array_index(asked, i);
        char *question = g_strdup_printf("%s %s", mw_dns_type_name(answer->type), answer->name);
        if (g_hash_table_add(answers->seen, question)) /* frees the text when it was there */
            g_ptr_array_add(answers->list, mw_dns_answer_ref(answer));
    }
    g_mutex_unlock(&answers->lock);
}

bool mw_answers_write(MwAnswers *answers, const char *path, GError **error)
{
    g_mutex_lock(&answers->lock);
    g_autofree char *text = mw_dns_answers_to_file_text(answers->list);
    g_mutex_unlock(&answers->lock);
    return g_file_set_contents(path, text, -1, error);
}
