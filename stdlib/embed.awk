# Writes the rule files named on the command line as C texts, with the function that finds them, so that
# the standard library is part of the compiler. Run by the Makefile: awk -f embed.awk *.qn > standard.c

BEGIN {
    print "/* Made from stdlib/ by embed.awk. */"
    print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
    print "#include \"standard.h\"\n\n#include <string.h>\n"
}

FNR == 1 {
    if (NR > 1)
        print "    ;"
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.qn$/, "", name)
    names[++count] = name
    printf "static const char text_%s[] =\n", name
}

{
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    printf "    \"%s\\n\"\n", $0
}

END {
    print "    ;\n\nconst char *qn_standard_text(const char *name, size_t *length)\n{"
    for (i = 1; i <= count; i++) {
        printf "    if (!strcmp(name, \"%s\")) {\n", names[i]
        printf "        *length = sizeof text_%s - 1;\n        return text_%s;\n    }\n", names[i], names[i]
    }
    print "    return NULL;\n}"
}
