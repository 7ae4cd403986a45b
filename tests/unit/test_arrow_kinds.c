/*
 * Columns of an Arrow stream by kind, type and form, one or two at a time: what each row comes to,
 * or in what words it is refused; and what answers of each kind come as.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrow.h"
#include "assemble.h"
#include "check.h"
#include "frames.h"
#include "source.h"

enum { ROWS = 3, COLUMNS = 2, NONE = -99 };

static const char law[] = "choice day = monday, tuesday, wednesday\n"
                          "entity visit\n"
                          "    pieces : integer in 0..=30\n"
                          "    home   : one of city, village\n"
                          "    done   : yes/no\n"
                          "fact rest   : set of day\n"
                          "fact sure   : yes/no\n"
                          "fact people : integer in 0..=70000\n"
                          "fact region : one of city, village\n"
                          "fact since  : date in 2000-01-01..=2030-12-31\n"
                          "fact visits : list of visit up to 12\n"
                          "fact marks  : list of integer up to 20 in 0..=9\n"
                          "fact workers : integer in 1..=9\n"
                          "fact great : integer in 0..=100000000000000000\n"
                          "greatness : integer = great\n"
                          "rests : set of day = rest\n"
                          "is_sure : yes/no = sure\n"
                          "number : integer = people\n"
                          "workforce : integer = workers\n"
                          "third : number exact = people / 3\n"
                          "town : yes/no = region is city\n"
                          "year_of : integer = year of since\n"
                          "how_many : integer = count of visits where pieces > 3\n"
                          "highest_mark : integer = highest of marks\n"
                          "of_today : integer = year of today\n";

/* ---- buffers */

static const int8_t bytes[] = {5, 2, 7, 0};
static const int8_t beyond[] = {5, 9, 7, 0};
static const int64_t wide_bytes[] = {5, 0, 2, 0, 7, 0};
static const int64_t wide_hundreds[] = {500, 0, 200, 0, 700, 0};
static const int8_t bare[] = {0, 1, 1};
static const int16_t index_16[] = {1, 0, -1};
static const uint32_t index_32[] = {1, 0, 9};
static const int8_t below[] = {1, -1, 0};
static const int32_t name_begins[] = {0, 3, 5};
static const int64_t none_begins[] = {0};
static const int32_t days[] = {10957, 11323, 11688};
static const int32_t begins[] = {0, 2, 3, 3};
static const int32_t falling[] = {0, 3, 1, 3};
static const int32_t eight_begins[] = {0, 8, 8, 8};
static const int32_t ten_begins[] = {0, 10, 10, 10};
static const int8_t pieces[] = {1, 4, 9, 31, 5, 6, 7, 8, 9, 10};
static const int32_t home_begins[] = {0, 4, 11, 15};
static const int32_t far_begins[] = {0, 4, 11, 17};
static const uint64_t great[] = {3, UINT64_MAX, 4};
static const uint8_t all_but_second[] = {0x05};
static const uint8_t no_bits[] = {0};

#define COLUMN(form, called, of)                                                                   \
    .format = form, .name = called, .flags = ARROW_FLAG_NULLABLE, .length = ROWS, .n_buffers = 2,  \
    .buffers = {NULL, of}

static const frame yes_no = {.format = "u",
                             .name = "",
                             .length = 2,
                             .n_buffers = 3,
                             .buffers = {NULL, name_begins, "yesno"}};
static const frame no_names = {
    .format = "U", .name = "", .n_buffers = 3, .buffers = {NULL, none_begins, NULL}};
static const frame bare_names = {.format = "U", .name = "", .n_buffers = 3};
static const frame crooked = {.format = "u",
                              .name = "",
                              .length = 1,
                              .n_buffers = 3,
                              .buffers = {NULL, (const char *)name_begins + 1, "yesno"}};
static const frame of_pieces = {COLUMN("c", "pieces", pieces)};
static const frame ten_pieces = {.format = "c",
                                 .name = "pieces",
                                 .flags = ARROW_FLAG_NULLABLE,
                                 .length = 10,
                                 .n_buffers = 2,
                                 .buffers = {NULL, pieces}};
static const frame homes = {.format = "u",
                            .name = "home",
                            .flags = ARROW_FLAG_NULLABLE,
                            .length = ROWS,
                            .n_buffers = 3,
                            .buffers = {NULL, home_begins, "cityvillagecity"}};
static const frame far_homes = {.format = "u",
                                .name = "home",
                                .flags = ARROW_FLAG_NULLABLE,
                                .length = ROWS,
                                .n_buffers = 3,
                                .buffers = {all_but_second, far_begins, "cityvillageisland"}};
static const frame of_nothing = {
    .format = "n", .name = "pieces", .flags = ARROW_FLAG_NULLABLE, .length = ROWS};

#define RECORDS(records, of, count)                                                                \
    static const frame records = {.format = "+s",                                                  \
                                  .name = "item",                                                  \
                                  .flags = ARROW_FLAG_NULLABLE,                                    \
                                  .length = count,                                                 \
                                  .n_buffers = 1,                                                  \
                                  .n_children = 1,                                                 \
                                  .children = {&of}};
RECORDS(visit, of_pieces, ROWS)
RECORDS(ten_visits, ten_pieces, 10)
RECORDS(at_home, homes, ROWS)
RECORDS(far_home, far_homes, ROWS)
RECORDS(nothing, of_nothing, ROWS)
static const frame null_visit = {.format = "+s",
                                 .name = "item",
                                 .flags = ARROW_FLAG_NULLABLE,
                                 .length = ROWS,
                                 .null_count = 1,
                                 .n_buffers = 1,
                                 .buffers = {all_but_second},
                                 .n_children = 1,
                                 .children = {&of_pieces}};
static const frame mark = {COLUMN("c", "item", pieces)};

#define LIST(form, called, of, item) COLUMN(form, called, of), .n_children = 1, .children = {&item}

/* ---- what comes of them */

typedef struct trial {
    frame column[COLUMNS];
    const char *rule;
    const char *format;   /* of the answers; NULL where the stream is refused at once */
    const char *words;    /* of what is refused; NULL where nothing is */
    int64_t number[ROWS]; /* NONE where it is not known */
} trial;

static const trial trials[] = {
    {{{COLUMN("c", "rest", bytes)}}, "rests", "l", NULL, {5, 2, 7}},
    {{{COLUMN("c", "rest", beyond)}}, "rests", "l", "row 1, column `rest`: '9'", {0}},
    {{{COLUMN("u", "rest", name_begins)}}, "rests", NULL, "expected integers, as masks", {0}},
    {{{COLUMN("c", "people", bytes)}}, "number", "l", NULL, {5, 2, 7}},
    {{{COLUMN("d:18,0", "people", wide_bytes)}}, "number", "l", NULL, {5, 2, 7}},
    /* Hundredths of what can be great are more than 63 bits have. */
    {{{COLUMN("d:20,2", "great", wide_hundreds)}}, "greatness", "l", NULL, {5, 2, 7}},
    {{{COLUMN("L", "people", great)}}, "number", "l", "'18446744073709551615'", {0}},
    {{{COLUMN("c", "people", bytes)}}, "third", "d:38,18", NULL, {NONE, NONE, NONE}},
    {{{COLUMN("s", "sure", index_16), .dictionary = &yes_no}},
     "is_sure",
     "b",
     "'number -1 of the dictionary'",
     {0}},
    {{{COLUMN("I", "sure", index_32), .dictionary = &yes_no}},
     "is_sure",
     "b",
     "'number 9 of the dictionary'",
     {0}},
    {{{COLUMN("c", "sure", below), .dictionary = &yes_no}},
     "is_sure",
     "b",
     "row 1, column `sure`: 'number -1 of the dictionary'",
     {0}},
    {{{COLUMN("s", "region", index_16), .dictionary = &no_names}},
     "town",
     "b",
     "row 0, column `region`: 'number 1 of the dictionary'",
     {0}},
    {{{COLUMN("s", "region", index_16), .dictionary = &bare_names}}, /* of nothing, nowhere */
     "town",
     "b",
     "row 0, column `region`: 'number 1 of the dictionary'",
     {0}},
    {{{COLUMN("c", "sure", below), .dictionary = &crooked}},
     "is_sure",
     "b",
     "its dictionary is not as Arrow has it",
     {0}},
    {{{COLUMN("n", "people", NULL), .null_count = ROWS}}, "number", "l", NULL, {NONE, NONE, NONE}},
    {{{COLUMN("tdD", "since", days)}}, "year_of", "l", NULL, {2000, 2001, 2002}},
    {{{COLUMN("tdD", "on", days)}, {COLUMN("tdD", "today", days)}},
     "of_today",
     NULL,
     "is the date a second time",
     {0}},
    {{{COLUMN("tdD", "on", days)}}, "of_today", "l", NULL, {2000, 2001, 2002}},
    {{{COLUMN("c", "people", bytes)}, {COLUMN("c", "people", bytes)}},
     "number",
     NULL,
     "is there twice",
     {0}},
    {{{COLUMN("c", NULL, bytes)}}, "number", NULL, "column `` is no fact and no key", {0}},
    {{{LIST("+l", "visits", begins, visit)}}, "how_many", "l", NULL, {1, 1, 0}},
    {{{LIST("+l", "visits", begins, nothing)}}, "how_many", "l", NULL, {NONE, NONE, 0}},
    {{{LIST("+l", "visits", ten_begins, ten_visits)}},
     "how_many",
     "l",
     "row 0, column `visits.pieces`: '1, 4, 9, 31, 5, 6, 7, 8, …'",
     {0}},
    {{{LIST("+l", "visits", eight_begins, ten_visits)}}, /* just as many as are shown */
     "how_many",
     "l",
     "row 0, column `visits.pieces`: '1, 4, 9, 31, 5, 6, 7, 8';",
     {0}},
    {{{COLUMN("c", "region", bare), .dictionary = &yes_no}}, /* the first of a dictionary */
     "town",
     "b",
     "row 0, column `region`: 'yes'",
     {0}},
    {{{COLUMN("c", "workers", bare)}}, "workforce", "l", "row 0, column `workers`: '0'", {0}},
    {{{LIST("+l", "visits", begins, at_home)}}, "how_many", "l", NULL, {NONE, NONE, 0}},
    {{{LIST("+l", "visits", begins, far_home)}},
     "how_many",
     "l",
     "row 1, column `visits.home`: 'island'",
     {0}},
    {{{LIST("+l", "visits", falling, at_home)}},
     "how_many",
     "l",
     "where its elements begin falls",
     {0}},
    {{{LIST("+l", "visits", (const char *)begins + 1, visit)}},
     "how_many",
     "l",
     "its array is not as Arrow has it",
     {0}},
    {{{LIST("+l", "visits", begins, null_visit)}},
     "how_many",
     "l",
     "row 0, column `visits`: '2 elements' and one is null",
     {0}},
    {{{.format = "+l",
       .name = "visits",
       .length = ROWS,
       .null_count = -1,
       .n_buffers = 2,
       .buffers = {no_bits, begins},
       .n_children = 1,
       .children = {&at_home}}},
     "how_many",
     "l",
     "it has nulls, and its schema says that it has none",
     {0}},
    {{{LIST("+l", "marks", begins, mark), .dictionary = &yes_no}},
     "highest_mark",
     NULL,
     "column `marks`",
     {0}},
    {{{LIST("+w:1x", "marks", NULL, mark)}}, "highest_mark", NULL, "a type that is not known", {0}},
    {{{.format = "+w:1",
       .name = "marks",
       .flags = ARROW_FLAG_NULLABLE,
       .length = ROWS,
       .n_children = 1,
       .children = {&mark}}},
     "highest_mark",
     "l",
     "its array is not as Arrow has it",
     {0}},
    {{{.format = "+w:1",
       .name = "marks",
       .flags = ARROW_FLAG_NULLABLE,
       .length = ROWS,
       .n_buffers = 1,
       .n_children = 1,
       .children = {&mark}}},
     "highest_mark",
     "l",
     NULL,
     {1, 4, 9}},
};

/* Reads the only batch, and its answers. */
static void read_answers(const trial *t, struct ArrowArrayStream *out)
{
    struct ArrowSchema schema;
    struct ArrowArray batch;
    CHECK_INT(out->get_schema(out, &schema), 0);
    CHECK_TEXT(schema.children[0]->format, t->format);
    qn_arrow_format format = qn_arrow_format_of(schema.children[0]->format);
    int status = out->get_next(out, &batch);
    CHECK_INT(status, t->words == NULL ? 0 : EINVAL);
    if (status != 0) {
        const char *said = out->get_last_error(out);
        if (!CHECK(t->words != NULL && strstr(said, t->words) != NULL)) {
            CHECK_TEXT(said, t->words);
        }
    }
    for (int64_t row = 0; status == 0 && row < ROWS; row++) {
        const struct ArrowArray *a = batch.children[0];
        bool has = qn_arrow_has(a, row);
        CHECK_INT(has, t->number[row] != NONE);
        if (has && format.family != QN_ARROW_DECIMAL) {
            CHECK_INT(qn_arrow_integer(a->buffers[1], format.lane, row), t->number[row]);
        }
    }
    if (status == 0) {
        batch.release(&batch);
    }
    schema.release(&schema);
}

static void try_one(const trial *t, const qn_program *program, qn_case *c)
{
    const int32_t rule = qn_program_rule(program, t->rule);
    const qn_arrow_options options = {.rules = &rule, .rule_count = 1};
    frame all = {.format = "+s", .name = "", .length = ROWS, .n_buffers = 1};
    for (int i = 0; i < COLUMNS && t->column[i].format != NULL; i++) {
        all.children[all.n_children++] = &t->column[i];
    }
    frame_stream s = {.schema = &all, .batches = {&all}};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    qn_error error = {.text = ""};
    frame_export(&s, &in);
    qn_status status = qn_eval_arrow_stream(c, &options, &in, &out, &error);
    CHECK_INT(status == QN_OK, t->format != NULL);
    if (status == QN_OK) {
        read_answers(t, &out);
        out.release(&out);
    } else {
        if (!CHECK(t->words != NULL && strstr(error.text, t->words) != NULL)) {
            CHECK_TEXT(error.text, t->words);
        }
        in.release(&in);
    }
    CHECK_INT(s.live, 0);
}

/* Reads the thirds of `many` numbers, of which those that are whole come. */
static void read_thirds(const int8_t *number, int64_t many, struct ArrowArrayStream *out)
{
    struct ArrowArray batch;
    if (!CHECK_INT(out->get_next(out, &batch), 0)) {
        return;
    }
    const struct ArrowArray *a = batch.children[0];
    const int64_t *half = a->buffers[1]; /* of 128 bits */
    int64_t right = 0;
    for (int64_t row = 0; row < many; row++) {
        bool has = number[row] % 3 == 0;
        int64_t third = number[row] / 3 * INT64_C(1000000000000000000);
        right += qn_arrow_has(a, row) == has && (!has || half[2 * row] == third);
    }
    CHECK_INT(right, many);
    batch.release(&batch);
}

/* Of many rows all have room, and so has what says which of them have a value. */
static void test_many_rows(void)
{
    enum { MANY = 4096 };
    static int8_t number[MANY];
    for (int i = 0; i < MANY; i++) {
        number[i] = (int8_t)(i % 28);
    }
    const frame people = {.format = "c",
                          .name = "people",
                          .flags = ARROW_FLAG_NULLABLE,
                          .length = MANY,
                          .n_buffers = 2,
                          .buffers = {NULL, number}};
    const frame all = {.format = "+s",
                       .name = "",
                       .length = MANY,
                       .n_buffers = 1,
                       .n_children = 1,
                       .children = {&people}};
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    const int32_t rule = qn_program_rule(program, "third");
    const qn_arrow_options options = {.rules = &rule, .rule_count = 1, .no_status = true};
    frame_stream s = {.schema = &all, .batches = {&all}};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    frame_export(&s, &in);
    if (CHECK_INT(qn_eval_arrow_stream(c, &options, &in, &out, NULL), QN_OK)) {
        read_thirds(number, MANY, &out);
        out.release(&out);
    }
    CHECK_INT(s.live, 0);
    qn_case_free(c);
    qn_program_free(program);
}

static void test_trials(void)
{
    qn_program *program = source_load(law);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (size_t i = 0; CHECK(c != NULL) && i < sizeof trials / sizeof trials[0]; i++) {
        try_one(&trials[i], program, c);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* ---- types that no compiler declares */

static assembler a;

/* What an answer of a type comes as. */
typedef struct form {
    qn_kind kind;
    qn_class class_;
    int64_t den;
    int64_t below;
    uint32_t decimals;  /* of its coin; 255 for none */
    uint32_t values;    /* of its choice */
    const char *format; /* NULL where it does not come in columns */
} form;

static const form forms[] = {
    {QN_KIND_INTEGER, QN_CLASS_I, 1, 1, 255, 0, "l"},
    {QN_KIND_NUMBER, QN_CLASS_I, 1, 1, 255, 0, "l"},
    {QN_KIND_NUMBER, QN_CLASS_I, 100, 1, 255, 0, "d:38,2"},
    {QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, 0, 0, "d:38,0"}, /* a coin without decimals */
    {QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, 2, 0, "d:38,2"},
    {QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, 9, 0, "d:38,9"},
    {QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, 10, 0, "d:38,10"},
    {QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, 60, 0, "d:38,18"},
    {QN_KIND_NUMBER, QN_CLASS_I, 3, 1, 255, 0, "d:38,18"}, /* thirds */
    {QN_KIND_NUMBER, QN_CLASS_Q, 1, 1, 255, 0, "d:38,18"},
    {QN_KIND_NUMBER, QN_CLASS_I, 1, 7, 255, 0, "l"}, /* sevens */
    {QN_KIND_CLOCK, QN_CLASS_I, 1, 1, 255, 0, "l"},
    {QN_KIND_SET, QN_CLASS_I, 1, 1, 255, 62, "l"},
    {QN_KIND_SET, QN_CLASS_I, 1, 1, 255, 63, NULL},
    {QN_KIND_SET, QN_CLASS_I, 1, 1, 255, 64, NULL},
    {QN_KIND_CHOICE, QN_CLASS_I, 1, 1, 255, 100, "c"},
    {QN_KIND_CHOICE, QN_CLASS_I, 1, 1, 255, 130, "s"},
};

static void add_type(const form *f)
{
    static const char *names[130];
    static char letters[130][4];
    for (uint32_t i = 0; i < 130; i++) {
        letters[i][0] = 'v';
        letters[i][1] = (char)('a' + i / 12);
        letters[i][2] = (char)('a' + i % 12);
        names[i] = letters[i];
    }
    uint32_t type = f->values > 0 ? assemble_choice(&a, f->kind, "some", names, f->values)
                                  : assemble_type(&a, f->kind, f->class_, f->den, 1, "");
    a.type_rows[type].decimals = f->decimals;
    a.type_rows[type].factor_den = assemble_wide(&a, f->below);
    uint32_t value = f->class_ == QN_CLASS_Q ? assemble_ratio(&a, 1, 1) : assemble_int(&a, 1);
    (void)assemble_rule(&a, "answer", type, NULL, 0);
    (void)assemble_op(&a, OP_MAX, f->class_, value, value, 0);
    (void)assemble_rule(&a, "hidden", type, NULL, 0);
    (void)assemble_op(&a, OP_MAX, f->class_, value, value, 0);
    a.rule_rows[1].flags = QN_RULE_HIDDEN;
}

/* All rules that can be asked for come, but hidden ones. */
static void test_forms(void)
{
    const frame none = {.format = "+s", .name = "", .n_buffers = 1};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        frame_stream s = {.schema = &none};
        struct ArrowArrayStream in;
        struct ArrowArrayStream out;
        struct ArrowSchema schema;
        qn_error error = {.text = ""};
        assemble_begin(&a, 8);
        add_type(&forms[i]);
        qn_program *program = assemble_load(&a);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        if (!CHECK(c != NULL)) {
            return;
        }
        frame_export(&s, &in);
        if (CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, &error), QN_OK)) {
            CHECK_INT(out.get_schema(&out, &schema), 0);
            CHECK_INT(schema.n_children, forms[i].format == NULL ? 0 : 2);
            if (schema.n_children == 2) {
                CHECK_TEXT(schema.children[0]->format, forms[i].format);
            }
            schema.release(&schema);
            out.release(&out);
        }
        CHECK_INT(s.live, 0);
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* A choice comes in as few bytes as its values have room in. */
static void test_lanes_of_choices(void)
{
    static const struct {
        int values;
        const char *format;
    } rows[] = {{1, "c"}, {127, "c"}, {128, "s"}, {32767, "s"}, {32768, "i"}};
    static char text[8 * 32768 + 100];
    const frame none = {.format = "+s", .name = "", .n_buffers = 1};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int length = sprintf(text, "fact f : one of v0");
        for (int k = 1; k < rows[i].values; k++) {
            length += sprintf(text + length, ", v%d", k);
        }
        (void)sprintf(text + length, "\nr = f\n");
        frame_stream s = {.schema = &none};
        struct ArrowArrayStream in;
        struct ArrowArrayStream out;
        struct ArrowSchema schema;
        qn_program *program = source_load(text);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        frame_export(&s, &in);
        if (CHECK(c != NULL) && CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, NULL), QN_OK)) {
            CHECK_INT(out.get_schema(&out, &schema), 0);
            CHECK_TEXT(schema.children[0]->format, rows[i].format);
            schema.release(&schema);
            out.release(&out);
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* A time of day is what its minutes are, and no text. */
static void test_clock(void)
{
    static const int16_t minutes[] = {510, 0, 1440};
    const trial good = {{{COLUMN("s", "opens", minutes)}}, "opened", "l", NULL, {510, 0, 1440}};
    const trial text = {
        {{COLUMN("u", "opens", name_begins)}}, "opened", NULL, "minutes since midnight", {0}};
    assemble_begin(&a, 8);
    uint32_t type = assemble_type(&a, QN_KIND_CLOCK, QN_CLASS_I, 1, 1, "");
    uint32_t step = assemble_ratio(&a, 0, 1);
    uint32_t fact =
        assemble_fact(&a, "opens", type, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
    (void)assemble_rule(&a, "opened", type, NULL, 0);
    (void)assemble_op(&a, OP_MAX, QN_CLASS_I, fact, fact, 0);
    qn_program *program = assemble_load(&a);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    if (CHECK(c != NULL)) {
        try_one(&good, program, c);
        try_one(&text, program, c);
        CHECK_INT(qn_case_set_text(c, 0, "24:00", 5), QN_OK);
        CHECK_INT(qn_case_set_text(c, 0, "24:01", 5), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_text(c, 0, "10:60", 5), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_text(c, 0, "10:59", 5), QN_OK);
    }
    qn_case_free(c);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"many rows", test_many_rows},
                                       {"trials", test_trials},
                                       {"forms", test_forms},
                                       {"clock", test_clock},
                                       {"lanes of choices", test_lanes_of_choices}};
    return check_run("arrow_kinds", cases, sizeof cases / sizeof cases[0]);
}
