#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <gsf/gsf-utils.h>

/* Containers made for the tests by the libraries that others use to make them. */

static inline GBytes *mw_build_utf16(const char *text, const char *codeset, const char *mark)
{
    gsize len = 0;
    g_autofree char *wide = g_convert(text, -1, codeset, "UTF-8", NULL, &len, NULL);
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)mark, (guint)strlen(mark));
    g_byte_array_append(out, (const guint8 *)wide, (guint)len);
    return g_byte_array_free_to_bytes(out);
}

typedef struct {
    const char *name, *data;
} MwBuildMember;

/* `format`: "zip", "tar", "tar.gz", "gz" (one file); `password`: encrypts a zip. */
static inline GBytes *mw_build_archive(const char *format, const char *password,
                                       const MwBuildMember *members, size_t count)
{
    enum { SIZE = 1024 * 1024 };
    g_autofree char *buffer = g_malloc(SIZE);
    size_t used = 0;
    struct archive *archive = archive_write_new();
    if (g_str_equal(format, "zip"))
        archive_write_set_format_zip(archive);
    else if (g_str_equal(format, "gz"))
        archive_write_set_format_raw(archive);
    else
        archive_write_set_format_ustar(archive);
    if (g_str_has_suffix(format, "gz"))
        archive_write_add_filter_gzip(archive);
    if (password != NULL) {
        archive_write_set_options(archive, "zip:encryption=traditional");
        archive_write_set_passphrase(archive, password);
    }
    archive_write_set_bytes_in_last_block(archive, 1);
    archive_write_open_memory(archive, buffer, SIZE, &used);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_size(entry, (la_int64_t)strlen(members[i].data));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(archive, entry);
        archive_write_data(archive, members[i].data, strlen(members[i].data));
        archive_entry_free(entry);
    }
    archive_write_close(archive);
    archive_write_free(archive);
    return g_bytes_new(buffer, used);
}

static inline void mw_build_stream(GsfOutfile *folder, const char *name, const void *data,
                                   size_t len)
{
    GsfOutput *stream = gsf_outfile_new_child(folder, name, FALSE);
    gsf_output_write(stream, len, data);
    gsf_output_close(stream);
    g_object_unref(stream);
}

/* A text property, as Unicode or in 8 bits. */
static inline void mw_build_property(GsfOutfile *folder, const char *id, bool unicode,
                                     const char *text)
{
    g_autofree char *name = g_strdup_printf("__substg1.0_%s%s", id, unicode ? "001F" : "001E");
    gsize len = strlen(text);
    g_autofree char *wide = g_convert(text, -1, "UTF-16LE", "UTF-8", NULL, &len, NULL);
    if (unicode)
        mw_build_stream(folder, name, wide, len);
    else
        mw_build_stream(folder, name, text, strlen(text));
}

typedef struct {
    const char *headers;  /* property 0x007D; NULL: absent */
    bool ansi;            /* in 8 bits */
    const char *embedded; /* headers of a message attached as such; NULL: none */
    const char *eml;      /* an attachment named mail.eml; NULL: none */
} MwBuildMsg;

static inline void mw_build_attachments(GsfOutfile *root, const MwBuildMsg *msg)
{
    if (msg->embedded != NULL) {
        GsfOutput *folder = gsf_outfile_new_child(root, "__attach_version1.0_#00000000", TRUE);
        GsfOutput *inner = gsf_outfile_new_child(GSF_OUTFILE(folder), "__substg1.0_3701000D", TRUE);
        mw_build_property(GSF_OUTFILE(inner), "007D", true, msg->embedded);
        gsf_output_close(inner);
        gsf_output_close(folder);
        g_object_unref(inner);
        g_object_unref(folder);
    }
    if (msg->eml != NULL) {
        GsfOutput *folder = gsf_outfile_new_child(root, "__attach_version1.0_#00000001", TRUE);
        mw_build_property(GSF_OUTFILE(folder), "3707", true, "mail.EML");
        mw_build_stream(GSF_OUTFILE(folder), "__substg1.0_37010102", msg->eml, strlen(msg->eml));
        gsf_output_close(folder);
        g_object_unref(folder);
    }
}

static inline GBytes *mw_build_msg(const MwBuildMsg *msg)
{
    gsf_init();
    GsfOutput *memory = gsf_output_memory_new();
    GsfOutfile *root = gsf_outfile_msole_new(memory);
    static const char properties[32];
    mw_build_stream(root, "__properties_version1.0", properties, sizeof properties);
    mw_build_property(root, "0037", true, "Fwd: look");
    mw_build_property(root, "0C1A", true, "User");
    if (msg->headers != NULL)
        mw_build_property(root, "007D", !msg->ansi, msg->headers);
    mw_build_attachments(root, msg);
    gsf_output_close(GSF_OUTPUT(root));
    GBytes *bytes = g_bytes_new(gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)),
                                (gsize)gsf_output_size(memory));
    g_object_unref(root);
    g_object_unref(memory);
    return bytes;
}
