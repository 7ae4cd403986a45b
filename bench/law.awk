# Writes a rule file of about `lines` lines, as long statutes look: institutions of some 30 lines
# each, with facts, bands, conditions, scales, dated amounts, citations, notes and an example.
# Usage: awk -v lines=1000 -f bench/law.awk

BEGIN {
    print "law LC = \"Labour Code\""
    print "law TC = \"Tax Code\""
    print ""
    for (n = 1; written < lines - 30; n++) {
        institution(n)
    }
}

function line(text) {
    print text
    written++
}

function institution(n) {
    line("# Institution " n ": what an employee has by the articles " n " and following.")
    line("fact service_" n " : years in 0..=80   \"How many full years of service under article " n "?\"")
    line("fact wage_" n " : AZN in 0..=1_000_000")
    line("fact post_" n " : one of general, executive, agricultural, medical")
    line("fact merit_" n " : yes/no = no   \"Is the employee on the list of article " n "?\"")
    line("")
    line("least_" n " : AZN                                           [LC " n "]")
    line("    from 2022-01-01 → " 300 + n % 50)
    line("    from 2023-01-01 → " 345 + n % 50 "   note \"as the law of that year has it\"")
    line("    from 2025-01-01 → " 400 + n % 50)
    line("")
    line("base_days_" n " : calendar days")
    line("    base 21                                               [LC " n ".2]")
    line("    post_" n " executive, agricultural, medical → 30      [LC " n ".3]")
    line("    when merit_" n " → at least 46                        [LC " n ".7]")
    line("")
    line("more_days_" n " : calendar days")
    line("    only when not merit_" n "  \"article " n ".7 gives all there is\" [LC " n ".7]")
    line("    base 0")
    line("    service_" n "                                         [LC " n ".4]")
    line("        5..10   → +2")
    line("        10..=15 → +4")
    line("        over 15 → +6")
    line("")
    line("days_" n " : calendar days = base_days_" n " + (more_days_" n " otherwise 0 days)   [LC " n ".8]")
    line("")
    line("due_" n " : AZN                                             [TC " n "]")
    line("    scale wage_" n)
    line("        ..200      → 3%")
    line("        200..8000  → 10%")
    line("        8000..     → 14%")
    line("    at least least_" n " * 1%")
    line("")
    line("example \"institution " n "\"")
    line("    on 2023-06-01")
    line("    given service_" n " = 12, post_" n " = executive")
    line("    expect days_" n " = 34 days")
    line("")
}
