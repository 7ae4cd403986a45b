/*
 * Lines from a terminal or a pipe. See lines.h.
 */
#include "lines.h"

#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "page.h"

enum { REMEMBERED = 1000 };

/* libedit asks for the prompt. */
static char *tell_prompt(EditLine *editor)
{
    void *lines = NULL;
    el_get(editor, EL_CLIENTDATA, &lines);
    return (char *)((qn_lines *)lines)->prompt;
}

/* Lets libedit read letters of any script: it goes by the locale, and that of C has only ASCII. */
static void choose_letters(void)
{
    setlocale(LC_CTYPE, "");
    if (MB_CUR_MAX == 1) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
}

void qn_lines_open(qn_lines *lines)
{
    HistEvent event;
    *lines = (qn_lines){.prompt = ""};
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        return;
    }
    choose_letters();
    EditLine *editor = el_init("qanun", stdin, stderr, stderr);
    History *past = history_init();
    if (!editor || !past) {
        if (editor) {
            el_end(editor);
        }
        if (past) {
            history_end(past);
        }
        return; /* lines can be read without editing */
    }
    lines->editor = editor;
    lines->history = past;
    history(past, &event, H_SETSIZE, REMEMBERED);
    el_set(editor, EL_CLIENTDATA, lines);
    el_set(editor, EL_PROMPT, tell_prompt);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_SIGNAL, 1);
    el_set(editor, EL_HIST, history, past);
    /* A Ctrl-D that is typed while no line is read comes as NUL. */
    el_set(editor, EL_BIND, "^@", "em-delete-or-list", NULL);
    el_source(editor, NULL);
}

void qn_lines_close(qn_lines *lines)
{
    if (lines->editor) {
        el_end(lines->editor);
        history_end(lines->history);
    }
    free(lines->line);
    *lines = (qn_lines){0};
}

/* The length of a line without its end. */
static size_t bare_length(const char *line, size_t length)
{
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
        length--;
    }
    return length;
}

/* Reads a line with libedit. */
static const char *read_edited(qn_lines *lines, size_t *length)
{
    int count = 0;
    HistEvent event;
    /* Before the prompt, upon which keys may come at once. */
    el_set(lines->editor, EL_PREP_TERM, 1);
    const char *line = el_gets(lines->editor, &count);
    if (!line || count <= 0) {
        qn_file_print(STDERR_FILENO, "\n", 1);
        return NULL;
    }
    *length = bare_length(line, (size_t)count);
    if (*length > 0) {
        history(lines->history, &event, H_ENTER, line);
    }
    if (*length + 1 > lines->room) {
        char *grown = realloc(lines->line, *length + 1);
        if (!grown) {
            lines->out_of_memory = true;
            return NULL;
        }
        lines->line = grown;
        lines->room = *length + 1;
    }
    memcpy(lines->line, line, *length);
    lines->line[*length] = '\0';
    return lines->line;
}

/* Reads a line of a pipe, and shows it behind the prompt, as a terminal would. */
static const char *read_plain(qn_lines *lines, size_t *length)
{
    qn_page echo = {0};
    qn_file_print(STDERR_FILENO, lines->prompt, strlen(lines->prompt));
    ssize_t count = getline(&lines->line, &lines->room, stdin);
    if (count >= 0) {
        *length = bare_length(lines->line, (size_t)count);
        lines->line[*length] = '\0';
        qn_page_shown(&echo, lines->line);
    } else {
        lines->out_of_memory |= !feof(stdin) && !ferror(stdin);
    }
    if (count < 0 || !isatty(STDIN_FILENO)) {
        qn_page_put(&echo, "\n");
        qn_file_print(STDERR_FILENO, echo.bytes, echo.length);
    }
    lines->out_of_memory |= echo.out_of_memory;
    qn_page_clear(&echo);
    return count < 0 ? NULL : lines->line;
}

const char *qn_lines_read(qn_lines *lines, const char *prompt, size_t *length)
{
    lines->prompt = prompt;
    return lines->editor ? read_edited(lines, length) : read_plain(lines, length);
}
