# Puts the runtime into one file that is compiled beside qanun.h by one `cc -c qanun.c`. Run by the
# Makefile with all files twice: first to learn which names two files have for themselves, and what
# is included of the C library, then to write:
# awk -v version=0.1.0 -f amalgamate.awk runtime/*.[ch] second=1 runtime/*.c > qanun.c
#
# A name that is a file's own stays as it is where no other file has it; else the file's name is put
# behind it. Headers are put in where they are first included, lists wherever they are.
# Refuses to know what the code means: it sees words, comments, strings, and braces of structures.

function base(path)
{
    sub(/.*\//, "", path)
    sub(/\.[a-z]*$/, "", path)
    return path
}

# Notes that the file in hand has this name for itself.
function own(name)
{
    if (name != "" && !((FILENAME, name) in owned)) {
        owned[FILENAME, name] = 1
        owners[name]++
    }
}

# The word that stands before the first of these characters.
function word_before(line, mark,    at)
{
    at = match(line, mark)
    line = at > 0 ? substr(line, 1, at - 1) : line
    sub(/[^A-Za-z0-9_]+$/, "", line)
    sub(/.*[^A-Za-z0-9_]/, "", line)
    return line
}

# The names in a list of enumerators, without their values.
function own_enumerators(list,    part, count, i)
{
    gsub(/\/\*.*\*\//, "", list)
    count = split(list, part, ",")
    for (i = 1; i <= count; i++) {
        sub(/=.*/, "", part[i])
        gsub(/[^A-Za-z0-9_]/, "", part[i])
        own(part[i])
    }
}

# Notes what this line declares for the whole file. Such lines begin without a space.
function learn(line)
{
    if (in_enumerators || line ~ /^(static |typedef )?enum .*\{|^enum \{/) {
        in_enumerators = line !~ /\}/
        sub(/^[^{]*\{/, "", line)
        if (line !~ /^\}/) {
            own_enumerators(line)
        }
    }
    if (line ~ /^#define /) {
        split(line, part, /[ (]/)
        macros[FILENAME] = macros[FILENAME] " " part[2]
    } else if (line ~ /^(QN_APART )?static /) {
        own(word_before(line, "[[(;=]"))
    } else if (line ~ /^typedef .*;$/) {
        own(word_before(line, ";"))
    } else if (line ~ /^(typedef )?(struct|union|enum) .*\{/) {
        own(word_before(line, "[{]"))
    } else if (line ~ /^\} [A-Za-z0-9_]*;/) {
        own(word_before(substr(line, 3), ";"))
    }
}

# Whether this word is a name of the file's own that another has, too, and not a member.
function is_shared(word, before, after)
{
    return owners[word] > 1 && ((FILENAME, word) in owned) && before !~ /(\.|->)$/ &&
           !(in_structure && after ~ /^[;,:[]/)
}

# The line with the file's own names made unlike those of others.
function renamed(line,    out, word)
{
    out = ""
    while (line != "") {
        if (in_comment) {
            if (!match(line, /\*\//)) {
                return out line
            }
            out = out substr(line, 1, RSTART + 1)
            line = substr(line, RSTART + 2)
            in_comment = 0
        } else if (line ~ /^\/\*/) {
            in_comment = 1
            out = out "/*"
            line = substr(line, 3)
        } else if (match(line, /^"([^"\\]|\\.)*"/) || match(line, /^'([^'\\]|\\.)*'/)) {
            out = out substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
        } else if (match(line, /^[A-Za-z0-9_]+/)) {
            word = substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
            out = out word (is_shared(word, out, line) ? "_in_" base(FILENAME) : "")
        } else {
            out = out substr(line, 1, 1)
            line = substr(line, 2)
        }
    }
    return out
}

# What stands before the first part: the public header, and all that is the C library's, for that is
# visible to others.
function put_head()
{
    print "/*\n * libqanun " version " in one file, made of its parts by amalgamate.awk. To be compiled beside\n" \
          " * qanun.h, by any C11 compiler with the integers of GNU C: cc -O2 -c qanun.c\n */"
    print "#include \"qanun.h\"\n" system_headers
    print "\n#if defined(__GNUC__)\n#pragma GCC visibility push(hidden)"
    print "#ifdef __clang__\n#pragma clang diagnostic ignored \"-Wunused-function\"\n#endif\n#endif"
    included["qanun.h"] = 1
}

# Puts in what a file includes: headers once, lists always. What is the C library's is there.
function include(line,    name, path, folder)
{
    name = line
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*/, "", name)
    if (line !~ /"/ || (name in included && name !~ /\.def$/)) {
        return
    }
    included[name] = 1
    folder = FILENAME
    sub(/[^\/]*$/, "", folder)
    path = folder name
    while ((getline line < path) > 0) {
        if (line ~ /^#include/) {
            include(line)
        } else {
            print line
        }
    }
    close(path)
}

# Macros of a file end with it.
function forget(file,    name, count, i)
{
    count = split(macros[file], name, " ")
    for (i = 1; i <= count; i++) {
        print "#undef " name[i]
    }
}

!second {
    if (/^#include </ && !($0 in included)) {
        included[$0] = 1
        system_headers = system_headers "\n" $0
    }
    if (FILENAME ~ /\.c$/) {
        learn($0)
    }
    next
}

FNR == 1 {
    if (file == "") {
        put_head()
    } else {
        forget(file)
    }
    file = FILENAME
    printf "\n/* ---- %s.c ---- */\n", base(file)
}

/^#include/ {
    include($0)
    next
}

{
    in_structure = in_structure ? !/^\}/ : /^(typedef )?(struct|union) .*\{/ && !/\}/
    print renamed($0)
}

END {
    forget(file)
    print "\n#if defined(__GNUC__)\n#pragma GCC visibility pop\n#endif"
}
