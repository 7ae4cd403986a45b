/*
 * The format strings of the Arrow C data interface.
 *
 * Responsible for: which formats there are, and what of them counts for a column of facts.
 * Refuses to know: facts.
 */
#include "arrow.h"

#include <string.h>

/* Digits behind the point that a column can have. */
enum { DECIMALS_MAX = 18 };

/* A format, or how it begins where it goes on with what is of no account. Nothing here is a
 * pointer, so that the table needs no relocation. */
typedef struct known_format {
    char format[4];
    char name[18];
    uint8_t family;
    uint8_t lane;
    uint8_t notes;
} known_format;

/* What is to be noted of a format: it goes on, it is a wide integer, it is a view. */
enum { GOES_ON = 1, WIDE = 2, VIEW = 4 };

static const known_format known_formats[] = {
    {"c", "int8", QN_ARROW_INTEGER, QN_INT8, 0},
    {"C", "uint8", QN_ARROW_INTEGER, QN_UINT8, 0},
    {"s", "int16", QN_ARROW_INTEGER, QN_INT16, 0},
    {"S", "uint16", QN_ARROW_INTEGER, QN_UINT16, 0},
    {"i", "int32", QN_ARROW_INTEGER, QN_INT32, 0},
    {"I", "uint32", QN_ARROW_INTEGER, QN_UINT32, 0},
    {"l", "int64", QN_ARROW_INTEGER, QN_INT64, 0},
    {"L", "uint64", QN_ARROW_INTEGER, QN_INT64, WIDE},
    {"b", "bool", QN_ARROW_BOOL, QN_BIT, 0},
    {"e", "float16", QN_ARROW_FLOAT, QN_INT16, 0},
    {"f", "float32", QN_ARROW_FLOAT, QN_INT32, 0},
    {"g", "float64", QN_ARROW_FLOAT, QN_INT64, 0},
    {"d:", "decimal", QN_ARROW_DECIMAL, QN_INT128, GOES_ON},
    {"u", "text", QN_ARROW_TEXT, QN_INT32, 0},
    {"U", "text", QN_ARROW_TEXT, QN_INT64, 0},
    {"vu", "text", QN_ARROW_TEXT, QN_INT128, VIEW},
    {"tdD", "date32", QN_ARROW_DATE, QN_INT32, 0},
    {"tdm", "date64", QN_ARROW_MILLI, QN_INT64, 0},
    {"+l", "list", QN_ARROW_LIST, QN_INT32, 0},
    {"+L", "large_list", QN_ARROW_LIST, QN_INT64, 0},
    {"+w:", "fixed_size_list", QN_ARROW_FIXED_LIST, QN_INT64, GOES_ON},
    {"+s", "struct", QN_ARROW_STRUCT, QN_INT8, 0},
    {"n", "null", QN_ARROW_NULL, QN_INT8, 0},
    {"ts", "timestamp", QN_ARROW_OTHER, 0, GOES_ON},
    {"tt", "time", QN_ARROW_OTHER, 0, GOES_ON},
    {"tD", "duration", QN_ARROW_OTHER, 0, GOES_ON},
    {"ti", "interval", QN_ARROW_OTHER, 0, GOES_ON},
    {"+v", "list_view", QN_ARROW_OTHER, 0, GOES_ON},
    {"+m", "map", QN_ARROW_OTHER, 0, 0},
    {"+u", "union", QN_ARROW_OTHER, 0, GOES_ON},
    {"+r", "run_end_encoded", QN_ARROW_OTHER, 0, 0},
    {"z", "binary", QN_ARROW_OTHER, 0, 0},
    {"Z", "large_binary", QN_ARROW_OTHER, 0, 0},
    {"vz", "binary_view", QN_ARROW_OTHER, 0, 0},
    {"w:", "fixed_size_binary", QN_ARROW_OTHER, 0, GOES_ON},
};

/* The digits at *text, up to a number that no format has; -1 where there are none. */
static int64_t take_number(const char **text)
{
    int64_t number = -1;
    for (; **text >= '0' && **text <= '9'; ++*text) {
        number = (number < 0 ? 0 : number) * 10 + (**text - '0');
        number = number > INT32_MAX ? INT32_MAX : number;
    }
    return number;
}

/* "d:18,2" or "d:18,2,128": digits, digits behind the point, bits. */
static void read_decimal(const char *rest, qn_arrow_format *out)
{
    int64_t digits = take_number(&rest);
    int64_t decimals = *rest == ',' ? (rest++, take_number(&rest)) : -1;
    int64_t bits = *rest == ',' ? (rest++, take_number(&rest)) : 128;
    out->name = bits == 128   ? "decimal128"
                : bits == 256 ? "decimal256"
                : bits == 64  ? "decimal64"
                              : "decimal32";
    out->is_exact =
        *rest == 0 && digits > 0 && decimals >= 0 && decimals <= DECIMALS_MAX && bits == 128;
    out->decimals = out->is_exact ? (int32_t)decimals : 0;
}

qn_arrow_format qn_arrow_format_of(const char *format)
{
    size_t all = strlen(format);
    for (size_t i = 0; i < sizeof known_formats / sizeof known_formats[0]; i++) {
        const known_format *known = &known_formats[i];
        size_t length = strlen(known->format);
        if (all < length || ((known->notes & GOES_ON) == 0 && all > length) ||
            memcmp(format, known->format, length) != 0) {
            continue;
        }
        qn_arrow_format found = {.family = (qn_arrow_family)known->family,
                                 .lane = (qn_lane)known->lane,
                                 .is_wide = (known->notes & WIDE) != 0,
                                 .is_view = (known->notes & VIEW) != 0,
                                 .name = known->name};
        const char *rest = format + length;
        if (found.family == QN_ARROW_DECIMAL) {
            read_decimal(rest, &found);
        } else if (found.family == QN_ARROW_FIXED_LIST) {
            found.width = take_number(&rest);
            if (found.width < 0 || *rest != 0) {
                break;
            }
        }
        return found;
    }
    return (qn_arrow_format){.family = QN_ARROW_OTHER, .name = "a type that is not known"};
}
