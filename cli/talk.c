/*
 * Questions to a person. See talk.h.
 */
#include "talk.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "files.h"
#include "reply.h"
#include "why.h"

/* Room for the days of a period as text. */
#define DAYS_SIZE (2 * QN_DATE_TEXT_SIZE + sizeof " through ")

void qn_talk_show(qn_talk *talk)
{
    qn_file_print(STDERR_FILENO, talk->page->bytes, talk->page->length);
    talk->page->length = 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The text without the spaces around it. */
static const char *trim(const char *text, size_t *length)
{
    while (*length > 0 && is_space(text[0])) {
        text++;
        --*length;
    }
    while (*length > 0 && is_space(text[*length - 1])) {
        --*length;
    }
    return text;
}

const char *qn_talk_read(qn_talk *talk, const char *prompt, size_t *length)
{
    for (;;) {
        qn_talk_show(talk);
        const char *reply = qn_lines_read(&talk->lines, prompt, length);
        if (!reply) {
            return NULL;
        }
        if (!memchr(reply, '\0', *length)) {
            return trim(reply, length);
        }
        qn_talk_refuse(talk, "there is a NUL character in this line");
    }
}

bool qn_talk_refuse(qn_talk *talk, const char *why)
{
    qn_page_format(talk->page, "  %s\n", why);
    return false;
}

qn_command qn_talk_command(const qn_talk *talk, int32_t place, const char *reply, size_t length)
{
    static const struct {
        const char *word;
        qn_command command;
    } words[] = {{"?", QN_COMMAND_WHY},     {"<", QN_COMMAND_BACK},
                 {"back", QN_COMMAND_BACK}, {"quit", QN_COMMAND_QUIT},
                 {"exit", QN_COMMAND_QUIT}, {"unknown", QN_COMMAND_UNKNOWN}};
    if (qn_reply_is_choice(talk->view, place, reply)) {
        return QN_COMMAND_NONE;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i].word) == length && memcmp(words[i].word, reply, length) == 0) {
            return words[i].command;
        }
    }
    return QN_COMMAND_NONE;
}

bool qn_talk_is_first(qn_talk *talk, int32_t place)
{
    if (talk->is_first && place == talk->fact) {
        qn_talk_refuse(talk, "this is the first question");
        return true;
    }
    return false;
}

/* ---- the question */

/* The computer's date as text, which is the default of the date of decision. */
static void write_now(char text[QN_DATE_TEXT_SIZE])
{
    time_t now = time(NULL);
    struct tm local;
    qn_day day = 0;
    if (localtime_r(&now, &local)) {
        qn_date_from_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &day);
    }
    qn_date_format(day, text);
}

/* A set that is the default: of all its values nobody wants to read the names again. */
static void put_default_set(qn_page *page, const qn_view *view, const qn_value *value, int32_t all)
{
    int32_t count = 0;
    for (int32_t i = 0; i < all; i++) {
        bool has = false;
        count += qn_value_has(value, i, &has) == QN_OK && has;
    }
    if (count == 0 || (count == all && count > 1)) {
        qn_page_put(page, count == 0 ? "none of them" : "all of them");
    } else {
        qn_answer_put_value(page, view, value);
    }
}

void qn_talk_put_default(qn_talk *talk, qn_page *page, int32_t place)
{
    const qn_view *view = talk->view;
    char now[QN_DATE_TEXT_SIZE];
    qn_row_field row;
    int32_t declared;
    qn_value value;
    if (place == QN_TODAY) {
        write_now(now);
        qn_page_format(page, " [%s]", now);
        return;
    }
    if (!qn_reply_find_row(view, place, &declared, &row) || row.preset == QN_NONE_INDEX) {
        return;
    }
    qn_case_clear(view->c, place);
    if (qn_case_fact(view->c, place, &value) == QN_OK) {
        bool nobody = value.kind == QN_KIND_LIST && qn_value_count(&value) == 0;
        qn_page_put(page, " [");
        if (value.status == QN_KNOWN && nobody) {
            qn_page_put(page, "no");
        } else if (value.status == QN_KNOWN && value.kind == QN_KIND_SET) {
            put_default_set(page, view, &value,
                            qn_program_fact_info(view->program, declared).choice_count);
        } else {
            qn_answer_put_value(page, view, &value);
        }
        qn_page_put(page, "]");
    }
    qn_case_set_unknown(view->c, place);
}

void qn_talk_put_choices(qn_talk *talk, int32_t place)
{
    qn_row_field row;
    int32_t declared;
    if (!qn_reply_find_row(talk->view, place, &declared, &row)) {
        return;
    }
    int32_t count = qn_program_fact_info(talk->view->program, declared).choice_count;
    for (int32_t i = 0; i < count; i++) {
        const char *name = qn_program_fact_choice(talk->view->program, declared, i);
        qn_page_format(talk->page, "  %3d  ", i + 1);
        qn_page_shown(talk->page, qn_view_choice(talk->view, row.type, name));
        qn_page_put(talk->page, "\n");
    }
}

/* Is it a date between two days so far apart that they tell a person nothing? */
static bool is_wide(const qn_tables *t, const qn_row_field *row)
{
    enum { DAYS = 36524 }; /* of a century */
    bool bound = t->type[row->type].kind == QN_KIND_DATE && row->low != QN_NONE_INDEX &&
                 row->high != QN_NONE_INDEX;
    return bound && t->constant[row->high].status == QN_KNOWN &&
           qn_constant_slot(&t->constant[row->high]).i -
                   qn_constant_slot(&t->constant[row->low]).i >
               DAYS;
}

/* "years in 0..=80", "number or name": what may be replied, in brackets. */
static void put_range(qn_talk *talk, qn_page *page, int32_t place)
{
    const qn_program *program = talk->view->program;
    char range[QN_VALUE_TEXT_SIZE * 2] = "date";
    qn_row_field row;
    int32_t declared;
    bool may_be_none = qn_reply_find_row(talk->view, place, &declared, &row) &&
                       qn_program_fact_info(program, declared).may_be_none;
    const char *text = range;
    bool is_list = false;
    if (place != QN_TODAY) {
        qn_kind kind = qn_reply_kind(talk->view, place);
        if (qn_program_fact_range(program, declared, range, sizeof range, NULL) != QN_OK) {
            range[0] = '\0';
        }
        may_be_none &= !strstr(range, "none") || kind == QN_KIND_CHOICE || kind == QN_KIND_SET;
        text = is_wide(talk->view->t, &row) ? "date, as 1990-05-31" : range;
        may_be_none |= text != range && strstr(range, "none");
        text = kind == QN_KIND_CHOICE ? "number or name" : text;
        text = kind == QN_KIND_SET ? "numbers or names, with commas between" : text;
        is_list = kind == QN_KIND_LIST;
    }
    if (text[0] || may_be_none) {
        qn_page_format(page, " (%s%s%s%s)", text, is_list ? "; [] for none" : "",
                       text[0] && may_be_none ? ", " : "", may_be_none ? "or none" : "");
    }
}

void qn_talk_put_why(qn_talk *talk)
{
    qn_page kept = {0};
    qn_value value;
    bool has = talk->fact != QN_TODAY && qn_case_fact(talk->view->c, talk->fact, &value) == QN_OK &&
               value.status == QN_KNOWN;
    if (has) {
        qn_answer_put_written(&kept, &value);
        qn_case_set_unknown(talk->view->c, talk->fact);
    }
    const char *text = qn_page_string(&kept);
    qn_why_put(talk->page, talk->view, talk->interview, talk->fact);
    if (has && qn_case_set_text(talk->view->c, talk->fact, text, kept.length) == QN_NO_MEMORY) {
        kept.out_of_memory = true;
    }
    qn_page_end(&kept, talk->page);
}

/* ---- the reply */

bool qn_talk_give_default(qn_talk *talk, int32_t place)
{
    qn_page wrong = {0};
    char now[QN_DATE_TEXT_SIZE];
    bool good;
    if (place == QN_TODAY) {
        write_now(now);
        good = qn_reply_give(talk->view, place, now, strlen(now), &wrong);
    } else {
        good = qn_reply_give_default(talk->view, place, &wrong);
    }
    qn_page_end(&wrong, talk->page);
    return good || qn_talk_refuse(talk, "there is no default: give a value, or say `unknown`");
}

bool qn_talk_give(qn_talk *talk, int32_t place, const char *reply, size_t length)
{
    qn_page wrong = {0};
    bool good = qn_reply_give(talk->view, place, reply, length, &wrong);
    if (!good) {
        qn_talk_refuse(talk, qn_page_string(&wrong));
    }
    qn_page_end(&wrong, talk->page);
    return good;
}

/* True where `unknown` is an answer: a run without questions must be able to say the same. */
static bool may_decline(qn_talk *talk, int32_t place)
{
    qn_row_field row;
    int32_t declared;
    if (!qn_reply_find_row(talk->view, place, &declared, &row)) {
        return qn_talk_refuse(talk, "the date of decision must be given");
    }
    if (qn_reply_kind(talk->view, place) != QN_KIND_TEXT) {
        return true;
    }
    if (row.preset != QN_NONE_INDEX) {
        return qn_talk_refuse(talk, "this text has a default: give it, or another text");
    }
    bool nameless =
        place != talk->fact && !qn_program_fact_info(talk->view->program, declared).name[0];
    return !nameless || qn_talk_refuse(talk, "a text in a list must be given");
}

bool qn_talk_take_command(qn_talk *talk, int32_t place, qn_command command, qn_turn *out)
{
    switch (command) {
    case QN_COMMAND_BACK:
        *out = QN_TURN_BACK;
        return !qn_talk_is_first(talk, place);
    case QN_COMMAND_QUIT:
        *out = QN_TURN_QUIT;
        return true;
    case QN_COMMAND_UNKNOWN:
        *out = QN_TURN_DECLINED;
        return may_decline(talk, place);
    case QN_COMMAND_WHY:
    case QN_COMMAND_NONE:
    default:
        qn_talk_put_why(talk);
        return false;
    }
}

/* Takes one reply to a question. False where the question stands, because it was no answer. */
static bool take_reply(qn_talk *talk, const qn_question *q, const char *reply, size_t length,
                       qn_turn *out)
{
    qn_command command = qn_talk_command(talk, q->place, reply, length);
    if (command != QN_COMMAND_NONE) {
        return qn_talk_take_command(talk, q->place, command, out);
    }
    *out = length == 0 && q->may_end ? QN_TURN_ENDED : QN_TURN_ANSWERED;
    if (*out == QN_TURN_ENDED) {
        return true;
    }
    return length == 0 ? qn_talk_give_default(talk, q->place)
                       : qn_talk_give(talk, q->place, reply, length);
}

/* Asks for a value that is one reply. */
static qn_turn ask_value(qn_talk *talk, const qn_question *q)
{
    qn_page prompt = {0};
    qn_turn taken = QN_TURN_QUIT;
    const char *reply;
    size_t length = 0;
    qn_page_put(&prompt, q->name);
    put_range(talk, &prompt, q->place);
    qn_talk_put_default(talk, &prompt, q->place);
    qn_page_put(&prompt, ": ");
    do {
        reply = qn_talk_read(talk, qn_page_string(&prompt), &length);
    } while (reply && !take_reply(talk, q, reply, length, &taken));
    qn_page_end(&prompt, talk->page);
    return reply ? taken : QN_TURN_QUIT;
}

/* ---- periods */

/* The prompt for a day: what a period may be said of says the same of its days. */
static void put_day_prompt(qn_talk *talk, const qn_question *q, const char *which, qn_page *prompt)
{
    static const char period[] = "period";
    char range[QN_VALUE_TEXT_SIZE * 2] = "";
    int32_t declared = qn_case_declared(talk->view->c, q->place);
    (void)qn_program_fact_range(talk->view->program, declared, range, sizeof range, NULL);
    size_t word = strncmp(range, period, strlen(period)) == 0 ? strlen(period) : 0;
    qn_page_format(prompt, "%s, %s (%s%s", q->name, which, word ? "date" : "", range + word);
}

/* Is the reply one day, though maybe one that does not exist? */
static bool is_day(const char *reply, size_t length, bool *exists)
{
    qn_day day;
    qn_date_status status = qn_date_parse(reply, length, &day, NULL);
    *exists = status == QN_DATE_OK;
    return length == QN_DATE_LENGTH && status != QN_DATE_NOT_A_DATE;
}

/* Tries whether a period may begin on a day. False, and told why, where it may not. */
static bool try_first_day(qn_talk *talk, int32_t place, const char *day, bool exists)
{
    char days[DAYS_SIZE];
    int length = snprintf(days, sizeof days, "%s through %s", day, day);
    if (!exists) {
        return qn_talk_refuse(talk, "there is no such day");
    }
    bool good = qn_talk_give(talk, place, days, (size_t)length);
    qn_case_set_unknown(talk->view->c, place);
    return good;
}

/* Asks for the first day, in `day`; that is "" where the reply was a whole period, or no answer. */
static qn_turn ask_first_day(qn_talk *talk, const qn_question *q, char day[QN_DATE_TEXT_SIZE])
{
    qn_page prompt = {0};
    qn_turn taken = QN_TURN_QUIT;
    const char *reply;
    size_t length = 0;
    bool good = false;
    bool exists = false;
    put_day_prompt(talk, q, "first day", &prompt);
    qn_page_put(&prompt, ")");
    qn_talk_put_default(talk, &prompt, q->place);
    qn_page_put(&prompt, ": ");
    day[0] = '\0';
    while (!good && (reply = qn_talk_read(talk, qn_page_string(&prompt), &length)) != NULL) {
        if (is_day(reply, length, &exists)) {
            memcpy(day, reply, length);
            day[length] = '\0';
            taken = QN_TURN_ANSWERED;
            good = try_first_day(talk, q->place, day, exists);
        } else {
            good = take_reply(talk, q, reply, length, &taken);
        }
    }
    qn_page_end(&prompt, talk->page);
    return good ? taken : QN_TURN_QUIT;
}

/* Gives the period from a day on, with the reply for its last day. False, and told why, where that
 * is none. */
static bool give_last_day(qn_talk *talk, int32_t place, const char *day, const char *reply,
                          size_t length)
{
    char days[DAYS_SIZE];
    bool exists = false;
    if (length == 4 && memcmp(reply, "none", 4) == 0) {
        int written = snprintf(days, sizeof days, "%s onwards", day);
        return qn_talk_give(talk, place, days, (size_t)written);
    }
    if (!is_day(reply, length, &exists) || !exists) {
        return qn_talk_refuse(talk, "write a day that exists, as 2026-02-06, or `none`");
    }
    int written = snprintf(days, sizeof days, "%s through %.*s", day, (int)length, reply);
    return qn_talk_give(talk, place, days, (size_t)written);
}

/* Asks for the last day of a period whose first is known. */
static qn_turn ask_last_day(qn_talk *talk, const qn_question *q, const char *day)
{
    qn_page prompt = {0};
    qn_turn taken = QN_TURN_QUIT;
    const char *reply;
    size_t length = 0;
    bool good = false;
    qn_page_format(&prompt, "%s, last day (date, or none if it goes on): ", q->name);
    while (!good && (reply = qn_talk_read(talk, qn_page_string(&prompt), &length)) != NULL) {
        qn_command command = qn_talk_command(talk, q->place, reply, length);
        taken = QN_TURN_ANSWERED;
        if (command == QN_COMMAND_BACK) {
            taken = QN_TURN_BACK;
            good = true;
        } else if (command != QN_COMMAND_NONE) {
            good = qn_talk_take_command(talk, q->place, command, &taken);
        } else {
            good = give_last_day(talk, q->place, day, reply, length);
        }
    }
    qn_page_end(&prompt, talk->page);
    return good ? taken : QN_TURN_QUIT;
}

/* Asks for a period day by day; in one line it is taken, too. */
static qn_turn ask_period(qn_talk *talk, const qn_question *q)
{
    char day[QN_DATE_TEXT_SIZE];
    qn_turn taken;
    do {
        taken = ask_first_day(talk, q, day);
        if (taken != QN_TURN_ANSWERED || !day[0]) {
            return taken;
        }
        taken = ask_last_day(talk, q, day);
    } while (taken == QN_TURN_BACK);
    return taken;
}

qn_turn qn_talk_ask(qn_talk *talk, const qn_question *question)
{
    bool period = qn_reply_kind(talk->view, question->place) == QN_KIND_PERIOD &&
                  !qn_program_fact_info(talk->view->program, question->place).is_over_time;
    qn_turn taken = period ? ask_period(talk, question) : ask_value(talk, question);
    if (taken != QN_TURN_ANSWERED && question->place != QN_TODAY) {
        qn_case_set_unknown(talk->view->c, question->place);
    }
    return taken;
}
