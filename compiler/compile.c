/*
 * compile.c - one compilation from the first file to the image. See qanun_compile.h.
 *
 * It knows the order of the steps and who owns what, and nothing of what the steps do. Memory is
 * given back in two parts: what only the making of an image needs, and what is asked for
 * afterwards.
 */
#include "compilation.h"
#include "compiler.h"
#include "reads.h"
#include "steps.h"

#include <string.h>

struct qn_compilation {
    qn_compiler compiler;
    qn_options memory;
    qn_arena message; /* the texts of the message that was asked for last */
    unsigned char *image;
    size_t image_length;
    qn_program *program; /* of that image, where it has been made and is wanted; or NULL */
};

/* A file that could not be read or parsed leaves names undefined everywhere, so that whatever
 * followed would report its own gaps. */
static bool modules_sound(const qn_compiler *c)
{
    for (const qn_module *m = c->modules; m; m = m->next)
        if (m->failed || !m->file)
            return false;
    return true;
}

/* A file that is there already, since another one uses it, is looked at all the same. */
static void load_beside(qn_compiler *c)
{
    for (size_t i = 0; i < c->options->beside_count && c->main; i++) {
        qn_module *m = qn_module_load(c, c->options->beside[i]);
        if (m)
            m->beside = true;
    }
}

/* Nobody asks for examples where only some rules are asked. */
static void compile_examples(qn_compiler *c)
{
    if (!c->is_narrow)
        qn_compile_examples(c);
}

/* What is told of a file that is looked at as a whole. */
static void find_more(qn_compiler *c)
{
    static void (*const findings[])(qn_compiler *) = {qn_check_citations, qn_find_unused,
                                                      qn_find_doubled_figures};
    for (size_t i = 0; i < sizeof findings / sizeof *findings && !c->is_narrow; i++)
        if (!qn_is_out_of_memory(c))
            findings[i](c);
}

/* Each step builds on all that the ones before it have made. A mistake stops none of them: one
 * run reports as much as it can. */
static void understand(qn_compiler *c, const char *path)
{
    c->main = qn_module_load(c, path);
    load_beside(c);
    qn_reforms_load(c);
    if (!c->main || !modules_sound(c) || !qn_types_init(c))
        return;
    static void (*const steps[])(qn_compiler *) = {
        qn_reforms_apply, qn_declare_all, qn_order_all,        qn_compile_rules,
        compile_examples, find_more,      qn_check_acceptances};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !qn_is_out_of_memory(c); i++)
        steps[i](c);
}

/* Puts instructions into their final order, and the ranges and facts that belong to each rule into
 * its row. False out of memory; the tables remain the builder's. */
static bool finish_tables(qn_compiler *c, qn_tables *tables)
{
    qn_instance **order = c->order.rows;
    uint32_t count = c->order.count;
    uint32_t *owners = qn_arena_take_array(&c->arena, count + 1, sizeof *owners);
    uint32_t *first = qn_arena_take_array(&c->arena, c->next_owner + 1, sizeof *first);
    uint32_t *length = qn_arena_take_array(&c->arena, c->next_owner + 1, sizeof *length);
    if (!owners || !first || !length)
        return false;
    for (uint32_t i = 0; i < count; i++)
        owners[i] = order[i]->owner;
    if (!qn_builder_finish(&c->builder, owners, count, first, length, tables))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        /* Rows of rules were made early; where their code lies is known only now. */
        tables->rule[order[i]->row].first_code = first[order[i]->owner];
        tables->rule[order[i]->row].code_count = length[order[i]->owner];
    }
    return qn_reads_list(&c->builder, &c->arena, tables);
}

/* Gives back all that is needed to make the tables only, or the tables, too. */
static void forget(qn_compiler *c, bool tables)
{
    qn_growing *pointers[] = {&c->order,          &c->owners, &c->sequence,
                              &c->declared_units, &c->types,  &c->records};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
        qn_growing_clear(&c->builder, pointers[i], sizeof(void *));
    qn_index_clear(&c->builder, &c->type_index);
    qn_index_clear(&c->builder, &c->label_index);
    if (tables)
        qn_builder_clear(&c->builder);
    qn_arena_clear(&c->scratch);
    qn_arena_clear(&c->arena);
}

/* Where a rule stands, for what is said of it when the tree is gone; whether it is one of the files
 * in hand, and where its code begins. */
typedef struct rule_place {
    uint32_t row;
    qn_span span;
    bool own;
    uint32_t first_code;
} rule_place;

/* All rules; NULL where no sequence is gone through, or out of memory. */
static rule_place *rule_places(qn_compiler *c, const qn_tables *tables, uint32_t *count)
{
    qn_instance **order = c->order.rows;
    rule_place *places = NULL;
    *count = 0;
    if (c->builder.sequence.count)
        places = qn_arena_take_array(&c->kept, c->order.count + 1, sizeof *places);
    for (uint32_t i = 0; places && i < c->order.count; i++) {
        const qn_decl *decl = order[i]->decl ? order[i]->decl : order[i]->duty;
        const qn_row_rule *row = &tables->rule[order[i]->row];
        if (decl && row->code_count)
            places[(*count)++] = (rule_place){.row = order[i]->row,
                                              .span = decl->node->kid[AST_RULE_NAME]->span,
                                              .own = order[i]->decl && qn_is_own(c, decl->module),
                                              .first_code = row->first_code};
    }
    return places;
}

/* The rule whose code begins at an instruction; the first where none is known. */
static const rule_place *place_of_code(const rule_place *places, uint32_t count, uint32_t code)
{
    for (uint32_t i = 0; i < count; i++)
        if (places[i].first_code == code)
            return &places[i];
    return places;
}

/* Reports each rule that would take more steps than a rule may. A program that is beyond what the
 * machine counts is refused as a whole, at the first rule that is. False where something was
 * reported. */
static bool check_steps(qn_compilation *k, const rule_place *places, uint32_t count)
{
    qn_compiler *c = &k->compiler;
    qn_program *program = NULL;
    uint32_t too_long;
    if (!count)
        return true;
    (void)qn_program_load_measured(k->image, k->image_length, &k->memory, &program, NULL,
                                   &too_long);
    bool sound = too_long == QN_NONE_INDEX;
    if (!sound)
        qn_report_at(c, QN_Q0937, place_of_code(places, count, too_long)->span, 0);
    for (uint32_t i = 0; i < count && program; i++)
        if (places[i].own && program->rule_turns[places[i].row] > QN_RULE_TURNS_MAX) {
            qn_report_at(c, QN_Q0937, places[i].span, 0);
            sound = false;
        }
    if (sound && program && c->is_narrow)
        k->program = program;
    else
        qn_program_free(program);
    return sound;
}

/* Makes the image, unless there is a reason to have none: that is no failure, the messages tell.
 * The tree is given back before the image is made, which may be as large. */
static qn_status make_image(qn_compilation *k)
{
    qn_compiler *c = &k->compiler;
    qn_tables tables;
    if (qn_is_out_of_memory(c))
        return QN_NO_MEMORY;
    if (qn_has_mistakes(c) || c->incomplete || c->builder.too_large || !c->main)
        return QN_OK;
    if (!finish_tables(c, &tables))
        return QN_NO_MEMORY;
    uint32_t count = 0;
    const rule_place *places = rule_places(c, &tables, &count);
    forget(c, false);
    qn_status status = qn_image_write(&tables, &k->memory, &k->image, &k->image_length);
    if (status != QN_OK || check_steps(k, places, count))
        return status;
    qn_memory_free(&k->memory, k->image, k->image_length);
    k->image = NULL;
    k->image_length = 0;
    return QN_OK;
}

/* Everything from the allocator of the options; false out of memory. */
static bool start(qn_compiler *c, const qn_compile_options *options)
{
    c->options = options;
    qn_arena_init(&c->kept, options->memory.allocate, options->memory.context);
    qn_arena_init(&c->arena, options->memory.allocate, options->memory.context);
    qn_arena_init(&c->scratch, options->memory.allocate, options->memory.context);
    c->kept.single = c->arena.single = c->scratch.single = options->single_blocks;
    qn_builder_init(&c->builder, &c->scratch);
    c->order.kept = c->owners.kept = c->sequence.kept = c->declared_units.kept = c->types.kept =
        c->records.kept = true;
    qn_diagnostics_init(&c->diagnostics, &c->kept);
    c->diagnostics.acceptances = &c->acceptances;
    return !c->builder.failed;
}

/* One compilation of all, or of what the rules need that are asked. */
static qn_status compile(const char *path, const qn_compile_options *options, bool narrow,
                         qn_compilation **out)
{
    qn_compilation *k = qn_memory_take(&options->memory, sizeof *k);
    if (!k)
        return QN_NO_MEMORY;
    memset(k, 0, sizeof *k);
    k->memory = (qn_options){.allocate = options->memory.allocate,
                             .context = options->memory.context,
                             .preparation = QN_PREPARE_NOTHING};
    qn_arena_init(&k->message, k->memory.allocate, k->memory.context);
    qn_compiler *c = &k->compiler;
    c->may_be_narrow = narrow;
    if (start(c, options))
        understand(c, path);
    qn_status status = make_image(k);
    forget(c, true);
    if (status != QN_OK) {
        qn_compilation_free(k);
        return status;
    }
    *out = k;
    return QN_OK;
}

/* Whether each of so many texts is there. */
static bool are_there(const char *const *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!text || !text[i])
            return false;
    }
    return true;
}

static bool are_sound(const qn_compile_options *options)
{
    return options->read && are_there(options->reform, options->reform_count) &&
           are_there(options->beside, options->beside_count) &&
           are_there(options->asked, options->asked_count);
}

qn_status qn_compile(const char *path, const qn_compile_options *options, qn_compilation **out)
{
    if (!out)
        return QN_MISUSE;
    *out = NULL;
    if (!path || !options || !are_sound(options))
        return QN_MISUSE;
    bool narrow = options->asked_count && !options->reform_count && !options->beside_count;
    qn_status status = compile(path, options, narrow, out);
    if (status != QN_OK || !narrow || ((*out)->image && (*out)->compiler.is_narrow))
        return status;
    qn_compilation_free(*out);
    *out = NULL;
    return compile(path, options, false, out);
}

void qn_compilation_free(qn_compilation *k)
{
    if (!k)
        return;
    qn_program_free(k->program);
    qn_arena_clear(&k->compiler.kept);
    qn_arena_clear(&k->message);
    qn_options memory = k->memory;
    qn_memory_free(&memory, k->image, k->image_length);
    qn_memory_free(&memory, k, sizeof *k);
}

qn_program *qn_compilation_take_program(qn_compilation *k)
{
    qn_program *program = k->program;
    k->program = NULL;
    return program;
}

const unsigned char *qn_compilation_image(const qn_compilation *k, size_t *length)
{
    if (length)
        *length = k ? k->image_length : 0;
    return k ? k->image : NULL;
}

/* A template with its arguments; "" out of memory, which the arena remembers. */
static const char *fill(qn_compilation *k, const qn_diagnostic *d, const char *template_text)
{
    const char *filled = qn_diagnostic_fill(d, template_text, &k->message);
    return filled ? filled : "";
}

qn_status qn_compilation_message(qn_compilation *k, size_t index, qn_message *out)
{
    const qn_diagnostic *d = k ? k->compiler.diagnostics.first : NULL;
    while (d && index--)
        d = d->next;
    if (!d || !out)
        return QN_MISUSE;
    const qn_diagnostic_row *row = qn_diagnostic_row_get(d->code);
    const qn_source *source = qn_compilation_source(k, d->span.source);
    qn_position at = source ? qn_source_position(source, d->span.begin) : (qn_position){1, 1};
    qn_arena_clear(&k->message);
    qn_arena_init(&k->message, k->memory.allocate, k->memory.context);
    *out = (qn_message){.severity = d->severity,
                        .code = row->name,
                        .path = source ? source->name : "",
                        .line = at.line,
                        .column = at.column,
                        .text = fill(k, d, row->message),
                        .help = fill(k, d, row->help),
                        .example = d->example ? d->example : ""};
    return k->message.exhausted ? QN_NO_MEMORY : QN_OK;
}

const qn_diagnostics *qn_compilation_diagnostics(const qn_compilation *k)
{
    return &k->compiler.diagnostics;
}

const qn_acceptance *qn_compilation_acceptance(const qn_compilation *k, size_t index)
{
    const qn_acceptance *a = k->compiler.acceptances.first;
    while (a && index--)
        a = a->next;
    return a;
}

/* The byte at a place; the end of the line for a column behind it. */
static uint32_t offset_at(const qn_source *source, size_t line, size_t column)
{
    qn_span span = qn_source_line(source, (uint32_t)line);
    uint32_t at = span.begin;
    for (; column > 1 && at < span.end; column--) {
        do
            at++;
        while (at < span.end && ((unsigned char)source->bytes[at] & 0xc0) == 0x80);
    }
    return at;
}

/* Bytes of a piece of a line without its comment, and the spaces before it. */
static uint32_t written_length(const char *text, uint32_t length)
{
    bool quoted = false;
    uint32_t end = 0;
    for (uint32_t i = 0; i < length && (quoted || text[i] != '#'); i++) {
        quoted ^= text[i] == '"';
        end = text[i] == ' ' || text[i] == '\r' ? end : i + 1;
    }
    return end;
}

bool qn_compilation_place(const qn_compilation *k, const char *source, size_t line, size_t column,
                          qn_span *out)
{
    for (const qn_module *m = k->compiler.modules; m; m = m->next) {
        const qn_source *s = &m->source;
        if (strcmp(s->name, source) != 0 || line < 1 || line > s->line_count)
            continue;
        uint32_t at = offset_at(s, line, column);
        uint32_t left = qn_source_line(s, (uint32_t)line).end - at;
        *out = (qn_span){s->id, at, at + written_length(s->bytes + at, left)};
        return true;
    }
    return false;
}

qn_diagnostic *qn_compilation_find(qn_compilation *k, qn_code code, qn_span span, uint32_t argc,
                                   const char *const argv[])
{
    return qn_diagnostic_add(&k->compiler.diagnostics, code, span, argc, argv);
}

static void show_in(qn_diagnostic *first, const qn_diagnostic *finding, const char *example)
{
    for (qn_diagnostic *d = first; d; d = d->next)
        if (d == finding) {
            if (example)
                qn_diagnostic_example(d, example);
            d->is_shown = true;
        }
}

void qn_compilation_show(qn_compilation *k, const qn_diagnostic *finding, const char *example)
{
    show_in(k->compiler.diagnostics.first, finding, example);
    show_in(k->compiler.diagnostics.first_accepted, finding, example);
}

void qn_compilation_leave_open(qn_compilation *k, qn_code code, qn_span span)
{
    qn_acceptances_leave_open(&k->compiler.acceptances, code, span);
}

void qn_compilation_end_findings(qn_compilation *k, bool proved)
{
    if (k->image)
        qn_report_unused_acceptances(&k->compiler, proved);
}

const qn_source *qn_compilation_source(const qn_compilation *k, unsigned index)
{
    for (const qn_module *m = k->compiler.modules; m; m = m->next)
        if (m->source.id == index)
            return &m->source;
    return NULL;
}
