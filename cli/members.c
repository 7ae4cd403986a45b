/*
 * Lines of JSON to columns. See members.h.
 */
#include "members.h"

#include <stdlib.h>
#include <string.h>

#include "view.h"

/* One member of an object. line: the last one that had it, from 1. taken: how many values were put.
 * group: of a list of records what these have; of another list one member without a name. begin:
 * where the elements of each line begin. */
typedef struct member {
    qn_gather column;
    bool is_key;
    bool is_fact;
    bool is_used;
    uint64_t line;
    size_t taken;
    struct group *group;
    bool has_records;
    int32_t *begin;
    size_t limit;
} member;

/* The members that an object can have. */
typedef struct group {
    member *member;
    size_t count;
    const char **name;
    qn_plain_names names;
} group;

struct qn_members {
    const qn_program *program;
    group top;
    member *day;
    member **list; /* those that are lists */
    size_t lists;
    size_t lines;
    uint64_t object; /* a number for each object that was read */
    size_t used;     /* columns at the last call */
};

/* What is read: `at` moves to `end`. */
typedef struct reader {
    const char *at;
    const char *end;
} reader;

/* A text or a number as it stands there. */
typedef struct token {
    const char *text;
    size_t length;
    char sort; /* '"', '0' for a number, 't', 'f' */
} token;

/* ---- opening */

static void close_group(group *g)
{
    for (size_t i = 0; g->member != NULL && i < g->count; i++) {
        member *m = &g->member[i];
        qn_gather_close(&m->column);
        free(m->begin);
        if (m->group != NULL) {
            close_group(m->group);
            free(m->group);
        }
    }
    qn_plain_names_close(&g->names);
    free(g->member);
    free(g->name);
    *g = (group){0};
}

static bool open_group(group *g, size_t room)
{
    g->member = calloc(room + 1, sizeof *g->member);
    g->name = calloc(room + 1, sizeof *g->name);
    return g->member != NULL && g->name != NULL;
}

/* Adds a member; the name lives as long as the program or the command. */
static member *add_member(group *g, const char *name)
{
    g->name[g->count] = name;
    return &g->member[g->count++];
}

/* A way to find members by their names; they have the numbers of their places. */
static bool close_names(group *g)
{
    int32_t *number = calloc(g->count + 1, sizeof *number);
    for (size_t i = 0; number != NULL && i < g->count; i++) {
        number[i] = (int32_t)i;
    }
    bool good = number != NULL && qn_plain_names_open(&g->names, g->name, number, g->count);
    free(number);
    return good;
}

static bool open_list(member *m, const qn_program *program, int32_t fact, qn_fact_info info)
{
    int32_t fields = qn_program_fact_info(program, info.element).field_count;
    m->group = calloc(1, sizeof *m->group);
    m->begin = calloc(QN_SCAN_ROWS + 1, sizeof *m->begin);
    m->limit = (size_t)info.limit;
    m->has_records = fields > 0;
    if (m->group == NULL || m->begin == NULL ||
        !open_group(m->group, (size_t)(fields > 0 ? fields : 1))) {
        return false;
    }
    if (fields == 0) {
        return qn_gather_open(&add_member(m->group, "")->column, program, info.element, fact, '.');
    }
    for (int32_t i = 0; i < fields; i++) {
        int32_t field = qn_program_field(program, info.element, i);
        member *each = add_member(m->group, qn_program_fact_info(program, field).name);
        if (!qn_gather_open(&each->column, program, field, fact, '.')) {
            return false;
        }
        each->is_fact = each->column.way != QN_GATHER_ODD;
    }
    return close_names(m->group);
}

/* A member for a fact, if it may stand in a line. */
static bool open_fact(qn_members *m, const qn_case *given, int32_t fact)
{
    qn_fact_info info = qn_program_fact_info(m->program, fact);
    member *out = add_member(&m->top, info.name);
    if (qn_view_is_given(given, fact)) {
        out->column.way = QN_GATHER_ODD;
        return true;
    }
    if (info.kind == QN_KIND_LIST && !info.is_over_time) {
        out->is_fact = true;
        m->list[m->lists++] = out;
        return open_list(out, m->program, fact, info) &&
               qn_gather_open(&out->column, m->program, fact, -1, '.');
    }
    bool good = qn_gather_open(&out->column, m->program, fact, -1, '.');
    out->is_fact = good && out->column.way != QN_GATHER_ODD;
    return good;
}

static bool open_members(qn_members *m, const qn_case *given, const char *key)
{
    static const char day[] = "on";
    int32_t facts = qn_program_fact_count(m->program);
    m->list = calloc((size_t)facts + 1, sizeof *m->list);
    if (m->list == NULL || !open_group(&m->top, (size_t)facts + 2)) {
        return false;
    }
    m->day = add_member(&m->top, day);
    m->day->is_fact = true;
    bool good = qn_gather_open(&m->day->column, m->program, QN_TODAY, -1, '.');
    for (int32_t i = 0; good && i < facts; i++) {
        if (strcmp(qn_program_fact_info(m->program, i).name, day) != 0) {
            good = open_fact(m, given, i);
        }
    }
    member *found = NULL;
    for (size_t i = 0; good && key != NULL && i < m->top.count; i++) {
        found = strcmp(m->top.name[i], key) == 0 ? &m->top.member[i] : found;
    }
    if (good && key != NULL) {
        found = found != NULL ? found : add_member(&m->top, key);
        found->is_key = true;
    }
    return good && close_names(&m->top);
}

qn_members *qn_members_new(const qn_program *program, const qn_case *given, const char *key)
{
    qn_members *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return NULL;
    }
    m->program = program;
    if (!open_members(m, given, key)) {
        qn_members_free(m);
        return NULL;
    }
    return m;
}

void qn_members_free(qn_members *members)
{
    if (members != NULL) {
        close_group(&members->top);
        free(members->list);
        free(members);
    }
}

void qn_members_set_date(qn_members *members, int32_t day)
{
    members->day->column.has_preset = true;
    members->day->column.preset = day;
}

/* ---- tokens */

static inline void skip_space(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t')) {
        r->at++;
    }
}

/* Passes over a sign and the space around it. */
static inline bool take(reader *r, char sign)
{
    skip_space(r);
    if (r->at == r->end || *r->at != sign) {
        return false;
    }
    r->at++;
    skip_space(r);
    return true;
}

/* A text without escapes. Whether its letters are letters shows when it is one that is known. */
static inline bool read_text(reader *r, token *out)
{
    const char *at = r->at + 1;
    while (at < r->end && *at != '"') {
        if ((unsigned char)*at < 0x20 || *at == '\\') {
            return false;
        }
        at++;
    }
    *out = (token){.text = r->at + 1, .length = (size_t)(at - r->at) - 1, .sort = '"'};
    r->at = at + 1;
    return at < r->end;
}

/* A number that does not begin with a zero too many, without an exponent. */
static inline bool read_number(reader *r, token *out)
{
    const char *begin = r->at;
    const char *at = begin + (*begin == '-');
    const char *digits = at;
    int points = 0;
    while (at < r->end && ((*at >= '0' && *at <= '9') || *at == '.')) {
        points += *at == '.';
        at++;
    }
    *out = (token){.text = begin, .length = (size_t)(at - begin), .sort = '0'};
    r->at = at;
    return at > digits && points < 2 && (*digits != '0' || at == digits + 1 || digits[1] == '.') &&
           at[-1] != '.' && *digits != '.';
}

static inline bool read_word(reader *r, const char *word, size_t length, token *out)
{
    *out = (token){.text = r->at, .length = length, .sort = word[0]};
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) {
        return false;
    }
    r->at += length;
    return true;
}

static inline bool read_token(reader *r, token *out)
{
    char sign = r->at < r->end ? *r->at : '\0';
    return sign == '"'   ? read_text(r, out)
           : sign == 't' ? read_word(r, "true", 4, out)
           : sign == 'f' ? read_word(r, "false", 5, out)
                         : (sign == '-' || (sign >= '0' && sign <= '9')) && read_number(r, out);
}

/* ---- values */

/* Whether a value of a sort may stand for a column: numbers and words for their own kinds, texts
 * for all, but a set is a list. */
static bool is_of_sort(const qn_gather *column, char sort)
{
    return sort == '"'   ? column->way != QN_GATHER_SET
           : sort == '0' ? column->way == QN_GATHER_NUMBER
                         : column->kind == QN_KIND_BOOLEAN;
}

static bool put_token(member *m, size_t at, const token *value)
{
    bool good = is_of_sort(&m->column, value->sort) &&
                qn_gather_put_exactly(&m->column, at, value->text, value->length);
    m->taken += good;
    return good;
}

/* ["saturday", "sunday"] */
static bool read_set(reader *r, member *m, size_t at)
{
    int64_t set = 0;
    token name;
    if (!take(r, '[')) {
        return false;
    }
    bool is_empty = take(r, ']');
    for (bool more = !is_empty; more; more = take(r, ',')) {
        int32_t value = 0;
        if (!read_token(r, &name) || name.sort != '"' ||
            !qn_plain_names_find(&m->column.names, name.text, name.length, &value)) {
            return false;
        }
        set |= INT64_C(1) << value;
    }
    m->taken++;
    qn_gather_give(&m->column, at, set);
    return is_empty || take(r, ']');
}

static bool read_scalar(reader *r, member *m, size_t at)
{
    token value;
    if (m->column.way == QN_GATHER_SET) {
        return read_set(r, m, at);
    }
    return read_token(r, &value) && put_token(m, at, &value);
}

/* Goes over the name of a member that has not been there yet. */
static bool read_name(reader *r, group *g, uint64_t object, member **out)
{
    token name;
    int32_t found = 0;
    if (r->at == r->end || *r->at != '"' || !read_text(r, &name) ||
        !qn_plain_names_find(&g->names, name.text, name.length, &found) || !take(r, ':')) {
        return false;
    }
    *out = &g->member[found];
    bool is_first = (*out)->line != object;
    (*out)->line = object;
    return is_first;
}

static bool use(member *m, size_t room)
{
    if (!m->is_used) {
        m->is_used = qn_gather_grow(&m->column, room);
        if (m->is_used) {
            qn_gather_skip_all(&m->column);
        }
    }
    return m->is_used && qn_gather_grow(&m->column, room);
}

/* {"age": 3, "disabled": true} */
static bool read_record(reader *r, qn_members *all, member *list, size_t at)
{
    uint64_t object = ++all->object;
    if (!take(r, '{')) {
        return false;
    }
    if (take(r, '}')) {
        return true;
    }
    do {
        member *m = NULL;
        if (!read_name(r, list->group, object, &m) || !m->is_fact || !use(m, at + 1) ||
            !read_scalar(r, m, at)) {
            return false;
        }
    } while (take(r, ','));
    return take(r, '}');
}

static bool read_elements(reader *r, qn_members *all, member *list, size_t *at)
{
    size_t most = *at + list->limit;
    do {
        member *only = &list->group->member[0];
        bool good =
            *at < most && (list->has_records ? read_record(r, all, list, *at)
                                             : only->column.way != QN_GATHER_ODD &&
                                                   use(only, *at + 1) && read_scalar(r, only, *at));
        ++*at;
        if (!good) {
            return false;
        }
    } while (take(r, ','));
    return true;
}

/* The columns of elements have room for as many as there are, whether a record had them or not. */
static bool reserve_elements(member *list, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < list->group->count && good; i++) {
        member *m = &list->group->member[i];
        good = !m->is_used || qn_gather_grow(&m->column, count);
    }
    return good;
}

static bool read_list(reader *r, qn_members *all, member *list)
{
    size_t at = (size_t)list->begin[all->lines];
    if (!list->is_used) {
        /* The lines before had none. */
        list->is_used = qn_gather_grow(&list->column, QN_SCAN_ROWS);
        if (list->is_used) {
            qn_gather_skip_all(&list->column);
        }
    }
    bool good = list->is_used && take(r, '[') &&
                (take(r, ']') || (read_elements(r, all, list, &at) && take(r, ']')));
    list->begin[all->lines + 1] = (int32_t)at;
    if (good) {
        qn_gather_give(&list->column, all->lines, 0);
        list->taken++;
    }
    return good && reserve_elements(list, at);
}

/* ---- lines */

void qn_members_begin(qn_members *m)
{
    m->lines = 0;
    for (size_t i = 0; i < m->top.count; i++) {
        member *each = &m->top.member[i];
        each->taken = 0;
        if (each->is_used) {
            qn_gather_skip_all(&each->column);
        }
        for (size_t k = 0; each->is_used && each->group != NULL && k < each->group->count; k++) {
            member *field = &each->group->member[k];
            field->taken = 0;
            if (field->is_used) {
                qn_gather_skip_all(&field->column);
            }
        }
    }
}

/* Letters beyond ASCII may be none. */
static bool is_ascii(const token *value)
{
    unsigned char all = 0;
    for (size_t i = 0; i < value->length; i++) {
        all |= (unsigned char)value->text[i];
    }
    return all < 0x80;
}

static bool read_member(reader *r, qn_members *all, uint64_t object, token *key)
{
    member *m = NULL;
    if (!read_name(r, &all->top, object, &m)) {
        return false;
    }
    if (m->is_key) {
        reader ahead = *r;
        if (!read_token(&ahead, key) || (key->sort != '"' && key->sort != '0') || !is_ascii(key)) {
            return false;
        }
        if (!m->is_fact && m->column.way != QN_GATHER_ODD) {
            *r = ahead;
            return true;
        }
    }
    if (!m->is_fact) {
        return false;
    }
    if (m->group != NULL) {
        return read_list(r, all, m);
    }
    return use(m, QN_SCAN_ROWS) && read_scalar(r, m, all->lines);
}

bool qn_members_read(qn_members *all, const char *line, size_t length, const char **key,
                     uint32_t *key_length)
{
    reader r = {.at = line, .end = line + length};
    uint64_t object = ++all->object;
    token found = {0};
    for (size_t i = 0; i < all->lists; i++) {
        all->list[i]->begin[all->lines + 1] = all->list[i]->begin[all->lines];
    }
    bool good = take(&r, '{');
    if (good && !take(&r, '}')) {
        do {
            good = read_member(&r, all, object, &found);
        } while (good && take(&r, ','));
        good = good && take(&r, '}');
    }
    *key = found.text;
    *key_length = (uint32_t)found.length;
    all->lines++;
    return good && r.at == r.end;
}

/* What all lines or elements had is not absent. */
static void settle(member *m, size_t count)
{
    m->column.has_absent = m->taken < count;
}

void qn_members_end(qn_members *all, uint8_t *is_odd, bool has_date)
{
    for (size_t i = 0; i < all->top.count; i++) {
        member *m = &all->top.member[i];
        for (size_t k = 0; m->is_used && m->group != NULL && k < m->group->count; k++) {
            settle(&m->group->member[k], (size_t)m->begin[all->lines]);
        }
        settle(m, all->lines);
    }
    member *day = all->day;
    for (size_t i = 0; i < all->lines && (day->taken < all->lines || !day->is_used); i++) {
        bool has = day->is_used && qn_gather_has(&day->column, i);
        if (!has && day->is_used && day->column.has_preset) {
            qn_gather_give(&day->column, i, day->column.preset);
        } else if (!has && !has_date) {
            is_odd[i] = 1;
        }
    }
}

size_t qn_members_most(const qn_members *members)
{
    size_t count = members->top.count;
    for (size_t i = 0; i < members->top.count; i++) {
        const group *g = members->top.member[i].group;
        count += g != NULL ? g->count : 0;
    }
    return count;
}

size_t qn_members_columns(qn_members *all, qn_column *out, bool *has_more)
{
    size_t count = 0;
    for (size_t i = 0; i < all->top.count; i++) {
        const member *m = &all->top.member[i];
        if (!m->is_used) {
            continue;
        }
        out[count] = qn_gather_column(&m->column);
        if (m->group != NULL) {
            out[count].lane = QN_INT32;
            out[count].values = m->begin;
        }
        count++;
        for (size_t k = 0; m->group != NULL && k < m->group->count; k++) {
            if (m->group->member[k].is_used) {
                out[count++] = qn_gather_column(&m->group->member[k].column);
            }
        }
    }
    *has_more = count != all->used;
    all->used = count;
    return count;
}
