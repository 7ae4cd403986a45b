# Writes the tokens of the grammar that are written as they are called, and figures of every form
# that the lexer tells apart, as C texts. Run by the Makefile: awk -f words.awk parser.y > words.h

BEGIN {
    print "/* Made from grammar/parser.y by words.awk. */\nstatic const char *const words[] = {"
}

/^%token/ {
    rest = $0
    while (match(rest, /"[^"]*"/)) {
        word = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (word !~ /"(the |an? )/)
            print "    " word ","
    }
}

END {
    count = split("0 1 7 21 2.5 1_000 60% 5..10 10..=15 9223372036854775807 170141183460469231731687303715884105727 " \
                  "0.0000000000000000001 2026-02-29 2024-02-29 9999-12-31 0001-01-01 22:30 24:00 x y child days day months " \
                  "month years AZN integer number percent yes/no date text period weekday monday list set", figure, " ")
    for (i = 1; i <= count; i++)
        print "    \"" figure[i] "\","
    print "    \"\\\"text\\\"\", \"[LC 114.2]\", \"\\n\", \"\\n    \", \"\\n        \", \"→\", \"->\", \"#\", \"ə\"\n};"
}
