/*
 * An index of a mapped file. See join.h.
 */
#include "join.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* FNV-1a, of 64 bits: keys are short, and equal ones are compared. */
static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

/* Maps the file; NULL, or what is wrong with it. */
static const char *map(qn_join *out, const char *path)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0) {
        return strerror(errno);
    }
    const char *wrong = S_ISREG(info.st_mode) ? NULL : "it is no file that can be read twice";
    out->length = (size_t)info.st_size;
    if (wrong == NULL && out->length > 0) {
        void *bytes = mmap(NULL, out->length, PROT_READ, MAP_PRIVATE, file, 0);
        out->bytes = bytes == MAP_FAILED ? NULL : bytes;
        wrong = bytes == MAP_FAILED ? strerror(errno) : NULL;
    }
    close(file);
    return wrong;
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

static int compare_rows(const void *a, const void *b)
{
    const qn_join_row *x = a;
    const qn_join_row *y = b;
    int order = (x->hash > y->hash) - (x->hash < y->hash);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
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
    memcpy(*copy, join->bytes + at, length);
    (*copy)[length] = '\0';
    return *copy;
}

/* What is wrong with the form of a row, or NULL. Its key is trimmed. */
static const char *find_wrong(const qn_join *join, qn_csv_record *record, size_t length)
{
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

/* Adds the row of the file that begins at `at`; *io moves behind it. */
static bool add_row(qn_join *join, size_t *io, uint32_t number, qn_csv_record *record, char **copy,
                    size_t *room, qn_page *wrong)
{
    bool is_whole;
    size_t end = qn_csv_end(join->bytes, join->length, *io, join->separator, &is_whole);
    size_t at = *io;
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
    join->row[join->rows++] = (qn_join_row){.hash = hash_of(key->text, key->length),
                                            .at = at,
                                            .length = (uint32_t)(end - at),
                                            .row = number};
    return true;
}

/* Reads the head, and where each row stands. */
static bool index_rows(qn_join *join, const qn_program *program, const char *key, size_t at,
                       const qn_args *args, qn_page *wrong)
{
    qn_csv_record record = {0};
    qn_page head = {0};
    char *copy = NULL;
    size_t room = 0;
    bool is_whole;
    size_t end = qn_csv_end(join->bytes, join->length, at, join->separator, &is_whole);
    bool good = copy_row(join, at, end - at, &copy, &room) != NULL &&
                qn_csv_read(copy, end - at, join->separator, &record) &&
                qn_columns_read(&join->columns, program, &record, key, args, join->fact, &head) &&
                has_day(join, program, &head);
    if (head.length > 0) {
        qn_page_shown(wrong, join->path);
        qn_page_put(wrong, ": ");
        qn_page_add(wrong, head.bytes, head.length);
    }
    qn_page_end(&head, wrong);
    for (uint32_t number = 2; good && end < join->length; number++) {
        good = add_row(join, &end, number, &record, &copy, &room, wrong);
    }
    qn_csv_clear(&record);
    free(copy);
    return good && wrong->length == 0;
}

bool qn_join_open(qn_join *out, const qn_program *program, int32_t fact, const char *path,
                  const char *key, char separator, const qn_args *args, qn_page *wrong)
{
    static const char mark[] = "\xEF\xBB\xBF";
    *out = (qn_join){.fact = fact, .path = path, .separator = separator};
    const char *refused = map(out, path);
    if (refused != NULL || out->length == 0) {
        qn_page_shown(wrong, path);
        qn_page_format(wrong, " cannot be read: %s\n", refused != NULL ? refused : "it is empty");
        return false;
    }
    size_t at = out->length >= 3 && memcmp(out->bytes, mark, 3) == 0 ? 3 : 0;
    out->separator =
        separator != '\0' ? separator : qn_csv_separator(out->bytes + at, out->length - at);
    if (!index_rows(out, program, key, at, args, wrong)) {
        if (wrong->length == 0) {
            qn_page_shown(wrong, path);
            qn_page_format(wrong, " cannot be indexed: %s\n", strerror(errno));
        }
        return false;
    }
    out->is_used = calloc(out->rows + 1, 1);
    if (out->rows > 0) {
        qsort(out->row, out->rows, sizeof *out->row, compare_rows);
    }
    return out->is_used != NULL;
}

void qn_join_close(qn_join *join)
{
    if (join->bytes != NULL) {
        munmap((void *)(uintptr_t)join->bytes, join->length);
    }
    if (join->row != NULL) {
        munmap(join->row, join->room * sizeof *join->row);
    }
    if (join->index != NULL) {
        (void)fclose(join->index);
    }
    free(join->is_used);
    qn_columns_clear(&join->columns);
    *join = (qn_join){0};
}

size_t qn_join_find(const qn_join *join, const char *key, size_t length, size_t *first)
{
    uint64_t hash = hash_of(key, length);
    size_t low = 0;
    size_t high = join->rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (join->row[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *first = low;
    while (high < join->rows && join->row[high].hash == hash) {
        high++;
    }
    return high - low;
}

bool qn_join_read(const qn_join *join, size_t row, char *copy, qn_csv_record *out)
{
    const qn_join_row *one = &join->row[row];
    memcpy(copy, join->bytes + one->at, one->length);
    copy[one->length] = '\0';
    return qn_csv_read(copy, one->length, join->separator, out);
}

void qn_join_use(qn_join *join, size_t row)
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
