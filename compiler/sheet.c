/*
 * sheet.c - from the tokens of a file to its lines and pieces.
 *
 * Responsible for which blocks there are, what each line is, and where a line may be cut into
 * pieces that are aligned. One walk over the tokens, which have been parsed before: what a line is
 * can be told from the kind of its block and its first words. The tree would say the same, but has
 * neither comments nor the places where lines were broken.
 */
#include "sheet.h"

#include "literate.h"
#include "parser.h"

/* What the lines of a block are. */
typedef enum block_kind {
    BLOCK_ITEMS,   /* of the file, or for each element */
    BLOCK_CLAUSES, /* of a rule */
    BLOCK_ROWS,    /* of a band, a scale, a table, data */
    BLOCK_FIELDS,
    BLOCK_LABELS,
    BLOCK_GROUP,
    BLOCK_CASES, /* of an example: its lines, rows among them */
    BLOCK_OTHER  /* reforms, files of cases */
} block_kind;

typedef struct block {
    block_kind kind;
    uint32_t number;
    uint32_t begin;    /* indentation of its lines */
    uint32_t source;   /* the same in the source */
    uint32_t last_row; /* the line that the next row follows, or QN_SHEET_NONE */
} block;

/* A bracket that is open, and where what it holds begins. */
typedef struct open_bracket {
    int symbol;
    uint32_t token;
    qn_anchor inside;
} open_bracket;

/* The walk. What is said of "the line" is said of the line of the program. */
typedef struct reader {
    qn_sheet *sheet;
    block stack[QN_INDENT_MAX + 1];
    uint32_t level;
    uint32_t block_count;
    bool is_blank_due; /* blank lines were passed */
    uint32_t head;     /* the first physical line of the last line */
    block_kind opens;  /* what the last line opens if a block follows */
    uint32_t opens_at; /* where the lines of that block begin */

    /* the line that is being read */
    qn_line_kind kind;
    uint32_t first;          /* its first token */
    uint32_t last_semicolon; /* or its first token */
    uint32_t subject;        /* the token that ends the subject of the clause, or none */
    uint32_t previous;       /* the token before that is no comment and no wrap, or none */
    bool previous_is_sign;   /* of what follows */
    bool is_definition;      /* its first : and = are those of a name */
    bool has_colon;
    bool has_equal;
    uint32_t bars;
    uint32_t depth;
    open_bracket bracket[QN_BRACKET_MAX];
    qn_anchor value;
} reader;

static const qn_anchor nowhere = {QN_SHEET_NONE, 0};

static block *top(reader *r)
{
    return &r->stack[r->level];
}

static int symbol_at(const reader *r, uint32_t at)
{
    return r->sheet->token[at].symbol;
}

static qn_token_class class_at(const reader *r, uint32_t at)
{
    return r->sheet->token[at].class;
}

/* ---- lines and pieces */

/*
 * Begins a line, with one blank line above it for all that were passed; none begins the file.
 * make_room has counted what may come.
 */
static qn_line *add_line(reader *r, qn_line_kind kind)
{
    qn_sheet *sheet = r->sheet;
    if (r->is_blank_due && sheet->line_count > 0) {
        sheet->line[sheet->line_count++] =
            (qn_line){.kind = QN_LINE_BLANK, .next_row = QN_SHEET_NONE};
    }
    r->is_blank_due = false;
    qn_line *line = &sheet->line[sheet->line_count++];
    *line = (qn_line){.kind = kind,
                      .block = top(r)->number,
                      .begin = top(r)->begin,
                      .first_piece = sheet->piece_count,
                      .next_row = QN_SHEET_NONE,
                      .bracket = nowhere,
                      .value = nowhere};
    return line;
}

static qn_line *last_line(reader *r)
{
    return &r->sheet->line[r->sheet->line_count - 1];
}

static qn_piece *last_piece(reader *r)
{
    return &r->sheet->piece[r->sheet->piece_count - 1];
}

static uint32_t token_width(const qn_sheet *sheet, uint32_t at)
{
    qn_ink ink = {0};
    qn_ink_token(&ink, sheet->source, &sheet->token[at]);
    return ink.width;
}

/* Begins a piece of the last line with a token. */
static void add_piece(reader *r, qn_stop stop, uint32_t at)
{
    qn_sheet *sheet = r->sheet;
    last_line(r)->piece_count++;
    sheet->piece[sheet->piece_count++] =
        (qn_piece){.stop = stop, .first = at, .count = 1, .width = token_width(sheet, at)};
}

/* Appends a token to the last piece. */
static void extend_piece(reader *r, uint32_t at, uint8_t gap)
{
    qn_piece *piece = last_piece(r);
    r->sheet->gap[at] = gap;
    piece->count++;
    piece->width += gap + token_width(r->sheet, at);
}

/*
 * The place behind the last token, and behind a space where `gap` is 1. None in a piece that gets
 * its column only after the lines below it have got theirs.
 */
static qn_anchor anchor_here(reader *r, uint32_t gap)
{
    const qn_piece *piece = last_piece(r);
    if (piece->stop > QN_STOP_ARROW) {
        return nowhere;
    }
    return (qn_anchor){r->sheet->piece_count - 1, piece->width + gap};
}

/* ---- blocks */

/* The column at which a token stands in the source, behind the margin of its block. Only spaces are
 * before it. */
static uint32_t source_column(const reader *r, uint32_t at)
{
    const qn_source *source = r->sheet->source;
    uint32_t begin = r->sheet->token[at].span.begin;
    uint32_t column = 0;
    while (begin > source->first && source->bytes[begin - 1] != '\n') {
        column += source->bytes[--begin] == '\t' ? 4 : 1;
    }
    const qn_fenced *fenced = qn_source_block(source, begin);
    uint32_t margin = fenced == NULL ? 0 : fenced->margin;
    return column > margin ? column - margin : 0;
}

/* Enters the block that the last line opens; `at` is the INDENT. */
static void open_block(reader *r, uint32_t at)
{
    qn_line *head = &r->sheet->line[r->head];
    bool takes_part = r->bars > 0 && r->opens == BLOCK_ROWS;
    r->stack[++r->level] = (block){.kind = r->opens,
                                   .number = ++r->block_count,
                                   .begin = r->opens_at,
                                   .source = source_column(r, at + 1),
                                   .last_row = takes_part ? r->head : QN_SHEET_NONE};
    head->is_first_row = head->is_first_row || takes_part;
    if (head->kind == QN_LINE_RULE) {
        head->kind = QN_LINE_PLAIN;
    }
}

/* What a line among the items opens. */
static block_kind opened_by_item(int symbol)
{
    switch (symbol) {
    case TK_FOR:
        return BLOCK_ITEMS;
    case TK_ENTITY:
        return BLOCK_FIELDS;
    case TK_LABELS:
        return BLOCK_LABELS;
    case TK_DATA:
        return BLOCK_ROWS;
    case TK_GROUP:
        return BLOCK_GROUP;
    case TK_EXAMPLE:
        return BLOCK_CASES;
    case TK_EXAMPLES:
    case TK_REFORM:
        return BLOCK_OTHER;
    default:
        return BLOCK_CLAUSES;
    }
}

/* The token behind the label that may stand at `at`. */
static uint32_t skip_label(const reader *r, uint32_t at)
{
    bool is_label = qn_gap_is_name(symbol_at(r, at)) && symbol_at(r, at + 1) == TK_COLON;
    return is_label ? at + 2 : at;
}

/* Whether the line is a subject and citations, so that rows follow. */
static bool is_subject_alone(const reader *r)
{
    if (r->subject == QN_SHEET_NONE) {
        return false;
    }
    uint32_t next = r->subject + 1;
    return symbol_at(r, next) == TK_CITATION || symbol_at(r, next) == TK_NOTE ||
           class_at(r, next) == QN_TOKEN_COMMENT || class_at(r, next) == QN_TOKEN_NEWLINE;
}

/* What the line opens, if a block follows it, by the block that it stands in. */
static block_kind opened_by_line(const reader *r, block_kind inside)
{
    if (inside == BLOCK_ITEMS) {
        return opened_by_item(symbol_at(r, r->first));
    }
    if (inside != BLOCK_CLAUSES) {
        return BLOCK_CLAUSES;
    }
    /* A clause begins with `time` only where a span of time is the subject of rows. */
    bool is_span = symbol_at(r, skip_label(r, r->first)) == TK_TIME;
    bool has_rows =
        r->kind == QN_LINE_TABLE || r->kind == QN_LINE_SCALE || is_span || is_subject_alone(r);
    return has_rows ? BLOCK_ROWS : BLOCK_CLAUSES;
}

/* ---- comments and blank lines between the lines of the program */

/*
 * A comment on a line of its own stands with the line below it, or, at the end of a block, with
 * the innermost block that begins no further right; behind it that block is open no longer.
 */
static void read_comment(reader *r, uint32_t at, uint32_t lowest)
{
    uint32_t column = source_column(r, at);
    while (r->level > lowest && top(r)->source > column) {
        r->level--;
    }
    add_line(r, QN_LINE_COMMENT);
    add_piece(r, QN_STOP_START, at);
}

/* Reads comments, blank lines, INDENTs and DEDENTs up to the next line; returns its first token. */
static uint32_t read_between(reader *r, uint32_t at)
{
    uint32_t end = at;
    while (class_at(r, end) == QN_TOKEN_BLANK || class_at(r, end) == QN_TOKEN_COMMENT) {
        end++;
    }
    uint32_t next = end;
    uint32_t lowest = r->level;
    if (class_at(r, next) == QN_TOKEN_INDENT) {
        open_block(r, next++);
        lowest = r->level;
    }
    while (class_at(r, next) == QN_TOKEN_DEDENT) {
        lowest--;
        next++;
    }
    for (; at < end; at++) {
        if (class_at(r, at) == QN_TOKEN_COMMENT) {
            read_comment(r, at, lowest);
        } else {
            r->is_blank_due = true;
        }
    }
    r->level = lowest;
    return next;
}

/* ---- what a line is */

/* What a line among the items is, by its first symbol. */
static qn_line_kind kind_among_items(int symbol)
{
    switch (symbol) {
    case TK_FACT:
        return QN_LINE_FACT;
    case TK_LAW:
        return QN_LINE_LAW;
    case TK_REQUIRE:
    case TK_FORBID:
    case TK_ALWAYS:
    case TK_NEVER:
        return QN_LINE_DUTY;
    default:
        return qn_gap_is_name(symbol) ? QN_LINE_RULE : QN_LINE_PLAIN;
    }
}

/* What a line among the clauses is, by its first symbol behind a label. */
static qn_line_kind kind_among_clauses(int symbol)
{
    switch (symbol) {
    case TK_ONLY:
        return QN_LINE_GATE;
    case TK_TABLE:
        return QN_LINE_TABLE;
    case TK_SCALE:
    case TK_AMOUNTS:
    case TK_WHOLE:
        return QN_LINE_SCALE;
    default:
        return QN_LINE_PLAIN;
    }
}

/* Whether a line of an example has cells. */
static bool is_case(const reader *r)
{
    uint32_t depth = 0;
    for (uint32_t at = r->first; class_at(r, at) != QN_TOKEN_NEWLINE; at++) {
        depth += class_at(r, at) == QN_TOKEN_OPEN;
        depth -= class_at(r, at) == QN_TOKEN_CLOSE;
        if (depth == 0 && symbol_at(r, at) == TK_BAR) {
            return true;
        }
    }
    return false;
}

/* What the line is. In a block of one sort of lines nothing need be looked at. */
static qn_line_kind kind_of_line(const reader *r, block_kind inside)
{
    if (symbol_at(r, r->first) == TK_ACCEPT) {
        return QN_LINE_PLAIN;
    }
    switch (inside) {
    case BLOCK_ITEMS:
        return kind_among_items(symbol_at(r, r->first));
    case BLOCK_CLAUSES:
        return kind_among_clauses(symbol_at(r, skip_label(r, r->first)));
    case BLOCK_ROWS:
        return QN_LINE_ROW;
    case BLOCK_CASES:
        return is_case(r) ? QN_LINE_ROW : QN_LINE_PLAIN;
    case BLOCK_FIELDS:
        return QN_LINE_FACT;
    case BLOCK_LABELS:
        return QN_LINE_LABEL;
    case BLOCK_GROUP:
        return QN_LINE_GROUP;
    default:
        return QN_LINE_PLAIN;
    }
}

/* The last token of the dotted name that begins at `at`; none where no name does. */
static uint32_t end_of_name(const reader *r, uint32_t at)
{
    if (!qn_gap_is_name(symbol_at(r, at))) {
        return QN_SHEET_NONE;
    }
    while (symbol_at(r, at + 1) == TK_DOT && qn_gap_is_name(symbol_at(r, at + 2))) {
        at += 2;
    }
    return at;
}

/* Notes the subject of the clause that begins at `at`. */
static void find_subject(reader *r, uint32_t at)
{
    r->subject = end_of_name(r, skip_label(r, at));
}

/* Of several clauses on a line only the last may have texts and citations in columns. */
static void find_last_semicolon(reader *r)
{
    r->last_semicolon = r->first;
    for (uint32_t at = r->first; class_at(r, at) != QN_TOKEN_NEWLINE; at++) {
        if (symbol_at(r, at) == TK_SEMICOLON) {
            r->last_semicolon = at;
        }
    }
}

/* ---- the tokens of a line */

/* Whether a line among the items that begins so gives a name and, behind : and =, what it means. */
static bool is_definition(int symbol)
{
    switch (symbol) {
    case TK_FACT:
    case TK_LAW:
    case TK_CHOICE:
    case TK_DEFINE:
    case TK_WORKING:
        return true;
    default:
        return qn_gap_is_name(symbol);
    }
}

/* Sets up for the line of the program that begins at `at`. */
static void begin_line(reader *r, uint32_t at)
{
    block_kind inside = top(r)->kind;
    r->first = at;
    r->kind = kind_of_line(r, inside);
    find_last_semicolon(r);
    r->subject = QN_SHEET_NONE;
    r->previous = QN_SHEET_NONE;
    r->is_definition = r->kind == QN_LINE_LABEL || inside == BLOCK_FIELDS ||
                       (inside == BLOCK_ITEMS && is_definition(symbol_at(r, at)));
    r->has_colon = r->has_equal = false;
    r->bars = 0;
    r->depth = 0;
    r->value = nowhere;
    r->head = r->sheet->line_count + (r->is_blank_due && r->sheet->line_count > 0 ? 1 : 0);
    r->opens_at = top(r)->begin + QN_SHEET_INDENT;
    if (inside == BLOCK_CLAUSES) {
        find_subject(r, at);
    } else if (r->kind == QN_LINE_RULE) {
        find_subject(r, at + 1);
    }
    r->opens = opened_by_line(r, inside);
}

/*
 * Begins the first or a further physical line of the line. A further one stands under what the
 * innermost bracket holds, but not where that bracket ends the physical line above.
 */
static void begin_physical_line(reader *r)
{
    qn_line *line = add_line(r, r->kind);
    line->goes_on = r->previous != QN_SHEET_NONE;
    if (!line->goes_on) {
        return;
    }
    line->value = r->value;
    line->is_body = symbol_at(r, r->previous) == TK_COLON;
    if (r->depth > 0) {
        open_bracket *innermost = &r->bracket[r->depth - 1];
        line->is_body = line->is_body && innermost->symbol != TK_LEFT_CURLY;
        innermost->inside = innermost->token == r->previous ? nowhere : innermost->inside;
        line->bracket = innermost->inside;
        line->value = line->bracket.piece == QN_SHEET_NONE ? nowhere : line->value;
    }
}

/* Links the first physical line of a row to the row before. */
static void link_row(reader *r)
{
    block *b = top(r);
    uint32_t index = r->sheet->line_count - 1;
    if (b->kind != BLOCK_ROWS && (b->kind != BLOCK_CASES || r->kind != QN_LINE_ROW)) {
        return;
    }
    if (b->last_row == QN_SHEET_NONE) {
        last_line(r)->is_first_row = true;
    } else {
        r->sheet->line[b->last_row].next_row = index;
    }
    b->last_row = index;
}

/* Whether the : or = at `at` ends the name of what the line defines. */
static bool ends_name(const reader *r, uint32_t at)
{
    switch (r->kind) {
    case QN_LINE_RULE:
        return at == r->first + 1;
    case QN_LINE_LAW:
    case QN_LINE_FACT:
    case QN_LINE_LABEL:
        return !r->has_colon && !r->has_equal;
    default:
        return false;
    }
}

/* The stops before the citations, by symbol; only on the first physical line. */
static qn_stop early_stop(const reader *r, uint32_t at)
{
    bool in_table = r->kind == QN_LINE_ROW || r->kind == QN_LINE_TABLE || r->kind == QN_LINE_SCALE;
    switch (symbol_at(r, at)) {
    case TK_COLON:
    case TK_EQUAL:
        return ends_name(r, at) ? QN_STOP_NAME : QN_STOP_START;
    case TK_BAR:
        return in_table && r->bars < QN_SHEET_BARS_MAX ? QN_STOP_BAR : QN_STOP_START;
    case TK_ARROW:
        return r->kind == QN_LINE_ROW ? QN_STOP_ARROW : QN_STOP_START;
    case TK_FROM:
    case TK_UNTIL:
        return r->kind == QN_LINE_GROUP ? QN_STOP_DATES : QN_STOP_START;
    default:
        return QN_STOP_START;
    }
}

/* Whether a text at `at` is a question or a reason, and no part of a formula. */
static bool is_remark(const reader *r, uint32_t at)
{
    int before = symbol_at(r, r->previous);
    bool may_be = r->kind == QN_LINE_FACT || r->kind == QN_LINE_GATE || r->kind == QN_LINE_DUTY;
    return may_be && symbol_at(r, at) == TK_STRING &&
           (qn_gap_ends_value(before) || before == TK_DOTS);
}

/* The stops of texts, citations and what follows them. */
static qn_stop late_stop(const reader *r, uint32_t at, qn_stop last)
{
    int symbol = symbol_at(r, at);
    int before = symbol_at(r, r->previous);
    bool is_citation = symbol == TK_CITATION && before != TK_OVERRIDES;
    if (at <= r->last_semicolon || r->stack[r->level].kind == BLOCK_CASES) {
        return QN_STOP_START;
    }
    if (last == QN_STOP_CITATION && before == TK_CITATION && !is_citation) {
        return QN_STOP_REST;
    }
    if (is_citation || symbol == TK_NOTE) {
        return QN_STOP_CITATION;
    }
    return is_remark(r, at) ? QN_STOP_STRING : QN_STOP_START;
}

/* The stop that a token begins, or QN_STOP_START for none. Stops only go forward in a line. */
static qn_stop stop_at(reader *r, uint32_t at)
{
    qn_stop last = last_piece(r)->stop;
    if (r->depth > 0) {
        return QN_STOP_START;
    }
    qn_stop stop = last_line(r)->goes_on ? QN_STOP_START : early_stop(r, at);
    if (stop == QN_STOP_START) {
        stop = late_stop(r, at, last);
    }
    return stop > last || (stop == QN_STOP_BAR && last == QN_STOP_BAR) ? stop : QN_STOP_START;
}

/* Whether the token is a sign and not an operator between two values. */
static bool is_sign(const reader *r, uint32_t at)
{
    int symbol = symbol_at(r, at);
    bool begins_value = r->previous == QN_SHEET_NONE || r->previous == r->subject ||
                        !qn_gap_ends_value(symbol_at(r, r->previous));
    return begins_value && (symbol == TK_MINUS || symbol == TK_PLUS);
}

/* Whether the colon at `at` belongs to a label, or to a part of a record. */
static bool is_label_colon(const reader *r, uint32_t at)
{
    if (symbol_at(r, at) != TK_COLON) {
        return false;
    }
    if (r->depth > 0) {
        return r->bracket[r->depth - 1].symbol == TK_LEFT_CURLY;
    }
    bool is_clause = at > r->first + 1 && symbol_at(r, at - 2) == TK_SEMICOLON;
    block_kind kind = r->stack[r->level].kind;
    return is_clause || ((kind == BLOCK_CLAUSES || kind == BLOCK_ROWS) && at == r->first + 1);
}

/* Appends a token to the piece before it. */
static void join_token(reader *r, uint32_t at)
{
    qn_joint joint = {.before_is_subject = r->previous == r->subject,
                      .before_is_sign = r->previous_is_sign,
                      .is_label = is_label_colon(r, at),
                      .is_path = symbol_at(r, r->first) == TK_USE && r->depth == 0};
    extend_piece(r, at, qn_gap_find(r->sheet->token, at, &joint));
}

/* Notes what follows from a token that has just been put. */
static void note_token(reader *r, uint32_t at)
{
    switch (symbol_at(r, at)) {
    case TK_COLON:
        r->value = r->is_definition && !r->has_colon ? anchor_here(r, 1) : r->value;
        r->has_colon = true;
        break;
    case TK_EQUAL:
        r->value = r->is_definition && !r->has_equal ? anchor_here(r, 1) : r->value;
        r->has_equal = true;
        break;
    case TK_ARROW:
        r->value = anchor_here(r, 1);
        break;
    case TK_SEMICOLON:
        r->value = nowhere;
        r->is_definition = false;
        find_subject(r, at + 1);
        break;
    case TK_BAR:
        r->bars++;
        r->subject = r->kind == QN_LINE_ROW ? QN_SHEET_NONE : end_of_name(r, at + 1);
        break;
    case TK_TABLE:
    case TK_UNIQUE:
        r->opens_at = top(r)->begin + last_piece(r)->width + 1;
        r->subject = end_of_name(r, at + 1);
        break;
    default:
        break;
    }
}

/* Opens and closes brackets, and notes what a token outside of them means for the line. */
static void follow_token(reader *r, uint32_t at)
{
    qn_token_class class = class_at(r, at);
    if (class == QN_TOKEN_OPEN && r->depth < QN_BRACKET_MAX) {
        r->bracket[r->depth++] = (open_bracket){symbol_at(r, at), at, anchor_here(r, 0)};
    } else if (class == QN_TOKEN_CLOSE && r->depth > 0) {
        r->depth--;
    } else if (r->depth == 0) {
        note_token(r, at);
    }
    r->previous_is_sign = is_sign(r, at);
    r->previous = at;
}

/* A token of the program, at the beginning or inside of a physical line. */
static void read_token(reader *r, uint32_t at, bool begins)
{
    if (begins) {
        bool is_first = r->previous == QN_SHEET_NONE;
        begin_physical_line(r);
        add_piece(r, QN_STOP_START, at);
        if (is_first) {
            link_row(r);
        }
    } else {
        qn_stop stop = class_at(r, at) == QN_TOKEN_CLOSE ? QN_STOP_START : stop_at(r, at);
        if (stop == QN_STOP_START) {
            join_token(r, at);
        } else {
            add_piece(r, stop, at);
        }
    }
    follow_token(r, at);
}

/* A comment at the end of a physical line, or alone on one inside the line. */
static void read_inner_comment(reader *r, uint32_t at, bool begins)
{
    if (begins) {
        begin_physical_line(r);
        last_line(r)->kind = QN_LINE_COMMENT;
        add_piece(r, QN_STOP_START, at);
    } else {
        add_piece(r, QN_STOP_COMMENT, at);
    }
}

/* Reads a line of the program from its first token; returns the one behind its NEWLINE. */
static uint32_t read_line(reader *r, uint32_t at)
{
    bool begins = true;
    begin_line(r, at);
    for (; class_at(r, at) != QN_TOKEN_NEWLINE; at++) {
        if (class_at(r, at) == QN_TOKEN_WRAP) {
            r->is_blank_due = r->is_blank_due || begins;
            begins = true;
            continue;
        }
        if (class_at(r, at) == QN_TOKEN_COMMENT) {
            read_inner_comment(r, at, begins);
        } else {
            read_token(r, at, begins);
        }
        begins = false;
    }
    return at + 1;
}

/* The most lines that the tokens can make: a wrap may end one and be a blank one. */
static size_t count_lines(const qn_sheet *sheet)
{
    size_t count = 1;
    for (uint32_t i = 0; i < sheet->token_count; i++) {
        qn_token_class class = sheet->token[i].class;
        count += class == QN_TOKEN_WRAP ? 2 : class >= QN_TOKEN_COMMENT && class <= QN_TOKEN_BLANK;
    }
    return count;
}

/* Room for all lines, and for a piece of each token. */
static bool make_room(qn_sheet *sheet)
{
    size_t count = sheet->token_count;
    sheet->gap = qn_arena_take(sheet->arena, count);
    sheet->piece = qn_arena_take_array(sheet->arena, count, sizeof *sheet->piece);
    sheet->line = qn_arena_take_array(sheet->arena, count_lines(sheet), sizeof *sheet->line);
    return sheet->gap != NULL && sheet->piece != NULL && sheet->line != NULL;
}

bool qn_sheet_read(qn_sheet *sheet)
{
    reader *r = qn_arena_take(sheet->arena, sizeof *r);
    if (r == NULL || !make_room(sheet)) {
        return false;
    }
    *r = (reader){.sheet = sheet, .stack[0] = {.kind = BLOCK_ITEMS, .last_row = QN_SHEET_NONE}};
    uint32_t at = read_between(r, 0);
    while (class_at(r, at) != QN_TOKEN_END) {
        at = read_between(r, read_line(r, at));
    }
    return true;
}
