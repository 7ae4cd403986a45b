/*
 * gap.c - which tokens stand apart.
 *
 * Responsible for the spaces between two neighbours of a line, by what they are. It knows nothing
 * of lines and columns.
 */
#include "sheet.h"

#include "parser.h"

bool qn_gap_is_name(int symbol)
{
    return symbol == TK_NAME || (symbol >= TK_SINGULAR && symbol <= TK_END);
}

bool qn_gap_ends_value(int symbol)
{
    switch (symbol) {
    case TK_RIGHT_ROUND:
    case TK_RIGHT_SQUARE:
    case TK_RIGHT_CURLY:
    case TK_TODAY:
    case TK_YES:
    case TK_NO:
    case TK_NONE:
    case TK_UNKNOWN:
    case TK_ONWARDS:
    case TK_DESCENDING:
    case TK_BACK:
        return true;
    default:
        return symbol >= TK_NAME && symbol <= TK_END && symbol != TK_CITATION;
    }
}

/* Whether the high end of a range can begin with this symbol. */
static bool begins_end(int symbol)
{
    switch (symbol) {
    case TK_LEFT_ROUND:
    case TK_MINUS:
    case TK_TODAY:
        return true;
    default:
        return symbol >= TK_NAME && symbol <= TK_END && symbol != TK_CITATION &&
               symbol != TK_STRING;
    }
}

static bool is_dots(int symbol)
{
    return symbol == TK_DOTS || symbol == TK_DOTS_THROUGH;
}

/* Whether the token is the slash of `yes/no`. */
static bool is_yes_no(const qn_token *token, uint32_t at)
{
    return token[at].symbol == TK_SLASH && token[at - 1].symbol == TK_YES &&
           token[at + 1].symbol == TK_NO;
}

/* Whether the token is the slash of a fraction alone in brackets, `(1/5) month`. */
static bool is_fraction(const qn_token *token, uint32_t at)
{
    return token[at].symbol == TK_SLASH && token[at - 1].symbol == TK_NUMBER && at > 1 &&
           token[at - 2].symbol == TK_LEFT_ROUND && token[at + 1].symbol == TK_NUMBER &&
           token[at + 2].symbol == TK_RIGHT_ROUND;
}

/* Whether the slash at `at` stands close to what is beside it. */
static bool is_tight_slash(const qn_token *token, uint32_t at, const qn_joint *joint)
{
    return joint->is_path || is_yes_no(token, at) || is_fraction(token, at);
}

/* Whether the round bracket holds what a name is called with. */
static bool is_call(const qn_token *token, uint32_t at, const qn_joint *joint)
{
    int before = token[at - 1].symbol;
    bool is_field = at > 1 && token[at - 2].symbol == TK_DOT;
    return !joint->before_is_subject && !joint->is_path &&
           (before == TK_NAME || (is_field && qn_gap_is_name(before)));
}

/* Whether the two tokens touch, whatever they are used for. */
static bool always_touch(int before, int after)
{
    switch (after) {
    case TK_COMMA:
    case TK_SEMICOLON:
    case TK_DOT:
    case TK_RIGHT_ROUND:
    case TK_RIGHT_SQUARE:
    case TK_RIGHT_CURLY:
        return true;
    default:
        return before == TK_DOT || before == TK_LEFT_ROUND || before == TK_LEFT_SQUARE ||
               before == TK_LEFT_CURLY;
    }
}

/*
 * Whether the two tokens touch because of how they are used. A range that is open at one end keeps
 * its distance there: `5.. → 1` and `n ..5`, and `in 0.. = 1`, which would else be `..=`.
 */
static bool touch(const qn_token *token, uint32_t at, const qn_joint *joint)
{
    int before = token[at - 1].symbol;
    int after = token[at].symbol;
    if (joint->before_is_sign || (after == TK_COLON && joint->is_label)) {
        return true;
    }
    if (is_dots(after)) {
        return qn_gap_ends_value(before) && !joint->before_is_subject;
    }
    if (is_dots(before)) {
        return begins_end(after);
    }
    if (after == TK_LEFT_ROUND) {
        return is_call(token, at, joint);
    }
    if (after == TK_SLASH) {
        return is_tight_slash(token, at, joint);
    }
    return before == TK_SLASH && is_tight_slash(token, at - 1, joint);
}

/* Whether a citation is what a duty is called by: `expect met […]`, `expect unconfirmed met […]`.
 */
static bool names_duty(const qn_token *token, uint32_t at)
{
    return at >= 2 && (token[at - 2].symbol == TK_EXPECT || token[at - 2].symbol == TK_UNCONFIRMED);
}

/* Two spaces set off what is said about a clause where it has no column of its own. */
uint8_t qn_gap_find(const qn_token *token, uint32_t at, const qn_joint *joint)
{
    int before = token[at - 1].symbol;
    int after = token[at].symbol;
    if (always_touch(before, after) || touch(token, at, joint)) {
        return 0;
    }
    bool is_citation = after == TK_CITATION && before != TK_OVERRIDES && before != TK_CITATION &&
                       before != TK_BECAUSE && !names_duty(token, at);
    bool is_text = after == TK_STRING && before == TK_STRING;
    return is_citation || is_text || after == TK_NOTE ? 2 : 1;
}
