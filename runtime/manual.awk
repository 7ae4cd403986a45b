# Makes the manual page of a library of its header, so that the two cannot disagree: comments become
# text, declarations are shown as they are, and a comment that stands alone begins a section.
# Run by the Makefile: awk -v version=0.1.0 -f manual.awk qanun.h example.c > libqanun.3, where the
# program is shown as it is, if there is one.
#
# Refuses to know what the functions do. The header must have comments in whole sentences, and an
# empty line after each declaration or group of declarations that has a comment of its own.

function escaped(text)
{
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    return text ~ /^[.']/ ? "\\\\&" text : text
}

# A line of a comment without what marks it as one.
function uncommented(text)
{
    sub(/^ *\/\*+ ?/, "", text)
    sub(/ *\*\/ *$/, "", text)
    sub(/^ \* ?/, "", text)
    return text
}

# Text between declarations; an empty line begins a paragraph, and indented lines stay as they are.
function put_text(text,    line, count, i, open, as_is)
{
    count = split(text, line, "\n")
    for (i = 1; i <= count; i++) {
        if (as_is != (line[i] ~ /^  /)) {
            as_is = !as_is
            print as_is ? ".nf" : ".fi"
        }
        if (line[i] == "") {
            open = 0
        } else {
            if (!open) {
                print ".PP"
            }
            open = 1
            print escaped(line[i])
        }
    }
    if (as_is) {
        print ".fi"
    }
}

# "Programs. A program never …" is the section PROGRAMS and its text.
function put_section(text,    title)
{
    title = text
    sub(/\..*/, "", title)
    sub(/^[^.]*\.[ \n]*/, "", text)
    print ".SH " (title ~ / / ? "\"" toupper(title) "\"" : toupper(title))
    put_text(text)
}

# Declarations as they are, and under them what their comment says.
function put_group(code, text)
{
    print ".PP\n.nf\n.B"
    gsub(/\n/, "\n.B\n\\\\&", code)
    print "\\&" code
    print ".fi\n.RS"
    put_text(text)
    print ".RE"
}

function put_head(text,    name, what)
{
    name = FILENAME ~ /compile/ ? "libqanunc" : "libqanun"
    what = text
    gsub(/\n/, " ", what)
    sub(/^[^:]*: */, "", what)
    sub(/[.:;].*/, "", what)
    print ".\\\" Made of " file " by manual.awk."
    print ".TH " toupper(name) " 3 \"\" \"Qanun " version "\" \"Library Functions Manual\""
    print ".SH NAME\n" name " \\- " what
    print ".SH SYNOPSIS\n.nf\n.B #include <" file ">\n"
    print ".B cc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs " name ")\n.fi"
    print ".SH DESCRIPTION"
    sub(/^[^:]*: */, "", text)
    put_text(toupper(substr(text, 1, 1)) substr(text, 2))
    begun = 1
}

# What stands between two empty lines has been read.
function put_chunk()
{
    if (comment != "" && !begun) {
        put_head(comment)
    } else if (comment != "" && code == "") {
        put_section(comment)
    } else if (code != "") {
        put_group(code, comment)
    }
    comment = code = ""
}

BEGIN {
    file = ARGV[1]
    sub(/.*\//, "", file)
}

FILENAME == ARGV[2] {
    example = example "\n\\&" escaped($0)
    next
}

/^#(ifndef|ifdef|if|else|endif|include|define QANUN|define QN_API|define ARROW_C_)|^extern "C"|^}$/ { next }

# A comment that begins a line, to its end.
in_comment || (/^\/\*/ && !in_braces) {
    if (!in_comment && code != "") {
        put_chunk()
    }
    last = /\*\/ *$/
    text = uncommented($0)
    if (!(text == "" && (comment == "" || last))) {
        comment = comment (comment == "" ? "" : "\n") text
    }
    in_comment = !last
    next
}

/^$/ && !in_braces {
    put_chunk()
    next
}

{
    in_braces = (in_braces || /\{$/) && !/^}/ && !/\{.*\}/
    line = $0
    if (sub(/^QN_API /, "", line)) {
        is_marked = 1
    } else if (is_marked) {
        sub(/^       /, "", line) # the rest of a declaration stands under its beginning
    }
    is_marked = is_marked && !/;$/
    code = code (code == "" ? "" : "\n") escaped(line)
}

END {
    put_chunk()
    if (example != "") {
        print ".SH EXAMPLE\n.nf" example "\n.fi"
    }
    print ".SH \"SEE ALSO\"\n.BR qanun (1),\n.BR " (file ~ /compile/ ? "libqanun" : "libqanunc") " (3)"
}
