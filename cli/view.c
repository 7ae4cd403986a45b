/*
 * A case as it is shown. See view.h.
 */
#include "view.h"

#include <string.h>

#include "case.h"
#include "trace.h"

/* The row of the label of "PREFIX.NAME", or of NAME where the prefix is "". NULL where there is
 * none.
 */
static const qn_row_label *find_label(const qn_view *view, const char *prefix, const char *name)
{
    const qn_tables *t = view->t;
    size_t length = strlen(prefix);
    for (uint32_t i = 0; view->language && i < t->label_count; i++) {
        const char *labelled = qn_tables_string(t, t->label[i].name);
        bool prefixed =
            length == 0 || (strncmp(labelled, prefix, length) == 0 && labelled[length] == '.');
        if (prefixed && strcmp(labelled + length + (length > 0), name) == 0 &&
            strcmp(qn_tables_string(t, t->label[i].language), view->language) == 0) {
            return &t->label[i];
        }
    }
    return NULL;
}

const char *qn_view_name(const qn_view *view, const char *name)
{
    const qn_row_label *label = find_label(view, "", name);
    return label ? qn_tables_string(view->t, label->text) : name;
}

const char *qn_view_choice(const qn_view *view, uint32_t type, const char *value)
{
    uint32_t choice = view->t->type[type].choice;
    const qn_row_label *label = NULL;
    if (choice != QN_NONE_INDEX) {
        label = find_label(view, qn_tables_string(view->t, view->t->choice[choice].name), value);
    }
    return label ? qn_tables_string(view->t, label->text) : value;
}

const char *qn_view_question(const qn_view *view, uint32_t fact)
{
    const qn_row_fact *row = &view->t->fact[fact];
    const qn_row_label *label = find_label(view, "", qn_tables_string(view->t, row->name));
    const char *question = label ? qn_tables_string(view->t, label->question) : "";
    return question[0] ? question : qn_tables_string(view->t, row->question);
}

/* The name of an entity as it is written. */
static const char *entity_name(const qn_view *view, int32_t element)
{
    qn_row_field row;
    bool found = qn_program_declared(view->program, element, &row) &&
                 view->t->type[row.type].kind == QN_KIND_RECORD;
    return found ? qn_tables_string(view->t, view->t->type[row.type].unit) : "";
}

const char *qn_view_entity(const qn_view *view, int32_t element)
{
    return qn_view_name(view, entity_name(view, element));
}

const char *qn_view_field(const qn_view *view, int32_t element, int32_t field)
{
    const char *name = qn_program_fact_info(view->program, field).name;
    const qn_row_label *label = find_label(view, entity_name(view, element), name);
    return label ? qn_tables_string(view->t, label->text) : name;
}

const char *qn_view_field_question(const qn_view *view, int32_t element, int32_t field)
{
    const char *name = qn_program_fact_info(view->program, field).name;
    const qn_row_label *label = find_label(view, entity_name(view, element), name);
    const char *question = label ? qn_tables_string(view->t, label->question) : "";
    return question[0] ? question : qn_program_fact_info(view->program, field).question;
}

bool qn_view_is_given(const qn_case *c, int32_t fact)
{
    return qn_case_is_given(c, fact);
}

bool qn_view_rule_day(const qn_view *view, uint32_t rule, qn_day *out)
{
    uint32_t on = view->t->rule[rule].on;
    if (!qn_rule_is_reading(&view->t->rule[rule]) || view->c->status[on] != QN_KNOWN) {
        return false;
    }
    *out = (qn_day)view->c->slot[on].i;
    return true;
}

/* Is this the first label of its language? */
static bool is_first_of_language(const qn_tables *t, uint32_t label)
{
    for (uint32_t i = 0; i < label; i++) {
        if (t->label[i].language == t->label[label].language) {
            return false;
        }
    }
    return true;
}

bool qn_view_has_language(const qn_tables *t, const char *language, qn_page *languages)
{
    for (uint32_t i = 0; i < t->label_count; i++) {
        if (strcmp(qn_tables_string(t, t->label[i].language), language) == 0) {
            return true;
        }
    }
    for (uint32_t i = 0; i < t->label_count; i++) {
        if (is_first_of_language(t, i)) {
            qn_page_format(languages, "%s%s", languages->length ? ", " : "",
                           qn_tables_string(t, t->label[i].language));
        }
    }
    return false;
}
