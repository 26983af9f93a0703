#include "src/input/compound_check.h"

#include <glib.h>

enum {
    HEADER_SIZE = 512,
    HEADER_FAT_MAX = 109, /* numbers of FAT sectors that stand in the header */
    ENTRY_SIZE = 128,     /* of the directory */
    MINI_SIZE = 64,
    CUTOFF = 4096, /* smaller streams lie in the mini stream */
};
static const guint32 special = 0xfffffffa; /* from here on: free, end of chain, ... */
static const guint32 end_of_chain = 0xfffffffe;

typedef struct {
    MwSpan file;
    size_t sector_size;
    guint32 sectors; /* in the file, header not counted */
    GArray *fat;     /* guint32 per sector */
    GArray *mini;    /* guint32 per mini sector */
    bool has_root;   /* the mini stream is known and `mini` fits it */
    guint64 budget;  /* links that all streams together may have: they share no sector */
} Compound;

static guint32 u16_at(MwSpan file, size_t at)
{
    const unsigned char *data = (const unsigned char *)file.data + at;
    return (guint32)data[0] | (guint32)data[1] << 8;
}

static guint32 u32_at(MwSpan file, size_t at)
{
    return u16_at(file, at) | u16_at(file, at + 2) << 16;
}

/* The octets of a sector; shorter than a sector, or empty, at the end of a cut file. */
static MwSpan sector_at(const Compound *compound, guint32 sector)
{
    size_t begin = ((size_t)sector + 1) * compound->sector_size;
    return mw_span_slice(compound->file, begin, begin + compound->sector_size);
}

static bool append_table(const Compound *compound, GArray *table, guint32 sector)
{
    MwSpan octets = sector < compound->sectors ? sector_at(compound, sector) : mw_span(NULL);
    if (octets.len != compound->sector_size)
        return false;
    for (size_t at = 0; at + 4 <= octets.len; at += 4) {
        guint32 next = u32_at(octets, at);
        g_array_append_val(table, next);
    }
    return true;
}

/* The FAT: its sectors are named in the header, and when that is full in DIFAT sectors. */
static bool read_fat(Compound *compound)
{
    guint32 left = u32_at(compound->file, 44), difat = u32_at(compound->file, 68);
    if (left == 0 || left > compound->sectors)
        return false;
    for (size_t i = 0; i < HEADER_FAT_MAX && left > 0; i++, left--)
        if (!append_table(compound, compound->fat, u32_at(compound->file, 76 + i * 4)))
            return false;
    size_t names = compound->sector_size / 4 - 1;
    guint32 chained = 0;
    for (; left > 0; chained++) {
        MwSpan octets = difat < compound->sectors ? sector_at(compound, difat) : mw_span(NULL);
        if (octets.len != compound->sector_size || chained > compound->sectors)
            return false;
        for (size_t i = 0; i < names && left > 0; i++, left--)
            if (!append_table(compound, compound->fat, u32_at(octets, i * 4)))
                return false;
        difat = u32_at(octets, names * 4);
    }
    /* libgsf reads as many as the header counts, needed or not. */
    return chained == u32_at(compound->file, 72);
}

/* The length of a chain in links; -1: it leaves the table or never ends. */
static gint64 chain_length(const GArray *table, guint32 first)
{
    gint64 length = 0;
    for (guint32 at = first; at != end_of_chain; at = g_array_index(table, guint32, at))
        if (at >= table->len || length++ > table->len)
            return -1;
    return length;
}

/* Every entry in use must name a sector of the file. */
static bool entries_are_inside(const GArray *table, guint32 sectors)
{
    for (guint i = 0; i < MIN(table->len, sectors); i++) {
        guint32 next = g_array_index(table, guint32, i);
        if (next < special && next >= sectors)
            return false;
    }
    return true;
}

static bool read_mini(Compound *compound)
{
    guint32 at = u32_at(compound->file, 60);
    gint64 length = at >= special ? 0 : chain_length(compound->fat, at);
    for (gint64 i = 0; i < length; i++) {
        if (!append_table(compound, compound->mini, at))
            return false;
        at = g_array_index(compound->fat, guint32, at);
    }
    return length >= 0;
}

/* Type 5 is the root, the first entry, whose stream holds the mini sectors; 2 is a stream. */
static bool entry_is_sound(Compound *compound, MwSpan entry)
{
    unsigned char type = (unsigned char)entry.data[66];
    guint32 first = u32_at(entry, 116), size = u32_at(entry, 120);
    if ((type != 2 && type != 5) || size == 0)
        return true;
    bool mini = type == 2 && size < CUTOFF;
    gint64 length = chain_length(mini ? compound->mini : compound->fat, first);
    guint64 unit = mini ? MINI_SIZE : compound->sector_size;
    if (length < 0 || (guint64)length * unit < size || (guint64)length > compound->budget)
        return false;
    compound->budget -= (guint64)length;
    if (type == 5 && !compound->has_root)
        compound->has_root = entries_are_inside(compound->mini, size / MINI_SIZE);
    return !mini || compound->has_root;
}

/* An entry as a node of the red-black trees that the folders are. */
typedef struct {
    unsigned char type;
    guint32 links[3]; /* left, right, child */
    bool seen;
} Node;

static const guint32 no_link = 0xffffffff;

static bool push_links(GArray *stack, const GArray *nodes, const Node *node)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(node->links); i++) {
        guint32 link = node->links[i];
        if (link == no_link)
            continue;
        if (link >= nodes->len || (i == 2 && node->type == 2))
            return false;
        g_array_append_val(stack, link);
    }
    return true;
}

/* Does each entry that the root leads to have one parent only, and a type? */
static bool tree_is_sound(GArray *nodes)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 next = 0;
    g_array_append_val(stack, next);
    while (stack->len > 0) {
        next = g_array_index(stack, guint32, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        Node *node = &g_array_index(nodes, Node, next);
        bool is_known = next == 0 ? node->type == 5 : node->type == 1 || node->type == 2;
        if (node->seen || !is_known || !push_links(stack, nodes, node))
            return false;
        node->seen = true;
    }
    return true;
}

static bool add_node(GArray *nodes, MwSpan entry)
{
    guint32 name = u16_at(entry, 64);
    Node node = {.type = (unsigned char)entry.data[66],
                 .links = {u32_at(entry, 68), u32_at(entry, 72), u32_at(entry, 76)}};
    g_array_append_val(nodes, node);
    return node.type == 0 || (name >= 2 && name <= 64 && name % 2 == 0);
}

static bool directory_is_sound(Compound *compound)
{
    g_autoptr(GArray) nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    guint32 at = u32_at(compound->file, 48);
    gint64 length = chain_length(compound->fat, at);
    for (gint64 i = 0; i < length; i++) {
        MwSpan octets = sector_at(compound, at);
        if (octets.len != compound->sector_size)
            return false;
        for (size_t begin = 0; begin < octets.len; begin += ENTRY_SIZE) {
            MwSpan entry = mw_span_slice(octets, begin, begin + ENTRY_SIZE);
            if (!add_node(nodes, entry) || !entry_is_sound(compound, entry))
                return false;
        }
        at = g_array_index(compound->fat, guint32, at);
    }
    return length > 0 && tree_is_sound(nodes);
}

bool mw_compound_is_sound(MwSpan file)
{
    if (file.len < HEADER_SIZE)
        return false;
    guint32 shift = u16_at(file, 30);
    if ((shift != 9 && shift != 12) || u16_at(file, 32) != 6 || u32_at(file, 56) != CUTOFF ||
        file.len >> shift >= special || file.len <= (size_t)1 << shift)
        return false;
    g_autoptr(GArray) fat = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) mini = g_array_new(FALSE, FALSE, sizeof(guint32));
    Compound compound = {.file = file,
                         .sector_size = (size_t)1 << shift,
                         .sectors = (guint32)((file.len - 1) >> shift),
                         .fat = fat,
                         .mini = mini};
    if (!read_fat(&compound) || !entries_are_inside(fat, compound.sectors) || !read_mini(&compound))
        return false;
    compound.budget = (guint64)fat->len + mini->len;
    return directory_is_sound(&compound);
}
