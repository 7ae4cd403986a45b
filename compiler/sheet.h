/*
 * sheet.h - a rule file as lines of pieces whose columns are still open.
 *
 * Private to the formatter, whose three steps meet here: sheet.c cuts the tokens into lines and
 * pieces, column.c gives each piece its column, format.c writes them out; gap.c knows which tokens
 * stand apart. Nobody here knows what a program means.
 */
#ifndef QN_SHEET_H
#define QN_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "parse.h"

#define QN_SHEET_NONE UINT32_MAX

enum {
    QN_SHEET_INDENT = 4,   /* columns of a block */
    QN_SHEET_WRAP = 8,     /* columns of a line that goes on, where nothing better is known */
    QN_SHEET_BARS_MAX = 64 /* columns of a table that are aligned */
};

/* What a piece begins with, and so with which others it is aligned; in the order within a line. */
typedef enum qn_stop {
    QN_STOP_START,    /* the line */
    QN_STOP_NAME,     /* the : or = behind a name */
    QN_STOP_BAR,      /* the | of a table; may come again */
    QN_STOP_ARROW,    /* the arrow of a row */
    QN_STOP_DATES,    /* from or until in a line of a group */
    QN_STOP_STRING,   /* a question or a reason */
    QN_STOP_CITATION, /* the first citation or note */
    QN_STOP_REST,     /* what stands behind the citations */
    QN_STOP_COMMENT,
    QN_STOP_COUNT
} qn_stop;

/* What a line is; lines of one kind are aligned with each other. */
typedef enum qn_line_kind {
    QN_LINE_BLANK,
    QN_LINE_COMMENT,
    QN_LINE_PLAIN,
    QN_LINE_LAW,
    QN_LINE_FACT, /* fields too */
    QN_LINE_RULE, /* without a block */
    QN_LINE_LABEL,
    QN_LINE_GATE,
    QN_LINE_DUTY, /* promises too */
    QN_LINE_GROUP,
    QN_LINE_ROW,
    QN_LINE_TABLE, /* the line above the rows */
    QN_LINE_SCALE
} qn_line_kind;

/* Neighbouring tokens that move together. Columns count from 0. */
typedef struct qn_piece {
    qn_stop stop;
    uint32_t first; /* token */
    uint32_t count; /* tokens */
    uint32_t width;
    uint32_t column;
} qn_piece;

/* A place inside a piece under which a line may go on. */
typedef struct qn_anchor {
    uint32_t piece; /* QN_SHEET_NONE for no place */
    uint32_t offset;
} qn_anchor;

/* A line of the text; a line of the program may take several. */
typedef struct qn_line {
    qn_line_kind kind;
    uint32_t block; /* number of the block it stands in */
    uint32_t first_piece;
    uint32_t piece_count;
    uint32_t placed;   /* pieces that have their column */
    uint32_t begin;    /* its indentation */
    uint32_t end;      /* the column behind the pieces placed so far */
    uint32_t next_row; /* the next line of the same table or band */
    bool is_first_row; /* a run of rows begins here */
    bool goes_on;      /* begins inside a line of the program */
    bool is_body;      /* what an `each` or a `carry` on the line above does with each element */
    qn_anchor bracket; /* then: where it goes on, best first */
    qn_anchor value;
} qn_line;

typedef struct qn_sheet {
    qn_arena *arena;
    const qn_source *source;
    const qn_token *token;
    uint32_t token_count;
    uint8_t *gap; /* the spaces before each token that does not begin a piece */
    qn_piece *piece;
    uint32_t piece_count;
    qn_line *line;
    uint32_t line_count;
} qn_sheet;

/* Fills in lines and pieces from the tokens; widths are known then, columns not. False when memory
 * is out. */
bool qn_sheet_read(qn_sheet *sheet);

/* Gives every piece its column. */
void qn_sheet_align(qn_sheet *sheet);

/* What the reader of a line knows of the place before a token. */
typedef struct qn_joint {
    bool before_is_subject; /* the token before ends the subject of a clause: values follow */
    bool before_is_sign;    /* the token before is a sign of what follows */
    bool is_label;          /* the token is the colon of a label, or of a part of a record */
    bool is_path;           /* in the name of a module */
} qn_joint;

/* The spaces between token `at` and the one before it, which stands on the same line. */
uint8_t qn_gap_find(const qn_token *token, uint32_t at, const qn_joint *joint);

/* Whether a value can end with this symbol, so that what follows is an operator between two. */
bool qn_gap_ends_value(int symbol);

/* Whether the symbol can stand as a name. */
bool qn_gap_is_name(int symbol);

/* Counts, and copies where `bytes` is not NULL. */
typedef struct qn_ink {
    char *bytes;
    size_t length;  /* bytes put so far */
    uint32_t width; /* columns put so far */
} qn_ink;

/* Puts bytes of the source as they are. */
void qn_ink_bytes(qn_ink *ink, const char *bytes, size_t length);

/* Puts a token in its one form; spaces; a line end. */
void qn_ink_token(qn_ink *ink, const qn_source *source, const qn_token *token);
void qn_ink_spaces(qn_ink *ink, uint32_t count);
void qn_ink_line_end(qn_ink *ink);

/* Puts the tokens of a piece. */
void qn_ink_piece(qn_ink *ink, const qn_sheet *sheet, const qn_piece *piece);

#endif
