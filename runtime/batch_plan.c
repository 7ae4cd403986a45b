/*
 * Plans of batches: see batch_plan.h.
 */
#include "batch_plan.h"

#include <string.h>

#define ALIGNMENT 64

/* What is found of a graph on the way. strip: one a node; last: which node needs it last. */
typedef struct draft {
    const qn_graph *g;
    const qn_batch *batch;
    const qn_goal *goal;
    qn_plan *plan;
    uint8_t *needed;
    uint32_t *last;
    uint32_t *strip;
    uint32_t *strip_bytes;
    uint32_t *free_strip; /* a stack a kind */
    uint32_t strips;
    size_t size;
} draft;

static size_t width_bytes(qn_width width)
{
    return (size_t)1 << width;
}

static size_t rows_of(uint32_t domain)
{
    return domain == 0 ? QN_BLOCK_ROWS : QN_BLOCK_ELEMENTS;
}

/* ---- which nodes are needed, and until when */

static void need(draft *d, qn_node_id n, uint32_t by)
{
    if (n != QN_NONE_INDEX) {
        d->needed[n] = 1;
        d->last[n] = by > d->last[n] ? by : d->last[n];
    }
}

/* Nodes stand behind what they need. */
static void find_needed(draft *d)
{
    for (size_t i = 0; i < d->batch->output_count; i++) {
        if (d->goal[i].value != QN_NONE_INDEX) {
            need(d, d->goal[i].value, UINT32_MAX);
            need(d, d->goal[i].status, UINT32_MAX);
            need(d, d->goal[i].alone, UINT32_MAX);
            d->plan->is_possible = true;
        }
    }
    for (size_t i = d->g->count; i > 0; i--) {
        const qn_node *n = &d->g->node[i - 1];
        if (d->needed[i - 1] != 0) {
            need(d, n->a, (uint32_t)(i - 1));
            need(d, n->b, (uint32_t)(i - 1));
            need(d, n->c, (uint32_t)(i - 1));
        }
    }
}

/* ---- strips */

static uint32_t new_strip(draft *d, size_t bytes)
{
    d->strip_bytes[d->strips] = (uint32_t)(bytes + QN_STRIP_BEHIND);
    return d->strips++;
}

/* Strips that nobody needs any more, by their size. */
enum { KINDS = 2 * QN_WIDTH_COUNT };

typedef struct shelf {
    uint32_t *stack;
    uint32_t count;
} shelf;

static size_t kind_of(const qn_node *n, uint32_t domain)
{
    return (domain == 0 ? 0 : QN_WIDTH_COUNT) + (size_t)n->width;
}

static bool is_computed(const qn_node *n)
{
    return n->op != QN_COL_CONST && n->op != QN_COL_INPUT && n->op != QN_COL_PRESENT;
}

/* The strip of a node: one that is free, or a new one. */
static void give_strip(draft *d, shelf *shelves, uint32_t i)
{
    const qn_node *n = &d->g->node[i];
    shelf *from = &shelves[kind_of(n, n->domain)];
    size_t bytes = rows_of(n->domain) * width_bytes((qn_width)n->width);
    bool can_share = is_computed(n) && from->count > 0; /* facts are there before all else */
    d->strip[i] = can_share ? from->stack[--from->count] : new_strip(d, bytes);
}

/* Puts the strip of an operand that is needed no longer back; once, though it is read twice. */
static void take_back(const draft *d, shelf *shelves, qn_node_id n, uint32_t by)
{
    if (n == QN_NONE_INDEX || d->last[n] != by || !is_computed(&d->g->node[n])) {
        return;
    }
    shelf *to = &shelves[kind_of(&d->g->node[n], d->g->node[n].domain)];
    to->stack[to->count++] = d->strip[n];
}

static void find_strips(draft *d)
{
    shelf shelves[KINDS] = {{0}};
    for (size_t k = 0; k < KINDS; k++) {
        shelves[k].stack = d->free_strip + k * d->g->count;
    }
    for (uint32_t i = 0; i < d->g->count; i++) {
        const qn_node *n = &d->g->node[i];
        if (d->needed[i] == 0 || n->op == QN_COL_CONST) {
            continue;
        }
        give_strip(d, shelves, i);
        take_back(d, shelves, n->a, i);
        if (n->b != n->a) {
            take_back(d, shelves, n->b, i);
        }
        if (n->c != n->a && n->c != n->b) {
            take_back(d, shelves, n->c, i);
        }
    }
}

/* ---- constants that kernels read as columns */

/* A strip of a constant in a width; for what goals or kernels need that have no form for numbers.
 * Such strips are few, and one a use. */
static uint32_t constant_strip(draft *d, qn_width width)
{
    return new_strip(d, QN_BLOCK_ELEMENTS * width_bytes(width));
}

static void fill(void *strip, qn_width width, int64_t value)
{
    for (size_t i = 0; i < QN_BLOCK_ELEMENTS; i++) {
        qn_strip_put(strip, width, i, value);
    }
}

/* ---- jobs */

/* A constant to be filled in once there is memory. */
typedef struct filling {
    uint32_t strip;
    qn_width width;
    int64_t value;
} filling;

typedef struct fillings {
    filling *row;
    size_t count;
} fillings;

static uint32_t strip_of(draft *d, fillings *constants, qn_node_id n, qn_width width)
{
    if (n == QN_NONE_INDEX) {
        return QN_NO_STRIP;
    }
    const qn_node *node = &d->g->node[n];
    if (node->op != QN_COL_CONST) {
        return d->strip[n];
    }
    for (size_t i = 0; i < constants->count; i++) {
        if (constants->row[i].value == node->x && constants->row[i].width == width) {
            return constants->row[i].strip;
        }
    }
    uint32_t strip = constant_strip(d, width);
    constants->row[constants->count++] =
        (filling){.strip = strip, .width = width, .value = node->x};
    return strip;
}

/* The width in which a kernel reads its operands. */
static qn_width operand_width(const qn_node *n)
{
    switch ((qn_column_op)n->op) {
    case QN_COL_EQ:
    case QN_COL_EQ_X:
    case QN_COL_LT:
    case QN_COL_LT_X:
    case QN_COL_GT_X:
    case QN_COL_BETWEEN:
    case QN_COL_HAS:
    case QN_COL_HAS_X:
    case QN_COL_CAST:
        return (qn_width)n->from;
    default:
        return (qn_width)n->width;
    }
}

static bool is_over_elements(const qn_node *n)
{
    return n->op == QN_COL_COUNT || n->op == QN_COL_TOTAL || n->op == QN_COL_LEAST ||
           n->op == QN_COL_MOST;
}

static bool asks_first(const qn_node *n)
{
    return n->op == QN_COL_SELECT || n->op == QN_COL_SELECT_X || n->op == QN_COL_SELECT_XY ||
           n->op == QN_COL_SCALE_D || is_over_elements(n);
}

static uint32_t kernel_of(const qn_node *n)
{
    return n->op == QN_COL_CAST ? QN_KERNEL_CAST(n->from, n->width)
                                : QN_KERNEL(n->op, operand_width(n));
}

static void make_job(draft *d, fillings *constants, uint32_t i)
{
    const qn_node *n = &d->g->node[i];
    qn_job *job = &d->plan->job[d->plan->job_count++];
    d->plan->row_bytes += width_bytes((qn_width)n->width);
    bool is_spread = n->op == QN_COL_SPREAD || n->op == QN_COL_POSITION;
    bool is_over = is_over_elements(n);
    qn_width width = is_over ? QN_W64 : operand_width(n);
    *job =
        (qn_job){.kernel = kernel_of(n),
                 .out = d->strip[i],
                 .domain = is_spread ? 0 : n->domain,
                 .list = is_spread ? n->domain - 1
                         : is_over ? (uint32_t)n->x - 1
                                   : 0,
                 .a = strip_of(d, constants, n->a, asks_first(n) ? QN_W8 : width),
                 .b = strip_of(d, constants, n->b, width),
                 .c = strip_of(d, constants, n->c, width),
                 .strip = {.x = n->x, .y = n->y, .steps = n->steps, .mode = (qn_rounding)n->mode},
                 .date = n->date};
    job->strip.step = n->steps == 0 ? NULL : (const int64_t *)(uintptr_t)n->first_step;
    if (n->op == QN_COL_COUNT && d->g->node[n->a].op == QN_COL_INPUT) {
        d->plan->intake[d->g->node[n->a].x].is_copied = true;
    }
}

static void make_jobs(draft *d, fillings *constants)
{
    for (uint32_t i = 0; i < d->g->count; i++) {
        const qn_node *n = &d->g->node[i];
        if (d->needed[i] == 0 || n->op == QN_COL_CONST) {
            continue;
        }
        if (n->op == QN_COL_INPUT) {
            d->plan->intake[n->x].values = d->strip[i];
            d->plan->intake[n->x].width = (qn_width)n->width;
        } else if (n->op == QN_COL_PRESENT) {
            d->plan->intake[n->x].present = d->strip[i];
        } else {
            make_job(d, constants, i);
        }
    }
    for (size_t i = 0; i < d->batch->output_count; i++) {
        const qn_goal *goal = &d->goal[i];
        qn_outlet *out = &d->plan->outlet[i];
        *out = (qn_outlet){QN_NO_STRIP, QN_NO_STRIP, QN_NO_STRIP, QN_W8, false};
        if (goal->value != QN_NONE_INDEX) {
            out->width = (qn_width)d->g->node[goal->value].width;
            out->values = strip_of(d, constants, goal->value, out->width);
            out->is_computed = is_computed(&d->g->node[goal->value]);
            out->status = strip_of(d, constants, goal->status, QN_W8);
            out->alone = qn_graph_is(d->g, goal->alone, 0)
                             ? QN_NO_STRIP
                             : strip_of(d, constants, goal->alone, QN_W8);
        }
    }
}

/* ---- memory */

static size_t round_up(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* One a node, and the constants that nodes and goals read. */
static size_t strips_max(const qn_graph *g, const qn_batch *batch)
{
    return 4 * g->count + 3 * batch->output_count + 1;
}

/* The parts of the plan's block in their order; base NULL only counts. */
static size_t lay_out(draft *d, unsigned char *base, size_t jobs)
{
    qn_plan *plan = d->plan;
    size_t at = 0;
    const struct {
        void **part;
        size_t size;
    } parts[] = {{(void **)&plan->job, jobs * sizeof(qn_job)},
                 {(void **)&plan->strip, strips_max(d->g, d->batch) * sizeof(void *)},
                 {(void **)&plan->intake, d->batch->input_count * sizeof(qn_intake)},
                 {(void **)&plan->outlet, d->batch->output_count * sizeof(qn_outlet)},
                 {(void **)&plan->step, d->g->step_count * sizeof(int64_t)}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (base != NULL) {
            *parts[i].part = base + at;
        }
        at += round_up(parts[i].size);
    }
    return at;
}

/* The strips in a second block, as how many there are is known only now. */
static bool lay_strips(draft *d, const fillings *constants)
{
    qn_plan *plan = d->plan;
    size_t size = ALIGNMENT + round_up((QN_BLOCK_ELEMENTS + 1) * sizeof(int64_t));
    for (uint32_t i = 0; i < d->strips; i++) {
        size += round_up(d->strip_bytes[i]);
    }
    plan->strip_block = qn_memory_take(d->g->options, size);
    if (plan->strip_block == NULL) {
        return false;
    }
    plan->strip_size = size;
    memset(plan->strip_block, 0, size);
    uintptr_t start = (uintptr_t)plan->strip_block;
    unsigned char *at =
        (unsigned char *)plan->strip_block + (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
    for (uint32_t i = 0; i < d->strips; i++) {
        plan->strip[i] = at;
        at += round_up(d->strip_bytes[i]);
    }
    plan->scratch = at;
    plan->strip_count = d->strips;
    for (size_t i = 0; i < constants->count; i++) {
        const filling *row = &constants->row[i];
        fill(plan->strip[row->strip], row->width, row->value);
    }
    return true;
}

static void settle_jobs(qn_plan *plan, size_t inputs)
{
    for (size_t i = 0; i < inputs; i++) {
        qn_intake *intake = &plan->intake[i];
        intake->own = intake->values == QN_NO_STRIP ? NULL : plan->strip[intake->values];
    }
    for (size_t i = 0; i < plan->job_count; i++) {
        qn_job *job = &plan->job[i];
        if (job->strip.steps > 0) {
            job->strip.step = plan->step + (uintptr_t)job->strip.step;
        }
        job->strip.date = &job->date;
        job->strip.scratch = plan->scratch;
        job->strip.overflow = &plan->overflow;
    }
}

static bool make(draft *d, fillings *constants)
{
    qn_plan *plan = d->plan;
    find_needed(d);
    plan->size = lay_out(d, NULL, d->g->count);
    plan->block = qn_memory_take(d->g->options, plan->size);
    if (plan->block == NULL) {
        return false;
    }
    memset(plan->block, 0, plan->size);
    (void)lay_out(d, plan->block, d->g->count);
    if (d->g->step_count > 0) {
        memcpy(plan->step, d->g->step, d->g->step_count * sizeof(int64_t));
    }
    for (size_t i = 0; i < d->batch->input_count; i++) {
        plan->intake[i] = (qn_intake){QN_NO_STRIP, QN_NO_STRIP, QN_W8, false, NULL};
    }
    find_strips(d);
    make_jobs(d, constants);
    if (!lay_strips(d, constants)) {
        return false;
    }
    settle_jobs(plan, d->batch->input_count);
    return true;
}

bool qn_plan_make(qn_plan *plan, const qn_graph *g, const qn_batch *batch, const qn_goal *goal,
                  const qn_kernels *kernels)
{
    size_t nodes = g->count;
    size_t strips = strips_max(g, batch);
    size_t words = nodes * (2 + KINDS) + strips;
    size_t size = strips * sizeof(filling) + words * sizeof(uint32_t) + nodes;
    filling *memory = qn_memory_take(g->options, size);
    *plan = (qn_plan){.kernels = kernels};
    if (memory == NULL) {
        return false;
    }
    memset(memory, 0, size);
    fillings constants = {.row = memory};
    uint32_t *word = (uint32_t *)(void *)(memory + strips);
    draft d = {.g = g,
               .batch = batch,
               .goal = goal,
               .plan = plan,
               .last = word,
               .strip = word + nodes,
               .free_strip = word + 2 * nodes,
               .strip_bytes = word + (2 + KINDS) * nodes,
               .needed = (uint8_t *)(word + words)};
    bool is_made = make(&d, &constants);
    qn_memory_free(g->options, memory, size);
    if (!is_made) {
        qn_plan_clear(plan, g->options);
    }
    return is_made;
}

void qn_plan_clear(qn_plan *plan, const qn_options *options)
{
    qn_memory_free(options, plan->block, plan->size);
    qn_memory_free(options, plan->strip_block, plan->strip_size);
    *plan = (qn_plan){0};
}

/* ---- running */

static const void *strip_at(const qn_plan *plan, uint32_t strip)
{
    return strip == QN_NO_STRIP ? NULL : plan->strip[strip];
}

void qn_plan_run(qn_plan *plan, size_t rows, const qn_places *places)
{
    plan->overflow = false;
    for (size_t i = 0; i < plan->job_count; i++) {
        const qn_job *job = &plan->job[i];
        qn_strip strip = job->strip;
        size_t end = job->domain == 0 ? rows : (size_t)places[job->domain - 1].begin[rows];
        strip.out = plan->strip[job->out];
        strip.a = strip_at(plan, job->a);
        strip.b = strip_at(plan, job->b);
        strip.c = strip_at(plan, job->c);
        strip.begin = places[job->list].begin;
        strip.most = places[job->list].most;
        qn_kernel_run(plan->kernels, job->kernel, &strip, end);
    }
}
