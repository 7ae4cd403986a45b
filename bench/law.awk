# Writes a rule file of about `lines` lines as statutes are written in rules/: institutions of some
# 120 lines each, of which one in five is a rule, more than half belong to examples, one in seven is
# empty and one in twenty a comment, and a line has some 60 bytes. With dense=1 the examples are but
# one an institution: rules and facts alone, line by line the dearest text there is.
# Usage: awk -v lines=1000 [-v dense=1] -f bench/law.awk

BEGIN {
    print "law LC = \"Labour Code\""
    print "law TC = \"Tax Code\""
    print ""
    for (n = 1; written < lines - (dense ? 20 : 60); n++) {
        facts(n)
        rules(n)
        if (dense) {
            begin_example(n, "the usual case", 2023)
            expect(n, "days", leave(1, 12, 0) " days", given(n, 1, 12, 0))
            line("")
        } else {
            examples(n)
        }
    }
}

function line(text) {
    print text
    written++
}

function facts(n) {
    line("# Institution " n ": what an employee has by the articles " n " and following of the Labour Code,")
    line("# and what of it is withheld by the Tax Code.")
    line("")
    line("fact full_years_of_service_" n " : years in 0..=80   \"How many full years of service does the employee have under article " n "?\"")
    line("fact monthly_wage_" n " : AZN in 0..=1_000_000   \"What is the monthly wage from which article " n " reckons?\"")
    line("fact category_of_the_post_" n " : one of general, manager_or_specialist, agricultural_worker, medical_worker   \"Which post does article " n " speak of?\"")
    line("fact special_merit_" n " : yes/no = no   \"Is the employee on the list of article " n ", which names those of special merit?\"")
    line("")
}

function rules(n) {
    line("least_payment_" n " : AZN   note \"article " n ": no month is paid with less\"                [LC " n ".1]")
    line("    from 2022-01-01 → " 300 + n % 50 "   note \"as it was until the law of 16 December 2022\"    [LC " n ".1, K201]")
    line("    from 2023-01-01 → " 345 + n % 50 "   note \"as the law of that year has it\"                 [LC " n ".1, K719]")
    line("    from 2025-01-01 → " 400 + n % 50 "   note \"as the law of 27 December 2024 has it\"          [LC " n ".1, K1083]")
    line("")
    line("base_leave_" n " : calendar days")
    line("    base 21   note \"nobody has less than three weeks\"                             [LC " n ".2]")
    line("    category_of_the_post_" n " manager_or_specialist, agricultural_worker, medical_worker → 30                          [LC " n ".3]")
    line("    when special_merit_" n " → at least 46   note \"the list is in the annex\"         [LC " n ".7]")
    line("")
    line("# What a long service adds, and for whom it adds nothing: the two articles were one until the law of")
    line("# 12 May 2009, and the service is still reckoned as article " n ".5 of the older text has it.")
    line("")
    line("leave_for_service_" n " : calendar days")
    line("    only when not special_merit_" n "  \"article " n ".7 gives all there is\"             [LC " n ".7]")
    line("    base 0")
    line("    full_years_of_service_" n "                                                       [LC " n ".4]")
    line("        5..10   → +2   note \"a service of five years, be it with several employers\"")
    line("        10..=15 → +4   note \"fifteen full years belong to this row, not to the next\"")
    line("        over 15 → +6   note \"and no longer service adds more than this one\"")
    line("")
    line("leave_in_all_" n " : calendar days = base_leave_" n " + (leave_for_service_" n " otherwise 0 days)   [LC " n ".8]")
    line("")
    line("withheld_from_wage_" n " : AZN   note \"the parts of a wage are taxed each by its own rate\" [TC " n "]")
    line("    scale monthly_wage_" n)
    line("        ..200      → 3%")
    line("        200..8000  → 10%")
    line("        8000..     → 14%")
    line("    at least least_payment_" n " * 1%                                                    [TC " n ".2]")
    line("")
}

# What the rules give for a post (1 executive, 0 general), years of service and merit.
function leave(post, years, merit, base, more) {
    base = post ? 30 : 21
    if (merit) {
        return 46
    }
    more = years > 15 ? 6 : years >= 10 ? 4 : years >= 5 ? 2 : 0
    return base + more
}

function given(n, post, years, merit) {
    return "given full_years_of_service_" n " = " years ", category_of_the_post_" n " = " \
        (post ? "manager_or_specialist" : "general") (merit ? ", special_merit_" n " = yes" : "")
}

function begin_example(n, title, year) {
    line("example \"institution " n ": " title "\"")
    line("    on " year "-06-01")
}

function expect(n, what, value, known) {
    if (what == "days") {
        what = "leave_in_all"
    }
    line("    expect " what "_" n " = " value (known == "" ? "" : " " known))
}

# Ten examples: what each article gives, alone and together, at the ends of its bands and of its time.
function examples(n, i, year) {
    for (i = 0; i < 4; i++) {
        begin_example(n, "a service of " 4 + 5 * i " years and of one year more", 2023)
        line("    given category_of_the_post_" n " = general")
        expect(n, "days", leave(0, 4 + 5 * i, 0) " days", "given full_years_of_service_" n " = " 4 + 5 * i)
        expect(n, "days", leave(0, 5 + 5 * i, 0) " days", "given full_years_of_service_" n " = " 5 + 5 * i)
        expect(n, "base_leave", "21 days", "")
        expect(n, "leave_for_service", leave(0, 5 + 5 * i, 0) - 21 " days", "given full_years_of_service_" n " = " 5 + 5 * i)
        line("")
    }
    line("# Those of article " n ".7 have more than all others, and nothing beside it.")
    line("")
    begin_example(n, "special merit goes before everything else", 2024)
    line("    given special_merit_" n " = yes, full_years_of_service_" n " = 20")
    expect(n, "days", "46 days", "given category_of_the_post_" n " = manager_or_specialist")
    expect(n, "days", "46 days", "given category_of_the_post_" n " = general")
    line("    expect none leave_for_service_" n)
    line("")
    begin_example(n, "an executive of twelve years", 2023)
    line("    " given(n, 1, 12, 0))
    expect(n, "base_leave", "30 days", "")
    expect(n, "leave_for_service", "4 days", "")
    expect(n, "days", leave(1, 12, 0) " days", "")
    expect(n, "days", leave(1, 16, 0) " days", "given full_years_of_service_" n " = 16")
    line("")
    for (year = 2022; year <= 2025; year++) {
        begin_example(n, "what is withheld in the year " year, year)
        expect(n, "least_payment", (year < 2023 ? 300 : year < 2025 ? 345 : 400) + n % 50 " AZN", "")
        expect(n, "withheld_from_wage", "6 AZN", "given monthly_wage_" n " = 200")
        expect(n, "withheld_from_wage", "26 AZN", "given monthly_wage_" n " = 400")
        expect(n, "withheld_from_wage", "1066 AZN", "given monthly_wage_" n " = 10000")
        line("")
    }
}
