/*
 * Lists, element by element. See talk_list.h.
 */
#include "talk_list.h"

#include <string.h>

#include "answer.h"
#include "reply.h"

/* A list that is being asked for. */
typedef struct list {
    qn_talk *talk;
    int32_t fact;
    int32_t element; /* how its elements are declared */
    const char *name;
    size_t limit;
    size_t count;   /* elements that there are */
    int32_t fields; /* of each; 0 where elements are plain values */
} list;

/* Where the talk about a list is. */
typedef enum stage {
    STAGE_ANY,  /* are there any? */
    STAGE_ITEM, /* a field of the last element, or the element */
    STAGE_MORE, /* is there another? */
    STAGE_DONE
} stage;

/* A step of the talk. */
typedef struct step {
    stage stage;
    int32_t field; /* with STAGE_ITEM, from 0 */
} step;

bool qn_talk_is_list(const qn_talk *talk, int32_t fact)
{
    return fact != QN_TODAY && !qn_program_fact_info(talk->view->program, fact).is_over_time &&
           qn_program_fact_info(talk->view->program, fact).kind == QN_KIND_LIST;
}

static list begin_list(qn_talk *talk)
{
    const qn_program *program = talk->view->program;
    int32_t element = qn_program_fact_info(program, talk->fact).element;
    return (list){.talk = talk,
                  .fact = talk->fact,
                  .element = element,
                  .name = qn_reply_fact_name(talk->view, talk->fact),
                  .limit = (size_t)qn_program_fact_info(program, talk->fact).limit,
                  .fields = qn_program_fact_info(program, element).field_count};
}

/* ---- elements */

/* The first elements of a list on their way into a text. */
typedef struct kept {
    qn_page *page;
    size_t count; /* still to be written */
    size_t put;
} kept;

/* A text in the quotation marks that a list wants. */
static void put_quoted(qn_page *page, const qn_value *value)
{
    qn_page text = {0};
    qn_answer_put_written(&text, value);
    qn_page_put(page, "\"");
    for (const char *at = qn_page_string(&text); *at; at++) {
        qn_page_put(page, *at == '"' || *at == '\\' ? "\\" : "");
        qn_page_add(page, at, 1);
    }
    qn_page_put(page, "\"");
    qn_page_end(&text, page);
}

static void put_element(void *context, const qn_value *element)
{
    kept *k = context;
    if (k->put == k->count) {
        return;
    }
    qn_page_put(k->page, k->put++ ? ", " : "");
    if (element->status == QN_KNOWN && element->kind == QN_KIND_TEXT) {
        put_quoted(k->page, element);
    } else {
        qn_answer_put_written(k->page, element);
    }
}

/* Gives the list anew with so many of its elements, and empty ones behind them. */
static void resize(list *x, size_t count)
{
    qn_page text = {0};
    qn_value value;
    kept k = {.page = &text, .count = count};
    qn_page_put(&text, "[");
    if (x->count > 0 && qn_case_fact(x->talk->view->c, x->fact, &value) == QN_OK) {
        (void)qn_value_each(&value, put_element, &k);
    }
    for (; k.put < count; k.put++) {
        qn_page_put(&text, k.put ? ", " : "");
        qn_page_put(&text, x->fields ? "{}" : "unknown");
    }
    qn_page_put(&text, "]");
    const char *string = qn_page_string(&text);
    if (!text.out_of_memory) {
        text.out_of_memory =
            qn_case_set_text(x->talk->view->c, x->fact, string, text.length) != QN_OK;
    }
    qn_page_end(&text, x->talk->page);
    x->count = count;
}

/* Takes all that there is of the list away. */
static void drop(list *x)
{
    qn_case_set_unknown(x->talk->view->c, x->fact);
    x->count = 0;
}

/* ---- are there any? */

/* What the list looks like in one line, for those who ask why it is asked. */
static void put_form(list *x)
{
    const qn_program *program = x->talk->view->program;
    char range[QN_VALUE_TEXT_SIZE * 2] = "";
    (void)qn_program_fact_range(program, x->fact, range, sizeof range, NULL);
    qn_page_format(x->talk->page, "  in one line: %s, as ", range);
    for (int32_t i = 0; i < x->fields; i++) {
        qn_page_format(
            x->talk->page, "%s%s: …", i ? ", " : "{",
            qn_program_fact_info(program, qn_program_field(program, x->element, i)).name);
    }
    qn_page_put(x->talk->page, x->fields ? "}, {…}\n" : "[…, …]\n");
}

/* Says what came of a list in one line: who meant one of several values sees it here. */
static void put_whole(list *x)
{
    qn_value value;
    if (qn_case_fact(x->talk->view->c, x->fact, &value) == QN_OK && value.status == QN_KNOWN) {
        size_t count = qn_value_count(&value);
        qn_page_format(x->talk->page, "  that is the whole list: %zu element%s\n", count,
                       count == 1 ? "" : "s");
    }
}

/* Takes an answer to whether there are any. False where the question stands. */
static bool take_any(list *x, const char *reply, size_t length, stage *next)
{
    bool yes = false;
    *next = STAGE_DONE;
    if (length == 0) {
        bool has = x->talk->view->t->fact[x->fact].preset != QN_NONE_INDEX;
        return has ? qn_talk_give_default(x->talk, x->fact)
                   : qn_talk_refuse(x->talk, "there is no default: say yes, no or `unknown`");
    }
    if (qn_reply_is_yes_or_no(x->talk->view, reply, length, &yes)) {
        *next = yes ? STAGE_ITEM : STAGE_DONE;
        return yes || qn_talk_give(x->talk, x->fact, "[]", 2);
    }
    bool none = length == 4 && memcmp(reply, "none", 4) == 0;
    if (none && !qn_program_fact_info(x->talk->view->program, x->fact).may_be_none) {
        return qn_talk_give(x->talk, x->fact, "[]", 2);
    }
    if (!qn_talk_give(x->talk, x->fact, reply, length)) {
        return false;
    }
    put_whole(x);
    return true;
}

/* Asks whether there are any; in *next, what comes then. */
static qn_turn ask_any(list *x, stage *next)
{
    qn_talk *talk = x->talk;
    qn_page prompt = {0};
    qn_turn taken = QN_TURN_QUIT;
    const char *reply;
    size_t length = 0;
    bool may_be_none = qn_program_fact_info(talk->view->program, x->fact).may_be_none;
    qn_page_format(&prompt, "%s: are there any? (yes/no%s)", x->name,
                   may_be_none ? ", or none" : "");
    qn_talk_put_default(talk, &prompt, x->fact);
    qn_page_put(&prompt, ": ");
    while ((reply = qn_talk_read(talk, qn_page_string(&prompt), &length)) != NULL) {
        qn_command command = qn_talk_command(talk, x->fact, reply, length);
        if (command == QN_COMMAND_WHY) {
            put_form(x);
        }
        taken = QN_TURN_ANSWERED;
        if (command == QN_COMMAND_NONE ? take_any(x, reply, length, next)
                                       : qn_talk_take_command(talk, x->fact, command, &taken)) {
            break;
        }
    }
    qn_page_end(&prompt, talk->page);
    return reply ? taken : QN_TURN_QUIT;
}

/* ---- one element */

/* "child 2: When was the child born?", and the values that there are to choose from. */
static void put_heading(list *x, int32_t field, int32_t place)
{
    qn_page *page = x->talk->page;
    const char *question = qn_view_field_question(x->talk->view, x->element, field);
    const char *entity = qn_view_entity(x->talk->view, x->element);
    qn_page_put(page, "\n");
    qn_page_shown(page, entity[0] ? entity : x->name);
    qn_page_format(page, " %zu%s", x->count, question[0] ? ": " : "");
    qn_page_shown(page, question);
    qn_page_put(page, "\n");
    qn_talk_put_choices(x->talk, place);
}

/* Asks for a field of the last element. */
static qn_turn ask_field(list *x, int32_t number)
{
    const qn_view *view = x->talk->view;
    int32_t field = qn_program_field(view->program, x->element, number);
    const char *written = qn_program_fact_info(view->program, field).name;
    qn_question q = {.place = qn_case_item(view->c, x->fact, x->count - 1, written),
                     .name = qn_view_field(view, x->element, field)};
    qn_case_set_unknown(view->c, q.place);
    put_heading(x, field, q.place);
    return qn_talk_ask(x->talk, &q);
}

/* Asks for the last element, which is a plain value. Nothing is no answer to the first: there was
 * said to be one. */
static qn_turn ask_plain(list *x)
{
    const qn_view *view = x->talk->view;
    qn_page name = {0};
    qn_question q = {.place = qn_case_item(view->c, x->fact, x->count - 1, NULL),
                     .may_end = x->count > 1};
    qn_page_format(&name, "%s %zu", x->name, x->count);
    q.name = qn_page_string(&name);
    if (x->count == 1) {
        qn_page_put(x->talk->page, "\n");
        qn_talk_put_choices(x->talk, q.place);
    }
    qn_turn taken = qn_talk_ask(x->talk, &q);
    qn_page_end(&name, x->talk->page);
    return taken;
}

/* ---- is there another? */

/* Asks whether there is another element; in *more, whether there is. Yes or no is all that can be
 * said: a list of which nobody knows how long it is, is not known at all. */
static qn_turn ask_more(list *x, bool *more)
{
    qn_talk *talk = x->talk;
    qn_page prompt = {0};
    qn_turn taken = QN_TURN_QUIT;
    const char *reply;
    size_t length = 0;
    bool good = false;
    *more = false;
    qn_page_format(&prompt, "%s: is there another? (yes/no) [no]: ", x->name);
    qn_page_put(talk->page, "\n");
    while (!good && (reply = qn_talk_read(talk, qn_page_string(&prompt), &length)) != NULL) {
        qn_command command = qn_talk_command(talk, x->fact, reply, length);
        taken = QN_TURN_ANSWERED;
        if (command == QN_COMMAND_BACK) {
            taken = QN_TURN_BACK;
            good = true;
        } else if (command == QN_COMMAND_UNKNOWN) {
            qn_talk_refuse(talk, "say yes or no");
        } else if (command != QN_COMMAND_NONE) {
            good = qn_talk_take_command(talk, x->fact, command, &taken);
        } else {
            good = length == 0 || qn_reply_is_yes_or_no(talk->view, reply, length, more) ||
                   qn_talk_refuse(talk, "say yes or no");
        }
    }
    qn_page_end(&prompt, talk->page);
    return good ? taken : QN_TURN_QUIT;
}

/* ---- the talk */

/* Begins another element, or says that there can be no more. */
static step next_element(list *x)
{
    if (x->count == x->limit) {
        qn_page_format(x->talk->page, "  these rules take no more than %zu\n", x->limit);
        return (step){.stage = STAGE_DONE};
    }
    resize(x, x->count + 1);
    return (step){.stage = STAGE_ITEM};
}

/* Goes on behind the elements that the case has. Of those that fill the list the last one is asked
 * for again, for nothing else is left to ask. */
static step resume(list *x)
{
    qn_value value;
    if (qn_case_fact(x->talk->view->c, x->fact, &value) == QN_OK) {
        x->count = qn_value_count(&value);
    }
    if (x->count == x->limit) {
        return (step){.stage = STAGE_ITEM, .field = x->fields ? x->fields - 1 : 0};
    }
    return x->fields ? (step){.stage = STAGE_MORE} : next_element(x);
}

/* Asks whether there are any. A turn other than QN_TURN_ANSWERED leaves the list; so below. */
static qn_turn take_any_step(list *x, step *at)
{
    qn_turn taken = ask_any(x, &at->stage);
    if (taken == QN_TURN_ANSWERED && at->stage == STAGE_ITEM) {
        qn_page_put(x->talk->page,
                    x->fields ? "" : "  one after the other; an empty answer ends the list\n");
        *at = next_element(x);
    }
    return taken;
}

/* Goes back from an item: to the field before it, to whether there is this element, or to the plain
 * value before. */
static step before_item(list *x, int32_t field)
{
    if (field > 0) {
        return (step){.stage = STAGE_ITEM, .field = field - 1};
    }
    if (x->count == 1) {
        drop(x);
        return (step){.stage = STAGE_ANY};
    }
    resize(x, x->count - 1);
    return (step){.stage = x->fields ? STAGE_MORE : STAGE_ITEM};
}

/* Asks for an item. */
static qn_turn take_item_step(list *x, step *at)
{
    qn_turn taken = x->fields ? ask_field(x, at->field) : ask_plain(x);
    if (taken == QN_TURN_QUIT) {
        return taken;
    }
    if (taken == QN_TURN_BACK) {
        *at = before_item(x, at->field);
    } else if (taken == QN_TURN_ENDED) {
        resize(x, x->count - 1);
        at->stage = STAGE_DONE;
    } else if (!x->fields) {
        *at = next_element(x);
    } else if (++at->field == x->fields) {
        *at = x->count == x->limit ? next_element(x) : (step){.stage = STAGE_MORE};
    }
    return QN_TURN_ANSWERED;
}

/* Asks whether there is another element. */
static qn_turn take_more_step(list *x, step *at)
{
    bool more = false;
    qn_turn taken = ask_more(x, &more);
    if (taken == QN_TURN_BACK) {
        *at = (step){.stage = STAGE_ITEM, .field = x->fields - 1};
        return QN_TURN_ANSWERED;
    }
    *at = more ? next_element(x) : (step){.stage = STAGE_DONE};
    return taken;
}

static qn_turn take_step(list *x, step *at)
{
    switch (at->stage) {
    case STAGE_ANY:
        return take_any_step(x, at);
    case STAGE_ITEM:
        return take_item_step(x, at);
    case STAGE_MORE:
    case STAGE_DONE:
    default:
        return take_more_step(x, at);
    }
}

qn_turn qn_talk_ask_list(qn_talk *talk, bool *begun)
{
    list x = begin_list(talk);
    step at = *begun ? resume(&x) : (step){.stage = STAGE_ANY};
    qn_turn taken = QN_TURN_ANSWERED;
    while (at.stage != STAGE_DONE && taken == QN_TURN_ANSWERED) {
        taken = take_step(&x, &at);
        taken = talk->page->out_of_memory ? QN_TURN_QUIT : taken;
    }
    *begun = x.count > 0;
    if (taken != QN_TURN_ANSWERED) {
        drop(&x);
    }
    return taken;
}
