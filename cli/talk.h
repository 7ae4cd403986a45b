/*
 * Questions to a person, one after the other, and the replies to them.
 *
 * Responsible for: the wording of a question and its prompt, for the words that are commands in the
 * place of an answer, and for asking again. What a reply means is reply.h's, which fact is next
 * interview.h's; lists are asked through by talk_list.h.
 */
#ifndef QN_CLI_TALK_H
#define QN_CLI_TALK_H

#include "date.h"
#include "interview.h"
#include "lines.h"
#include "page.h"
#include "view.h"

/* What became of a question. */
typedef enum qn_turn {
    QN_TURN_ANSWERED, /* the case has the answer */
    QN_TURN_DECLINED, /* nobody knows */
    QN_TURN_ENDED,    /* an empty answer, where it means that there are no more */
    QN_TURN_BACK,
    QN_TURN_QUIT /* or the end of the input */
} qn_turn;

/* A talk about a case. */
typedef struct qn_talk {
    const qn_view *view;
    qn_page *page; /* what is shown before the next reply is read */
    qn_interview *interview;
    qn_lines lines;
    int32_t fact;  /* that is asked for, or QN_TODAY */
    bool is_first; /* nothing was asked before the fact that is asked now */
} qn_talk;

/* A question about a fact, QN_TODAY, or an item of a list. */
typedef struct qn_question {
    int32_t place;
    const char *name; /* with which the prompt begins */
    bool may_end;     /* an empty answer means that there are no more */
} qn_question;

/* What a reply is before it is an answer. */
typedef enum qn_command {
    QN_COMMAND_NONE,
    QN_COMMAND_WHY,
    QN_COMMAND_BACK,
    QN_COMMAND_QUIT,
    QN_COMMAND_UNKNOWN
} qn_command;

/* Shows at once what stands on the page: it belongs before the next reply. */
void qn_talk_show(qn_talk *talk);

/* Reads a reply behind a prompt, without the spaces around it; good until the next one. NULL at the
 * end of the input, and where memory is out. */
const char *qn_talk_read(qn_talk *talk, const char *prompt, size_t *length);

/* The command that a reply is; values of the place go before. */
qn_command qn_talk_command(const qn_talk *talk, int32_t place, const char *reply, size_t length);

/* Does what a command asks for, of a place; in *out, what became of the question. False where the
 * question stands. */
bool qn_talk_take_command(qn_talk *talk, int32_t place, qn_command command, qn_turn *out);

/* Tells why a reply is not taken. Always false. */
bool qn_talk_refuse(qn_talk *talk, const char *why);

/* Gives the place the value of a reply. False, and told why, where it does not take it. */
bool qn_talk_give(qn_talk *talk, int32_t place, const char *reply, size_t length);

/* Gives the place its default. False, and told, where it has none. */
bool qn_talk_give_default(qn_talk *talk, int32_t place);

/* Puts the default of a place in brackets, if it has one. The place is unknown, and is so again. */
void qn_talk_put_default(qn_talk *talk, qn_page *page, int32_t place);

/* Is `back` before any question, so that there is nothing to go back to? Told then. */
bool qn_talk_is_first(qn_talk *talk, int32_t place);

/* The values of a choice with their numbers, a line each; nothing for others. */
void qn_talk_put_choices(qn_talk *talk, int32_t place);

/* Asks for one value, which is no list, until there is an answer or an end. The place is unknown
 * before, and after every turn but QN_TURN_ANSWERED. */
qn_turn qn_talk_ask(qn_talk *talk, const qn_question *question);

/* Says why the fact of the talk is asked; what the case has of it stays. */
void qn_talk_put_why(qn_talk *talk);

#endif
