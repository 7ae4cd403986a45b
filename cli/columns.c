/*
 * Columns and facts. See columns.h.
 */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

#include "giver.h"

/* The column of the date of decision, and that of elements that are no records. */
static const char day_column[] = "on";
static const char value_column[] = "value";

static bool is_ignored(const qn_args *args, const char *name, bool is_known)
{
    for (size_t i = 0; i < args->option_count; i++) {
        const char *word = args->option[i].value;
        if (args->option[i].name == QN_OPTION_IGNORE &&
            (strcmp(word, name) == 0 || (!is_known && strcmp(word, "all") == 0))) {
            return true;
        }
    }
    return false;
}

/* The field of that name of the elements of a list, by its number; -1 where there is none. */
static int32_t find_field(const qn_program *program, int32_t list, const char *name)
{
    int32_t element = qn_program_fact_info(program, list).element;
    int32_t count = qn_program_fact_info(program, element).field_count;
    for (int32_t i = 0; i < count; i++) {
        int32_t field = qn_program_field(program, element, i);
        if (strcmp(qn_program_fact_info(program, field).name, name) == 0) {
            return field;
        }
    }
    return count == 0 && strcmp(name, value_column) == 0 ? element : -1;
}

static int32_t find(const qn_program *program, int32_t list, const char *name)
{
    if (list >= 0) {
        return find_field(program, list, name);
    }
    return strcmp(name, day_column) == 0 ? QN_TODAY : qn_program_fact(program, name);
}

/* Whether only the other version has it. */
static bool is_beside(const qn_columns_of *of, const char *name)
{
    if (of->beside == NULL) {
        return false;
    }
    int32_t list = of->list < 0 ? -1
                                : qn_program_fact(of->beside,
                                                  qn_program_fact_info(of->program, of->list).name);
    return (list >= 0) == (of->list >= 0) && find(of->beside, list, name) >= 0;
}

/* Says that a column is no fact. */
static void refuse(const qn_program *program, int32_t list, const char *name, qn_page *wrong)
{
    const qn_giver g = {.program = program};
    qn_page help = {0};
    qn_page_put(wrong, "the column `");
    qn_page_shown(wrong, name);
    qn_page_put(wrong,
                list >= 0 ? "` is no field of these elements" : "` is no fact of these rules");
    if (list >= 0) {
        qn_giver_put_fields(&g, qn_program_fact_info(program, list).element, name, &help);
    } else {
        qn_giver_put_facts(&g, name, &help);
    }
    qn_page_format(
        wrong,
        "\n  help: %s; --ignore COLUMN leaves one aside, --ignore all each that is no fact\n",
        qn_page_string(&help));
    qn_page_end(&help, wrong);
}

/* The column before this one that has its name, or is the date of decision as it is; the column
 * itself where there is none. */
static size_t first_such(const qn_columns *columns, size_t column, int32_t fact)
{
    for (size_t i = 0; i < column; i++) {
        bool is_meant = columns->fact[i] != QN_COLUMN_IGNORED || columns->key == i;
        if (is_meant && (strcmp(columns->name[i], columns->name[column]) == 0 ||
                         (fact == QN_TODAY && columns->fact[i] == QN_TODAY))) {
            return i;
        }
    }
    return column;
}

/* Says that two columns are one. */
static void refuse_second(const qn_columns *columns, size_t first, size_t second, qn_page *wrong)
{
    bool is_same = strcmp(columns->name[first], columns->name[second]) == 0;
    qn_page_put(wrong, is_same ? "two columns are called `" : "the column `");
    qn_page_shown(wrong, columns->name[second]);
    qn_page_put(wrong, is_same
                           ? "`\n  help: give one of them another name, and leave it aside with "
                             "--ignore\n"
                           : "` is the date of decision, and so is another one\n  help: leave "
                             "one of them aside with --ignore\n");
}

static void look_at(qn_columns *out, size_t column, const qn_columns_of *of, const char *key,
                    const qn_args *args, qn_page *wrong)
{
    const char *name = out->name[column];
    int32_t fact = find(of->program, of->list, name);
    bool is_known = fact >= 0 || fact == QN_TODAY;
    bool is_key = key != NULL && strcmp(name, key) == 0;
    size_t first = first_such(out, column, fact);
    if (!is_key && is_ignored(args, name, is_known)) {
        fact = QN_COLUMN_IGNORED;
    } else if (first < column) {
        refuse_second(out, first, column, wrong);
    } else if (is_key) {
        out->key = column;
        fact = is_known ? fact : QN_COLUMN_IGNORED;
    } else if (!is_known && is_beside(of, name)) {
        fact = QN_COLUMN_IGNORED;
    } else if (!is_known) {
        refuse(of->program, of->list, name, wrong);
    }
    out->fact[column] = fact;
}

/* The names of the columns, as they stand in the head. */
static void put_names(qn_page *wrong, const qn_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        qn_page_put(wrong, i == 0 ? "" : ", ");
        qn_page_shown(wrong, columns->name[i]);
    }
    qn_page_put(wrong, "\n");
}

bool qn_columns_read(qn_columns *out, const qn_columns_of *of, const qn_csv_record *head,
                     const char *key, const qn_args *args, qn_page *wrong)
{
    *out = (qn_columns){.key = SIZE_MAX};
    out->name = calloc(head->count + 1, sizeof *out->name);
    out->fact = calloc(head->count + 1, sizeof *out->fact);
    if (out->name == NULL || out->fact == NULL) {
        return false;
    }
    if (head->wrong != NULL || head->count == 0) {
        qn_page_format(wrong, "the head cannot be read: %s\n",
                       head->wrong != NULL ? head->wrong : "it is an empty line");
        return false;
    }
    for (; out->count < head->count; out->count++) {
        const qn_csv_field *field = &head->field[out->count];
        if (memchr(field->text, '\0', field->length) != NULL) {
            qn_page_put(wrong, "the head cannot be read: a byte of it is 0\n");
            return false;
        }
        out->name[out->count] = strndup(field->text, field->length);
        if (out->name[out->count] == NULL) {
            return false;
        }
        look_at(out, out->count, of, key, args, wrong);
    }
    if (key != NULL && out->key == SIZE_MAX) {
        qn_page_put(wrong, "there is no column `");
        qn_page_shown(wrong, key);
        qn_page_put(wrong, "`, which --key names\n  help: the columns are ");
        put_names(wrong, out);
    }
    return wrong->length == 0 && !wrong->out_of_memory;
}

void qn_columns_clear(qn_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        free(columns->name[i]);
    }
    free(columns->name);
    free(columns->fact);
    *columns = (qn_columns){0};
}
