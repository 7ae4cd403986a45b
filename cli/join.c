/*
 * An index of a mapped file. See join.h.
 */
#include "join.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "scan.h"

/* Eight bytes at a time. The seed is another one in every run, so that nobody can choose keys that
 * share a place. */
static uint64_t mix(uint64_t word)
{
    word = (word ^ word >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    return (word ^ word >> 29) * UINT64_C(0xD6E8FEB86659FD93);
}

/* At most seven bytes as a word, without reading beyond them: two halves that may overlap. */
static uint64_t short_word(const char *text, size_t length)
{
    uint32_t half[2] = {0, 0};
    if (length >= sizeof half[0]) {
        memcpy(&half[0], text, sizeof half[0]);
        memcpy(&half[1], text + length - sizeof half[1], sizeof half[1]);
    } else if (length > 0) {
        half[0] = (unsigned char)text[0];
        half[1] = (uint32_t)(unsigned char)text[length / 2] << 8 | (unsigned char)text[length - 1];
    }
    return (uint64_t)half[1] << 32 | half[0];
}

uint32_t qn_join_hash(const qn_join *join, const char *text, size_t length)
{
    uint64_t hash = join->seed + length * UINT64_C(0xA0761D6478BD642F);
    size_t at = 0;
    for (; length - at >= sizeof hash; at += sizeof hash) {
        uint64_t word;
        memcpy(&word, text + at, sizeof word);
        hash = mix(hash ^ word);
    }
    return (uint32_t)(mix(hash ^ short_word(text + at, length - at)) >> 32);
}

static uint64_t find_seed(const qn_join *join)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return mix((uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec ^ (uint64_t)(uintptr_t)join ^
               (uint64_t)getpid() << 48);
}

/* Room for rows in a file without a name, so that the system may put them aside. */
static bool grow(qn_join *join)
{
    if (join->rows < join->room) {
        return true;
    }
    size_t room = join->room * 2 + 4096;
    if (join->index == NULL) {
        join->index = tmpfile();
    }
    if (join->index == NULL ||
        posix_fallocate(fileno(join->index), 0, (off_t)(room * sizeof *join->row)) != 0) {
        return false;
    }
    void *grown = mmap(NULL, room * sizeof *join->row, PROT_READ | PROT_WRITE, MAP_SHARED,
                       fileno(join->index), 0);
    if (grown == MAP_FAILED) {
        return false;
    }
    if (join->row != NULL) {
        munmap(join->row, join->room * sizeof *join->row);
    }
    join->row = grown;
    join->room = room;
    return true;
}

/* Rows of one key mostly stand together: their place is asked for once, and memory is told of it so
 * many rows before. */
enum { ROWS_AHEAD = 32 };

/* The place of a hash, or the free one that it would have. */
static qn_join_place *find_place(const qn_join *join, uint32_t hash)
{
    size_t i = hash >> join->shift;
    while (join->place[i].first != QN_JOIN_END && join->place[i].hash != hash) {
        i = (i + 1) & join->places_mask;
    }
    return &join->place[i];
}

/* Chains the rows of each hash, from the last to the first, so that they keep their order. */
static void chain_rows(qn_join *join)
{
    qn_join_row *row = join->row;
    qn_join_place *place = NULL;
    int32_t behind = QN_JOIN_END;
    for (size_t i = join->rows; i-- > 0;) {
        if (i >= ROWS_AHEAD) {
            __builtin_prefetch(&join->place[row[i - ROWS_AHEAD].hash >> join->shift], 1);
        }
        if (i + 1 == join->rows || row[i].hash != row[i + 1].hash) {
            place = find_place(join, row[i].hash);
            behind = place->first;
        }
        row[i].next = behind;
        behind = (int32_t)i;
        if (i == 0 || row[i].hash != row[i - 1].hash) {
            *place = (qn_join_place){.hash = row[i].hash, .first = behind};
        }
    }
}

/* Makes places, a quarter of them free at least, and chains the rows of each. */
static bool chain(qn_join *join)
{
    unsigned bits = 4;
    while (bits < 32 && ((uint64_t)1 << bits) < (uint64_t)join->runs + join->runs / 3) {
        bits++;
    }
    uint64_t places = (uint64_t)1 << bits;
    if (places > SIZE_MAX / sizeof *join->place) {
        return false;
    }
    join->shift = 32 - bits;
    join->places_mask = (size_t)places - 1;
    join->place = malloc((size_t)places * sizeof *join->place);
    if (join->place == NULL) {
        return false;
    }
    memset(join->place, 0xFF, (size_t)places * sizeof *join->place); /* QN_JOIN_END in each */
    chain_rows(join);
    return true;
}

/* The bytes of a row in a buffer that grows. */
static char *copy_row(const qn_join *join, size_t at, size_t length, char **copy, size_t *room)
{
    if (*room < length + 1) {
        char *grown = realloc(*copy, length + 1);
        if (grown == NULL) {
            return NULL;
        }
        *copy = grown;
        *room = length + 1;
    }
    memcpy(*copy, join->file.bytes + at, length);
    (*copy)[length] = '\0';
    return *copy;
}

/* What is wrong with the form of a row, or NULL. Its key is trimmed. */
static const char *find_wrong(const qn_join *join, qn_csv_record *record, size_t length)
{
    if (join->rows == INT32_MAX) {
        return "there are too many rows before it";
    }
    if (record->wrong != NULL || length > UINT32_MAX) {
        return record->wrong != NULL ? record->wrong : "it is too long";
    }
    if (record->count != join->columns.count) {
        return "it has more or fewer cells than the head has columns";
    }
    qn_csv_trim(&record->field[join->columns.key]);
    return record->field[join->columns.key].length == 0 ? "it has no key" : NULL;
}

/* Whether the elements of a fact over time say from when they hold. */
static bool has_day(const qn_join *join, const qn_program *program, qn_page *wrong)
{
    if (!qn_program_fact_info(program, join->fact).is_over_time) {
        return true;
    }
    for (size_t i = 0; i < join->columns.count; i++) {
        if (strcmp(join->columns.name[i], "from") == 0) {
            return true;
        }
    }
    qn_page_put(wrong, "there is no column `from`, which a fact over time needs beside `value`\n");
    return false;
}

/* Puts a row behind the others; there is room for it. */
static void put_row(qn_join *join, size_t at, size_t length, uint32_t hash)
{
    size_t row = join->rows++;
    join->runs += row == 0 || join->row[row - 1].hash != hash;
    join->row[row] = (qn_join_row){.hash = hash, .at = at, .length = (uint32_t)length};
}

/* Adds the row of the file that begins at `at`; *io moves behind it. */
static bool add_row(qn_join *join, size_t *io, uint32_t number, qn_csv_record *record, char **copy,
                    size_t *room, qn_page *wrong)
{
    bool is_whole;
    size_t at = *io;
    size_t end = qn_csv_end(join->file.bytes, join->file.length, at, join->separator, &is_whole);
    char *bytes = copy_row(join, at, end - at, copy, room);
    *io = end;
    if (bytes == NULL || !qn_csv_read(bytes, end - at, join->separator, record) || !grow(join)) {
        return false;
    }
    if (record->count == 0) {
        return true;
    }
    const char *refused = find_wrong(join, record, end - at);
    if (refused != NULL) {
        qn_page_shown(wrong, join->path);
        qn_page_format(wrong, ": row %u cannot be read: %s\n", number, refused);
        return false;
    }
    const qn_csv_field *key = &record->field[join->columns.key];
    put_row(join, at, end - at, qn_join_hash(join, key->text, key->length));
    return true;
}

/* Adds a row that is as plain as most are, by its bytes in the file; false where it is not, and
 * nothing is done. */
static bool add_plain_row(qn_join *join, size_t *io, uint32_t *cell)
{
    size_t at = *io;
    const char *bytes = join->file.bytes + at;
    size_t columns = join->columns.count;
    size_t length = 0;
    if (join->file.length - at < 2 * (size_t)QN_SCAN_SLACK || join->rows == INT32_MAX ||
        !qn_scan_line(bytes, join->separator, columns, cell, &length)) {
        return false;
    }
    size_t key = join->columns.key;
    const char *text = bytes + (key == 0 ? 0 : cell[key - 1] + 1);
    size_t count = (size_t)(bytes + cell[key] - text);
    bool is_bare = count == 0 || text[0] == ' ' || text[0] == '\t' || text[count - 1] == ' ' ||
                   text[count - 1] == '\t';
    if (is_bare || !grow(join)) {
        return false;
    }
    put_row(join, at, length, qn_join_hash(join, text, count));
    *io = at + length;
    return true;
}

/* Reads the head, and where each row stands. */
static bool index_rows(qn_join *join, const qn_columns_of *of, const char *key, size_t at,
                       const qn_args *args, qn_page *wrong)
{
    qn_csv_record record = {0};
    qn_page head = {0};
    char *copy = NULL;
    size_t room = 0;
    bool is_whole;
    size_t end = qn_csv_end(join->file.bytes, join->file.length, at, join->separator, &is_whole);
    bool good = copy_row(join, at, end - at, &copy, &room) != NULL &&
                qn_csv_read(copy, end - at, join->separator, &record) &&
                qn_columns_read(&join->columns, of, &record, key, args, &head) &&
                has_day(join, of->program, &head);
    if (head.length > 0) {
        qn_page_shown(wrong, join->path);
        qn_page_put(wrong, ": ");
        qn_page_add(wrong, head.bytes, head.length);
    }
    qn_page_end(&head, wrong);
    uint32_t *cell = good ? calloc(join->columns.count + 1, sizeof *cell) : NULL;
    good = good && cell != NULL;
    for (uint32_t number = 2; good && end < join->file.length; number++) {
        good = add_plain_row(join, &end, cell) ||
               add_row(join, &end, number, &record, &copy, &room, wrong);
    }
    free(cell);
    qn_csv_clear(&record);
    free(copy);
    return good && wrong->length == 0;
}

bool qn_join_open(qn_join *out, const qn_columns_of *of, const char *path, const char *key,
                  char separator, const qn_args *args, qn_page *wrong)
{
    static const char mark[] = "\xEF\xBB\xBF";
    *out = (qn_join){.fact = of->list, .path = path, .separator = separator};
    const char *refused = qn_mapped_open(&out->file, path);
    if (refused != NULL || out->file.length == 0) {
        qn_page_shown(wrong, path);
        qn_page_format(wrong, " cannot be read: %s\n", refused != NULL ? refused : "it is empty");
        return false;
    }
    const char *bytes = out->file.bytes;
    bool is_whole;
    refused = qn_csv_misfit(bytes, qn_csv_end(bytes, out->file.length, 0, ',', &is_whole));
    if (refused != NULL) {
        qn_page_shown(wrong, path);
        qn_page_format(wrong, ": %s\n", refused);
        return false;
    }
    size_t at = out->file.length >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;
    out->seed = find_seed(out);
    out->separator =
        separator != '\0' ? separator : qn_csv_separator(bytes + at, out->file.length - at);
    errno = 0;
    if (!index_rows(out, of, key, at, args, wrong)) {
        wrong->out_of_memory |= errno == ENOMEM;
        if (wrong->length == 0 && !wrong->out_of_memory) {
            qn_page_shown(wrong, path);
            qn_page_format(wrong, " cannot be indexed: %s\n", strerror(errno));
        }
        return false;
    }
    out->is_used = calloc(out->rows + 1, 1);
    bool good = out->is_used != NULL && chain(out);
    wrong->out_of_memory |= !good;
    return good;
}

void qn_join_close(qn_join *join)
{
    qn_mapped_close(&join->file);
    if (join->row != NULL) {
        munmap(join->row, join->room * sizeof *join->row);
    }
    if (join->index != NULL) {
        (void)fclose(join->index);
    }
    free(join->is_used);
    free(join->place);
    qn_columns_clear(&join->columns);
    *join = (qn_join){0};
}

void qn_join_expect(const qn_join *join, uint32_t hash)
{
    __builtin_prefetch(&join->place[hash >> join->shift]);
}

void qn_join_expect_row(const qn_join *join, uint32_t hash)
{
    int32_t first = qn_join_first(join, hash);
    if (first != QN_JOIN_END) {
        __builtin_prefetch(&join->row[first]);
    }
}

int32_t qn_join_first(const qn_join *join, uint32_t hash)
{
    return find_place(join, hash)->first;
}

int32_t qn_join_next(const qn_join *join, int32_t row)
{
    return join->row[row].next;
}

bool qn_join_read(const qn_join *join, int32_t row, char *copy, qn_csv_record *out)
{
    const qn_join_row *one = &join->row[row];
    memcpy(copy, join->file.bytes + one->at, one->length);
    copy[one->length] = '\0';
    return qn_csv_read(copy, one->length, join->separator, out);
}

void qn_join_use(qn_join *join, int32_t row)
{
    __atomic_store_n(&join->is_used[row], 1, __ATOMIC_RELAXED);
}

size_t qn_join_left(const qn_join *join)
{
    size_t left = 0;
    for (size_t i = 0; i < join->rows; i++) {
        left += join->is_used[i] == 0;
    }
    return left;
}
