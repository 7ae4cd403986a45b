/*
 * Streams of Arrow record batches: what is answered, against one case at a time, and who releases
 * what, when. The arrays are made by hand, so that they are sliced on every level.
 */
#include "arrow.h"
#include "check.h"
#include "date.h"
#include "decimal.h"
#include "frames.h"
#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 4, EPOCH = 719162, NULLABLE = ARROW_FLAG_NULLABLE };

#define DAY INT64_C(86400000)

static const char law[] = "entity child\n"
                          "    age      : years in 0..=30\n"
                          "    disabled : yes/no = no\n"
                          "fact income   : AZN in 0..=1000000\n"
                          "fact members  : integer in 1..=20\n"
                          "fact region   : one of city, village, island\n"
                          "fact single   : yes/no = no\n"
                          "fact married  : yes/no = no\n"
                          "fact since    : date in 1950-01-01..=2100-12-31\n"
                          "fact leaving  : date in 1950-01-01..=2200-12-31\n"
                          "fact children : list of child up to 3\n"
                          "fact marks    : list of integer up to 4\n"
                          "fact levels   : list of number up to 2\n"
                          "fact name     : text\n"
                          "minors = count of children where age < 14 or disabled\n"
                          "allowance : AZN\n"
                          "    only when income < 5000\n"
                          "    base 40.50 AZN * minors\n"
                          "    region village → +10\n"
                          "    region island  → +25.25\n"
                          "third : AZN = income / (members - 1)\n"
                          "rate : percent = if income > 1000 then 12.5% else 10%\n"
                          "first_pay : date = leaving + (10 days)\n"
                          "late : yes/no = since > today\n"
                          "alone : yes/no = single and not married\n"
                          "place = region\n"
                          "best = highest of marks\n"
                          "sum_of_levels = sum of levels\n"
                          "called = name\n"
                          "starts = if single then 22:00 else 09:30\n";

/* ---- four families, as text and as arrays; three values of rubbish stand before each column */

typedef struct given {
    const char *fact;
    const char *text[ROWS]; /* NULL: null */
} given;

static const given families[] = {
    {"income", {"150.00", "6000.00", NULL, "99.99"}},
    {"members", {"4", "2", "1", "20"}},
    {"region", {"island", NULL, "city", "village"}},
    {"single", {"yes", NULL, "no", "yes"}},
    {"married", {"no", "yes", NULL, "no"}},
    {"since", {"2025-01-30", NULL, "2026-05-05", "2000-02-29"}},
    {"leaving", {"2030-01-01", "1999-12-31", NULL, "2100-12-31"}},
    {"children", {"[{age: 3}, {age: 20, disabled: yes}]", "[]", NULL, "[{age: 30}]"}},
    {"marks", {"[3, 7]", NULL, "[]", "[1]"}},
    {"levels", {"[0.25, 2]", "[3, 4]", NULL, "[9, 9]"}},
    {"today", {"2026-01-01", NULL, "2020-02-02", "2026-01-01"}},
};
enum { FACTS = sizeof families / sizeof families[0] };

/* Of the rows, which begin at bit 3, the third, the second, the second and third, … is null. */
static const uint8_t without_1[] = {0x68};
static const uint8_t without_2[] = {0x58};

static const int64_t incomes[] = {-1, -1, -1, -1, -1, -1, 15000, 0, 600000, 0, -1, -1, 9999, 0};
static const uint64_t members[] = {99, 99, UINT64_MAX, 4, 2, 1, 20};
static const int8_t regions[] = {-1, 9, 9, 1, 77, 2, 0};
static const int32_t region_begins[] = {0, 7, 14, 20, 24, 31};
static const char region_names[] = "rubbishvillageislandcitynowhere";
static const uint8_t singles[] = {0x48};
static const uint16_t marrieds[] = {7, 7, 7, 1, 0, 9, 1};
static const int64_t yes_begins[] = {0, 3, 5};
static const int32_t sinces[] = {0, 0, 0, 20118, INT32_MAX, 20578, 11016};
static const int64_t leavings[] = {1, 1, 1, 21915 * DAY, 10956 * DAY, 5, 47846 * DAY};
static const int32_t child_begins[] = {0, 1, 3, 5, 7, 7, 9, 10};
static const int8_t ages[] = {-1, -1, 99, 99, 99, 99, 99, 3, 20, 99, 99, 30};
static const uint8_t disabled_bits[] = {0xff & ~(1 << 6), 0xff & ~(1 << 2)};
static const int32_t disabled_begins[] = {0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 13, 13};
static const char disabled_names[] = "yesmaybemaybe";
static const int64_t mark_begins[] = {0, 0, 0, 1, 3, 3, 3, 4};
static const int32_t marks[] = {99, 3, 7, 1};
static const int64_t levels[] = {0, 0, 0, 0, 0, 0, 25, 0, 200, 0, 300, 0, 400, 0};
static const int32_t days[] = {0, 0, 0, 20454, 0, 18294, 20454};
static const int32_t id_begins[] = {0, 0, 0, 0, 1, 2, 3, 4};

/* levels has 14 elements of 16 bytes; those of the null row and the last are here, too. */
static int64_t all_levels[28];

/* Three values before the rows: one by the record batch's offset, two by their own. */
#define COLUMN(format_, name_, bits, values)                                                       \
    .format = (format_), .name = (name_), .flags = NULLABLE, .length = ROWS + 1,                   \
    .null_count = (bits) == NULL ? 0 : -1, .offset = 2, .n_buffers = 2,                            \
    .buffers = {(bits), (values)}

static const frame income = {COLUMN("d:9,2", "income", without_2, incomes)};
static const frame member = {COLUMN("L", "members", NULL, members)};
static const frame region_dictionary = {.format = "u",
                                        .name = "",
                                        .length = 4,
                                        .offset = 1,
                                        .n_buffers = 3,
                                        .buffers = {NULL, region_begins, region_names}};
static const frame region = {COLUMN("c", "region", without_1, regions),
                             .dictionary = &region_dictionary};
static const frame single = {COLUMN("b", "single", without_1, singles)};
static const frame yes_dictionary = {
    .format = "U", .name = "", .length = 2, .n_buffers = 3, .buffers = {NULL, yes_begins, "yesno"}};
static const frame married = {COLUMN("S", "married", without_2, marrieds),
                              .dictionary = &yes_dictionary};
static const frame since = {COLUMN("tdD", "since", without_1, sinces)};
static const frame leaving = {COLUMN("tdm", "leaving", without_2, leavings)};
static const frame age = {.format = "c",
                          .name = "age",
                          .flags = 0,
                          .length = 11,
                          .offset = 1,
                          .n_buffers = 2,
                          .buffers = {NULL, ages}};
static const frame disabled = {.format = "u",
                               .name = "disabled",
                               .flags = NULLABLE,
                               .length = 11,
                               .null_count = -1,
                               .n_buffers = 3,
                               .buffers = {disabled_bits, disabled_begins, disabled_names}};
static const frame child = {.format = "+s",
                            .name = "item",
                            .flags = NULLABLE,
                            .length = 10,
                            .offset = 1,
                            .n_buffers = 1,
                            .n_children = 2,
                            .children = {&age, &disabled}};
static const frame children = {COLUMN("+l", "children", without_2, child_begins), .n_children = 1,
                               .children = {&child}};
static const frame mark = {.format = "i",
                           .name = "item",
                           .flags = NULLABLE,
                           .length = 4,
                           .n_buffers = 2,
                           .buffers = {NULL, marks}};
static const frame mark_list = {COLUMN("+L", "marks", without_1, mark_begins), .n_children = 1,
                                .children = {&mark}};
static const frame level = {.format = "d:38,2,128",
                            .name = "item",
                            .flags = NULLABLE,
                            .length = 14,
                            .n_buffers = 2,
                            .buffers = {NULL, all_levels}};
static const frame level_list = {.format = "+w:2",
                                 .name = "levels",
                                 .flags = NULLABLE,
                                 .length = ROWS + 1,
                                 .null_count = -1,
                                 .offset = 2,
                                 .n_buffers = 1,
                                 .buffers = {without_2},
                                 .n_children = 1,
                                 .children = {&level}};
static const frame on = {COLUMN("tdD", "on", without_1, days)};
static const frame id = {.format = "u",
                         .name = "id",
                         .length = ROWS + 2,
                         .null_count = 0,
                         .offset = 2,
                         .n_buffers = 3,
                         .buffers = {NULL, id_begins, "abcd"}};

static const frame whole = {.format = "+s",
                            .name = "",
                            .length = ROWS,
                            .offset = 1,
                            .n_buffers = 1,
                            .n_children = 12,
                            .children = {&income, &member, &region, &single, &married, &since,
                                         &leaving, &children, &mark_list, &level_list, &on, &id}};

static const frame none = {.format = "+s",
                           .name = "",
                           .n_buffers = 1,
                           .n_children = 12,
                           .children = {&income, &member, &region, &single, &married, &since,
                                        &leaving, &children, &mark_list, &level_list, &on, &id}};

static const char *const keys[] = {"id"};
static const qn_arrow_options with_id = {.keys = keys, .key_count = 1};

/* ---- one case at a time */

static void give_row(qn_case *c, const qn_program *program, int row)
{
    qn_case_reset(c);
    for (int i = 0; i < FACTS; i++) {
        const char *text = families[i].text[row];
        int32_t fact = qn_program_fact(program, families[i].fact);
        if (text != NULL && !CHECK_INT(qn_case_set_text(c, fact, text, strlen(text)), QN_OK)) {
            printf("  %s\n", qn_case_error(c)->text);
        }
    }
}

/* An integer of 128 bits with so many digits behind the point, without zeros at its end. */
static void put_decimal(const uint64_t *half, int digits, char *out)
{
    qn_rational value = qn_rational_from_wide((qn_wide){.lo = half[0], .hi = (int64_t)half[1]});
    for (int i = 0; i < digits; i++) {
        CHECK_INT(qn_rational_div(value, qn_rational_from_i64(10), &value), QN_ARITH_OK);
    }
    CHECK(qn_decimal_format(value, 0, out, QN_VALUE_TEXT_SIZE, NULL));
}

/* The text of an entry of a dictionary. */
static void put_entry(const struct ArrowArray *dictionary, int64_t number, char *out)
{
    const int32_t *begin = dictionary->buffers[1];
    const char *text = dictionary->buffers[2];
    CHECK(number >= 0 && number < dictionary->length && dictionary->null_count == 0);
    int length = begin[number + 1] - begin[number];
    snprintf(out, QN_VALUE_TEXT_SIZE, "%.*s", length, text + begin[number]);
}

/* A value of a column of answers as text; "" for null. */
static void put_value(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t row,
                      char *out)
{
    qn_arrow_format format = qn_arrow_format_of(schema->format);
    out[0] = 0;
    if (!qn_arrow_has(a, row)) {
        return;
    }
    if (format.family == QN_ARROW_DECIMAL) {
        CHECK((uintptr_t)a->buffers[1] % 64 == 0);
        put_decimal((const uint64_t *)a->buffers[1] + 2 * row, format.decimals, out);
        return;
    }
    int64_t number = qn_arrow_integer(a->buffers[1], format.lane, row);
    if (a->dictionary != NULL) {
        put_entry(a->dictionary, number, out);
    } else if (format.family == QN_ARROW_DATE) {
        qn_date_format((qn_day)(number + EPOCH), out);
    } else if (format.family == QN_ARROW_BOOL) {
        strcpy(out, number ? "yes" : "no");
    } else {
        snprintf(out, QN_VALUE_TEXT_SIZE, "%lld", (long long)number);
    }
}

/* What a case answers, in the same form. */
static void put_answer(const qn_value *value, char *out)
{
    qn_value number = *value;
    size_t length = 0;
    out[0] = 0;
    if (value->status != QN_KNOWN) {
        return;
    }
    if (value->kind > QN_KIND_QUANTITY) {
        CHECK_INT(qn_value_text(&number, out, QN_VALUE_TEXT_SIZE, NULL), QN_OK);
        if (value->kind == QN_KIND_CLOCK) {
            int hour = atoi(out);
            sprintf(out, "%d", 60 * hour + atoi(out + 3));
        }
        return;
    }
    CHECK_INT(qn_value_decimal(&number, out, QN_VALUE_TEXT_SIZE, &length), QN_OK);
    while (strchr(out, '.') != NULL && (out[length - 1] == '0' || out[length - 1] == '.')) {
        bool is_point = out[length - 1] == '.';
        out[--length] = 0;
        if (is_point) {
            break;
        }
    }
}

/* One answer, with its status beside it, against the case. */
static void check_answer(const struct ArrowSchema *schema, const struct ArrowArray *batch,
                         int field, qn_case *c, const qn_program *program, int64_t row)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    char got[QN_VALUE_TEXT_SIZE];
    char want[QN_VALUE_TEXT_SIZE];
    char status[QN_VALUE_TEXT_SIZE];
    qn_value value;
    const char *name = schema->children[field]->name;
    CHECK_INT(qn_eval(c, qn_program_rule(program, name), &value), QN_OK);
    put_answer(&value, want);
    put_value(schema->children[field], batch->children[field], row, got);
    put_value(schema->children[field + 1], batch->children[field + 1], row, status);
    if (!CHECK_TEXT(got, want) || !CHECK_TEXT(status, names[value.status])) {
        printf("  %s in row %d\n", name, (int)row);
    }
}

/* A record batch of answers for the four families. */
static void check_batch(const struct ArrowSchema *schema, const struct ArrowArray *batch,
                        const qn_program *program)
{
    qn_case *c = qn_case_new(program);
    CHECK_INT(batch->length, ROWS);
    CHECK_INT(batch->offset, 0);
    CHECK_INT(batch->n_children, schema->n_children);
    for (int row = 0; row < ROWS; row++) {
        give_row(c, program, row);
        for (int field = 1; field + 1 < schema->n_children; field += 2) {
            check_answer(schema, batch, field, c, program, row);
        }
    }
    qn_case_free(c);
}

/* ---- streams */

typedef struct fixture {
    qn_program *program;
    qn_case *c;
    struct ArrowArrayStream in;
    struct ArrowArrayStream out;
    qn_error error;
} fixture;

static void begin(fixture *f, frame_stream *s)
{
    for (int i = 12; i < 20; i++) {
        all_levels[i] = levels[i - 6];
    }
    all_levels[20] = -1;
    all_levels[22] = -1;
    all_levels[24] = 900;
    all_levels[26] = 900;
    f->program = source_load(law);
    f->c = qn_case_new(f->program);
    frame_export(s, &f->in);
}

/* False after a failed check, with all given back but the case. */
static bool open_stream(fixture *f, const qn_arrow_options *options)
{
    if (!CHECK_INT(qn_eval_arrow_stream(f->c, options, &f->in, &f->out, &f->error), QN_OK)) {
        printf("  %s\n", f->error.text);
        f->in.release(&f->in);
        qn_case_free(f->c);
        qn_program_free(f->program);
        return false;
    }
    return CHECK(f->in.release == NULL);
}

static void end(fixture *f, const frame_stream *s)
{
    CHECK_INT(s->live, 0);
    qn_case_free(f->c);
    qn_program_free(f->program);
}

static void test_answers(void)
{
    frame_stream s = {.schema = &whole, .batches = {&whole, &none, &whole}};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    CHECK_INT(schema.n_children, 1 + 2 * 11);
    for (int i = 0; i < 4; i++) {
        if (!CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
            printf("  %s\n", f.out.get_last_error(&f.out));
            break;
        }
        CHECK((batch.release == NULL) == (i == 3));
        if (i == 3) {
            break;
        }
        if (i == 1) {
            CHECK_INT(batch.length, 0);
            CHECK_INT(batch.n_children, schema.n_children);
        } else {
            check_batch(&schema, &batch, f.program);
        }
        batch.release(&batch);
        CHECK(batch.release == NULL);
    }
    CHECK(f.out.get_last_error(&f.out) == NULL);
    schema.release(&schema);
    f.out.release(&f.out);
    CHECK(f.out.release == NULL);
    end(&f, &s);
}

/* The dictionary of a second batch may be another, and of another length. */
static void test_another_dictionary(void)
{
    static const int32_t begins[] = {0, 4, 11};
    static const int8_t numbers[] = {-1, 9, 9, 1, 77, 0, 1};
    static const frame other = {.format = "u",
                                .name = "",
                                .length = 2,
                                .n_buffers = 3,
                                .buffers = {NULL, begins, "cityvillage"}};
    static const frame column = {COLUMN("c", "region", without_1, numbers), .dictionary = &other};
    static const char *const want[] = {"village", "", "city", "village"};
    frame first = whole;
    frame second = whole;
    first.n_children = second.n_children = 1;
    memset(first.children, 0, sizeof first.children);
    memset(second.children, 0, sizeof second.children);
    first.children[0] = &region;
    second.children[0] = &column;
    frame_stream s = {.schema = &first, .batches = {&first, &second}};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    int32_t place = qn_program_rule(f.program, "place");
    qn_arrow_options options = {.rules = &place, .rule_count = 1};
    if (!open_stream(&f, &options)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    CHECK_TEXT(schema.children[0]->name, "place");
    CHECK_TEXT(schema.children[1]->name, "place.status");
    CHECK_INT(f.out.get_next(&f.out, &batch), 0);
    batch.release(&batch);
    if (CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
        for (int row = 0; row < ROWS; row++) {
            char text[QN_VALUE_TEXT_SIZE];
            put_value(schema.children[0], batch.children[0], row, text);
            CHECK_TEXT(text, want[row]);
        }
        batch.release(&batch);
    }
    schema.release(&schema);
    f.out.release(&f.out);
    end(&f, &s);
}

/* Choices as plain text in each of its three layouts. */
static void test_texts(void)
{
    static const char text[] = "villageislandcity";
    static const int32_t begins[] = {0, 0, 7, 13, 13, 17};
    static const int64_t large_begins[] = {0, 0, 7, 13, 13, 17};
    static const int64_t lengths[] = {17};
    unsigned char views[5 * 16] = {0};
    static const uint8_t null_third[] = {0x17};
    const char *const want[] = {"", "village", "island", "", "city"};
    frame plain = {.format = "u",
                   .name = "region",
                   .flags = NULLABLE,
                   .length = 5,
                   .null_count = -1,
                   .n_buffers = 3,
                   .buffers = {null_third, begins, text}};
    frame large = plain;
    frame view = plain;
    large.format = "U";
    large.buffers[1] = large_begins;
    view.format = "vu";
    view.n_buffers = 4;
    view.buffers[1] = views;
    view.buffers[2] = text;
    view.buffers[3] = lengths;
    for (int i = 1; i < 5; i++) {
        int32_t length = begins[i + 1] - begins[i];
        memcpy(&views[16 * i], &length, sizeof length);
        memcpy(&views[16 * i + 4], text + begins[i], (size_t)length);
    }
    frame *const columns[] = {&plain, &large, &view};
    for (int i = 0; i < 3; i++) {
        frame batch_frame = {.format = "+s",
                             .name = "",
                             .length = 4,
                             .offset = 1,
                             .n_buffers = 1,
                             .n_children = 1,
                             .children = {columns[i]}};
        frame_stream s = {.schema = &batch_frame, .batches = {&batch_frame}};
        struct ArrowArray batch;
        fixture f;
        begin(&f, &s);
        int32_t place = qn_program_rule(f.program, "place");
        qn_arrow_options options = {.rules = &place, .rule_count = 1, .no_status = true};
        if (!open_stream(&f, &options)) {
            return;
        }
        if (CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
            CHECK_INT(batch.n_children, 1);
            for (int row = 0; row < 4; row++) {
                char got[QN_VALUE_TEXT_SIZE] = "";
                const struct ArrowArray *a = batch.children[0];
                if (qn_arrow_has(a, row)) {
                    put_entry(a->dictionary, ((const int8_t *)a->buffers[1])[row], got);
                }
                CHECK_TEXT(got, want[row + 1]);
            }
            batch.release(&batch);
        }
        f.out.release(&f.out);
        end(&f, &s);
    }
}

/* ---- who releases what */

/* Keys are the input's own buffers; a batch, and a child moved out of it, outlive all else. */
static void test_release(void)
{
    frame_stream s = {.schema = &whole, .batches = {&whole, &whole}};
    struct ArrowArray first;
    struct ArrowArray second;
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    CHECK_INT(f.out.get_next(&f.out, &first), 0);
    CHECK_INT(s.live, 2); /* the stream and the key */
    CHECK_INT(f.out.get_next(&f.out, &second), 0);
    CHECK_INT(s.live, 3);
    f.out.release(&f.out);
    qn_case_free(f.c);
    qn_program_free(f.program);
    CHECK_INT(s.live, 2);
    const struct ArrowArray *key = first.children[0];
    CHECK(key->buffers[1] == id_begins);
    CHECK_INT(key->offset, 3);
    CHECK_INT(key->length, ROWS);
    second.release(&second);
    CHECK_INT(s.live, 1);
    struct ArrowArray moved = *first.children[0];
    first.children[0]->release = NULL;
    struct ArrowArray place = *first.children[1 + 2 * 7];
    first.children[1 + 2 * 7]->release = NULL;
    first.release(&first);
    CHECK_INT(s.live, 1);
    CHECK_INT(moved.length, ROWS);
    char text[QN_VALUE_TEXT_SIZE];
    put_entry(place.dictionary, ((const int8_t *)place.buffers[1])[3], text);
    CHECK_TEXT(text, "village");
    struct ArrowArray names = *place.dictionary;
    place.dictionary->release = NULL;
    place.release(&place);
    put_entry(&names, 1, text);
    CHECK_TEXT(text, "village");
    names.release(&names);
    moved.release(&moved);
    CHECK_INT(s.live, 0);
}

/* A stream may be asked for its schema often, or be released without a look at it. */
static void test_unread(void)
{
    frame_stream s = {.schema = &whole, .batches = {&whole}};
    struct ArrowSchema schema[3];
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    for (int i = 0; i < 3; i++) {
        CHECK_INT(f.out.get_schema(&f.out, &schema[i]), 0);
        CHECK_TEXT(schema[i].children[0]->name, "id");
        CHECK_TEXT(schema[i].children[1]->name, "minors");
        CHECK_TEXT(schema[i].children[3]->format, "d:38,2");
    }
    f.out.release(&f.out);
    struct ArrowSchema moved = *schema[0].children[0];
    schema[0].children[0]->release = NULL;
    for (int i = 0; i < 3; i++) {
        schema[i].release(&schema[i]);
    }
    CHECK_TEXT(moved.name, "id");
    moved.release(&moved);
    end(&f, &s);
}

static void test_metadata(void)
{
    frame_stream s = {.schema = &whole};
    struct ArrowSchema schema;
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    const char *metadata = schema.children[3]->metadata;
    int32_t numbers[3];
    if (CHECK(metadata != NULL)) {
        memcpy(&numbers[0], metadata, 4);
        memcpy(&numbers[1], metadata + 4, 4);
        memcpy(&numbers[2], metadata + 12, 4);
        CHECK_INT(numbers[0], 1);
        CHECK_INT(numbers[1], 4);
        CHECK_INT(numbers[2], 3);
        CHECK(memcmp(metadata + 8, "unit", 4) == 0 && memcmp(metadata + 16, "AZN", 3) == 0);
    }
    CHECK(schema.children[1]->metadata == NULL);
    schema.release(&schema);
    f.out.release(&f.out);
    end(&f, &s);
}

/* ---- refused rows */

static void test_refused(void)
{
    static const int64_t wrong[] = {-1, -1, -1, -1, -1, -1, 15000, 0, -5, -1, -1, -1, 9999, 0};
    static const frame column = {COLUMN("d:9,2", "income", without_2, wrong)};
    static const char *const want[] = {"known", "refused", "unknown", "known"};
    frame all = whole;
    all.children[0] = &column;
    for (int keeps = 0; keeps < 2; keeps++) {
        frame_stream s = {.schema = &all, .batches = {&whole, &all}};
        qn_arrow_options options = with_id;
        struct ArrowSchema schema;
        struct ArrowArray batch;
        fixture f;
        options.keeps_refused = keeps;
        begin(&f, &s);
        if (!open_stream(&f, &options)) {
            return;
        }
        CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
        CHECK_INT(f.out.get_next(&f.out, &batch), 0);
        batch.release(&batch);
        int status = f.out.get_next(&f.out, &batch);
        if (!keeps) {
            CHECK_INT(status, EINVAL);
            CHECK(batch.release == NULL);
            CHECK_TEXT(f.out.get_last_error(&f.out),
                       "row 5, column `income`: '-0.05'; expected AZN in 0.00..=1000000.00");
            CHECK_INT(f.out.get_next(&f.out, &batch), EINVAL);
        } else if (CHECK_INT(status, 0)) {
            for (int row = 0; row < ROWS; row++) {
                char text[QN_VALUE_TEXT_SIZE];
                put_value(schema.children[4], batch.children[4], row, text);
                CHECK_TEXT(text, want[row]);
            }
            CHECK(!qn_arrow_has(batch.children[3], 1));
            batch.release(&batch);
            CHECK(f.out.get_last_error(&f.out) == NULL);
        }
        schema.release(&schema);
        f.out.release(&f.out);
        end(&f, &s);
    }
}

/* Several keys come first, as they were asked for, with their own nulls; a key may begin as an
 * answer does. */
static void test_keys(void)
{
    static const uint8_t nobody[] = {0};
    static const char *const wanted[] = {"minors_2", "id", "other"};
    static const int64_t nulls[] = {ROWS, 0, -1};
    const char *const out_of[] = {"minors", "third", "place"};
    frame notes = single;
    frame others = married;
    frame all = whole;
    notes.name = wanted[0];
    notes.buffers[0] = nobody;
    notes.null_count = notes.length;
    others.name = wanted[2];
    others.null_count = 2;
    all.children[3] = &notes;
    all.children[4] = &others;
    frame_stream s = {.schema = &all, .batches = {&all}};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    int32_t rules[3];
    for (size_t i = 0; i < 3; i++) {
        rules[i] = qn_program_rule(f.program, out_of[i]);
    }
    const qn_arrow_options options = {.rules = rules,
                                      .rule_count = 3,
                                      .keys = wanted,
                                      .key_count = 3,
                                      .others = QN_OTHERS_IGNORED,
                                      .no_status = true};
    if (!open_stream(&f, &options)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    CHECK_INT(schema.n_children, 6);
    if (CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
        for (int i = 0; i < 3; i++) {
            CHECK_TEXT(schema.children[i]->name, wanted[i]);
            CHECK_TEXT(schema.children[3 + i]->name, out_of[i]);
            CHECK_INT(batch.children[i]->length, ROWS);
            CHECK_INT(batch.children[i]->null_count, nulls[i]);
        }
        batch.release(&batch);
    }
    schema.release(&schema);
    f.out.release(&f.out);
    end(&f, &s);
}

/* What is said of one row that is refused, with one column in the place of another. */
static void check_words(int column, const frame *wrong, const char *words)
{
    frame all = whole;
    all.children[column] = wrong;
    frame_stream s = {.schema = &all, .batches = {&all}};
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    CHECK_INT(f.out.get_next(&f.out, &batch), EINVAL);
    CHECK_TEXT(f.out.get_last_error(&f.out), words);
    f.out.release(&f.out);
    end(&f, &s);
}

/* Choices are shown as they were given, as far as they are short. */
static void test_words_of_names(void)
{
    static const int8_t nowhere[] = {-1, 9, 9, 1, 77, 2, 3};
    static const int8_t beyond[] = {-1, 9, 9, 1, 77, 2, 4};
    static const uint16_t maybe[] = {7, 7, 7, 1, 2, 9, 1};
    static const int32_t begins[] = {0, 0, 0, 0, 6, 76, 76, 76};
    static const int32_t sixty_begins[] = {0, 0, 0, 0, 6, 66, 66, 66};
    static const char text[] =
        "island1234567890123456789012345678901234567890123456789012345678901234"
        "567890";
    const frame far_region = {COLUMN("c", "region", without_1, nowhere),
                              .dictionary = &region_dictionary};
    const frame no_region = {COLUMN("c", "region", without_1, beyond),
                             .dictionary = &region_dictionary};
    const frame perhaps = {COLUMN("S", "married", without_2, maybe), .dictionary = &yes_dictionary};
    frame plain = {COLUMN("u", "region", NULL, begins)};
    plain.n_buffers = 3;
    plain.buffers[2] = text;
    check_words(2, &far_region,
                "row 3, column `region`: 'nowhere'; expected one of city, village, island");
    check_words(2, &no_region,
                "row 3, column `region`: 'number 4 of the dictionary'; expected one "
                "of city, village, island");
    check_words(2, &plain,
                "row 1, column `region`: "
                "'123456789012345678901234567890123456789012345678901234567890…'; expected "
                "one of city, village, island");
    plain.buffers[1] = sixty_begins;
    check_words(2, &plain,
                "row 1, column `region`: "
                "'123456789012345678901234567890123456789012345678901234567890'; expected "
                "one of city, village, island");
    check_words(4, &perhaps,
                "row 1, column `married`: 'number 2 of the dictionary'; expected yes/no");
}

static void test_words_of_numbers(void)
{
    static const uint64_t many[] = {99, 99, UINT64_MAX, 4, 2, UINT64_MAX, 20};
    static const int8_t below[] = {99, 99, 99, 4, 2, -7, 20};
    static const int32_t early[] = {0, 0, 0, 20118, INT32_MIN, 20578, -30000};
    static const int32_t no_day[] = {0, 0, 0, 20118, INT32_MIN, 20578, INT32_MAX};
    static const int64_t no_millis[] = {1, 1, 1, 21915 * DAY, 10956 * DAY, 5, DAY + 1};
    static const int64_t far_millis[] = {1, 1, 1, INT64_MAX / DAY * DAY, 10956 * DAY, 5, DAY};
    const frame crowd = {COLUMN("L", "members", NULL, many)};
    const frame none_left = {COLUMN("c", "members", NULL, below)};
    const frame past = {COLUMN("tdD", "since", without_1, early)};
    const frame never = {COLUMN("tdD", "since", without_1, no_day)};
    const frame noon = {COLUMN("tdm", "leaving", without_2, no_millis)};
    const frame far_day = {COLUMN("tdm", "leaving", without_2, far_millis)};
    check_words(1, &crowd,
                "row 2, column `members`: '18446744073709551615'; expected integer in 1..=20");
    check_words(1, &none_left, "row 2, column `members`: '-7'; expected integer in 1..=20");
    check_words(5, &past,
                "row 3, column `since`: '1887-11-12'; expected date in 1950-01-01..=2100-12-31");
    check_words(5, &never,
                "row 3, column `since`: '2147483647'; expected date in 1950-01-01..=2100-12-31");
    check_words(6, &noon,
                "row 3, column `leaving`: '86400001 milliseconds'; expected date in "
                "1950-01-01..=2200-12-31");
    check_words(6, &far_day,
                "row 0, column `leaving`: '9223372036828800000 milliseconds'; expected "
                "date in 1950-01-01..=2200-12-31");
}

static void test_words_of_elements(void)
{
    static const int8_t old[] = {-1, -1, 99, 99, 99, 99, 99, 3, 99, 99, 99, 30};
    static const int64_t begins[] = {0, 0, 0, 0, 9, 9, 9, 9};
    static const int32_t nine[9] = {0};
    static const uint8_t all_but_first[] = {0x7f, 0xff};
    frame of_age = age;
    frame record = child;
    frame family = children;
    frame item = mark;
    frame long_marks = mark_list;
    of_age.buffers[1] = old;
    record.children[0] = &of_age;
    family.children[0] = &record;
    item.buffers[1] = nine;
    item.length = 9;
    long_marks.buffers[1] = begins;
    long_marks.children[0] = &item;
    check_words(7, &family, "row 0, column `children.age`: '3, 99'; expected years in 0..=30");
    of_age.flags = NULLABLE;
    of_age.null_count = 1;
    of_age.buffers[0] = all_but_first;
    check_words(7, &family, "row 0, column `children.age`: 'null, 99'; expected years in 0..=30");
    check_words(8, &long_marks,
                "row 0, column `marks`: '9 elements'; expected list of integer up to 4");
}

/* A number that is known, and has more than the 38 digits of the type. */
static void test_unfit(void)
{
    static const char huge_law[] = "fact wage : AZN in 0..=1000000000000000\n"
                                   "fact times : integer in -1000000000000..=1000000000000\n"
                                   "pay : AZN = wage * times * 10000000000\n";
    static const int64_t wages[] = {1, 100000000000000, 100000000000000, 99999999999999};
    static const int64_t times[] = {1, 1000000000000, -1000000000000, 1000000000000};
    static const char *const want[] = {"known", "unfit", "unfit", "known"};
    const frame wage = {
        .format = "l", .name = "wage", .length = ROWS, .n_buffers = 2, .buffers = {NULL, wages}};
    const frame time = {
        .format = "l", .name = "times", .length = ROWS, .n_buffers = 2, .buffers = {NULL, times}};
    const frame both = {.format = "+s",
                        .name = "",
                        .length = ROWS,
                        .n_buffers = 1,
                        .n_children = 2,
                        .children = {&wage, &time}};
    frame_stream s = {.schema = &both, .batches = {&both}};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fixture f = {.program = source_load(huge_law)};
    f.c = qn_case_new(f.program);
    frame_export(&s, &f.in);
    if (!open_stream(&f, NULL)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    CHECK_TEXT(schema.children[0]->format, "d:38,2");
    if (CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
        for (int row = 0; row < ROWS; row++) {
            char text[QN_VALUE_TEXT_SIZE];
            put_value(schema.children[1], batch.children[1], row, text);
            CHECK_TEXT(text, want[row]);
            CHECK_INT(qn_arrow_has(batch.children[0], row), want[row][0] == 'k');
        }
        batch.release(&batch);
    }
    schema.release(&schema);
    f.out.release(&f.out);
    end(&f, &s);
}

/* Bits that say that all is there are allowed where nothing may be null. */
static void test_all_bits(void)
{
    static const uint8_t all_there[] = {0xff};
    frame crowd = member;
    frame all = whole;
    crowd.flags = 0;
    crowd.null_count = -1;
    crowd.buffers[0] = all_there;
    all.children[1] = &crowd;
    all.null_count = -1;
    all.buffers[0] = all_there;
    frame_stream s = {.schema = &all, .batches = {&all}};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    if (CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
        check_batch(&schema, &batch, f.program);
        batch.release(&batch);
    }
    schema.release(&schema);
    f.out.release(&f.out);
    end(&f, &s);
}

/* Only the row that has the null is refused. */
static void test_kept_null_record(void)
{
    static const uint8_t bits[] = {0xbf, 0xff};
    static const char *const want[] = {"refused", "known", "unknown", "known"};
    frame record = child;
    frame list = children;
    frame all = whole;
    record.null_count = 1;
    record.buffers[0] = bits;
    list.children[0] = &record;
    all.children[7] = &list;
    frame_stream s = {.schema = &all, .batches = {&all}};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    int32_t minors = qn_program_rule(f.program, "minors");
    const qn_arrow_options options = {
        .rules = &minors, .rule_count = 1, .others = QN_OTHERS_IGNORED, .keeps_refused = true};
    if (!open_stream(&f, &options)) {
        return;
    }
    CHECK_INT(f.out.get_schema(&f.out, &schema), 0);
    if (CHECK_INT(f.out.get_next(&f.out, &batch), 0)) {
        for (int row = 0; row < ROWS; row++) {
            char text[QN_VALUE_TEXT_SIZE];
            put_value(schema.children[1], batch.children[1], row, text);
            CHECK_TEXT(text, want[row]);
        }
        CHECK_INT(batch.children[0]->null_count, 2);
        batch.release(&batch);
    }
    schema.release(&schema);
    f.out.release(&f.out);
    end(&f, &s);
}

/* All columns, but the first child of the first family is null as a whole. */
typedef struct null_child {
    frame record, list, all;
} null_child;

static void make_null_child(null_child *c)
{
    static const uint8_t bits[] = {0xbf, 0xff};
    *c = (null_child){child, children, whole};
    c->record.null_count = 1;
    c->record.buffers[0] = bits;
    c->list.children[0] = &c->record;
    c->all.children[7] = &c->list;
}

/* An element that is null as a whole says nothing that could be counted on: its row is refused. */
static void test_null_record(void)
{
    null_child c;
    make_null_child(&c);
    frame_stream s = {.schema = &c.all, .batches = {&c.all}};
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    if (!open_stream(&f, &with_id)) {
        return;
    }
    CHECK_INT(f.out.get_next(&f.out, &batch), EINVAL);
    CHECK_TEXT(f.out.get_last_error(&f.out),
               "row 0, column `children`: '2 elements' and one is null; expected list of child "
               "{age, disabled} up to 3");
    f.out.release(&f.out);
    end(&f, &s);
}

/* A row that is refused for another column as well is told with the first one. */
static void test_null_record_of_refused(void)
{
    static const int64_t wrong[] = {-1, -1, -1, -1, -1, -1, -5, -1, 600000, 0, -1, -1, 9999, 0};
    const frame column = {COLUMN("d:9,2", "income", without_2, wrong)};
    null_child c;
    make_null_child(&c);
    c.all.children[0] = &column;
    frame_stream s = {.schema = &c.all, .batches = {&c.all}};
    struct ArrowArray batch;
    fixture f;
    begin(&f, &s);
    if (open_stream(&f, &with_id)) {
        CHECK_INT(f.out.get_next(&f.out, &batch), EINVAL);
        CHECK_TEXT(f.out.get_last_error(&f.out),
                   "row 0, column `income`: '-0.05'; expected AZN in 0.00..=1000000.00");
        f.out.release(&f.out);
        end(&f, &s);
    }
}

static const check_case cases[] = {
    {"answers", test_answers},
    {"another dictionary", test_another_dictionary},
    {"texts", test_texts},
    {"release", test_release},
    {"unread", test_unread},
    {"metadata", test_metadata},
    {"refused", test_refused},
    {"null record", test_null_record},
    {"null record of a refused row", test_null_record_of_refused},
    {"keys", test_keys},
    {"words of names", test_words_of_names},
    {"words of numbers", test_words_of_numbers},
    {"words of elements", test_words_of_elements},
    {"unfit", test_unfit},
    {"kept null record", test_kept_null_record},
    {"all bits", test_all_bits},
};

int main(void)
{
    return check_run("arrow", cases, sizeof cases / sizeof cases[0]);
}
