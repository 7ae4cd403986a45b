/*
 * source.c - checking the bytes of a rule file, and the table of its lines.
 *
 * A file is refused at the first byte that is not plain text in UTF-8 and NFC. Whether text is NFC
 * is asked of utf8proc only where a character can be concerned at all: the text is cut before each
 * character that cannot combine with the one before it, and only pieces that hold more than such a
 * character, or one that has a decomposition, are normalised and compared.
 */
#include "source.h"

#include <string.h>

#include <utf8proc.h>

#include "literate.h"

enum {
    MARKS_MAX = 30, /* combining marks on one letter, as in Unicode's Stream-Safe Format */
    PIECE_MAX = MARKS_MAX + 2,
    DECOMPOSED_MAX = 4,      /* characters that one can become, canonically */
    FIRST_COMPOSABLE = 0x300 /* below it every character is NFC on its own and follows freely */
};

/* Adds a message about the bytes from `begin`; always returns false. */
static bool refuse(const qn_source *source, qn_diagnostics *diagnostics, qn_code code,
                   uint32_t begin, uint32_t length)
{
    qn_span span = {source->id, begin, begin + length};
    const char *argument = "";
    if (code == QN_Q0102) {
        argument = qn_arena_format(diagnostics->arena, "%02X",
                                   (unsigned)(unsigned char)source->bytes[begin]);
    } else if (code == QN_Q0103) {
        argument = qn_arena_copy(diagnostics->arena, source->bytes + begin, length);
    }
    if (argument != NULL) {
        qn_diagnostic_add(diagnostics, code, span, 1, &argument);
    }
    return false;
}

/* The ASCII characters that a file cannot hold. Tabs are left to the lexer, which knows where. */
static bool check_ascii(const qn_source *source, qn_diagnostics *diagnostics, uint32_t at)
{
    unsigned char byte = (unsigned char)source->bytes[at];
    if (byte == '\0') {
        return refuse(source, diagnostics, QN_Q0104, at, 1);
    }
    if (byte == '\r' && (at + 1 == source->length || source->bytes[at + 1] != '\n')) {
        return refuse(source, diagnostics, QN_Q0105, at, 1);
    }
    return true;
}

/* Whether a character can never combine with one before it, so that a piece may begin with it. */
static bool is_boundary(utf8proc_int32_t character)
{
    if (character < FIRST_COMPOSABLE) {
        return true;
    }
    if (character >= 0x1160 && character <= 0x11ff) {
        return false; /* the vowels and final consonants of Hangul */
    }
    const utf8proc_property_t *property = utf8proc_get_property(character);
    return property->combining_class == 0 && property->category != UTF8PROC_CATEGORY_MN &&
           property->category != UTF8PROC_CATEGORY_MC && property->category != UTF8PROC_CATEGORY_ME;
}

/* Whether a character that stands alone in its piece may be anything but its own NFC. */
static bool has_decomposition(utf8proc_int32_t character)
{
    return character >= FIRST_COMPOSABLE &&
           utf8proc_get_property(character)->decomp_seqindex != UINT16_MAX;
}

/* Whether the bytes of a piece are their own NFC. */
static bool is_normal(const char *bytes, uint32_t length)
{
    utf8proc_int32_t normal[PIECE_MAX * DECOMPOSED_MAX + 1];
    const utf8proc_option_t options = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, normal,
                           PIECE_MAX * DECOMPOSED_MAX, options);
    if (count < 0 || count > PIECE_MAX * DECOMPOSED_MAX) {
        return false;
    }
    utf8proc_ssize_t made = utf8proc_reencode(normal, count, options);
    return made == (utf8proc_ssize_t)length && memcmp(normal, bytes, length) == 0;
}

/* The piece of text that is being gathered: it begins with a boundary or with the file. */
typedef struct text_piece {
    uint32_t begin;
    int characters;
    bool is_suspect; /* the first character has a decomposition */
} text_piece;

/* Judges the piece that ends before `end`. Text beside the rules may be in any form. */
static bool check_piece(const qn_source *source, qn_diagnostics *diagnostics,
                        const text_piece *piece, uint32_t end)
{
    if (piece->characters <= 1 && !piece->is_suspect) {
        return true;
    }
    if (is_normal(source->code + piece->begin, end - piece->begin)) {
        return true;
    }
    return refuse(source, diagnostics, QN_Q0103, piece->begin, end - piece->begin);
}

/*
 * Takes in the character at `at`, of any number of bytes, and stores how many. False when it, or
 * the piece that it ends, is refused.
 */
static bool check_character(const qn_source *source, qn_diagnostics *diagnostics, text_piece *piece,
                            uint32_t at, uint32_t *out_length)
{
    utf8proc_int32_t character = 0;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)source->bytes + at,
                                               (utf8proc_ssize_t)(source->length - at), &character);
    if (length <= 0) {
        return refuse(source, diagnostics, QN_Q0102, at, 1);
    }
    *out_length = (uint32_t)length;
    if (is_boundary(character)) {
        bool is_good = check_piece(source, diagnostics, piece, at);
        piece->begin = at;
        piece->characters = 1;
        piece->is_suspect = has_decomposition(character);
        return is_good;
    }
    if (++piece->characters > MARKS_MAX + 1) {
        return refuse(source, diagnostics, QN_Q0106, piece->begin, at - piece->begin);
    }
    return true;
}

/* Eight bytes at once, as a number of which each byte is looked at by itself. */
typedef uint64_t eight_bytes;

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static eight_bytes load_eight(const char *bytes)
{
    eight_bytes word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The highest bit of each byte that is 0, and no other; of one above 0x7f it is not asked. */
static eight_bytes zero_bytes(eight_bytes word)
{
    return ~(((word & EACH_BYTE(0x7f)) + EACH_BYTE(0x7f)) | word) & EACH_BYTE(0x80);
}

/* How many of the first bytes are below 0x80, and neither a NUL nor the end of a line of two. */
static uint32_t plain_of_eight(const char *bytes)
{
    eight_bytes word = load_eight(bytes);
    eight_bytes special =
        (word | zero_bytes(word) | zero_bytes(word ^ EACH_BYTE('\r'))) & EACH_BYTE(0x80);
    if (special == 0) {
        return sizeof word;
    }
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (uint32_t)__builtin_clzll(special) / 8;
#else
    return (uint32_t)__builtin_ctzll(special) / 8;
#endif
}

/* The same of up to eight bytes at the end of a text, behind which there is a NUL. */
static uint32_t plain_at_end(const char *bytes)
{
    uint32_t count = 0;
    while (count < sizeof(eight_bytes) && (signed char)bytes[count] > 0 && bytes[count] != '\r') {
        count++;
    }
    return count;
}

/* Bytes that the processor can look at all at once, where the compiler knows how many there are. */
enum { BLOCK_SIZE = 64 };

/* Whether any of them is another byte. They are counted, since what counts needs no branch. */
static bool has_special_in_block(const char *bytes)
{
    unsigned char count = 0;
    for (int i = 0; i < BLOCK_SIZE; i++) {
        signed char byte = (signed char)bytes[i];
        count = (unsigned char)(count + (byte <= 0) + (byte == '\r'));
    }
    return count != 0;
}

/* Bytes of a letter below FIRST_COMPOSABLE, or of the arrow; 0 for what else is no ASCII. */
static uint32_t letter_length(const char *bytes)
{
    unsigned char byte = (unsigned char)bytes[0];
    if (byte >= 0xc2 && byte <= 0xcb && ((unsigned char)bytes[1] & 0xc0) == 0x80) {
        return 2;
    }
    return strncmp(bytes, "→", strlen("→")) == 0 ? 3 : 0;
}

/*
 * How many bytes from `at` on are characters that are text and NFC wherever they stand behind one
 * that is: plain ASCII, letters below FIRST_COMPOSABLE, and the arrow. Stores where the last
 * begins.
 */
static uint32_t plain_length(const qn_source *source, uint32_t at, uint32_t *out_last)
{
    const char *bytes = source->bytes;
    const uint32_t begin = at;
    for (;;) {
        while (source->length - at >= BLOCK_SIZE && !has_special_in_block(bytes + at)) {
            at += BLOCK_SIZE;
            *out_last = at - 1;
        }
        for (const uint32_t end = at + BLOCK_SIZE; at < end;) {
            bool is_near_end = source->length - at < sizeof(eight_bytes);
            uint32_t plain = is_near_end ? plain_at_end(bytes + at) : plain_of_eight(bytes + at);
            at += plain;
            *out_last = plain > 0 ? at - 1 : *out_last;
            if (plain == sizeof(eight_bytes)) {
                continue;
            }
            uint32_t length = letter_length(bytes + at);
            if (length == 0) {
                return at - begin;
            }
            *out_last = at;
            at += length;
        }
    }
}

/* Whether the whole text is UTF-8, NFC, and free of control characters that hide something. */
static bool check_text(const qn_source *source, qn_diagnostics *diagnostics)
{
    text_piece piece = {source->first, 0, false};
    uint32_t length = 1;
    for (uint32_t at = source->first; at < source->length; at += length) {
        if (piece.characters <= 1 && !piece.is_suspect) {
            uint32_t plain = plain_length(source, at, &piece.begin); /* the common case */
            piece.characters = plain > 0 ? 1 : piece.characters;
            at += plain;
            if (at == source->length) {
                break;
            }
        }
        unsigned char byte = (unsigned char)source->bytes[at];
        length = 1;
        if (!check_character(source, diagnostics, &piece, at, &length) ||
            (byte < 0x80 && !check_ascii(source, diagnostics, at))) {
            return false;
        }
    }
    return check_piece(source, diagnostics, &piece, source->length);
}

/* How many line ends there are. */
static uint32_t count_line_ends(const qn_source *source)
{
    uint32_t count = 0;
    uint32_t at = source->first;
    for (; source->length - at >= BLOCK_SIZE; at += BLOCK_SIZE) {
        const char *block = source->bytes + at;
        unsigned char ends = 0;
        for (int i = 0; i < BLOCK_SIZE; i++) {
            ends = (unsigned char)(ends + (block[i] == '\n'));
        }
        count += ends;
    }
    for (; at < source->length; at++) {
        count += source->bytes[at] == '\n';
    }
    return count;
}

/* Fills the table of line beginnings. False when memory is out. */
static bool find_lines(qn_source *source, qn_arena *arena)
{
    uint32_t count = count_line_ends(source) + 1;
    uint32_t marks = source->length / QN_SOURCE_STRIDE + 2;
    uint32_t *line = qn_arena_take_array(arena, count, sizeof *line);
    uint32_t *mark = qn_arena_take_array(arena, marks, sizeof *mark);
    if (line == NULL || mark == NULL) {
        return false;
    }
    uint32_t marked = 0;
    const char *end = source->bytes + source->length;
    const char *at = source->bytes + source->first;
    line[0] = source->first;
    for (uint32_t number = 1; number < count; number++) {
        at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
        line[number] = (uint32_t)(at - source->bytes);
        for (; marked * QN_SOURCE_STRIDE < line[number]; marked++) {
            mark[marked] = number - 1;
        }
    }
    for (; marked < marks; marked++) {
        mark[marked] = count - 1;
    }
    source->mark = mark;
    source->line = line;
    source->line_count = count;
    return true;
}

/* A byte-order mark at the very start is skipped. */
static uint32_t text_start(const char *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/*
 * The bytes are copied because the lexer needs a NUL behind the last of them, and because messages
 * are shown when the buffer of the caller is long gone.
 */
bool qn_source_init(qn_source *source, qn_arena *arena, uint32_t id, const char *name,
                    const char *bytes, size_t length, qn_diagnostics *diagnostics)
{
    bool is_large = length > QN_SOURCE_MAX;
    *source = (qn_source){.id = id,
                          .name = name,
                          .bytes = qn_arena_copy(arena, bytes, is_large ? 0 : length),
                          .length = is_large ? 0 : (uint32_t)length,
                          .first = is_large ? 0 : text_start(bytes, length)};
    source->code = source->bytes;
    if (source->bytes == NULL || !find_lines(source, arena)) {
        return false;
    }
    if (is_large) {
        return refuse(source, diagnostics, QN_Q0901, 0, 0);
    }
    bool is_sound = !qn_literate_is(name) || qn_literate_read(source, arena, diagnostics);
    return source->code != NULL && check_text(source, diagnostics) && is_sound;
}

/* The number, from 0, of the line that holds an offset: between two marks there are few. Which half
 * it lies in nobody can foresee, so that it is computed and not branched upon. */
static uint32_t line_of(const qn_source *source, uint32_t offset)
{
    const uint32_t *mark = &source->mark[offset / QN_SOURCE_STRIDE];
    uint32_t low = mark[0];
    for (uint32_t count = mark[1] + 1 - low; count > 1;) {
        uint32_t half = count / 2;
        low += half * (source->line[low + half] <= offset);
        count -= half;
    }
    return low;
}

/* Bytes that continue a character of UTF-8 do not count as columns. */
qn_position qn_source_position(const qn_source *source, uint32_t offset)
{
    if (offset > source->length) {
        offset = source->length;
    }
    uint32_t line = line_of(source, offset);
    uint32_t column = 1;
    for (uint32_t at = source->line[line]; at < offset; at++) {
        column += ((unsigned char)source->bytes[at] & 0xc0) != 0x80;
    }
    return (qn_position){line + 1, column};
}

/* A line end of two bytes is left out as a whole. */
qn_span qn_source_line(const qn_source *source, uint32_t number)
{
    uint32_t begin = source->line[number - 1];
    uint32_t end = number < source->line_count ? source->line[number] - 1 : source->length;
    if (end > begin && source->bytes[end - 1] == '\r') {
        end--;
    }
    return (qn_span){source->id, begin, end};
}
