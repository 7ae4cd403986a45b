/*
 * parser.y - the grammar of the language.
 *
 * Responsible for what may follow what, and for nothing else: each action builds one node. Layout
 * has become NEWLINE, INDENT and DEDENT before; names, types and units are looked at later. The
 * driver (compiler/parse.c) pushes the tokens and, after a mistake, drops the rest of the line and
 * the block below it, so that `error NEWLINE` in each kind of list is enough to go on.
 */
%require "3.8"
%define api.pure full
%define api.push-pull push
%define api.prefix {qn_yy}
%define api.token.prefix {TK_}
%define api.token.raw
%define api.value.type union
%define api.location.type {qn_span}
%define lr.type ielr
%define parse.lac full
%define parse.error custom
%locations
%expect 0
%param {qn_builder *b}

%code requires {
#include "build.h"
}

%code provides {
/* The token `symbol` as the grammar names it: "+", "base", "a name". */
const char *qn_symbol_words(int symbol);

/* How many blocks the parser is in. */
uint32_t qn_parser_depth(const struct qn_yypstate *parser);

/* Whether the parser stopped because its stack is as high as it may get. */
bool qn_parser_is_full(const struct qn_yypstate *parser);
}

%code {
#include "layout.h"
#include "syntax.h"

#define YYMAXDEPTH QN_PARSER_STACK_MAX

/* A node of a kind with the parts that follow, and one without parts. */
#define NODE(kind, op, span, ...)                                                                  \
    qn_build_node(b, AST_##kind, (op), (span),                                                     \
                  (uint32_t)(sizeof((qn_node *[]){__VA_ARGS__}) / sizeof(qn_node *)),              \
                  (qn_node *[]){__VA_ARGS__})
#define LEAF(kind, op, span) qn_build_leaf(b, AST_##kind, (op), (span))
#define EMPTY(span) qn_build_list(b, (span), NULL)
#define ONE(part, span) qn_build_list(b, (span), (part))
#define ADD(list, part) qn_build_append(b, (list), (part))

/* A construct reaches from its first part that is not empty to its last. */
#define YYLLOC_DEFAULT(current, rhs, n) ((current) = qn_build_span((rhs), (n)))

static void yyerror(qn_span *span, qn_builder *b, const char *message);
}

%code {
#if YYPULL
#include "sound.h"

static int yylex(YYSTYPE *value, qn_span *span, qn_builder *b);
#else
/* The lists whose parts are the lines of a block, or of the file. */
static bool is_line_list(int symbol);
static bool is_name(int symbol);
#endif
}

/* ---- tokens that carry what was written */

%token END_OF_FILE 0 "the end of the file"
%token NEWLINE "the end of the line" INDENT "an indented block" DEDENT "the end of the block"
%token <qn_node *>
    NAME "a name" NUMBER "a number" PERCENT "a percentage" DATE "a date" CLOCK "a time of day"
    MONTH_DAY "a day of the year" STRING "a text in quotation marks" CITATION "a citation"
    UNITS "a unit" MONTHS "months" SINGULAR "a singular unit" DAY "day" YEAR "year"
    START "start" END "end"

/* ---- signs */

%token ARROW "→" DOTS ".." DOTS_THROUGH "..=" DOT "." COLON ":" COMMA "," SEMICOLON ";" BAR "|"
%token EQUAL "=" NOT_EQUAL "≠" LESS "<" LESS_EQUAL "<=" GREATER ">" GREATER_EQUAL ">="
%token PLUS "+" MINUS "-" STAR "*" SLASH "/"
%token LEFT_ROUND "(" RIGHT_ROUND ")" LEFT_SQUARE "[" RIGHT_SQUARE "]" LEFT_CURLY "{"
%token RIGHT_CURLY "}"

/* ---- words that are names but where the lexer sees an acceptance */

%token ACCEPT "accept" BECAUSE "because"

/* ---- and those that are names but in an expectation, or before the name of a file of cases */

%token WITHIN "within" MET "met" BREACHED "breached" EXAMPLES "examples" UNCONFIRMED "unconfirmed"

/* ---- what the driver puts before the text of a single cell */

%token CELL "a cell"

/* ---- the words of the language */

%token ACROSS "across" AFTER "after" ALL "all" AMENDS "amends" AMOUNTS "amounts" AND "and"
%token ANY "any" APPLY "apply" AS "as" AT "at" AT_LEAST "at least" AT_MOST "at most"
%token AVERAGE "average" BACK "back" BASE "base" BY "by" CALENDAR "calendar" CARRY "carry"
%token CHAINS "chains" CHOICE "choice" COMPLETE "complete" CONFLICT "conflict" COUNT "count"
%token COUNTED "counted" CURRENCY "currency" DATA "data" DEFINE "define" DESCENDING "descending"
%token DISTINCT "distinct" DOWN "down" EACH "each" ELSE "else" ENTITY "entity" ERROR "error"
%token EVEN "even" EXACT "exact" EXAMPLE "example" EXPECT "expect" FACT "fact" FIRST "first"
%token FOR "for" FORBID "forbid" FROM "from" GIVEN "given" GREATER_OF "greater" GROUP "group"
%token HALF "half" HAS "has" HIGHEST "highest" IF "if" IN "in" INVERSE "inverse" IS "is"
%token IS_NOT "is not" LABELS "labels" LARGEST "largest" LAST "last" LAW "law" LENGTH "length"
%token LESSER "lesser" LIST "list" LOWEST "lowest" NEXT "next" NO "no" NONE "none" NOT "not"
%token NOTE "note" NOT_IN "not in" OF "of" ON "on" ONE "one" ONLY "only" ONWARDS "onwards"
%token OR "or" OTHERWISE "otherwise" OVER "over" OVERLAP "overlap" OVERLAPS "overlaps"
%token OVERRIDES "overrides" OWED "owed" PER "per" POSITION "position" PREVIOUS "previous"
%token QANUN "qanun" RANK "rank" REFORM "reform" REPEALS "repeals" REQUIRE "require"
%token REVIEWED "reviewed" ROUND "round" ROUNDED "rounded" ROUNDS "rounds" SCALE "scale"
%token SET "set" SEVERAL "several" SMALLEST "smallest" SORTED "sorted" SPLIT "split"
%token STARTING "starting" STEP "step" SUM "sum" TABLE "table" THE "the" THEN "then"
%token THROUGH "through" TIME "time" TO "to" TODAY "today" TOWARD "toward" UNDER "under"
%token UNIQUE "unique" UNIT "unit" UNKNOWN "unknown" UNLESS "unless" UNTIL "until" UP "up"
%token USE "use" WHEN "when" WHERE "where" WHOLE "whole" WITH "with" WORKING "working" YES "yes"
%token ZERO "zero"

/* ---- words of promises, which the lexer tells from names by where they stand */

%token ALWAYS "always" NEVER "never" RISES "rises with" FALLS "falls with"

/* ---- how tightly the parts of a formula bind, loosest first */

%precedence GREEDY  /* where C, each … : E, if … else E, carry … : E take all they can */
%precedence "rounded"
%left "or"
%left "and"
%precedence "not"
%precedence "=" "≠" "<" ">" "<=" ">=" "is" "is not" "in" "not in" "has" "overlaps"
%precedence RANGE
%precedence ".." "..="
%precedence "to" "through" "onwards"
%left "+" "-"
%left "*" "/"
%precedence SIGN
%left "otherwise"
%precedence PREFIX  /* sum of S, start of p, first 3 of S */
%precedence "where" "counted" "across" "starting" "descending"
%left "after" "sorted"
%precedence "on" "with"
%precedence "."

%type <qn_node *>
    file item used_names law_name law_word choices choice_value group_lines group_line data_columns
    data_column data_rows data_row data_cells data_cell label_lines label_line fields field
    parameters parameter for_items for_item duty duty_trailers promise promise_trailers example_lines example_line bindings
    case_line case_lines case_cells case_cell written_cell expected expect_trailers expect_trailer duty_name mark
    opt_case_lines cell_items binding given amendments amendment path names name dotted string
    type plain_type fact_type rule_type parameter_type list_element measure type_measure type_word
    unit_word
    per_word limit fact_range fact_step fact_default
    rule rule_body head_clauses opt_clauses clauses clause_line clause plain_clause
    inline_clauses block block_head rows row citations citation trailers trailer
    reasoned_trailers interval settled no_value effect rounding roundings values value range
    columns column more_columns table_rows table_row cells cell scale_rows scale_row scale_cells
    formula condition operand period arith atom unit unit_base singular
    carry carried generators sequence where set items pairs pair count aggregated
    workday starting exact_span subject acceptance accepted_name accepted
%type <unsigned>
    up_or_down is_unique scale_kind status kept comparison aggregate rounding_mode units each_year
    direction

%start whole

%%

/* ==== The file */

whole:
    file                            { b->file = NODE(FILE, 0, @$, $1, b->acceptances); }
  | file CELL case_cell NEWLINE     { b->file = $3; }
  | file CELL cell_items NEWLINE    { b->file = NODE(LIST_VALUE, 0, @3, $3); }
  ;

file:
    %empty      { $$ = EMPTY(@$); }
  | file item   { $$ = ADD($1, $2); }
  ;

item:
    "qanun" NUMBER NEWLINE
        { $$ = qn_build_recast($2, AST_VERSION, @$); }
  | "use" path NEWLINE
        { $$ = NODE(USE, 0, @$, $2, NULL); }
  | "use" path "(" used_names ")" NEWLINE
        { $$ = NODE(USE, 0, @$, $2, $4); }
  | "law" law_name "=" STRING NEWLINE
        { $$ = NODE(LAW, 0, @$, $2, $4); }
  | "unit" name string NEWLINE
        { $$ = NODE(UNIT, 0, @$, $2, $3); }
  | "currency" name "rounds" "to" NUMBER NEWLINE
        { $$ = NODE(CURRENCY, 0, @$, $2, $5); }
  | "choice" name "=" choices NEWLINE
        { $$ = NODE(CHOICE, 0, @$, $2, $4); }
  | "group" name "of" dotted citations NEWLINE INDENT group_lines DEDENT
        { $$ = NODE(GROUP, 0, @$, $2, $4, $5, $8); }
  | "reviewed" "until" DATE NEWLINE
        { $$ = NODE(REVIEWED, 0, @$, NULL, $3); }
  | "reviewed" "from" DATE "until" DATE NEWLINE
        { $$ = NODE(REVIEWED, 0, @$, $3, $5); }
  | "months" "round" up_or_down NEWLINE
        { $$ = LEAF(MONTHS_ROUND, $3, @$); }
  | "working" "day" name "=" formula citations NEWLINE
        { $$ = NODE(WORKING_DAY, 0, @$, $3, $5, $6); }
  | "data" name ":" "list" "of" dotted each_year citations NEWLINE
    INDENT data_columns NEWLINE data_rows DEDENT
        { $$ = NODE(DATA, $7, @$, $2, $6, $8, $11, $13); }
  | "labels" name NEWLINE INDENT label_lines DEDENT
        { $$ = NODE(LABELS, 0, @$, $2, $5); }
  | "fact" name ":" fact_type fact_range fact_step fact_default string NEWLINE
        { $$ = NODE(FACT, 0, @$, $2, $4, $5, $6, $7, $8); }
  | "entity" name NEWLINE INDENT fields DEDENT
        { $$ = NODE(ENTITY, 0, @$, $2, $5); }
  | "define" name "(" parameters ")" rule_body
        { $$ = qn_build_define(b, $6, $2, $4, NULL, @$); }
  | "define" name "(" parameters ")" ":" rule_type rule_body
        { $$ = qn_build_define(b, $8, $2, $4, $7, @$); }
  | "example" STRING NEWLINE INDENT example_lines DEDENT
        { $$ = NODE(EXAMPLE, 0, @$, $2, $5); }
  | "examples" "from" STRING NEWLINE opt_case_lines
        { $$ = NODE(EXAMPLES, 0, @$, $3, $5); }
  | "reform" STRING NEWLINE INDENT amendments DEDENT
        { $$ = NODE(REFORM, 0, @$, $2, $5); }
  | promise
  | for_item
  | error NEWLINE   { $$ = NULL; yyerrok; }
  ;

/* What can also belong to each element of a list. */
for_item:
    rule
  | duty
  | acceptance
  | "for" "each" name "in" sequence NEWLINE INDENT for_items DEDENT
        { $$ = NODE(FOR_EACH, 0, @$, $3, $5, $8); }
  ;

for_items:
    for_item                    { $$ = ONE($1, @$); }
  | for_items for_item          { $$ = ADD($1, $2); }
  | error NEWLINE               { $$ = EMPTY(@$); yyerrok; }
  | for_items error NEWLINE     { $$ = $1; yyerrok; }
  ;

/* ==== Names */

name:
    NAME
  | singular            { $$ = qn_build_recast($1, AST_NAME, @$); }
  | START
  | END
  ;

singular:
    SINGULAR
  | "day"
  | "year"
  ;

dotted:
    name
  | dotted "." name     { $$ = NODE(DOT, 0, @$, $1, $3); }
  ;

names:
    name                { $$ = ONE($1, @$); }
  | names "," name      { $$ = ADD($1, $3); }
  ;

path:
    name                { $$ = ONE($1, @$); }
  | path "/" name       { $$ = ADD($1, $3); }
  ;

string:
    %empty              { $$ = NULL; }
  | STRING
  ;

used_names:
    law_name                  { $$ = ONE($1, @$); }
  | used_names "," law_name   { $$ = ADD($1, $3); }
  ;

law_name:
    law_word
  | law_name law_word   { $$ = qn_build_joined(b, $1, " ", $2); }
  ;

law_word:
    name
  | "of"                { $$ = qn_build_word(b, @1); }
  | "on"                { $$ = qn_build_word(b, @1); }
  | "and"               { $$ = qn_build_word(b, @1); }
  | "the"               { $$ = qn_build_word(b, @1); }
  | "for"               { $$ = qn_build_word(b, @1); }
  ;

/* ==== Choices, groups, data, labels */

choices:
    choice_value                { $$ = ONE($1, @$); }
  | choices "," choice_value    { $$ = ADD($1, $3); }
  ;

choice_value:
    name string         { $$ = NODE(CHOICE_VALUE, 0, @$, $1, $2); }
  ;

group_lines:
    group_line                  { $$ = ONE($1, @$); }
  | group_lines group_line      { $$ = ADD($1, $2); }
  ;

group_line:
    names trailers NEWLINE      { $$ = NODE(GROUP_LINE, 0, @$, $1, $2); }
  | error NEWLINE               { $$ = NULL; yyerrok; }
  ;

each_year:
    %empty              { $$ = AST_OP_PLAIN; }
  | "each" "year"       { $$ = AST_OP_EACH; }
  ;

data_columns:
    data_column                     { $$ = ONE($1, @$); }
  | data_columns "|" data_column    { $$ = ADD($1, $3); }
  ;

data_column:
    name
  | "from"              { $$ = qn_build_word(b, @1); }
  | "until"             { $$ = qn_build_word(b, @1); }
  ;

data_rows:
    data_row                    { $$ = ONE($1, @$); }
  | data_rows data_row          { $$ = ADD($1, $2); }
  ;

data_row:
    data_cells citations NEWLINE    { $$ = NODE(DATA_ROW, 0, @$, $1, $2); }
  | error NEWLINE                   { $$ = NULL; yyerrok; }
  ;

data_cells:
    data_cell                   { $$ = ONE($1, @$); }
  | data_cells "|" data_cell    { $$ = ADD($1, $3); }
  ;

data_cell:
    operand
  | MONTH_DAY
  | "none"              { $$ = LEAF(NONE, 0, @$); }
  ;

label_lines:
    label_line                  { $$ = ONE($1, @$); }
  | label_lines label_line      { $$ = ADD($1, $2); }
  ;

label_line:
    dotted "=" STRING string NEWLINE    { $$ = NODE(LABEL, 0, @$, $1, $3, $4); }
  | error NEWLINE                       { $$ = NULL; yyerrok; }
  ;

/* ==== Types, facts, fields, parameters */

plain_type:
    type_measure                { $$ = NODE(TYPE_MEASURE, 0, @$, $1); }
  | type_measure "exact"        { $$ = NODE(TYPE_MEASURE, AST_OP_EXACT, @$, $1); }
  | "yes" "/" "no"              { $$ = LEAF(TYPE_YES_NO, 0, @$); }
  | "list" "of" list_element limit  { $$ = NODE(TYPE_LIST, 0, @$, $3, $4); }
  ;

list_element:
    type_measure                { $$ = NODE(TYPE_MEASURE, 0, @$, $1); }
  ;

type:
    plain_type
  | "one" "of" names            { $$ = NODE(TYPE_ONE_OF, 0, @$, $3); }
  | "set" "of" dotted           { $$ = NODE(TYPE_SET, 0, @$, $3); }
  ;

limit:
    %empty              { $$ = NULL; }
  | "up" "to" NUMBER    { $$ = $3; }
  ;

type_measure:
    type_word                       { $$ = NODE(MEASURE, 0, @$, $1); }
  | type_measure "per" per_word     { $$ = ADD($1, $3); }
  ;

type_word:
    unit_word
  | singular                    { $$ = qn_build_recast($1, AST_MEASURE_WORD, @$); }
  | type_word "." name          { $$ = qn_build_joined(b, $1, ".", $3); }
  ;

per_word:
    unit_word
  | singular                    { $$ = qn_build_recast($1, AST_MEASURE_WORD, @$); }
  ;

unit_word:
    NAME                        { $$ = qn_build_recast($1, AST_MEASURE_WORD, @$); }
  | unit_base                   { $$ = qn_build_recast($1, AST_MEASURE_WORD, @$); }
  | "calendar" unit_base        { $$ = qn_build_qualified($2, AST_OP_CALENDAR, @$); }
  | "working" unit_base         { $$ = qn_build_qualified($2, AST_OP_WORKING, @$); }
  ;

unit_base:
    UNITS
  | "months"
  ;

fact_type:
    type
  | type "over" "time"                  { $$ = NODE(TYPE_OVER_TIME, 0, @$, $1); }
  | type "or" "none"                    { $$ = NODE(TYPE_OR_NONE, 0, @$, $1); }
  | type "over" "time" "or" "none"      { $$ = qn_build_over_time_or_none(b, $1, @3, @$); }
  ;

rule_type:
    type
  | rule_type "or" "none"       { $$ = NODE(TYPE_OR_NONE, 0, @$, $1); }
  | rule_type "as" "of" atom    { $$ = NODE(TYPE_AS_OF, 0, @$, $1, $4); }
  | rule_type "owed" "by" name "to" name
        { $$ = NODE(TYPE_OWED, 0, @$, $1, $4, $6); }
  ;

parameter_type:
    plain_type
  | plain_type "or" "none"      { $$ = NODE(TYPE_OR_NONE, 0, @$, $1); }
  ;

fact_range:
    %empty              { $$ = NULL; }
  | "in" range          { $$ = $2; }
  ;

fact_step:
    %empty              { $$ = NULL; }
  | "step" NUMBER       { $$ = $2; }
  ;

fact_default:
    %empty              { $$ = NULL; }
  | "=" values          { $$ = $2; }
  | "=" "none"          { $$ = ONE(LEAF(NONE, 0, @2), @2); }
  ;

fields:
    field               { $$ = ONE($1, @$); }
  | fields field        { $$ = ADD($1, $2); }
  ;

field:
    name ":" fact_type fact_range fact_step fact_default string NEWLINE
        { $$ = NODE(FIELD, 0, @$, $1, $3, $4, $5, $6, $7); }
  | error NEWLINE       { $$ = NULL; yyerrok; }
  ;

parameters:
    parameter                   { $$ = ONE($1, @$); }
  | parameters "," parameter    { $$ = ADD($1, $3); }
  ;

parameter:
    name ":" parameter_type     { $$ = NODE(PARAMETER, 0, @$, $1, $3); }
  ;

/* ==== Rules */

rule:
    name rule_body                  { $$ = qn_build_named($2, $1, NULL, @$); }
  | name ":" rule_type rule_body    { $$ = qn_build_named($4, $1, $3, @$); }
  ;

/* Builds a RULE that has no name yet. */
rule_body:
    head_clauses NEWLINE opt_clauses
        { $$ = qn_build_rule_line(b, $1, $3, @$); }
  | citations NEWLINE INDENT clauses DEDENT
        { $$ = NODE(RULE, 0, @$, NULL, NULL, $1, $4); }
  ;

head_clauses:
    "=" settled trailers
        { $$ = ONE(qn_build_base(b, @1, $2, $3, @$), @$); }
  | clause                          { $$ = ONE($1, @$); }
  | head_clauses ";" clause         { $$ = ADD($1, $3); }
  ;

opt_clauses:
    %empty                          { $$ = NULL; }
  | INDENT clauses DEDENT           { $$ = $2; }
  | INDENT accepted DEDENT          { $$ = NULL; }
  ;

clauses:
    accepted clause_line            { $$ = $2; }
  | clauses clause_line             { $$ = qn_build_concat(b, $1, $2); }
  | clauses acceptance              { $$ = $1; }
  ;

clause_line:
    inline_clauses NEWLINE
  | block                           { $$ = ONE($1, @$); }
  | name ":" block                  { $$ = ONE(qn_build_labelled($3, $1, @$), @$); }
  | "repeals" dotted NEWLINE        { $$ = ONE(NODE(REPEALS, 0, @$, $2), @$); }
  | "months" "round" up_or_down NEWLINE
        { $$ = ONE(LEAF(MONTHS_ROUND, $3, @$), @$); }
  | error NEWLINE                   { $$ = EMPTY(@$); yyerrok; }
  ;

inline_clauses:
    clause                          { $$ = ONE($1, @$); }
  | inline_clauses ";" clause       { $$ = ADD($1, $3); }
  ;

clause:
    plain_clause
  | name ":" plain_clause           { $$ = qn_build_labelled($3, $1, @$); }
  ;

plain_clause:
    "base" settled trailers
        { $$ = qn_build_base(b, @1, $2, $3, @$); }
  | "when" condition "→" effect trailers
        { $$ = NODE(CLAUSE, 0, @$, NULL, qn_build_left_when(b, $2, @1), $4, $5); }
  | dotted values "→" effect trailers
        { $$ = NODE(CLAUSE, 0, @$, NULL, qn_build_left_match(b, $1, $2), $4, $5); }
  | "otherwise" "→" effect trailers
        { $$ = NODE(CLAUSE, 0, @$, NULL, LEAF(LEFT_OTHERWISE, 0, @1), $3, $4); }
  | interval "→" effect trailers
        { $$ = NODE(CLAUSE, 0, @$, NULL, $1, $3, $4); }
  | interval "base" settled trailers
        { $$ = qn_build_dated_base(b, $1, $3, $4, @$); }
  | "only" "when" condition reasoned_trailers
        { $$ = qn_build_only_when(b, $3, $4, @1, @$); }
  | "at least" formula trailers
        { $$ = qn_build_bound(b, AST_OP_AT_LEAST, @1, $2, $3, @$); }
  | "at most" formula trailers
        { $$ = qn_build_bound(b, AST_OP_AT_MOST, @1, $2, $3, @$); }
  | rounding trailers
        { $$ = qn_build_always(b, NODE(EFFECT, AST_OP_ROUNDED, @1, $1), $2, @$); }
  | "several" "apply" "→" "the" "largest" trailers
        { $$ = qn_build_several(b, AST_OP_LARGEST, @1, @2, qn_build_join(@4, @5), $6, @$); }
  | "several" "apply" "→" "the" "smallest" trailers
        { $$ = qn_build_several(b, AST_OP_SMALLEST, @1, @2, qn_build_join(@4, @5), $6, @$); }
  ;

/* A line without an effect opens a block. */
block:
    subject citations NEWLINE INDENT rows DEDENT
        { $$ = NODE(BLOCK, 0, @$, NULL, NODE(LEFT_SUBJECT, 0, @1, $1), $2, $5); }
  | block_head NEWLINE INDENT clauses DEDENT
        { $$ = qn_build_block($1, $4, @$); }
  | "table" is_unique columns citations NEWLINE INDENT table_rows DEDENT
        { $$ = NODE(TABLE, $2, @$, NULL, $4, $3, $7); }
  | scale_kind arith roundings more_columns trailers NEWLINE INDENT scale_rows DEDENT
        { $$ = NODE(SCALE, $1, @$, NULL, $5, $2, $3, $4, $8); }
  ;

/* A line of its own that has rows below it. */
subject:
    dotted
  | exact_span
  ;

/* Builds a BLOCK that has no body yet. */
block_head:
    dotted values citations
        { $$ = NODE(BLOCK, 0, @$, NULL, qn_build_left_match(b, $1, $2), $3, NULL); }
  | "when" condition trailers
        { $$ = NODE(BLOCK, 0, @$, NULL, qn_build_left_when(b, $2, @1), $3, NULL); }
  | interval citations
        { $$ = NODE(BLOCK, 0, @$, NULL, $1, $2, NULL); }
  ;

rows:
    accepted row     { $$ = ONE($2, @$); }
  | rows row         { $$ = ADD($1, $2); }
  | rows acceptance  { $$ = $1; }
  ;

row:
    values "→" effect trailers NEWLINE
        { $$ = NODE(CLAUSE, 0, @$, NULL, qn_build_left_match(b, NULL, $1), $3, $4); }
  | "otherwise" "→" effect trailers NEWLINE
        { $$ = NODE(CLAUSE, 0, @$, NULL, LEAF(LEFT_OTHERWISE, 0, @1), $3, $4); }
  | name ":" values "→" effect trailers NEWLINE
        { $$ = NODE(CLAUSE, 0, @$, $1, qn_build_left_match(b, NULL, $3), $5, $6); }
  | name ":" "otherwise" "→" effect trailers NEWLINE
        { $$ = NODE(CLAUSE, 0, @$, $1, LEAF(LEFT_OTHERWISE, 0, @3), $5, $6); }
  | values citations NEWLINE INDENT clauses DEDENT
        { $$ = NODE(BLOCK, 0, @$, NULL, qn_build_left_match(b, NULL, $1), $2, $5); }
  | "otherwise" citations NEWLINE INDENT clauses DEDENT
        { $$ = NODE(BLOCK, 0, @$, NULL, LEAF(LEFT_OTHERWISE, 0, @1), $2, $5); }
  | error NEWLINE       { $$ = NULL; yyerrok; }
  ;

interval:
    "from" arith                    { $$ = NODE(LEFT_INTERVAL, 0, @$, $2, NULL); }
  | "until" arith                   { $$ = NODE(LEFT_INTERVAL, 0, @$, NULL, $2); }
  | "from" arith "until" arith      { $$ = NODE(LEFT_INTERVAL, 0, @$, $2, $4); }
  ;

/* ==== Effects and trailers */

/* What a base gives: no sign before it is an addition. */
settled:
    formula             { $$ = NODE(EFFECT, AST_OP_VALUE, @$, $1); }
  | no_value
  ;

no_value:
    "none" string       { $$ = NODE(EFFECT, AST_OP_NONE, @$, $2); }
  | "error" STRING      { $$ = NODE(EFFECT, AST_OP_ERROR, @$, $2); }
  ;

effect:
    formula             { $$ = qn_build_effect(b, $1, @$); }
  | "+" formula         { $$ = NODE(EFFECT, AST_OP_ADD, @$, $2); }
  | "*" formula         { $$ = NODE(EFFECT, AST_OP_MULTIPLY, @$, $2); }
  | "at least" formula  { $$ = NODE(EFFECT, AST_OP_AT_LEAST, @$, $2); }
  | "at most" formula   { $$ = NODE(EFFECT, AST_OP_AT_MOST, @$, $2); }
  | no_value
  ;

citations:
    %empty              { $$ = EMPTY(@$); }
  | citations citation  { $$ = ADD($1, $2); }
  ;

citation:
    CITATION
  | "note" STRING       { $$ = qn_build_recast($2, AST_NOTE, @$); }
  ;

trailers:
    %empty              { $$ = EMPTY(@$); }
  | trailers trailer    { $$ = ADD($1, $2); }
  ;

trailer:
    citation
  | "overrides" CITATION    { $$ = NODE(OVERRIDES, 0, @$, $2); }
  | "overrides" dotted      { $$ = NODE(OVERRIDES, 0, @$, $2); }
  | "from" arith            { $$ = NODE(FROM, 0, @$, $2); }
  | "until" arith           { $$ = NODE(UNTIL, 0, @$, $2); }
  | "unless" condition      { $$ = NODE(UNLESS, 0, @$, $2); }
  ;

reasoned_trailers:
    %empty                          { $$ = EMPTY(@$); }
  | reasoned_trailers trailer       { $$ = ADD($1, $2); }
  | reasoned_trailers STRING        { $$ = ADD($1, qn_build_recast($2, AST_REASON, @2)); }
  ;

/* ==== Bands */

values:
    value               { $$ = ONE($1, @$); }
  | values "," value    { $$ = ADD($1, $3); }
  ;

value:
    operand %prec RANGE     { $$ = qn_build_band_value(b, $1); }
  | range
  ;

range:
    arith ".." arith                { $$ = NODE(RANGE, 0, @$, $1, $3); }
  | arith "..=" arith               { $$ = NODE(RANGE, QN_HIGH_INCLUDED, @$, $1, $3); }
  | arith ".." %prec RANGE          { $$ = NODE(RANGE, 0, @$, $1, NULL); }
  | ".." arith                      { $$ = NODE(RANGE, 0, @$, NULL, $2); }
  | "..=" arith                     { $$ = NODE(RANGE, QN_HIGH_INCLUDED, @$, NULL, $2); }
  | "under" arith %prec RANGE       { $$ = NODE(RANGE, 0, @$, NULL, $2); }
  | "over" arith %prec RANGE        { $$ = NODE(RANGE, QN_LOW_EXCLUDED, @$, $2, NULL); }
  | "over" arith ".." %prec RANGE   { $$ = NODE(RANGE, QN_LOW_EXCLUDED, @$, $2, NULL); }
  | "over" arith ".." arith         { $$ = NODE(RANGE, QN_LOW_EXCLUDED, @$, $2, $4); }
  | "over" arith "..=" arith
        { $$ = NODE(RANGE, QN_LOW_EXCLUDED + QN_HIGH_INCLUDED, @$, $2, $4); }
  ;

/* ==== Tables and scales */

is_unique:
    %empty              { $$ = AST_OP_PLAIN; }
  | "unique"            { $$ = AST_OP_UNIQUE; }
  ;

scale_kind:
    "scale"             { $$ = AST_OP_PLAIN; }
  | "amounts" "scale"   { $$ = AST_OP_AMOUNTS; }
  | "whole" "scale"     { $$ = AST_OP_WHOLE; }
  ;

columns:
    column                      { $$ = ONE($1, @$); }
  | columns "|" column          { $$ = ADD($1, $3); }
  ;

more_columns:
    %empty                      { $$ = EMPTY(@$); }
  | more_columns "|" column     { $$ = ADD($1, $3); }
  ;

column:
    subject             { $$ = NODE(LEFT_SUBJECT, 0, @$, $1); }
  | dotted values       { $$ = qn_build_left_match(b, $1, $2); }
  | "from"              { $$ = NODE(LEFT_INTERVAL, 0, @$, NULL, NULL); }
  | "from" arith        { $$ = NODE(LEFT_INTERVAL, 0, @$, $2, NULL); }
  ;

table_rows:
    accepted table_row     { $$ = ONE($2, @$); }
  | table_rows table_row   { $$ = ADD($1, $2); }
  | table_rows acceptance  { $$ = $1; }
  ;

table_row:
    cells trailers NEWLINE              { $$ = NODE(TABLE_ROW, 0, @$, $1, NULL, $2); }
  | cells "→" effect trailers NEWLINE   { $$ = NODE(TABLE_ROW, 0, @$, $1, $3, $4); }
  | error NEWLINE                       { $$ = NULL; yyerrok; }
  ;

cells:
    cell                { $$ = ONE($1, @$); }
  | cells "|" cell      { $$ = ADD($1, $3); }
  ;

cell:
    values
  | "any"               { $$ = LEAF(ANY, 0, @$); }
  | "none" string       { $$ = NODE(EFFECT, AST_OP_NONE, @$, $2); }
  | "error" STRING      { $$ = NODE(EFFECT, AST_OP_ERROR, @$, $2); }
  ;

scale_rows:
    accepted scale_row     { $$ = ONE($2, @$); }
  | scale_rows scale_row   { $$ = ADD($1, $2); }
  | scale_rows acceptance  { $$ = $1; }
  ;

scale_row:
    range "→" effect trailers NEWLINE   { $$ = NODE(SCALE_ROW, 0, @$, $1, EMPTY(@2), $3, $4); }
  | range scale_cells trailers NEWLINE  { $$ = NODE(SCALE_ROW, 0, @$, $1, $2, NULL, $3); }
  | error NEWLINE                       { $$ = NULL; yyerrok; }
  ;

scale_cells:
    "|" cell                { $$ = ONE($2, @2); }
  | scale_cells "|" cell    { $$ = ADD($1, $3); }
  ;

/* ==== Accepted findings. They are kept beside the tree, which is the same without them. */

acceptance:
    "accept" NAME accepted_name "because" STRING NEWLINE
        { $$ = qn_build_accepted(b, NODE(ACCEPT, 0, @$, $2, $3, $5)); }
  ;

accepted_name:
    %empty              { $$ = NULL; }
  | "for" name          { $$ = $2; }
  ;

/* What stands before the first line of a block. */
accepted:
    %empty                  { $$ = NULL; }
  | accepted acceptance     { $$ = NULL; }
  ;

/* Alone below a line that has no other block, and no part of it. */
opt_accepted:
    %empty
  | INDENT accepted DEDENT
  ;

/* ==== Duties, promises, examples, reforms */

duty:
    "require" formula duty_trailers NEWLINE opt_accepted
        { $$ = NODE(DUTY, AST_OP_REQUIRE, qn_build_join(qn_build_join(@1, @2), @3), $2, $3); }
  | "forbid" formula duty_trailers NEWLINE opt_accepted
        { $$ = NODE(DUTY, AST_OP_FORBID, qn_build_join(qn_build_join(@1, @2), @3), $2, $3); }
  ;

duty_trailers:
    %empty                          { $$ = EMPTY(@$); }
  | duty_trailers trailer           { $$ = ADD($1, $2); }
  | duty_trailers "when" condition  { $$ = ADD($1, NODE(WHEN, 0, qn_build_join(@2, @3), $3)); }
  | duty_trailers STRING            { $$ = ADD($1, qn_build_recast($2, AST_REASON, @2)); }
  ;

promise:
    "always" formula promise_trailers NEWLINE opt_accepted
        { $$ = NODE(PROMISE, AST_OP_ALWAYS, qn_build_join(qn_build_join(@1, @2), @3), $2, NULL, $3); }
  | "never" formula promise_trailers NEWLINE opt_accepted
        { $$ = NODE(PROMISE, AST_OP_NEVER, qn_build_join(qn_build_join(@1, @2), @3), $2, NULL, $3); }
  | "always" formula "rises with" dotted promise_trailers NEWLINE opt_accepted
        { $$ = NODE(PROMISE, AST_OP_RISES, qn_build_join(qn_build_join(@1, @4), @5), $2, $4, $5); }
  | "always" formula "falls with" dotted promise_trailers NEWLINE opt_accepted
        { $$ = NODE(PROMISE, AST_OP_FALLS, qn_build_join(qn_build_join(@1, @4), @5), $2, $4, $5); }
  ;

promise_trailers:
    %empty                              { $$ = EMPTY(@$); }
  | promise_trailers citation           { $$ = ADD($1, $2); }
  | promise_trailers "from" arith       { $$ = ADD($1, NODE(FROM, 0, qn_build_join(@2, @3), $3)); }
  | promise_trailers "until" arith      { $$ = ADD($1, NODE(UNTIL, 0, qn_build_join(@2, @3), $3)); }
  | promise_trailers "unless" condition { $$ = ADD($1, NODE(UNLESS, 0, qn_build_join(@2, @3), $3)); }
  | promise_trailers "when" condition   { $$ = ADD($1, NODE(WHEN, 0, qn_build_join(@2, @3), $3)); }
  ;

example_lines:
    example_line                    { $$ = ONE($1, @$); }
  | example_lines example_line      { $$ = ADD($1, $2); }
  ;

example_line:
    case_line
  | "expect" mark dotted "=" formula expect_trailers given NEWLINE
        { $$ = NODE(EXPECT, AST_OP_VALUE, @$, $3, $5, $7, $6, $2); }
  | "expect" mark status expected expect_trailers given NEWLINE
        { $$ = NODE(EXPECT, $3, @$, $4, NULL, $6, $5, $2); }
  | "expect" mark kept duty_name expect_trailers given NEWLINE
        { $$ = NODE(EXPECT, $3, @$, $4, NULL, $6, $5, $2); }
  | acceptance
  | written_cell "|" case_cells NEWLINE
        { $$ = NODE(CASE_ROW, 0, @$, qn_build_prepend(b, $1, $3, @$)); }
  | error NEWLINE
        { $$ = NULL; yyerrok; }
  ;

/* Nobody has looked yet whether what is expected is the law. */
mark:
    %empty              { $$ = NULL; }
  | "unconfirmed"       { $$ = LEAF(UNCONFIRMED, 0, @1); }
  ;

/* What holds for all that is expected. */
case_line:
    "given" bindings NEWLINE
        { $$ = NODE(GIVEN, 0, @$, $2); }
  | "on" arith NEWLINE
        { $$ = NODE(DECIDED_ON, 0, @$, $2); }
  ;

case_lines:
    case_line                   { $$ = ONE($1, @$); }
  | case_lines case_line        { $$ = ADD($1, $2); }
  | error NEWLINE               { $$ = EMPTY(@$); yyerrok; }
  | case_lines error NEWLINE    { $$ = $1; yyerrok; }
  ;

opt_case_lines:
    %empty                      { $$ = EMPTY(@$); }
  | INDENT case_lines DEDENT    { $$ = $2; }
  ;

/* A duty has no name: it is called by its message or its citation. */
duty_name:
    STRING
  | CITATION
  ;

expected:
    dotted
  | duty_name
  ;

kept:
    "met"               { $$ = AST_OP_MET; }
  | "breached"          { $$ = AST_OP_BREACHED; }
  ;

expect_trailers:
    %empty                              { $$ = EMPTY(@$); }
  | expect_trailers expect_trailer      { $$ = ADD($1, $2); }
  ;

expect_trailer:
    STRING                      { $$ = qn_build_recast($1, AST_REASON, @$); }
  | "within" formula STRING     { $$ = NODE(WITHIN, 0, @$, $2, $3); }
  | "because" CITATION          { $$ = NODE(BECAUSE, 0, @$, $2); }
  ;

/* ---- a table of cases: names over values. An empty cell says nothing */

case_cells:
    case_cell                   { $$ = ONE($1, @$); }
  | case_cells "|" case_cell    { $$ = ADD($1, $3); }
  ;

/* In a cell of its own a list may stand without its brackets. */
cell_items:
    formula "," formula         { $$ = ADD(ONE($1, @1), $3); }
  | cell_items "," formula      { $$ = ADD($1, $3); }
  ;

case_cell:
    %empty              { $$ = NODE(OUTCOME, 0, @$, NULL); }
  | written_cell
  ;

/* The first of a line, which would else begin with the bar behind it. */
written_cell:
    formula
  | "on"                { $$ = qn_build_word(b, @1); }
  | status string       { $$ = NODE(OUTCOME, $1, @$, $2); }
  ;

status:
    "conflict"          { $$ = AST_OP_CONFLICT; }
  | "unknown"           { $$ = AST_OP_UNKNOWN; }
  | "none"              { $$ = AST_OP_NONE; }
  | "error"             { $$ = AST_OP_ERROR; }
  ;

given:
    %empty              { $$ = EMPTY(@$); }
  | "given" bindings    { $$ = $2; }
  ;

bindings:
    binding                 { $$ = ONE($1, @$); }
  | bindings "," binding    { $$ = ADD($1, $3); }
  ;

binding:
    dotted "=" formula      { $$ = NODE(BINDING, 0, @$, $1, $3); }
  | dotted "=" "unknown"    { $$ = NODE(BINDING, 0, @$, $1, LEAF(UNKNOWN, 0, @3)); }
  | dotted "=" "none"       { $$ = NODE(BINDING, 0, @$, $1, LEAF(NONE, 0, @3)); }
  ;

amendments:
    amendment                   { $$ = ONE($1, @$); }
  | amendments amendment        { $$ = ADD($1, $2); }
  ;

amendment:
    "amends" dotted "from" arith NEWLINE INDENT clauses DEDENT
        { $$ = NODE(AMENDS, 0, @$, $2, $4, $7); }
  | error NEWLINE       { $$ = NULL; yyerrok; }
  ;

/* ==== Formulas. A rounding takes the whole formula before it. */

formula:
    condition %prec GREEDY
  | formula rounding    { $$ = qn_build_rounded($2, $1, @$); }
  ;

/* Builds a ROUNDED that has no value yet. */
rounding:
    "rounded" rounding_mode "to" NUMBER     { $$ = NODE(ROUNDED, $2, @$, NULL, $4); }
  ;

rounding_mode:
    %empty              { $$ = AST_OP_HALF_AWAY; }
  | "half" "even"       { $$ = AST_OP_HALF_EVEN; }
  | "toward" "zero"     { $$ = AST_OP_TOWARD_ZERO; }
  | up_or_down
  ;

up_or_down:
    "up"                { $$ = AST_OP_UP; }
  | "down"              { $$ = AST_OP_DOWN; }
  ;

roundings:
    %empty              { $$ = EMPTY(@$); }
  | roundings rounding  { $$ = ADD($1, $2); }
  ;

condition:
    operand %prec GREEDY
  | condition "or" condition    { $$ = qn_build_chain(b, AST_OR, $1, $3); }
  | condition "and" condition   { $$ = qn_build_chain(b, AST_AND, $1, $3); }
  | "not" condition             { $$ = NODE(NOT, 0, @$, $2); }
  | operand comparison operand %prec "="
        { $$ = NODE(COMPARE, $2, @$, $1, $3); }
  | operand "is" "none"         { $$ = NODE(IS_NONE, AST_OP_IS, @$, $1); }
  | operand "is not" "none"     { $$ = NODE(IS_NONE, AST_OP_IS_NOT, @$, $1); }
  | operand "in" set            { $$ = NODE(IN, AST_OP_IN, @$, $1, $3); }
  | operand "not in" set        { $$ = NODE(IN, AST_OP_NOT_IN, @$, $1, $3); }
  | operand "has" operand       { $$ = NODE(HAS, 0, @$, $1, ONE($3, @3)); }
  | operand "has" "(" condition "," items ")"
        { $$ = NODE(HAS, 0, @$, $1, qn_build_prepend(b, $4, $6, qn_build_join(@5, @7))); }
  ;

comparison:
    "="                 { $$ = AST_OP_EQUAL; }
  | "≠"                 { $$ = AST_OP_NOT_EQUAL; }
  | "<"                 { $$ = AST_OP_LESS; }
  | "<="                { $$ = AST_OP_LESS_EQUAL; }
  | ">"                 { $$ = AST_OP_GREATER; }
  | ">="                { $$ = AST_OP_GREATER_EQUAL; }
  | "is"                { $$ = AST_OP_IS; }
  | "is not"            { $$ = AST_OP_IS_NOT; }
  | "overlaps"          { $$ = AST_OP_OVERLAPS; }
  ;

set:
    arith %prec RANGE   { $$ = qn_build_band_value(b, $1); }
  | period              { $$ = qn_build_band_value(b, $1); }
  | range
  | "(" condition "," items ")"     { $$ = qn_build_prepend(b, $2, $4, @$); }
  ;

operand:
    arith %prec GREEDY
  | period
  | STRING
  ;

period:
    arith "through" arith   { $$ = NODE(PERIOD, AST_OP_THROUGH, @$, $1, $3); }
  | arith "to" arith        { $$ = NODE(PERIOD, AST_OP_TO, @$, $1, $3); }
  | arith "onwards"         { $$ = NODE(PERIOD, AST_OP_ONWARDS, @$, $1, NULL); }
  ;

/* Figures, names and brackets stand here, and not in rules of their own, since nearly all formulas
 * are one of them: each rule between would be a step of the parser more. */
arith:
    NUMBER
  | PERCENT
  | DATE
  | CLOCK
  | NUMBER measure      { $$ = qn_build_quantity(b, $1, $2, @$); }
  | NUMBER unit NUMBER unit %prec PREFIX
        { $$ = qn_build_duration(b, $1, $2, $3, $4, @$); }
  | NAME
  | singular            { $$ = qn_build_recast($1, AST_NAME, @$); }
  | START
  | END
  | "today"             { $$ = LEAF(TODAY, 0, @$); }
  | "yes"               { $$ = LEAF(YES, 0, @$); }
  | "no"                { $$ = LEAF(NO, 0, @$); }
  | "(" formula ")"     { $$ = qn_build_bracketed($2, @$); }
  | "(" formula ")" measure
        { $$ = NODE(QUANTITY, 0, @$, qn_build_bracketed($2, qn_build_join(@1, @3)), $4); }
  | NAME "(" items ")"  { $$ = NODE(CALL, 0, @$, $1, $3); }
  | "[" "]"             { $$ = NODE(LIST_VALUE, 0, @$, EMPTY(@2)); }
  | "[" items "]"       { $$ = NODE(LIST_VALUE, 0, @$, $2); }
  | "{" pairs "}"       { $$ = NODE(RECORD, 0, @$, $2); }

  /* sums, products, and what stands behind a formula */
  | arith "+" arith         { $$ = qn_build_term(b, AST_SUM, AST_OP_ADD, $1, $3, @2); }
  | arith "-" arith         { $$ = qn_build_term(b, AST_SUM, AST_OP_SUBTRACT, $1, $3, @2); }
  | arith "*" arith         { $$ = qn_build_term(b, AST_PRODUCT, AST_OP_MULTIPLY, $1, $3, @2); }
  | arith "/" arith         { $$ = qn_build_term(b, AST_PRODUCT, AST_OP_DIVIDE, $1, $3, @2); }
  | "-" arith %prec SIGN    { $$ = NODE(NEGATE, 0, @$, $2); }
  | arith "otherwise" arith { $$ = NODE(OTHERWISE, 0, @$, $1, $3); }
  | arith "otherwise" STRING    { $$ = NODE(OTHERWISE, 0, @$, $1, $3); }
  | "if" condition "then" condition "else" condition %prec GREEDY
        { $$ = NODE(IF, 0, @$, $2, $4, $6); }
  | arith "on" atom         { $$ = NODE(ON, 0, @$, $1, $3); }
  | arith "with" "(" bindings ")"
        { $$ = NODE(WITH, 0, @$, $1, $4); }
  | arith "." name          { $$ = NODE(DOT, 0, @$, $1, $3); }
  | arith "." name "(" items ")"
        { $$ = NODE(CALL, 0, @$, NODE(DOT, 0, qn_build_join(@1, @3), $1, $3), $5); }

  /* lists and sequences */
  | aggregate "of" aggregated
        { $$ = qn_build_aggregate($3, $1, @$); }
  | "first" "of" arith %prec PREFIX         { $$ = NODE(PICK, AST_OP_FIRST, @$, NULL, $3); }
  | "last" "of" arith %prec PREFIX          { $$ = NODE(PICK, AST_OP_LAST, @$, NULL, $3); }
  | "first" count "of" arith %prec PREFIX   { $$ = NODE(PICK, AST_OP_FIRST, @$, $2, $4); }
  | "last" count "of" arith %prec PREFIX    { $$ = NODE(PICK, AST_OP_LAST, @$, $2, $4); }
  | arith "after" "first" count %prec "where"
        { $$ = NODE(AFTER_FIRST, 0, @$, $1, $4); }
  | arith "after" "first" count "sorted" "by" arith %prec "sorted"
        { $$ = qn_build_sorted_rest(b, $1, $4, AST_OP_PLAIN, $7, @$); }
  | arith "after" "first" count "sorted" "by" arith "descending"
        { $$ = qn_build_sorted_rest(b, $1, $4, AST_OP_DESCENDING, $7, @$); }
  | arith "sorted" "by" arith %prec "sorted"
        { $$ = NODE(SORTED, AST_OP_PLAIN, @$, $1, $4); }
  | arith "sorted" "by" arith "descending"
        { $$ = NODE(SORTED, AST_OP_DESCENDING, @$, $1, $4); }
  | "distinct" arith %prec PREFIX           { $$ = NODE(PART, AST_OP_DISTINCT, @$, $2); }
  | "position" "of" arith %prec PREFIX      { $$ = NODE(PART, AST_OP_POSITION, @$, $3); }
  | "previous" "of" arith %prec PREFIX      { $$ = NODE(PART, AST_OP_PREVIOUS, @$, $3); }
  | "rank" "of" name "in" arith %prec PREFIX    { $$ = NODE(RANK, 0, @$, $3, $5); }
  | "split" arith "over" arith "by" arith "to" NUMBER
        { $$ = NODE(SPLIT, 0, @$, $2, $4, $6, $8); }
  | "each" generators where ":" formula %prec GREEDY
        { $$ = NODE(EACH, 0, @$, $2, $3, $5); }
  | carry
  | "each" carry %prec GREEDY               { $$ = qn_build_carry_each($2, @$); }

  /* two values */
  | "the" "lesser" "of" arith "and" arith %prec PREFIX
        { $$ = NODE(CHOOSE, AST_OP_LESSER, @$, $4, $6); }
  | "the" "greater" "of" arith "and" arith %prec PREFIX
        { $$ = NODE(CHOOSE, AST_OP_GREATER, @$, $4, $6); }
  | "overlap" "of" arith "and" arith %prec PREFIX
        { $$ = NODE(OVERLAP, 0, @$, $3, $5); }
  | "inverse" "of" dotted "at" arith %prec PREFIX
        { $$ = NODE(INVERSE, 0, @$, $3, $5); }

  /* dates and periods */
  | START "of" arith %prec PREFIX           { $$ = NODE(PART, AST_OP_START, @$, $3); }
  | END "of" arith %prec PREFIX             { $$ = NODE(PART, AST_OP_END, @$, $3); }
  | "length" "of" arith %prec PREFIX        { $$ = NODE(PART, AST_OP_LENGTH, @$, $3); }
  | singular "of" arith %prec PREFIX        { $$ = NODE(PART, qn_build_op($1), @$, $3); }
  | "first" "day" "of" singular "of" arith %prec PREFIX
        { $$ = qn_build_edge_day(b, AST_OP_FIRST, $4, $6, @$); }
  | "last" "day" "of" singular "of" arith %prec PREFIX
        { $$ = qn_build_edge_day(b, AST_OP_LAST, $4, $6, @$); }
  | "first" workday direction arith %prec PREFIX    { $$ = NODE(DAY_SEARCH, $3, @$, $2, $4); }
  | "next" workday direction arith %prec PREFIX     { $$ = NODE(DAY_SEARCH, $3, @$, $2, $4); }
  | "last" workday "through" arith %prec PREFIX
        { $$ = NODE(DAY_SEARCH, AST_OP_THROUGH, @$, $2, $4); }
  | units "from" arith "to" arith %prec PREFIX
        { $$ = NODE(SPAN, $1, @$, $3, $5); }
  | "working" units "from" arith "to" arith %prec PREFIX
        { $$ = qn_build_working_span(b, $2, @2, $4, $6, @$); }
  | exact_span
  | units "of" arith %prec PREFIX           { $$ = NODE(UNITS_OF, $1, @$, $3, NULL); }
  | units "of" arith starting           { $$ = NODE(UNITS_OF, $1, @$, $3, $4); }
  | "complete" units "of" arith %prec PREFIX
        { $$ = NODE(COMPLETE_UNITS_OF, $2, @$, $4); }
  | "complete" units "of" arith "counted" "back"
        { $$ = qn_build_counted_back(b, $2, $4, @1, @4, @$); }
  | "chains" "of" arith %prec PREFIX        { $$ = NODE(CHAINS, 0, @$, $3, NULL); }
  | "chains" "of" arith "across" arith %prec PREFIX
        { $$ = NODE(CHAINS, 0, @$, $3, $5); }
  ;

exact_span:
    "time" "from" arith "to" arith %prec PREFIX
        { $$ = NODE(SPAN, AST_OP_TIME, @$, $3, $5); }
  ;

starting:
    "starting" NAME     { $$ = $2; }
  ;

units:
    unit_base           { $$ = qn_build_op($1); }
  ;

workday:
    NAME
  | "working" "day"     { $$ = qn_build_qualified($2, AST_OP_WORKING, @$); }
  ;

direction:
    "from"              { $$ = AST_OP_FROM; }
  | "after"             { $$ = AST_OP_AFTER; }
  ;

aggregate:
    "count"             { $$ = AST_OP_COUNT; }
  | "sum"               { $$ = AST_OP_SUM; }
  | "lowest"            { $$ = AST_OP_LOWEST; }
  | "highest"           { $$ = AST_OP_HIGHEST; }
  | "average"           { $$ = AST_OP_AVERAGE; }
  | "any"               { $$ = AST_OP_ANY; }
  | "all"               { $$ = AST_OP_ALL; }
  ;

/* Builds an AGGREGATE that has no operation yet. */
aggregated:
    arith %prec PREFIX                      { $$ = NODE(AGGREGATE, 0, @$, $1, NULL); }
  | arith "where" condition %prec GREEDY    { $$ = NODE(AGGREGATE, 0, @$, $1, $3); }
  ;

count:
    NUMBER
  | NAME
  | "(" condition ")"   { $$ = qn_build_bracketed($2, @$); }
  ;

generators:
    name "in" sequence
        { $$ = ONE(NODE(GENERATOR, 0, @$, $1, $3), @$); }
  | generators "," name "in" sequence
        { $$ = ADD($1, NODE(GENERATOR, 0, qn_build_join(@3, @5), $3, $5)); }
  ;

sequence:
    arith %prec RANGE
  | range
  ;

where:
    %empty              { $$ = NULL; }
  | "where" condition   { $$ = $2; }
  ;

carry:
    "carry" carried "through" name "in" sequence ":" formula %prec GREEDY
        { $$ = NODE(CARRY, 0, @$, $2, $4, $6, $8); }
  ;

carried:
    name "=" arith
        { $$ = ONE(NODE(BINDING, 0, @$, $1, $3), @$); }
  | carried "," name "=" arith
        { $$ = ADD($1, NODE(BINDING, 0, qn_build_join(@3, @5), $3, $5)); }
  ;

/* The day of an `on` or an `as of`: no operators without brackets. */
atom:
    DATE
  | "today"             { $$ = LEAF(TODAY, 0, @$); }
  | dotted %prec "with"
  | "(" formula ")"     { $$ = qn_build_bracketed($2, @$); }
  ;

measure:
    unit %prec PREFIX                   { $$ = NODE(MEASURE, 0, @$, $1); }
  | measure "per" unit %prec PREFIX     { $$ = ADD($1, $3); }
  ;

unit:
    unit_word
  | singular            { $$ = qn_build_recast($1, AST_MEASURE_WORD, @$); }
  | "calendar" "day"    { $$ = qn_build_qualified($2, AST_OP_CALENDAR, @$); }
  | "working" "day"     { $$ = qn_build_qualified($2, AST_OP_WORKING, @$); }
  | unit "." name       { $$ = qn_build_joined(b, $1, ".", $3); }
  ;

items:
    formula             { $$ = ONE($1, @$); }
  | items "," formula   { $$ = ADD($1, $3); }
  ;

pairs:
    pair                { $$ = ONE($1, @$); }
  | pairs "," pair      { $$ = ADD($1, $3); }
  ;

pair:
    name ":" formula    { $$ = NODE(BINDING, 0, @$, $1, $3); }
  | name ":" "none"     { $$ = NODE(BINDING, 0, @$, $1, LEAF(NONE, 0, @3)); }
  ;

%%

#if YYPULL

/* The tokens of the layout, up to the first mistake. */
static int yylex(YYSTYPE *value, qn_span *span, qn_builder *b)
{
    if (b->has_mistake || b->arena->exhausted || b->is_too_deep) {
        return TK_END_OF_FILE;
    }
    int symbol = qn_layout_next(b->layout, span, &value->TK_NAME);
    if (symbol != QN_LAYOUT_MISTAKE) {
        return symbol;
    }
    b->has_mistake = true;
    return TK_END_OF_FILE;
}

static void yyerror(qn_span *span, qn_builder *b, const char *message)
{
    (void)span;
    (void)message;
    b->has_mistake = true;
}

#else

const char *qn_symbol_words(int symbol)
{
    return yysymbol_name((yysymbol_kind_t)symbol);
}

uint32_t qn_parser_depth(const qn_yypstate *parser)
{
    uint32_t depth = 0;
    for (const yy_state_t *state = parser->yyss; state <= parser->yyssp; state++) {
        depth += YY_ACCESSING_SYMBOL(*state) == YYSYMBOL_INDENT;
        depth -= YY_ACCESSING_SYMBOL(*state) == YYSYMBOL_DEDENT;
    }
    return depth;
}

bool qn_parser_is_full(const qn_yypstate *parser)
{
    return parser->yystacksize >= YYMAXDEPTH;
}

/* The generated parser calls this only when its stack is full or memory is out; both show later. */
static void yyerror(qn_span *span, qn_builder *b, const char *message)
{
    (void)span;
    (void)b;
    (void)message;
}

static bool is_line_list(int symbol)
{
    switch (symbol) {
    case YYSYMBOL_accepted:
    case YYSYMBOL_clauses:
    case YYSYMBOL_rows:
    case YYSYMBOL_table_rows:
    case YYSYMBOL_scale_rows:
    case YYSYMBOL_group_lines:
    case YYSYMBOL_data_rows:
    case YYSYMBOL_label_lines:
    case YYSYMBOL_fields:
    case YYSYMBOL_for_items:
    case YYSYMBOL_example_lines:
    case YYSYMBOL_case_lines:
    case YYSYMBOL_amendments:
        return true;
    default:
        return false;
    }
}

/* What stands as a name, as the subject of a band, or as the text that names an example. */
static bool is_name(int symbol)
{
    return symbol == YYSYMBOL_name || symbol == YYSYMBOL_dotted || symbol == YYSYMBOL_subject ||
           symbol == YYSYMBOL_NAME || symbol == YYSYMBOL_STRING;
}

/* Where the name of an expectation stands on the stack: behind its mark, which is there even where
 * it is not written. */
static long behind_mark(const qn_yypstate *parser, long at, long size)
{
    return at + (at < size && YY_ACCESSING_SYMBOL(parser->yyss[at]) == YYSYMBOL_mark);
}

/*
 * What the parser is inside of, from its stack, outermost first: at the beginning of the file and
 * of each block the symbols that follow, up to the next block. The only place that looks into the
 * generated parser.
 */
static uint32_t find_constructs(const qn_yypstate *parser, qn_construct *out)
{
    uint32_t count = 0;
    long size = parser->yyssp - parser->yyss + 1;
    bool is_start = true;
    for (long i = 1; i < size && count < QN_CONSTRUCT_MAX; i++) {
        yysymbol_kind_t symbol = YY_ACCESSING_SYMBOL(parser->yyss[i]);
        if (is_start && symbol != YYSYMBOL_file && !is_line_list(symbol)) {
            bool has_name = is_name(symbol);
            long name = has_name ? i : behind_mark(parser, i + 1, size);
            yysymbol_kind_t next =
                name < size ? YY_ACCESSING_SYMBOL(parser->yyss[name]) : YYSYMBOL_YYEMPTY;
            out[count++] = (qn_construct){
                .symbol = has_name ? 0 : (int)symbol,
                .name = has_name || is_name(next) ? parser->yyvs[name].TK_NAME : NULL,
            };
            is_start = false;
        }
        is_start = is_start || symbol == YYSYMBOL_INDENT;
    }
    return count;
}

static int yyreport_syntax_error(const yypcontext_t *context, qn_builder *b)
{
    yysymbol_kind_t expected[YYNTOKENS];
    qn_syntax_mistake mistake = {
        .found = (int)yypcontext_token(context),
        .span = *yypcontext_location(context),
    };
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    for (int i = 0; i < count; i++) {
        mistake.expects[expected[i]] = true;
    }
    mistake.expected_count = count < 0 ? 0 : (uint32_t)count;
    mistake.construct_count = find_constructs(b->parser, mistake.construct);
    mistake.is_line_done = YY_ACCESSING_SYMBOL(*b->parser->yyssp) == YYSYMBOL_NEWLINE;
    qn_syntax_report(b, &mistake);
    return 0;
}

#endif
