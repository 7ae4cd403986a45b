/*
 * qanun dis: a program's code in register notation, rule by rule, as opcodes.def words it.
 */
#include <stdio.h>
#include <string.h>

#include "decimal.h"
#include "program.h"
#include "rules.h"
#include "value.h"
#include "verbs.h"

/* The letters of the kinds of operands; what the verifier knows of them is not needed here. */
typedef enum operand_kind { NO, I, W, Q, X, N, LIST, COUNT, RG, SQ } operand_kind;

typedef struct opcode {
    const char *name;
    operand_kind operand[3];
    const char *synopsis;
} opcode;

static const opcode opcodes[QN_OP_COUNT] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence) {#name, {a, b, c}, synopsis},
#include "opcodes.def"
#undef QN_OP
};

typedef struct lister {
    qn_page *page;
    const qn_program *program;
    const qn_tables *t;
} lister;

/* "r12", or "-" where the program names none. */
static void put_register(const lister *x, uint32_t reg)
{
    if (reg == QN_NONE_INDEX) {
        qn_page_put(x->page, "-");
    } else {
        qn_page_format(x->page, "r%u", reg);
    }
}

/* An operand as its kind wants it: a register, a region or a number. */
static void put_operand(const lister *x, operand_kind kind, uint32_t value)
{
    if (kind == I || kind == W || kind == Q || kind == X) {
        put_register(x, value);
    } else if (kind == RG) {
        qn_page_format(x->page, "region %u", value);
    } else if (kind == SQ) {
        qn_page_format(x->page, "sequence %u", value);
    } else {
        qn_page_format(x->page, "%u", value);
    }
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Puts the synopsis with the operands for a, b and c and the class of the instruction for X: each
 * where it stands for itself and is no part of a word. */
static void put_synopsis(const lister *x, const qn_row_instruction *code)
{
    static const char classes[] = "IWQ";
    const opcode *op = &opcodes[code->word & 0xFFFF];
    const uint32_t operand[3] = {code->a, code->b, code->c};
    const char *text = op->synopsis;
    for (size_t i = 0; text[i]; i++) {
        bool alone = (i == 0 || !is_letter(text[i - 1])) && !is_letter(text[i + 1]);
        if (alone && text[i] >= 'a' && text[i] <= 'c' && op->operand[text[i] - 'a'] != NO) {
            put_operand(x, op->operand[text[i] - 'a'], operand[text[i] - 'a']);
        } else if (alone && text[i] == 'X') {
            qn_page_format(x->page, "%c", classes[(code->word >> 16) & QN_AUX_CLASS]);
        } else {
            qn_page_add(x->page, &text[i], 1);
        }
    }
}

/* What the entries of a list are: `r` a register, `n` a number, repeated. */
static const char *list_shape(uint32_t op)
{
    return op == OP_BAND ? "rrnnr" : op == OP_APPEND ? "n" : "r";
}

/* How many entries of the pool the list of an instruction takes, without the pairs of a RESOLVE. */
static uint32_t list_length(const qn_row_instruction *code)
{
    switch (code->word & 0xFFFF) {
    case OP_ROUND_I:
    case OP_ROUND_W:
        return 3;
    case OP_BAND:
        return code->c * 5;
    case OP_RESOLVE:
        return 1 + code->c * 2;
    case OP_GATES:
        return code->c * 2;
    case OP_STORE:
        return 3 + code->b;
    case OP_APPEND:
        return 2;
    default:
        return code->c;
    }
}

/* The list of an instruction in braces, registers and numbers as its entries have them. */
static void put_list(const lister *x, const qn_row_instruction *code, uint32_t first)
{
    uint32_t op = code->word & 0xFFFF;
    const char *shape = list_shape(op);
    uint32_t length = list_length(code);
    qn_page_put(x->page, "  {");
    for (uint32_t i = 0; i < length; i++) {
        uint32_t value = x->t->entry[first + i].value;
        qn_page_put(x->page, i == 0 ? "" : i % strlen(shape) == 0 && op == OP_BAND ? "; " : " ");
        bool is_register = shape[i % strlen(shape)] == 'r' && (op != OP_STORE || i == 0 || i > 2);
        if (is_register) {
            put_register(x, value);
        } else {
            qn_page_format(x->page, "%u", value);
        }
    }
    if (op == OP_RESOLVE) {
        const qn_row_entry *pair = &x->t->entry[first + length];
        for (uint32_t i = 0; i < pair->value; i++) {
            qn_page_format(x->page, "; %u over %u", pair[1 + 2 * i].value, pair[2 + 2 * i].value);
        }
    }
    qn_page_put(x->page, "}");
}

/* Bounds, each a register or absent, and words behind them, of which the last may be a register. */
static void put_ranges(const lister *x, const qn_row_entry *word, uint32_t count, uint32_t width,
                       bool of_register)
{
    for (uint32_t i = 0; i < count * width; i++) {
        uint32_t at = i % width;
        qn_page_put(x->page, at == 0 ? "; " : " ");
        if (at == QN_LOOKUP_LOW || at == QN_LOOKUP_HIGH || (of_register && at == QN_LOOKUP_OF)) {
            put_register(x, word[i].value);
        } else {
            qn_page_format(x->page, "%u", word[i].value);
        }
    }
}

/* The list of a LOOKUP: the subject and other words of the head, pieces, names of rows and where
 * their tests begin, tests. */
static void put_index(const lister *x, uint32_t first)
{
    const qn_row_entry *head = &x->t->entry[first];
    const qn_row_entry *word = head + QN_LOOKUP_HEAD;
    uint32_t numbers = head[QN_LOOKUP_NAMES].value + head[QN_LOOKUP_EVERYWHERE].value +
                       head[QN_LOOKUP_ROWS].value + 1;
    qn_page_put(x->page, "  {");
    put_register(x, head[QN_LOOKUP_SUBJECT].value);
    for (uint32_t i = QN_LOOKUP_CLASS; i < QN_LOOKUP_HEAD; i++) {
        qn_page_format(x->page, " %u", head[i].value);
    }
    put_ranges(x, word, head[QN_LOOKUP_PIECES].value, QN_LOOKUP_PIECE_WIDTH, false);
    word += (size_t)head[QN_LOOKUP_PIECES].value * QN_LOOKUP_PIECE_WIDTH;
    for (uint32_t i = 0; i < numbers; i++) {
        qn_page_format(x->page, i == 0 ? "; %u" : " %u", word[i].value);
    }
    put_ranges(x, word + numbers, head[QN_LOOKUP_TESTS].value, QN_LOOKUP_TEST_WIDTH, true);
    qn_page_put(x->page, "}");
}

/* A line: register, name, what it does, and the piece of the rules that it comes from. */
static void put_instruction(const lister *x, uint32_t index)
{
    const qn_row_instruction *code = &x->t->instruction[index];
    const opcode *op = &opcodes[code->word & 0xFFFF];
    const uint32_t operand[3] = {code->a, code->b, code->c};
    char reg[16];
    snprintf(reg, sizeof reg, "r%u", qn_tables_first_result(x->t) + index);
    qn_page_put(x->page, "  ");
    qn_page_column(x->page, reg, 7);
    qn_page_column(x->page, op->name, 12);
    put_synopsis(x, code);
    for (int i = 0; i < 3; i++) {
        if (op->operand[i] == LIST && (code->word & 0xFFFF) == OP_LOOKUP) {
            put_index(x, operand[i]);
        } else if (op->operand[i] == LIST) {
            put_list(x, code, operand[i]);
        }
    }
    uint32_t site = x->t->place[index].site;
    const char *what = site == QN_NONE_INDEX ? "" : qn_tables_string(x->t, x->t->site[site].what);
    if (what[0]) {
        qn_page_put(x->page, "   # ");
        qn_page_shown(x->page, what);
    }
    qn_page_put(x->page, "\n");
}

/* A number of a register as it is held, before any unit. */
static void put_raw(const lister *x, const qn_row_constant *row)
{
    static const char *const statuses[] = {"known", "none", "unknown", "conflict", "error"};
    char text[QN_DECIMAL_TEXT_SIZE];
    if (row->status != QN_KNOWN) {
        qn_page_put(x->page, statuses[row->status]);
        if (row->site != QN_NONE_INDEX) {
            qn_page_put(x->page, "   # ");
            qn_page_shown(x->page, qn_tables_string(x->t, x->t->site[row->site].reason));
        }
        return;
    }
    qn_rational number = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    qn_decimal_format_fraction(number, text, sizeof text, NULL);
    qn_page_put(x->page, text);
}

/* The constants, as the numbers that the registers hold: days, months, coins. */
static void put_constants(const lister *x)
{
    static const char *const classes[] = {"I", "W", "Q"};
    qn_page_put(x->page, "constants\n");
    for (uint32_t i = 0; i < x->t->constant_count; i++) {
        char reg[16];
        snprintf(reg, sizeof reg, "r%u", i);
        qn_page_put(x->page, "  ");
        qn_page_column(x->page, reg, 7);
        qn_page_format(x->page, "%s  ", classes[x->t->constant[i].class_]);
        put_raw(x, &x->t->constant[i]);
        qn_page_put(x->page, "\n");
    }
}

/* The facts with what they take, and the date of decision. */
static void put_facts(const lister *x)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_page_put(x->page, "facts\n");
    for (uint32_t i = 0; i < x->t->fact_count; i++) {
        snprintf(text, sizeof text, "r%u", qn_tables_first_fact(x->t) + i);
        qn_page_put(x->page, "  ");
        qn_page_column(x->page, text, 7);
        qn_page_format(x->page, "%s", qn_program_fact_info(x->program, (int32_t)i).name);
        if (qn_program_fact_range(x->program, (int32_t)i, text, sizeof text, NULL) == QN_OK) {
            qn_page_format(x->page, " : %s", text);
        }
        qn_page_put(x->page, "\n");
    }
    qn_page_format(x->page, "  r%-5u today\n", qn_tables_today(x->t));
}

/* A rule: its place, its instructions, the register of its result. */
static void put_rule(const lister *x, uint32_t rule)
{
    const qn_row_rule *row = &x->t->rule[rule];
    qn_page_format(x->page, "rule %s", qn_tables_string(x->t, row->name));
    if (row->source != QN_NONE_INDEX && row->line > 0) {
        qn_page_put(x->page, "   # ");
        qn_page_shown(x->page, qn_tables_string(x->t, x->t->source[row->source].name));
        qn_page_format(x->page, ":%u", row->line);
    }
    qn_page_put(x->page, "\n");
    for (uint32_t i = 0; i < row->code_count; i++) {
        put_instruction(x, row->first_code + i);
    }
    qn_page_format(x->page, "  gives r%u\n", row->result);
}

static const char *const stages[QN_SEQ_KIND_COUNT] = {
#define QN_SEQ(name, sentence) #name,
#include "sequences.def"
#undef QN_SEQ
};

/* A part of a stage with its name, left out where it is absent. */
static void put_part(const lister *x, const char *name, char letter, uint32_t value)
{
    if (value != QN_NONE_INDEX) {
        qn_page_format(x->page, letter == 'r' ? " %s r%u" : " %s %u", name, value);
    }
}

/* The stages of sequences, each with what it has. */
static void put_sequences(const lister *x)
{
    for (uint32_t i = 0; i < x->t->sequence_count; i++) {
        const qn_row_sequence *row = &x->t->sequence[i];
        qn_page_format(x->page, "sequence %u: %s", i, stages[row->kind]);
        put_part(x, "of", 'n', row->source);
        put_part(x, "inner", 'n', row->inner);
        put_part(x, "region", 'n', row->region);
        put_part(x, "a", 'r', row->a);
        put_part(x, "b", 'r', row->b);
        put_part(x, "flags", 'n', row->flags == 0 ? QN_NONE_INDEX : row->flags);
        for (uint32_t k = 0; k < row->entry_count; k++) {
            uint32_t entry = x->t->entry[row->first_entry + k].value;
            put_part(x, k == 0 ? "entries" : "", row->kind == QN_SEQ_CHOICE ? 'n' : 'r', entry);
        }
        qn_page_format(x->page, ", gives r%u, at most %u\n", row->out, row->limit);
    }
}

/* The regions of working days and of stages, each a part of the code of a rule. */
static void put_regions(const lister *x)
{
    for (uint32_t i = 0; i < x->t->region_count; i++) {
        const qn_row_region *row = &x->t->region[i];
        qn_page_format(x->page, "region %u: %u instructions from r%u, gives r%u\n", i, row->count,
                       qn_tables_first_result(x->t) + row->first, row->result);
    }
}

/* The verb. */
static int run_dis(const qn_args *args, struct qn_io *io)
{
    qn_rules rules;
    qn_sink sink = qn_sink_make(io, false);
    bool good = qn_rules_load(args->operand[0], false, &sink, &rules);
    if (good) {
        lister x = {.page = &io->out, .program = rules.program, .t = rules.tables};
        put_constants(&x);
        put_facts(&x);
        put_regions(&x);
        put_sequences(&x);
        for (uint32_t i = 0; i < x.t->rule_count; i++) {
            put_rule(&x, i);
        }
    }
    qn_sink_end(&sink);
    qn_rules_clear(&rules);
    return good ? QN_EXIT_OK : QN_EXIT_WRONG;
}

const qn_verb qn_verb_dis = {
    .word = "dis",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "show a program's code",
    .details = "Example:\n"
               "\n"
               "    qanun dis leave.qn\n"
               "\n"
               "Each line is an instruction, the register that it writes first. Every register is\n"
               "written once; spec/bytecode.md says what the operations do.\n",
    .run = run_dis,
};
