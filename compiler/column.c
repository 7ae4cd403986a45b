/*
 * column.c - which column each piece of a line begins at.
 *
 * Responsible for aligning the pieces of neighbouring lines, stop by stop from the left: all that
 * begin with the same stop stand in the column after the longest of what is before them. What is
 * very long does not push the others away. A few walks over the lines, whatever is in them.
 */
#include "sheet.h"

enum {
    WIDTH_MAX = 48, /* of a name, a cell or a row that others are aligned with */
    SHORT_MAX = 72, /* columns before a text or a citation that others are aligned with */
    LONG_MAX = 100, /* more than that: these are aligned among themselves */
    UNDER_MAX = 48  /* the last column under which a line may go on */
};

static qn_piece *last_placed(const qn_sheet *sheet, const qn_line *line)
{
    return &sheet->piece[line->first_piece + line->placed - 1];
}

/* The piece to be placed next if it begins with the stop, else NULL. */
static qn_piece *next_piece(const qn_sheet *sheet, const qn_line *line, qn_stop stop)
{
    qn_piece *piece = &sheet->piece[line->first_piece + line->placed];
    return line->placed < line->piece_count && piece->stop == stop ? piece : NULL;
}

/* The least spaces before a stop. What belongs to the formula stands closer than what is about it.
 */
static uint32_t gap_before(const qn_line *line, qn_stop stop)
{
    switch (stop) {
    case QN_STOP_DATES:
    case QN_STOP_CITATION:
    case QN_STOP_REST:
        return 3;
    case QN_STOP_STRING:
        return line->kind == QN_LINE_FACT ? 3 : 2;
    case QN_STOP_COMMENT:
        return 2;
    default:
        return 1;
    }
}

/*
 * How long is what is placed of the line: 0 where others are aligned with it, 1 where it is aligned
 * with others that are as long, 2 where it stands alone.
 */
static uint32_t size_of(const qn_sheet *sheet, const qn_line *line, qn_stop stop)
{
    if (stop <= QN_STOP_ARROW) {
        return last_placed(sheet, line)->width <= WIDTH_MAX ? 0 : 2;
    }
    if (line->end <= (stop >= QN_STOP_REST ? LONG_MAX : SHORT_MAX)) {
        return 0;
    }
    return line->end <= LONG_MAX ? 1 : 2;
}

/* Gives the next piece its column. */
static void place(qn_line *line, qn_piece *piece, uint32_t column)
{
    piece->column = column;
    line->end = column + piece->width;
    line->placed++;
}

/* The columns for a stop, for each size of line. */
typedef struct columns {
    uint32_t of_size[3];
} columns;

/* Lets the line have its part in where a stop goes. */
static void widen(columns *all, const qn_sheet *sheet, const qn_line *line, qn_stop stop)
{
    uint32_t least = line->end + gap_before(line, stop);
    uint32_t size = size_of(sheet, line, stop);
    if (size < 2 && least > all->of_size[size]) {
        all->of_size[size] = least;
    }
}

/* Places the piece that begins with the stop, if it is the next one. */
static void place_stop(const columns *all, const qn_sheet *sheet, qn_line *line, qn_stop stop)
{
    qn_piece *piece = next_piece(sheet, line, stop);
    if (piece == NULL) {
        return;
    }
    uint32_t least = line->end + gap_before(line, stop);
    uint32_t column = all->of_size[size_of(sheet, line, stop)];
    place(line, piece, column > least ? column : least);
}

/* ---- neighbouring lines */

/* Whether `line` is aligned with `above`, the last line of a run that is no comment. */
static bool is_neighbour(const qn_sheet *sheet, const qn_line *above, const qn_line *line,
                         qn_stop stop)
{
    switch (stop) {
    case QN_STOP_CITATION:
    case QN_STOP_REST:
        return true;
    case QN_STOP_COMMENT:
        return next_piece(sheet, line, stop) != NULL;
    default:
        return line->kind == above->kind && line->block == above->block &&
               line->kind != QN_LINE_PLAIN;
    }
}

/* The line behind the run that begins at `first`. Blank lines end every run; comments none. */
static uint32_t end_of_run(const qn_sheet *sheet, uint32_t first, qn_stop stop)
{
    uint32_t above = first;
    uint32_t at = first + 1;
    for (; at < sheet->line_count && sheet->line[at].kind != QN_LINE_BLANK; at++) {
        if (sheet->line[at].kind == QN_LINE_COMMENT) {
            continue;
        }
        if (!is_neighbour(sheet, &sheet->line[above], &sheet->line[at], stop)) {
            break;
        }
        above = at;
    }
    return at;
}

/* Places one stop in the lines first..end. */
static void align_run(const qn_sheet *sheet, uint32_t first, uint32_t end, qn_stop stop)
{
    columns all = {{0}};
    for (uint32_t i = first; i < end; i++) {
        if (next_piece(sheet, &sheet->line[i], stop) != NULL) {
            widen(&all, sheet, &sheet->line[i], stop);
        }
    }
    for (uint32_t i = first; i < end; i++) {
        place_stop(&all, sheet, &sheet->line[i], stop);
    }
}

static void align_neighbours(const qn_sheet *sheet, qn_stop stop)
{
    for (uint32_t first = 0; first < sheet->line_count;) {
        uint32_t end = end_of_run(sheet, first, stop);
        align_run(sheet, first, end, stop);
        first = end;
    }
}

/* ---- rows */

/*
 * Aligns the next bar of the rows, or their arrows; the head of a table takes part in both. Tells
 * whether there were any.
 */
static bool align_rows(const qn_sheet *sheet, uint32_t first, qn_stop stop)
{
    columns all = {{0}};
    bool has_any = false;
    for (uint32_t i = first; i != QN_SHEET_NONE; i = sheet->line[i].next_row) {
        const qn_line *line = &sheet->line[i];
        bool has_stop = next_piece(sheet, line, stop) != NULL;
        bool is_head = line->kind == QN_LINE_TABLE && stop == QN_STOP_ARROW;
        if (has_stop || is_head) {
            widen(&all, sheet, line, stop);
        }
        has_any = has_any || has_stop;
    }
    for (uint32_t i = first; has_any && i != QN_SHEET_NONE; i = sheet->line[i].next_row) {
        place_stop(&all, sheet, &sheet->line[i], stop);
    }
    return has_any;
}

static void align_all_rows(const qn_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        if (!sheet->line[i].is_first_row) {
            continue;
        }
        while (align_rows(sheet, i, QN_STOP_BAR)) {
        }
        align_rows(sheet, i, QN_STOP_ARROW);
    }
}

/* ---- beginnings */

static void place_first(const qn_sheet *sheet, qn_line *line)
{
    if (line->piece_count > 0) {
        place(line, &sheet->piece[line->first_piece], line->begin);
    }
}

/* The column of an anchor, or 0 for none and for one too far to the right. */
static uint32_t anchor_column(const qn_sheet *sheet, qn_anchor anchor)
{
    uint32_t column =
        anchor.piece == QN_SHEET_NONE ? 0 : sheet->piece[anchor.piece].column + anchor.offset;
    return column <= UNDER_MAX ? column : 0;
}

/* Where a line that goes on stands, as far as brackets and signs say. */
static uint32_t further_column(const qn_sheet *sheet, const qn_line *line)
{
    uint32_t column = anchor_column(sheet, line->bracket);
    column = column > 0 ? column : anchor_column(sheet, line->value);
    return column > 0 ? column : line->begin + QN_SHEET_WRAP;
}

/* How much deeper the bodies of loops have brought the lines that go on at one column. */
typedef struct depth {
    uint32_t column;
    uint32_t deeper;
    uint32_t above; /* where the line above begins */
} depth;

/* Gives a line its place: a body that would stand under its loop stands one block deeper, and so do
 * the lines of that column behind it. */
static void place_further_line(const qn_sheet *sheet, qn_line *line, depth *d)
{
    uint32_t column = further_column(sheet, line);
    if (column != d->column) {
        *d = (depth){.column = column, .above = d->above};
    }
    d->deeper += line->is_body && column + d->deeper == d->above ? QN_SHEET_INDENT : 0;
    line->begin = column + d->deeper;
}

/* Gives the lines that go on their place under the line above. */
static void place_further_lines(const qn_sheet *sheet)
{
    depth d = {0};
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        qn_line *line = &sheet->line[i];
        if (line->kind == QN_LINE_BLANK) {
            continue;
        }
        if (line->goes_on) {
            place_further_line(sheet, line, &d);
            place_first(sheet, line);
        } else {
            d = (depth){0};
        }
        d.above = line->begin;
    }
}

/*
 * From the left to the right, so that whatever stands before a stop has its column. Lines that go
 * on come in between: they hang on a piece of the line above, and only their last stops are
 * aligned.
 */
void qn_sheet_align(qn_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        if (!sheet->line[i].goes_on) {
            place_first(sheet, &sheet->line[i]);
        }
    }
    align_neighbours(sheet, QN_STOP_NAME);
    align_all_rows(sheet);
    place_further_lines(sheet);
    for (qn_stop stop = QN_STOP_DATES; stop < QN_STOP_COUNT; stop++) {
        align_neighbours(sheet, stop);
    }
}
