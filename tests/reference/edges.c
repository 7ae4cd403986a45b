/*
 * Random cases of any program: facts chosen from what they are declared to be, often at an end of
 * their range, beside one, or beside a figure or a day that the program names.
 */
#include "cases.h"

#include <stdio.h>
#include <string.h>

enum { LEARNED = 512, NESTED = 3 };

static long days[LEARNED];
static int day_count;
static number figures[LEARNED];
static int figure_count;

/* xorshift64* */
uint32_t random_below(uint64_t *random, uint32_t limit)
{
    *random ^= *random >> 12;
    *random ^= *random << 25;
    *random ^= *random >> 27;
    return limit == 0 ? 0 : (uint32_t)((*random * 2685821657736338717ull) >> 33) % limit;
}

/* ---- what the program names */

static void learn(const qn_node *n)
{
    if (n == NULL) {
        return;
    }
    if (n->kind == AST_DATE && day_count < LEARNED) {
        days[day_count++] = day_text(n->text);
    } else if ((n->kind == AST_NUMBER || n->kind == AST_PERCENT) && figure_count < LEARNED) {
        figures[figure_count++] = number_text(n->text);
    }
    for (uint32_t i = 0; i < n->count; i++) {
        learn(n->kid[i]);
    }
}

void edges_learn(void)
{
    day_count = figure_count = 0;
    for (const module *m = the_program->modules; m != NULL; m = m->next) {
        if (m->file != NULL && !m->is_standard) {
            learn(m->file);
        }
    }
}

/* ---- values */

static const char *random_value(const field *f, uint64_t *random, int depth);

static long random_day(const qn_node *range, uint64_t *random)
{
    long low = day_of(1985, 1, 1), high = day_of(2035, 12, 31);
    if (range != NULL && range->kid[AST_RANGE_LOW] != NULL &&
        range->kid[AST_RANGE_LOW]->kind == AST_DATE) {
        low = day_text(range->kid[AST_RANGE_LOW]->text);
        high = high < low ? low + 3650 : high;
    }
    if (range != NULL && range->kid[AST_RANGE_HIGH] != NULL &&
        range->kid[AST_RANGE_HIGH]->kind == AST_DATE) {
        high = day_text(range->kid[AST_RANGE_HIGH]->text);
        low = high < low ? high - 3650 : low;
    }
    long day = low + (long)random_below(random, (uint32_t)(high - low + 1));
    uint32_t turn = random_below(random, 8);
    if (turn == 0) {
        day = low;
    } else if (turn == 1) {
        day = high;
    } else if (turn <= 4 && day_count > 0) {
        day = days[random_below(random, (uint32_t)day_count)] + (long)random_below(random, 3) - 1;
    } else if (turn == 5) { /* the ends of months */
        long y, m, d;
        day_parts(day, &y, &m, &d);
        day = day_of(y, m, random_below(random, 2) == 0 ? 1 : month_length(y, m));
    }
    return day < low ? low : day > high ? high : day;
}

/* The step on which values of a type lie, in its unit. */
static number step_of(const field *f)
{
    const qn_node *written = f->node->kid[AST_FACT_STEP];
    const type *t = f->type;
    if (written != NULL) {
        return number_text(written->text);
    }
    if (t->coin != NULL) {
        return t->coin;
    }
    bool is_whole = t->is_integer || (t->dimensions == 1 && t->dimension[0].base < U_MINUTE &&
                                      t->dimension[0].power == 1);
    bool is_fine = t->is_percent || type_is_plain(t) || t->dimensions > 1;
    return is_whole ? number_of(1, 1) : number_of(1, is_fine ? 10000 : 100);
}

/* An end of a range that is a plain figure, in the unit of the fact; NULL for none. */
static number end_of(const qn_node *range, int which)
{
    const qn_node *n = range != NULL ? range->kid[which] : NULL;
    bool is_negative = n != NULL && n->kind == AST_NEGATE;
    n = is_negative ? n->kid[0] : n;
    n = n != NULL && n->kind == AST_QUANTITY ? n->kid[AST_QUANTITY_VALUE] : n;
    if (n == NULL || (n->kind != AST_NUMBER && n->kind != AST_PERCENT)) {
        return NULL;
    }
    number end = number_text(n->text);
    return is_negative ? number_subtract(number_of(0, 1), end) : end;
}

static number random_number(const field *f, uint64_t *random)
{
    const qn_node *range = f->node->kid[AST_FACT_RANGE];
    number step = step_of(f), low = end_of(range, AST_RANGE_LOW),
           high = end_of(range, AST_RANGE_HIGH);
    low = low != NULL    ? low
          : high != NULL ? number_subtract(high, number_of(1000, 1))
                         : number_of(-3, 1);
    high = high != NULL ? high : number_add(low, number_of(1000, 1));
    number v = NULL;
    uint32_t turn = random_below(random, 8);
    number one = random_below(random, 2) == 0 ? step : number_subtract(number_of(0, 1), step);
    if (turn == 0) {
        v = low;
    } else if (turn == 1) {
        v = high;
    } else if (turn <= 4 && figure_count > 0) {
        v = figures[random_below(random, (uint32_t)figure_count)];
        v = turn == 2 ? v : number_add(v, one);
    } else {
        number share = number_of((long)random_below(random, 1000001), 1000000);
        number width = number_subtract(high, low);
        v = number_add(low,
                       number_multiply(width, turn == 5 ? number_multiply(share, share) : share));
    }
    v = number_round(v, AST_OP_DOWN, step);
    v = mpq_cmp(v, low) < 0 ? number_round(low, AST_OP_UP, step) : v;
    return mpq_cmp(v, high) > 0 ? number_round(high, AST_OP_DOWN, step) : v;
}

/* A finite decimal. */
static const char *decimal_text(number v)
{
    int digits = 0;
    number scaled = v;
    while (!number_is_whole(scaled) && digits < 60) {
        scaled = number_multiply(scaled, number_of(10, 1));
        digits++;
    }
    char *text = pool_take(mpz_sizeinbase(mpq_numref(scaled), 10) + 70);
    mpz_get_str(text, 10, mpq_numref(scaled));
    if (digits == 0) {
        return text;
    }
    const char *sign = *text == '-' ? "-" : "";
    text += *text == '-';
    int length = (int)strlen(text), whole = length > digits ? length - digits : 0;
    return pool_format(
        "%s%.*s%s.%.*s%s", sign, whole, text, whole == 0 ? "0" : "", digits - (length - whole),
        "000000000000000000000000000000000000000000000000000000000000", text + whole);
}

static const char *random_period(const field *f, uint64_t *random)
{
    const qn_node *range = f->node->kid[AST_FACT_RANGE];
    long a = random_day(range, random), b = random_below(random, 2) == 0
                                                ? random_day(range, random)
                                                : a + (long)random_below(random, 40);
    const qn_node *end = range != NULL ? range->kid[AST_RANGE_HIGH] : NULL;
    if (end != NULL && end->kind == AST_DATE && b > day_text(end->text)) {
        b = day_text(end->text); /* both days of a period lie in its range */
    }
    if (random_below(random, 12) == 0) {
        return pool_format("%s onwards", day_written(a));
    }
    return pool_format("%s through %s", day_written(a < b ? a : b), day_written(a < b ? b : a));
}

static const char *random_set(const choice *c, uint64_t *random)
{
    const char *text = "";
    for (int i = 0; i < c->count; i++) {
        if (random_below(random, c->count > 6 ? 6 : 3) == 0) {
            text = pool_format("%s%s%s", text, *text != '\0' ? ", " : "", c->name[i]);
        }
    }
    return pool_format("[%s]", text);
}

static const char *random_record(const type *t, uint64_t *random, int depth)
{
    const char *text = "";
    for (int i = 0; i < t->fields; i++) {
        const qn_node *has_default = t->field[i].node->kid[AST_FACT_DEFAULT];
        if (has_default == NULL || random_below(random, 3) > 0) {
            text = pool_format("%s%s%s: %s", text, *text != '\0' ? ", " : "", t->field[i].name,
                               random_value(&t->field[i], random, depth + 1));
        }
    }
    return pool_format("{%s}", text);
}

static long list_limit(const field *f)
{
    const qn_node *t = f->node->kid[AST_FACT_TYPE];
    while (t->kind != AST_TYPE_LIST) {
        t = t->kid[0];
    }
    const qn_node *limit = t->kid[AST_TYPE_LIST_LIMIT];
    return limit != NULL ? number_long(number_text(limit->text)) : 100;
}

static const char *random_list(const field *f, uint64_t *random, int depth)
{
    field one = *f;
    long limit = list_limit(f);
    uint32_t count = random_below(random, (uint32_t)(limit < 5 ? limit : 5) + 1);
    const char *text = "";
    one.type = f->type->element;
    for (uint32_t i = 0; i < count; i++) {
        text =
            pool_format("%s%s%s", text, i > 0 ? ", " : "", random_value(&one, random, depth + 1));
    }
    return pool_format("[%s]", text);
}

static const char *random_value(const field *f, uint64_t *random, int depth)
{
    static const char *const words[] = {"a", "b", "c", "a longer text"};
    const type *t = f->type;
    if (t->or_none && random_below(random, 3) == 0) {
        return "none";
    }
    switch (t->kind) {
    case K_BOOLEAN:
        return random_below(random, 2) == 0 ? "no" : "yes";
    case K_DATE:
        return day_written(random_day(f->node->kid[AST_FACT_RANGE], random));
    case K_CHOICE:
        return t->choice->name[random_below(random, (uint32_t)t->choice->count)];
    case K_SET:
        return random_set(t->choice, random);
    case K_PERIOD:
        return random_period(f, random);
    case K_RECORD:
        return random_record(t, random, depth);
    case K_LIST:
        return random_list(f, random, depth);
    case K_TEXT: {
        const char *word = words[random_below(random, 4)];
        return depth > 0 ? pool_format("\"%s\"", word) : word;
    }
    default:
        return decimal_text(random_number(f, random));
    }
}

/* A fact over time has up to three values, each from a day on. */
static const char *random_entries(const field *f, uint64_t *random)
{
    const char *text = "";
    long day = random_day(NULL, random);
    uint32_t count = 1 + random_below(random, 3);
    for (uint32_t i = 0; i < count; i++) {
        text = pool_format("%s%s%s from %s", text, i > 0 ? ", " : "", random_value(f, random, 0),
                           day_written(day));
        day += 1 + (long)random_below(random, 700);
    }
    return text;
}

void instance_random(instance *c, uint64_t *random, int gaps)
{
    c->facts = 0;
    c->on = day_written(random_day(NULL, random));
    if (gaps > 0 && random_below(random, 10) == 0) {
        c->on = NULL;
    }
    for (module *m = the_program->modules; m != NULL; m = m->next) {
        for (decl *d = m->decls; d != NULL; d = d->next) {
            if (d->kind != D_FACT) {
                continue;
            }
            field f = {d->name, fact_type(d), d->node, m};
            bool has_default = d->node->kid[AST_FACT_DEFAULT] != NULL;
            bool is_out = gaps > 0 && random_below(random, (uint32_t)gaps) == 0;
            if (is_out || (has_default && random_below(random, 3) == 0)) {
                continue;
            }
            bool by_days = f.type->over_time && random_below(random, 4) > 0;
            instance_give(c, d, by_days ? random_entries(&f, random) : random_value(&f, random, 0));
        }
    }
}
