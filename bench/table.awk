# Writes a rule file with look-ups of `rows` rows: a band, a table of one column, and one of three
# columns, of which the second divides the rows best; and with the first two for each of many keys.
# bench_table knows what they must answer.
# Usage: awk -v rows=1000 -f bench/table.awk

# What row i gives.
function effect(i) {
    return i * 7919 % 1000
}

BEGIN {
    width = int(100000000 / rows)
    print "fact key   : integer in 0..=99_999_999"
    print "fact place : one of city, village"
    print "fact grade : integer in 0..=9"
    print "fact keys  : list of integer up to 64 in 0..=99_999_999"
    print "alone : integer = key + 7"
    print "all_alone : integer = sum of each k in keys : k"
    print "all_banded : integer = sum of each k in keys : band_of(k)"
    print "all_listed : integer = sum of each k in keys : row_of(k)"
    print "define band_of(k : integer) : integer"
    print "    k"
    for (i = 0; i < rows; i++) {
        printf "        %d..%s → %d\n", i * width, i == rows - 1 ? "" : (i + 1) * width, effect(i)
    }
    print "banded : integer = band_of(key)"
    print "define row_of(k : integer) : integer"
    print "    table k"
    for (i = 0; i < rows; i++) {
        printf "          %d → %d\n", i * width, effect(i)
    }
    print "          any → 1000"
    print "listed : integer = row_of(key)"
    print "mixed : integer"
    print "    table place | key | grade"
    for (i = 0; i < rows; i++) {
        printf "          %s | %d | %s → %d\n", i % 2 ? "village" : "city", int(i / 4) * 4 * width, \
            int(i / 2) % 2 ? "5..=9" : "0..=4", effect(i)
    }
    print "          any | any | any → 1000"
}
