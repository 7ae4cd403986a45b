/*
 * Arrow streams that are not as Arrow has them, or do not fit the rules, and memory that runs out
 * while they are read: each is refused in words, nothing is left behind, and nothing is read that
 * is not there. The sanitizers watch.
 */
#include "check.h"
#include "frames.h"
#include "memory.h"
#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 3, NULLABLE = ARROW_FLAG_NULLABLE };

static const char law[] =
    "choice side = north, south\n"
    "entity child\n"
    "    age : years in 0..=30\n"
    "    home : one of city, village\n"
    "fact income   : AZN in 0..=1000\n"
    "fact region   : one of city, village\n"
    "fact town     : one of city, village, village_west, village_behind_hills\n"
    "fact staff    : yes/no\n"
    "fact since    : date in 1950-01-01..=2100-12-31\n"
    "fact children : list of child up to 3\n"
    "fact marks    : list of integer up to 4\n"
    "fact levels   : list of number up to 4\n"
    "fact name     : text\n"
    "fact wages    : AZN over time\n"
    "fact leave    : period\n"
    "minors = count of children where age < 14\n"
    "fee : AZN\n"
    "    base income / 2\n"
    "    region village → +1\n"
    "    town village → +1\n"
    "best = highest of marks\n"
    "sum_of_levels = sum of levels\n"
    "late : yes/no = since > today\n"
    "called = name\n"
    "fact members : integer in 0..=20\n"
    "fact front : side\n"
    "faces : side = front\n";

/* ---- a sound stream, to be spoiled */

typedef struct parts {
    frame batch;
    frame income;
    frame region;
    frame names; /* the dictionary of region */
    frame town;
    frame since;
    frame list; /* children */
    frame child;
    frame age;
    frame marks;
    frame mark;
    frame levels;
    frame level;
} parts;

static int64_t incomes[2 * ROWS];
static uint8_t regions[ROWS + 1];
static int32_t name_begins[3];
static unsigned char towns[16 * ROWS];
static int64_t town_lengths[2]; /* of the only buffer, and of none */
static int64_t sinces[ROWS];
static int32_t list_begins[ROWS + 1];
static int64_t mark_begins[ROWS + 1];
static int8_t ages[4];
static int32_t marks[4];
static int16_t levels[2 * ROWS];
static const char long_name[] = "a village_behind_hills";

static frame column(const char *format, const char *name, int64_t length, const void *values)
{
    return (frame){.format = format,
                   .name = name,
                   .flags = NULLABLE,
                   .length = length,
                   .n_buffers = 2,
                   .buffers = {NULL, values}};
}

static void fill_values(void)
{
    static const int32_t list[ROWS + 1] = {0, 2, 2, 3};
    for (int i = 0; i < ROWS; i++) {
        int32_t length = 4;
        incomes[2 * i] = 100 * i;
        incomes[2 * i + 1] = 0;
        regions[i] = (uint8_t)(i % 2);
        sinces[i] = INT64_C(86400000) * 365 * i;
        memcpy(&towns[16 * i], &length, sizeof length);
        memcpy(&towns[16 * i + 4], "city", 4);
        levels[2 * i] = levels[2 * i + 1] = (int16_t)i;
    }
    for (int i = 0; i <= ROWS; i++) {
        list_begins[i] = list[i];
        mark_begins[i] = list[i];
        ages[i] = (int8_t)i;
        marks[i] = i;
    }
    name_begins[0] = 0;
    name_begins[1] = 4;
    name_begins[2] = 11;
    town_lengths[0] = town_lengths[1] = sizeof long_name - 1;
}

static void make_parts(parts *p)
{
    fill_values();
    p->income = column("d:9,2", "income", ROWS, incomes);
    p->region = column("C", "region", ROWS, regions);
    p->names = column("u", "", 2, name_begins);
    p->names.n_buffers = 3;
    p->names.buffers[2] = "cityvillage";
    p->region.dictionary = &p->names;
    p->town = column("vu", "town", ROWS, towns);
    p->town.n_buffers = 4;
    p->town.buffers[2] = long_name;
    p->town.buffers[3] = town_lengths;
    p->since = column("tdm", "since", ROWS, sinces);
    p->age = column("c", "age", ROWS, ages);
    p->child = column("+s", "item", ROWS, NULL);
    p->child.n_buffers = 1;
    p->child.n_children = 1;
    p->child.children[0] = &p->age;
    p->list = column("+l", "children", ROWS, list_begins);
    p->list.n_children = 1;
    p->list.children[0] = &p->child;
    p->mark = column("i", "item", ROWS, marks);
    p->marks = column("+L", "marks", ROWS, mark_begins);
    p->marks.n_children = 1;
    p->marks.children[0] = &p->mark;
    p->level = column("s", "item", 2 * ROWS, levels);
    p->levels = column("+w:2", "levels", ROWS, NULL);
    p->levels.n_buffers = 1;
    p->levels.n_children = 1;
    p->levels.children[0] = &p->level;
    p->batch = (frame){.format = "+s", .name = "", .length = ROWS, .n_buffers = 1, .n_children = 7};
    const frame *const columns[7] = {&p->income, &p->region, &p->town,  &p->since,
                                     &p->list,   &p->marks,  &p->levels};
    memcpy(p->batch.children, columns, sizeof columns);
}

/* ---- what does not fit is refused at once */

typedef struct misfit {
    const char *name;
    const char *format; /* of the only column, or NULL */
    const char *words;  /* that the sentence has */
} misfit;

static const misfit misfits[] = {
    {"income", "g", "floating point is not exact"},
    {"income", "f", "float32"},
    {"income", "e", "float16"},
    {"income", "u", "expected integers, or decimal128"},
    {"income", "b", "comes as bool"},
    {"income", "d:9,2,256", "decimal256"},
    {"income", "d:9,2,64", "decimal64"},
    {"income", "d:9,2,32", "decimal32"},
    {"income", "d:38,19", "0 to 18 digits"},
    {"income", "d:9,-2", "0 to 18 digits"},
    {"income", "d:0,0", "decimal128"},
    {"income", "d:", "decimal128"},
    {"income", "d:9", "decimal128"},
    {"income", "d:9,2x", "decimal128"},
    {"income", "", "a type that is not known"},
    {"income", "cc", "a type that is not known"},
    {"income", NULL, "the schema of the input is not as Arrow has it"},
    {"region", "l", "comes as int64; expected text or a dictionary of text"},
    {"region", "z", "comes as binary"},
    {"since", "tsn:UTC", "comes as timestamp; expected date32 or date64"},
    {"since", "i", "comes as int32"},
    {"since", "u", "comes as text"},
    {"children", "+s", "comes as struct; expected list"},
    {"children", "+m", "comes as map"},
    {"children", "+vl", "comes as list_view"},
    {"children", "+w:x", "a type that is not known"},
    {"children", "+l", "the schema of the input is not as Arrow has it"},
    {"name", "u", "of a kind that does not come in columns"},
    {"leave", "u", "of a kind that does not come in columns"},
    {"wages", "l", "over time"},
    {"nobody", "l", "column `nobody` is no fact and no key"},
    {"on", "l", "column `on` comes as int64; expected date32"},
    {"staff", "g", "column `staff` comes as float64"},
    {"staff", "tdD", "column `staff` comes as date32"},
    {"region", "b", "comes as bool"},
};

/* Refused, in those words, by a stream that stays as it was. */
static void check_misfit(qn_case *c, const qn_arrow_options *options, const frame *schema,
                         const char *words)
{
    frame_stream s = {.schema = schema};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    qn_error error = {0};
    frame_export(&s, &in);
    qn_status status = qn_eval_arrow_stream(c, options, &in, &out, &error);
    CHECK(status == QN_MISUSE || status == QN_BAD_VALUE);
    CHECK_INT(error.code, status);
    if (!CHECK(strstr(error.text, words) != NULL)) {
        printf("  got \"%s\", want \"%s\"\n", error.text, words);
    }
    CHECK(out.release == NULL);
    if (CHECK(in.release != NULL)) {
        in.release(&in);
    }
    CHECK_INT(s.live, 0);
}

static void test_misfits(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
        frame only = column(misfits[i].format, misfits[i].name, 0, NULL);
        frame batch = {
            .format = "+s", .name = "", .n_buffers = 1, .n_children = 1, .children = {&only}};
        check_misfit(c, NULL, &batch, misfits[i].words);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* The same with dictionaries, lists, and schemas that are none. */
static void test_misfit_parts(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    parts p;
    make_parts(&p);
    p.region.format = "L";
    check_misfit(c, NULL, &p.batch, "whose numbers are none of 8 to 32 bits or int64");
    make_parts(&p);
    p.names.format = "i";
    check_misfit(c, NULL, &p.batch, "a dictionary of what is no text");
    make_parts(&p);
    p.names.format = NULL;
    check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    make_parts(&p);
    p.age.format = "g";
    check_misfit(c, NULL, &p.batch, "column `children.age` comes as float64");
    make_parts(&p);
    p.age.name = "aged";
    check_misfit(c, NULL, &p.batch, "column `children`: `aged` is no field of its elements");
    make_parts(&p);
    p.child.format = "i";
    check_misfit(c, NULL, &p.batch, "elements that are no struct");
    make_parts(&p);
    p.mark.format = "+s";
    check_misfit(c, NULL, &p.batch, "elements that are a struct");
    make_parts(&p);
    p.marks.n_children = 2;
    check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    make_parts(&p);
    p.child.n_children = -1;
    check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    make_parts(&p);
    p.batch.n_children = -1;
    check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    make_parts(&p);
    p.batch.n_children = FRAME_CHILDREN;
    check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    make_parts(&p);
    p.batch.format = "l";
    check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    make_parts(&p);
    p.income.format = "C";
    p.income.dictionary = &p.names;
    p.names.format = "d:9,2";
    check_misfit(c, NULL, &p.batch, "a dictionary of what is no text");
    make_parts(&p);
    p.region.format = "b";
    check_misfit(c, NULL, &p.batch, "whose numbers are none of 8 to 32 bits or int64");
    make_parts(&p);
    p.list.dictionary = &p.names;
    check_misfit(c, NULL, &p.batch, "column `children`");
    make_parts(&p);
    p.list.format = "c";
    p.list.dictionary = &p.marks; /* of lists */
    p.list.n_children = 0;
    check_misfit(c, NULL, &p.batch, "column `children`");
    make_parts(&p);
    p.child.n_children = 2; /* the first of which does not fit */
    p.child.children[1] = &p.mark;
    p.age.format = "g";
    check_misfit(c, NULL, &p.batch, "column `children.age` comes as float64");
    make_parts(&p);
    p.region.name = "income";
    check_misfit(c, NULL, &p.batch, "is there twice");
    check_misfit(c, NULL, NULL, "not as Arrow has it");
    qn_case_free(c);
    qn_program_free(program);
}

/* Schemas that lack what they say they have. */
static void test_odd_schemas(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    for (int k = 0; k < 12; k++) {
        parts p;
        make_parts(&p);
        frame *const nodes[] = {&p.batch,  &p.batch, &p.batch, &p.list,  &p.list,  &p.list,
                                &p.region, &p.batch, &p.batch, &p.child, &p.child, &p.batch};
        static const unsigned odd[] = {
            FRAME_NO_CHILDREN,   FRAME_CHILD_MISSING,  FRAME_CHILD_RELEASED,     FRAME_NO_CHILDREN,
            FRAME_CHILD_MISSING, FRAME_CHILD_RELEASED, FRAME_DICTIONARY_RELEASED};
        nodes[k]->odd = k < 7 ? odd[k] : 0;
        p.batch.format = k == 7 ? NULL : "+s";
        p.batch.dictionary = k == 8 ? &p.names : NULL;
        p.child.n_children = k == 9 ? (int64_t)INT32_MAX + 1 : k == 10 ? -5 : 1;
        p.batch.n_children = k == 11 ? (int64_t)INT32_MAX + 1 : 7;
        check_misfit(c, NULL, &p.batch, "not as Arrow has it");
    }
    qn_case_free(c);
    qn_program_free(program);
}

static void test_options(void)
{
    static const char *const twice[] = {"region", "region"};
    static const char *const nobody[] = {"nobody"};
    static const char *const fee[] = {"fee", "region"};
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    const int32_t rules[] = {qn_program_rule(program, "fee"), qn_program_rule(program, "fee")};
    const int32_t wrong = qn_program_rule_count(program);
    const int32_t text = qn_program_rule(program, "called");
    parts p;
    make_parts(&p);
    check_misfit(c, &(qn_arrow_options){.keys = twice, .key_count = 2}, &p.batch, "`region`");
    check_misfit(c, &(qn_arrow_options){.keys = nobody, .key_count = 1}, &p.batch, "`nobody`");
    check_misfit(c, &(qn_arrow_options){.key_count = 1}, &p.batch, "is wanted as a key");
    check_misfit(c, &(qn_arrow_options){.rules = rules, .rule_count = (size_t)INT32_MAX + 1},
                 &p.batch, "the rules that are asked for are missing");
    check_misfit(c, &(qn_arrow_options){.rules = rules, .rule_count = 2}, &p.batch,
                 "`fee` is asked for twice");
    check_misfit(c, &(qn_arrow_options){.rules = &wrong, .rule_count = 1}, &p.batch,
                 "there is no rule");
    check_misfit(c, &(qn_arrow_options){.rules = &text, .rule_count = 1}, &p.batch,
                 "the rule `called` is of a kind that does not come in columns");
    check_misfit(c, &(qn_arrow_options){.rule_count = 1}, &p.batch, "are missing");
    check_misfit(c, &(qn_arrow_options){.keeps_refused = true, .no_status = true}, &p.batch,
                 "only with columns of statuses");
    check_misfit(c, &(qn_arrow_options){.others = (qn_others)7}, &p.batch, "`others`");
    p.income.name = "fee";
    check_misfit(c, &(qn_arrow_options){.keys = fee, .key_count = 1}, &p.batch,
                 "an answer has the same name");
    check_misfit(c, &(qn_arrow_options){.keys = fee, .key_count = 2}, &p.batch,
                 "an answer has the same name");
    p.income.name = "best.status";
    check_misfit(c, &(qn_arrow_options){.others = QN_OTHERS_KEPT}, &p.batch,
                 "an answer has the same name");
    qn_case_set_integer(c, qn_program_fact(program, "income"), 5);
    make_parts(&p);
    check_misfit(c, NULL, &p.batch, "income");
    qn_case_free(c);
    qn_program_free(program);
}

/* NULL, and streams that have been released. */
static void test_nothing(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    parts p;
    make_parts(&p);
    frame_stream s = {.schema = &p.batch};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    frame_export(&s, &in);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, NULL, NULL), QN_MISUSE);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &in, NULL), QN_MISUSE);
    CHECK_INT(qn_eval_arrow_stream(NULL, NULL, &in, &out, NULL), QN_MISUSE);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, NULL, &out, NULL), QN_MISUSE);
    CHECK_INT(s.live, 1);
    struct ArrowArrayStream lacking = in;
    lacking.get_schema = NULL;
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &lacking, &out, NULL), QN_MISUSE);
    lacking = in;
    lacking.get_next = NULL;
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &lacking, &out, NULL), QN_MISUSE);
    CHECK_INT(s.live, 1);
    in.release(&in);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, NULL), QN_MISUSE);
    CHECK(out.release == NULL);
    qn_case_free(c);
    qn_program_free(program);
}

/* What an input says of its failures is passed on, with its number. */
static void test_failing_input(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    parts p;
    make_parts(&p);
    frame_stream s = {
        .schema = &p.batch, .batches = {&p.batch}, .failure = EIO, .words = "the disk is gone"};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    struct ArrowArray batch;
    struct ArrowSchema schema;
    frame_export(&s, &in);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, NULL), QN_OK);
    if (CHECK_INT(out.get_next(&out, &batch), 0)) {
        batch.release(&batch);
    }
    CHECK_INT(out.get_next(&out, &batch), EIO);
    CHECK(batch.release == NULL);
    CHECK_TEXT(out.get_last_error(&out), "the input: the disk is gone");
    s.schema_failure = ENODEV;
    s.words = NULL;
    CHECK_INT(out.get_schema(&out, &schema), ENODEV);
    CHECK_TEXT(out.get_last_error(&out), "the input: it does not say why");
    s.words = "";
    CHECK_INT(out.get_schema(&out, &schema), ENODEV);
    CHECK_TEXT(out.get_last_error(&out), "the input: it does not say why");
    s.schema_failure = 0;
    p.batch.format = NULL;
    CHECK_INT(out.get_schema(&out, &schema), EINVAL);
    CHECK_TEXT(out.get_last_error(&out), "the schema of the input has changed");
    p.batch.format = "+s";
    p.batch.n_children = 6;
    CHECK_INT(out.get_schema(&out, &schema), EINVAL);
    CHECK_TEXT(out.get_last_error(&out), "the schema of the input has changed");
    out.release(&out);
    s.schema_failure = EIO;
    s.words = "no";
    p.batch.n_children = 7;
    frame_export(&s, &in);
    qn_error error;
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, &error), QN_BAD_VALUE);
    CHECK_TEXT(error.text, "the input: no");
    in.release(&in);
    CHECK_INT(s.live, 0);
    qn_case_free(c);
    qn_program_free(program);
}

/* ---- arrays that are not as their schema says */

static uint8_t no_bits[] = {0, 0};
static int32_t falling[] = {0, 3, 2, 3};
static int32_t beyond[] = {0, 2, 2, 4};
static int32_t negative[] = {-1, 2, 2, 3};
static int32_t backwards[] = {3, 3, 3, 1};
static int64_t large_falling[] = {0, 3, 2, 3};
static int64_t large_far[] = {0, INT64_MIN, 0, 3};

#define SPOIL(name, ...)                                                                           \
    static void name(parts *p)                                                                     \
    {                                                                                              \
        (void)p;                                                                                   \
        __VA_ARGS__;                                                                               \
    }
SPOIL(negative_length, p->batch.length = -1)
SPOIL(huge_length, p->batch.length = INT64_MAX)
SPOIL(negative_offset, p->batch.offset = -1)
SPOIL(huge_offset, p->batch.offset = INT64_MAX)
SPOIL(sliced_too_far, p->batch.offset = 1)
SPOIL(null_row, p->batch.null_count = 1; p->batch.buffers[0] = no_bits)
SPOIL(no_buffer_of_batch, p->batch.n_buffers = 0)
SPOIL(fewer_children, p->batch.n_children = 6)
SPOIL(more_children, p->batch.n_children = 8)
SPOIL(short_column, p->income.length = ROWS - 1)
SPOIL(negative_column, p->income.length = -1)
SPOIL(column_offset, p->income.offset = -1)
SPOIL(no_values, p->income.buffers[1] = NULL)
SPOIL(one_buffer, p->income.n_buffers = 1)
SPOIL(unaligned, p->income.buffers[1] = (const char *)incomes + 1)
SPOIL(null_count, p->income.null_count = -2)
SPOIL(no_bitmap, p->income.null_count = 1)
SPOIL(has_children, p->income.n_children = 1; p->income.children[0] = &p->age)
SPOIL(no_dictionary, p->region.dictionary = NULL)
SPOIL(null_in_dictionary, p->names.null_count = 1; p->names.buffers[0] = no_bits)
SPOIL(long_dictionary, p->names.length = INT64_MAX / 64)
SPOIL(no_names, p->names.buffers[1] = NULL)
SPOIL(falling_names, name_begins[1] = 12)
SPOIL(second_name_falls, name_begins[2] = 2)
SPOIL(negative_names, name_begins[0] = -1)
SPOIL(no_bytes, p->names.buffers[2] = NULL)
SPOIL(two_buffers_of_names, p->names.n_buffers = 2)
SPOIL(unaligned_names, p->names.buffers[1] = (const char *)name_begins + 1)
SPOIL(list_falls, p->list.buffers[1] = falling)
SPOIL(list_goes_beyond, p->list.buffers[1] = beyond)
SPOIL(list_is_negative, p->list.buffers[1] = negative)
SPOIL(list_has_no_begins, p->list.buffers[1] = NULL)
SPOIL(list_has_no_child, p->list.n_children = 0)
SPOIL(short_records, p->child.length = ROWS - 1)
SPOIL(short_fields, p->age.length = ROWS - 1)
SPOIL(records_are_sliced, p->child.offset = 1)
SPOIL(records_have_no_fields, p->child.n_children = 0)
SPOIL(fields_have_no_values, p->age.buffers[1] = NULL)
SPOIL(large_list_falls, p->marks.buffers[1] = large_falling)
SPOIL(large_list_is_far, p->marks.buffers[1] = large_far)
SPOIL(short_marks, p->mark.length = 2)
SPOIL(short_fixed, p->level.length = 2 * ROWS - 1)
SPOIL(fixed_offset, p->levels.offset = INT64_MAX / 128)
SPOIL(view_is_negative, memset(&towns[16], 0xff, 4))
SPOIL(view_is_long, towns[16] = 13; memset(&towns[24], 0x7f, 8))
SPOIL(view_begins_late, towns[16] = 20; memset(&towns[24], 0, 8); towns[28] = 3)
SPOIL(view_has_no_lengths, towns[16] = 20; memset(&towns[24], 0, 8); p->town.buffers[3] = NULL)
SPOIL(view_has_few_buffers, p->town.n_buffers = 2)

SPOIL(child_is_missing, p->batch.odd = FRAME_CHILD_MISSING)
SPOIL(child_is_released, p->batch.odd = FRAME_CHILD_RELEASED)
SPOIL(batch_has_no_children, p->batch.odd = FRAME_NO_CHILDREN)
SPOIL(batch_has_no_buffers, p->batch.odd = FRAME_NO_BUFFERS)
SPOIL(column_has_no_buffers, p->income.odd = FRAME_NO_BUFFERS)
SPOIL(dictionary_is_released, p->region.odd = FRAME_DICTIONARY_RELEASED)
SPOIL(dictionary_has_no_buffers, p->names.odd = FRAME_NO_BUFFERS)
SPOIL(list_has_no_children, p->list.odd = FRAME_NO_CHILDREN)
SPOIL(records_are_missing, p->list.odd = FRAME_CHILD_MISSING)
SPOIL(records_are_released, p->list.odd = FRAME_CHILD_RELEASED)
SPOIL(fields_are_missing, p->child.odd = FRAME_NO_CHILDREN)
SPOIL(field_is_missing, p->child.odd = FRAME_CHILD_MISSING)
SPOIL(field_is_released, p->child.odd = FRAME_CHILD_RELEASED)
SPOIL(list_ends_before_it_begins, p->list.buffers[1] = backwards)
SPOIL(many_names, p->names.length = INT64_C(3000000000))
SPOIL(day_is_early, sinces[1] = INT64_C(-86400000) * 2147483648)
SPOIL(day_is_late, sinces[1] = INT64_C(86400000) * 2147483648)
SPOIL(view_of_negative_buffer, towns[16] = 20; memset(&towns[24], 0xff, 4))
SPOIL(view_of_no_buffer, towns[16] = 20; memset(&towns[24], 0, 8); towns[24] = 1)
SPOIL(view_begins_before, towns[16] = 20; memset(&towns[24], 0, 4); memset(&towns[28], 0xff, 4))
SPOIL(view_has_no_bytes, towns[16] = 20; memset(&towns[24], 0, 8); p->town.buffers[2] = NULL)

#undef SPOIL

typedef void spoil(parts *p);

static spoil *const spoils[] = {
    negative_length,
    huge_length,
    negative_offset,
    huge_offset,
    sliced_too_far,
    null_row,
    no_buffer_of_batch,
    fewer_children,
    more_children,
    short_column,
    negative_column,
    column_offset,
    no_values,
    one_buffer,
    unaligned,
    null_count,
    no_bitmap,
    has_children,
    no_dictionary,
    null_in_dictionary,
    long_dictionary,
    no_names,
    falling_names,
    second_name_falls,
    negative_names,
    no_bytes,
    two_buffers_of_names,
    unaligned_names,
    list_falls,
    list_goes_beyond,
    list_is_negative,
    list_has_no_begins,
    list_has_no_child,
    short_records,
    short_fields,
    records_are_sliced,
    records_have_no_fields,
    fields_have_no_values,
    large_list_falls,
    large_list_is_far,
    short_marks,
    short_fixed,
    fixed_offset,
    view_is_negative,
    view_is_long,
    view_begins_late,
    view_has_no_lengths,
    view_has_few_buffers,
    child_is_missing,
    child_is_released,
    batch_has_no_children,
    batch_has_no_buffers,
    column_has_no_buffers,
    dictionary_is_released,
    dictionary_has_no_buffers,
    list_has_no_children,
    records_are_missing,
    records_are_released,
    fields_are_missing,
    field_is_missing,
    field_is_released,
    list_ends_before_it_begins,
    many_names,
    day_is_early,
    day_is_late,
    view_of_negative_buffer,
    view_of_no_buffer,
    view_begins_before,
    view_has_no_bytes,
};

static void test_spoilt(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    for (size_t i = 0; i < sizeof spoils / sizeof spoils[0]; i++) {
        parts sound;
        parts spoilt;
        make_parts(&sound);
        make_parts(&spoilt);
        spoils[i](&spoilt);
        frame_stream s = {.schema = &sound.batch, .batches = {&spoilt.batch}};
        struct ArrowArrayStream in;
        struct ArrowArrayStream out;
        struct ArrowArray batch;
        frame_export(&s, &in);
        CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, NULL), QN_OK);
        int status = out.get_next(&out, &batch);
        if (!CHECK(status == EINVAL || status == ENOMEM) || !CHECK(batch.release == NULL) ||
            !CHECK(out.get_last_error(&out) != NULL)) {
            printf("  spoilt in way %zu: %d\n", i, status);
            if (batch.release != NULL) {
                batch.release(&batch);
            }
        }
        out.release(&out);
        CHECK_INT(s.live, 0);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* What `get_next` says of a stream of that schema and batch. Where it refuses, `words` are among
 * what it says. */
static int read_saying(qn_case *c, const frame *schema, const frame *given, const char *words)
{
    frame_stream s = {.schema = schema, .batches = {given}};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    struct ArrowArray batch = {0};
    frame_export(&s, &in);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, NULL), QN_OK);
    int status = out.get_next(&out, &batch);
    CHECK((status == 0) == (batch.release != NULL));
    if (batch.release != NULL) {
        batch.release(&batch);
    } else if (!CHECK(strstr(out.get_last_error(&out), words) != NULL)) {
        printf("  not \"%s\" but \"%s\"\n", words, out.get_last_error(&out));
    }
    out.release(&out);
    CHECK_INT(s.live, 0);
    return status;
}

static int read_batch(qn_case *c, const frame *schema, const frame *given)
{
    return read_saying(c, schema, given, "");
}

/* Up to 12 bytes stand in the view, none among them; of longer texts the view names a buffer, and
 * the last is none that it may name. */
static void test_views(void)
{
    static const int32_t length = 12;
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    parts p;
    make_parts(&p);
    memcpy(&towns[16], &length, sizeof length);
    memcpy(&towns[20], "village_west", 12);
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    make_parts(&p);
    memset(&towns[16], 0, 16); /* no text, and no buffer for texts either */
    p.town.n_buffers = 3;
    p.town.buffers[2] = town_lengths;
    CHECK_INT(read_saying(c, &p.batch, &p.batch, "row 1, column `town`: ''"), EINVAL);
    make_parts(&p);
    towns[16] = 20;
    memset(&towns[24], 0, 8);
    CHECK_INT(read_saying(c, &p.batch, &p.batch, "row 1, column `town`: 'a village_behind_hil'"),
              EINVAL); /* the first of its buffer */
    towns[24] = 1;     /* the buffer of the lengths */
    CHECK_INT(read_saying(c, &p.batch, &p.batch, "its texts are not as Arrow has them"), EINVAL);
    qn_case_free(c);
    qn_program_free(program);
}

/* What looks odd and is sound, and what is one step from it. */
static void test_odd_batches(void)
{
    static int32_t nobody[ROWS + 1] = {0};
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    parts p;
    make_parts(&p);
    towns[16] = 20; /* a long text: in the buffer from its third byte on */
    memset(&towns[24], 0, 8);
    towns[28] = 2;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    towns[28] = 1; /* no such town */
    CHECK_INT(read_batch(c, &p.batch, &p.batch), EINVAL);
    make_parts(&p);
    p.batch.null_count = -1; /* they were not counted, and there is no place for them */
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    make_parts(&p);
    p.list.buffers[1] = nobody; /* no elements, and no values for them */
    p.age.buffers[1] = NULL;
    p.age.length = p.child.length = 0;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    make_parts(&p);
    p.region.format = "c"; /* a number of the dictionary that is below 0 */
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    regions[0] = 0xff;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), EINVAL);
    make_parts(&p);
    p.levels.format = "+w:0"; /* lists of no elements */
    p.level.length = 0;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    make_parts(&p);
    p.child.format = "n"; /* elements that are all null */
    p.child.n_buffers = p.child.n_children = 0;
    p.child.null_count = 3;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), EINVAL);
    p.list.buffers[1] = nobody;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    make_parts(&p);
    frame home = p.region; /* a field that is a choice, by its own dictionary */
    home.name = "home";
    p.child.n_children = 2;
    p.child.children[1] = &home;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    home.length = 2;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), EINVAL);
    make_parts(&p);
    frame staff = column("c", "staff", ROWS, ages);
    p.batch.n_children = 8;
    p.batch.children[7] = &staff;
    CHECK_INT(read_batch(c, &p.batch, &p.batch), EINVAL); /* a 2 is no yes */
    staff.format = "b";
    CHECK_INT(read_batch(c, &p.batch, &p.batch), 0);
    qn_case_free(c);
    qn_program_free(program);
}

/* A column that is said to have no nulls must have none. */
static void test_nulls_against_schema(void)
{
    qn_program *program = source_load(law);
    qn_case *c = qn_case_new(program);
    parts p;
    make_parts(&p);
    p.income.flags = 0;
    p.income.null_count = -1;
    p.income.buffers[0] = no_bits;
    frame_stream s = {.schema = &p.batch, .batches = {&p.batch}};
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    struct ArrowArray batch;
    frame_export(&s, &in);
    CHECK_INT(qn_eval_arrow_stream(c, NULL, &in, &out, NULL), QN_OK);
    CHECK_INT(out.get_next(&out, &batch), EINVAL);
    CHECK_TEXT(out.get_last_error(&out),
               "column `income`: it has nulls, and its schema says that it has none");
    out.release(&out);
    CHECK_INT(s.live, 0);
    qn_case_free(c);
    qn_program_free(program);
}

/* ---- no memory */

/* Reads a stream to its end, as far as memory goes; true if it got there. */
static bool read_all(qn_case *c, frame_stream *s, const qn_arrow_options *options)
{
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    struct ArrowSchema schema;
    struct ArrowArray batch;
    qn_error error;
    frame_export(s, &in);
    qn_status status = qn_eval_arrow_stream(c, options, &in, &out, &error);
    if (status != QN_OK) {
        CHECK_INT(status, QN_NO_MEMORY);
        CHECK_TEXT(error.text, "there is no memory for the stream");
        in.release(&in);
        return false;
    }
    int failure = out.get_schema(&out, &schema);
    bool is_read = failure == 0;
    if (is_read) {
        schema.release(&schema);
    }
    while (failure == 0) {
        failure = out.get_next(&out, &batch);
        if (failure == 0 && batch.release == NULL) {
            break;
        }
        if (failure == 0) {
            batch.release(&batch);
        }
        is_read = is_read && failure == 0;
    }
    if (failure != 0) {
        CHECK_INT(failure, ENOMEM);
        CHECK_TEXT(out.get_last_error(&out), "there is no memory");
    }
    out.release(&out);
    return is_read && failure == 0;
}

/* Loads the law with an allocator of the test's. */
static qn_program *load_with(memory *m)
{
    qn_options options = {.allocate = memory_allocate, .context = m};
    qn_compilation *compilation = source_compile(law);
    qn_program *program = NULL;
    size_t length = 0;
    const unsigned char *image = qn_compilation_image(compilation, &length);
    CHECK_INT(qn_program_load(image, length, &options, &program, NULL), QN_OK);
    qn_compilation_free(compilation);
    return program;
}

static void test_no_memory(void)
{
    static const char *const keys[] = {"region"};
    memory m = {.refused_at = -1};
    qn_program *program = load_with(&m);
    qn_case *c = qn_case_new(program);
    long before = m.live;
    static const uint64_t members[ROWS] = {1, 2, 3};
    static const int32_t yes_begins[] = {0, 3, 5};
    parts p;
    make_parts(&p);
    frame yes_no = p.names; /* what is written anew for a yes or no, and for numbers of 64 bits */
    yes_no.buffers[1] = yes_begins;
    yes_no.buffers[2] = "yesno";
    frame staff = column("C", "staff", ROWS, regions);
    staff.dictionary = &yes_no;
    frame crowd = column("L", "members", ROWS, members);
    p.batch.children[p.batch.n_children++] = &staff;
    p.batch.children[p.batch.n_children++] = &crowd;
    for (int no_status = 0; no_status < 2; no_status++) {
        qn_arrow_options options = {.keys = keys, .key_count = 1, .no_status = no_status != 0};
        bool is_read = false;
        for (long at = 0; !is_read && at < 1000; at++) {
            for (int for_good = 0; for_good < 2; for_good++) {
                frame_stream s = {.schema = &p.batch, .batches = {&p.batch, &p.batch}};
                m.asked = 0;
                m.refused_at = at;
                m.for_good = for_good != 0;
                m.refused = false;
                is_read = read_all(c, &s, &options);
                CHECK(is_read == !m.refused);
                CHECK_INT(m.live, before);
                CHECK_INT(m.mistaken, 0);
                CHECK_INT(s.live, 0);
            }
        }
        CHECK(is_read);
    }
    m.refused_at = -1;
    qn_case_free(c);
    qn_program_free(program);
    CHECK_INT(m.live, 0);
}

static const check_case cases[] = {
    {"misfits", test_misfits},
    {"misfit parts", test_misfit_parts},
    {"odd schemas", test_odd_schemas},
    {"options", test_options},
    {"nothing", test_nothing},
    {"failing input", test_failing_input},
    {"views", test_views},
    {"odd batches", test_odd_batches},
    {"spoilt", test_spoilt},
    {"nulls against the schema", test_nulls_against_schema},
    {"no memory", test_no_memory},
};

int main(void)
{
    return check_run("arrow_bad", cases, sizeof cases / sizeof cases[0]);
}
