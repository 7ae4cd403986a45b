/*
 * Facts of a JSON file. See facts_json.h.
 */
#include "facts_json.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"

static const char *const given_names[] = {"null",   "false",  "true",     "a number",
                                          "a text", "a list", "an object"};

/* Gives a set from a list of names. */
static bool give_set(qn_giver *g, const qn_json *json, const qn_json_node *list, int32_t place)
{
    const char **names = calloc(list->count ? list->count : 1, sizeof *names);
    if (!names) {
        return qn_giver_check(g, place, QN_NO_MEMORY, list->at, list->width);
    }
    bool good = true;
    const qn_json_node *element = list + 1;
    for (uint32_t i = 0; good && i < list->count; i++) {
        names[i] = element->text;
        if (element->kind != QN_JSON_STRING || strlen(element->text) != element->length) {
            good =
                qn_giver_refuse(g, place, element->at, element->width, given_names[element->kind]);
        }
        element = json->node + element->end;
    }
    if (good) {
        qn_status status = qn_case_set_set(g->c, place, names, list->count);
        good = qn_giver_check(g, place, status, list->at, list->width);
    }
    free(names);
    return good;
}

/* The member of that name of an object, or NULL. */
static const qn_json_node *find_member(const qn_json *json, const qn_json_node *object,
                                       const char *name)
{
    const qn_json_node *member = object + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        if (member->name_length == strlen(name) && memcmp(member->name, name, strlen(name)) == 0) {
            return member;
        }
        member = json->node + member->end;
    }
    return NULL;
}

static bool is_day(const qn_json_node *node, qn_day *out)
{
    return node->kind == QN_JSON_STRING &&
           qn_date_parse(node->text, node->length, out, NULL) == QN_DATE_OK;
}

/* Gives {"start": …, "end": …}, where an end that is null is none. */
static bool give_period(qn_giver *g, const qn_json *json, const qn_json_node *node, int32_t place)
{
    const qn_json_node *start = find_member(json, node, "start");
    const qn_json_node *end = find_member(json, node, "end");
    qn_day first = 0;
    qn_day last = 0;
    if (!start || !end || node->count != 2) {
        return qn_giver_refuse(g, place, node->at, node->width, "an object with other names");
    }
    bool open = end->kind == QN_JSON_NULL;
    if (!is_day(start, &first)) {
        return qn_giver_refuse(g, place, start->at, start->width, "a start that is no date");
    }
    if (!open && !is_day(end, &last)) {
        return qn_giver_refuse(g, place, end->at, end->width, "an end that is no date");
    }
    qn_ymd a = qn_date_to_ymd(first);
    qn_ymd b = qn_date_to_ymd(last);
    qn_status status =
        open ? qn_case_set_period(g->c, place, a.year, a.month, a.day, 0, 0, 0)
             : qn_case_set_period(g->c, place, a.year, a.month, a.day, b.year, b.month, b.day);
    return qn_giver_check(g, place, status, node->at, node->width);
}

/* Says that an element has no field of that name. */
static bool refuse_field(qn_giver *g, int32_t list, size_t index, const qn_json_node *member)
{
    char name[QN_VALUE_TEXT_SIZE];
    qn_page message = {0};
    qn_page help = {0};
    int32_t record = qn_program_fact_info(g->program, qn_case_declared(g->c, list)).element;
    (void)qn_case_place_name(g->c, list, name, sizeof name, NULL);
    qn_page_format(&message, "`%s[%zu]` has no field `", name, index + 1);
    qn_page_shown(&message, member->name);
    qn_page_put(&message, "`");
    qn_giver_put_fields(g, record, member->name, &help);
    /* The name as it is written lies between its quotation marks. */
    qn_giver_find(g, member->name_at, member->name_length + 2, QN_Q0423, qn_page_string(&message),
                  qn_page_string(&help));
    qn_page_end(&message, g->sink->page);
    qn_page_end(&help, g->sink->page);
    return false;
}

/* Says that what should be a record is something else, or lacks what it must have. */
static bool refuse_element(qn_giver *g, int32_t list, size_t index, const qn_json_node *node,
                           const char *wrong)
{
    char name[QN_VALUE_TEXT_SIZE];
    qn_page message = {0};
    qn_page help = {0};
    int32_t record = qn_program_fact_info(g->program, qn_case_declared(g->c, list)).element;
    (void)qn_case_place_name(g->c, list, name, sizeof name, NULL);
    qn_page_format(&message, "`%s[%zu]` %s", name, index + 1, wrong);
    qn_giver_put_fields(g, record, "", &help);
    qn_giver_find(g, node->at, node->width, QN_Q0423, qn_page_string(&message),
                  qn_page_string(&help));
    qn_page_end(&message, g->sink->page);
    qn_page_end(&help, g->sink->page);
    return false;
}

/* Gives the fields of an element that is a record; goes on behind one that is refused. */
static bool give_record(qn_giver *g, const qn_json *json, const qn_json_node *node, int32_t list,
                        size_t index)
{
    if (node->kind != QN_JSON_OBJECT) {
        qn_page wrong = {0};
        qn_page_format(&wrong, "is to be an object, not %s", given_names[node->kind]);
        bool good = refuse_element(g, list, index, node, qn_page_string(&wrong));
        qn_page_end(&wrong, g->sink->page);
        return good;
    }
    if (qn_program_fact_info(g->program, list).is_over_time &&
        (!find_member(json, node, "from") || !find_member(json, node, "value"))) {
        return refuse_element(g, list, index, node, "needs both `from` and `value`");
    }
    bool good = true;
    const qn_json_node *member = node + 1;
    for (uint32_t i = 0; i < node->count; i++) {
        bool whole = strlen(member->name) == member->name_length;
        int32_t place = whole ? qn_case_item(g->c, list, index, member->name) : -1;
        good &=
            place < 0 ? refuse_field(g, list, index, member) : qn_json_give(g, json, member, place);
        member = json->node + member->end;
    }
    return good;
}

/* Gives the elements of a list, or the entries of a fact over time. */
static bool give_list(qn_giver *g, const qn_json *json, const qn_json_node *node, int32_t place)
{
    int32_t element = qn_program_fact_info(g->program, qn_case_declared(g->c, place)).element;
    bool records = qn_program_fact_info(g->program, element).kind == QN_KIND_RECORD;
    qn_status status = qn_case_set_list(g->c, place, node->count);
    if (!qn_giver_check(g, place, status, node->at, node->width)) {
        return false;
    }
    bool good = true;
    const qn_json_node *at = node + 1;
    for (uint32_t i = 0; i < node->count; i++) {
        good &= records ? give_record(g, json, at, place, i)
                        : qn_json_give(g, json, at, qn_case_item(g->c, place, i, NULL));
        at = json->node + at->end;
    }
    return good;
}

/* Is the node the elements of a list, and not the names of a set? */
static bool is_list(const qn_giver *g, const qn_json_node *node, int32_t place, qn_kind kind)
{
    bool over_time = qn_program_fact_info(g->program, place).is_over_time;
    bool entries = kind != QN_KIND_SET || (node->count > 0 && node[1].kind == QN_JSON_OBJECT);
    return node->kind == QN_JSON_LIST && (kind == QN_KIND_LIST || (over_time && entries));
}

bool qn_json_give(qn_giver *g, const qn_json *json, const qn_json_node *node, int32_t place)
{
    qn_kind kind = qn_program_fact_info(g->program, qn_case_declared(g->c, place)).kind;
    bool number = kind <= QN_KIND_QUANTITY;
    qn_status status;
    if (node->kind == QN_JSON_NULL) {
        status = qn_case_set_none(g->c, place);
    } else if (is_list(g, node, place, kind)) {
        return give_list(g, json, node, place);
    } else if (node->kind == QN_JSON_NUMBER && number) {
        /* Amounts go over as the text that they are. */
        status = qn_case_set_decimal(g->c, place, node->text, node->length);
    } else if (node->kind == QN_JSON_STRING && ((kind != QN_KIND_SET && kind != QN_KIND_LIST) ||
                                                strcmp(node->text, "unknown") == 0)) {
        status = qn_case_set_text(g->c, place, node->text, node->length);
    } else if ((node->kind == QN_JSON_TRUE || node->kind == QN_JSON_FALSE) &&
               kind == QN_KIND_BOOLEAN) {
        status = qn_case_set_boolean(g->c, place, node->kind == QN_JSON_TRUE);
    } else if (node->kind == QN_JSON_LIST && kind == QN_KIND_SET) {
        return give_set(g, json, node, place);
    } else if (node->kind == QN_JSON_OBJECT && kind == QN_KIND_PERIOD) {
        return give_period(g, json, node, place);
    } else {
        return qn_giver_refuse(g, place, node->at, node->width, given_names[node->kind]);
    }
    return qn_giver_check(g, place, status, node->at, node->width);
}
