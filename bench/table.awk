# Writes a rule file with look-ups of `rows` rows: a band, a table of one column, and one of three
# columns, of which the second divides the rows best. bench_table knows what they must answer.
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
    print "alone : integer = key + 7"
    print "banded : integer"
    print "    key"
    for (i = 0; i < rows; i++) {
        printf "        %d..%s → %d\n", i * width, i == rows - 1 ? "" : (i + 1) * width, effect(i)
    }
    print "listed : integer"
    print "    table key"
    for (i = 0; i < rows; i++) {
        printf "          %d → %d\n", i * width, effect(i)
    }
    print "          any → 1000"
    print "mixed : integer"
    print "    table place | key | grade"
    for (i = 0; i < rows; i++) {
        printf "          %s | %d | %s → %d\n", i % 2 ? "village" : "city", int(i / 4) * 4 * width, \
            int(i / 2) % 2 ? "5..=9" : "0..=4", effect(i)
    }
    print "          any | any | any → 1000"
}
