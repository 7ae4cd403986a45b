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

/* A format, or where it goes on with what is of no account, how it begins. */
typedef struct known_format {
    const char *format;
    bool is_whole;
    qn_arrow_format is;
} known_format;

#define LANE(family_, lane_, name_)                                                                \
    {                                                                                              \
        .family = (family_), .lane = (lane_), .name = (name_)                                      \
    }
#define OTHER(name_)                                                                               \
    {                                                                                              \
        .family = QN_ARROW_OTHER, .name = (name_)                                                  \
    }

static const known_format known_formats[] = {
    {"c", true, LANE(QN_ARROW_INTEGER, QN_INT8, "int8")},
    {"C", true, LANE(QN_ARROW_INTEGER, QN_UINT8, "uint8")},
    {"s", true, LANE(QN_ARROW_INTEGER, QN_INT16, "int16")},
    {"S", true, LANE(QN_ARROW_INTEGER, QN_UINT16, "uint16")},
    {"i", true, LANE(QN_ARROW_INTEGER, QN_INT32, "int32")},
    {"I", true, LANE(QN_ARROW_INTEGER, QN_UINT32, "uint32")},
    {"l", true, LANE(QN_ARROW_INTEGER, QN_INT64, "int64")},
    {"L", true, {.family = QN_ARROW_INTEGER, .lane = QN_INT64, .is_wide = true, .name = "uint64"}},
    {"b", true, LANE(QN_ARROW_BOOL, QN_BIT, "bool")},
    {"e", true, LANE(QN_ARROW_FLOAT, QN_INT16, "float16")},
    {"f", true, LANE(QN_ARROW_FLOAT, QN_INT32, "float32")},
    {"g", true, LANE(QN_ARROW_FLOAT, QN_INT64, "float64")},
    {"d:", false, LANE(QN_ARROW_DECIMAL, QN_INT128, "decimal")},
    {"u", true, LANE(QN_ARROW_TEXT, QN_INT32, "text")},
    {"U", true, LANE(QN_ARROW_TEXT, QN_INT64, "text")},
    {"vu", true, {.family = QN_ARROW_TEXT, .lane = QN_INT128, .is_view = true, .name = "text"}},
    {"tdD", true, LANE(QN_ARROW_DATE, QN_INT32, "date32")},
    {"tdm", true, LANE(QN_ARROW_MILLI, QN_INT64, "date64")},
    {"+l", true, LANE(QN_ARROW_LIST, QN_INT32, "list")},
    {"+L", true, LANE(QN_ARROW_LIST, QN_INT64, "large_list")},
    {"+w:", false, LANE(QN_ARROW_FIXED_LIST, QN_INT64, "fixed_size_list")},
    {"+s", true, LANE(QN_ARROW_STRUCT, QN_INT8, "struct")},
    {"n", true, LANE(QN_ARROW_NULL, QN_INT8, "null")},
    {"ts", false, OTHER("timestamp")},
    {"tt", false, OTHER("time")},
    {"tD", false, OTHER("duration")},
    {"ti", false, OTHER("interval")},
    {"+v", false, OTHER("list_view")},
    {"+m", true, OTHER("map")},
    {"+u", false, OTHER("union")},
    {"+r", true, OTHER("run_end_encoded")},
    {"z", true, OTHER("binary")},
    {"Z", true, OTHER("large_binary")},
    {"vz", true, OTHER("binary_view")},
    {"w:", false, OTHER("fixed_size_binary")},
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
        *rest == 0 && digits >= 0 && decimals >= 0 && decimals <= DECIMALS_MAX && bits == 128;
    out->decimals = out->is_exact ? (int32_t)decimals : 0;
}

qn_arrow_format qn_arrow_format_of(const char *format)
{
    size_t all = strlen(format);
    for (size_t i = 0; i < sizeof known_formats / sizeof known_formats[0]; i++) {
        const known_format *known = &known_formats[i];
        size_t length = strlen(known->format);
        if (all < length || (known->is_whole && all > length) ||
            memcmp(format, known->format, length) != 0) {
            continue;
        }
        qn_arrow_format found = known->is;
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
    return (qn_arrow_format)OTHER("a type that is not known");
}
