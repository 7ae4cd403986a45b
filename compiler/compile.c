/*
 * compile.c - one compilation from the first file to the image. See qanun_compile.h.
 */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

struct qn_compilation {
    qn_compiler compiler;
    unsigned char *image;
    size_t image_length;
};

/* What check finds does not keep a program from running. */
static bool is_finding(const qn_diagnostic *d)
{
    return !strncmp(qn_diagnostic_row_get(d->code)->name, "Q03", 3);
}

static bool has_errors(const qn_compiler *c)
{
    if (c->diagnostics.error_count > QN_DIAGNOSTIC_LIMIT)
        return true;
    for (const qn_diagnostic *d = c->diagnostics.first; d; d = d->next)
        if (d->severity == QN_ERROR && !is_finding(d))
            return true;
    return false;
}

static bool modules_sound(const qn_compiler *c)
{
    for (const qn_module *m = c->modules; m; m = m->next)
        if (m->failed || !m->file)
            return false;
    return true;
}

static void understand(qn_compiler *c, const char *path)
{
    c->main = qn_module_load(c, path);
    if (!c->main || !modules_sound(c) || !qn_types_init(c))
        return;
    qn_declare_all(c);
    qn_order_all(c);
    qn_compile_rules(c);
    qn_compile_examples(c);
    qn_check_citations(c);
}

/* Puts the code ranges of the rules into their rows. */
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
        tables->rule[order[i]->row].first_code = first[order[i]->owner];
        tables->rule[order[i]->row].code_count = length[order[i]->owner];
    }
    return true;
}

static qn_status make_image(qn_compilation *k)
{
    qn_compiler *c = &k->compiler;
    qn_tables tables;
    if (has_errors(c) || c->incomplete || c->builder.too_large || !c->main)
        return QN_OK;
    if (c->builder.failed || !finish_tables(c, &tables))
        return QN_NO_MEMORY;
    return qn_image_write(&tables, NULL, &k->image, &k->image_length);
}

qn_status qn_compile(const char *path, const qn_compile_options *options, qn_compilation **out)
{
    qn_compilation *k = calloc(1, sizeof *k);
    *out = NULL;
    if (!k)
        return QN_NO_MEMORY;
    qn_compiler *c = &k->compiler;
    c->options = options;
    qn_arena_init(&c->arena, NULL, NULL);
    qn_arena_init(&c->scratch, NULL, NULL);
    qn_builder_init(&c->builder, &c->scratch);
    c->order.kept = c->owners.kept = c->sequence.kept = c->declared_units.kept = c->types.kept = true;
    qn_diagnostics_init(&c->diagnostics, &c->arena);
    understand(c, path);
    qn_status status = make_image(k);
    if (status == QN_OK && (c->arena.exhausted || c->scratch.exhausted || c->builder.failed))
        status = QN_NO_MEMORY;
    if (status != QN_OK) {
        qn_compilation_free(k);
        return status;
    }
    *out = k;
    return QN_OK;
}

void qn_compilation_free(qn_compilation *k)
{
    if (!k)
        return;
    for (qn_module *m = k->compiler.modules; m; m = m->next)
        free(m->bytes);
    free(k->compiler.order.rows);
    free(k->compiler.owners.rows);
    free(k->compiler.sequence.rows);
    free(k->compiler.declared_units.rows);
    free(k->compiler.types.rows);
    free(k->compiler.type_index.slot);
    free(k->compiler.type_index.hash);
    qn_builder_clear(&k->compiler.builder);
    qn_arena_clear(&k->compiler.scratch);
    qn_arena_clear(&k->compiler.arena);
    free(k->image);
    free(k);
}

const unsigned char *qn_compilation_image(const qn_compilation *k, size_t *length)
{
    *length = k->image_length;
    return k->image;
}

const qn_diagnostics *qn_compilation_diagnostics(const qn_compilation *k)
{
    return &k->compiler.diagnostics;
}

const qn_source *qn_compilation_source(const qn_compilation *k, unsigned index)
{
    for (const qn_module *m = k->compiler.modules; m; m = m->next)
        if (m->source.id == index)
            return &m->source;
    return NULL;
}
