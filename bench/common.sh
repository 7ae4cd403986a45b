# What the parts in bench/parts share. A part is a program of its own: it measures, tells what it does
# on standard error, and prints its section of bench/RESULTS.md on standard output.
#
# Sourced as `. "$(dirname "$0")/../common.sh"`, which leads to the root of the project.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

built=build/bench
environment=$built/env                       # made by bench/peers/setup
people=$built/people                         # made by prepare_people
measured=$built/$(basename "$0").txt         # what the programs of this part printed
rows=1000000                                 # employees where nothing else is said
declare -A value                             # label to number, from there
: >"$measured"

say() { echo "$@" >&2; }

# Runs a measuring program, shows what it prints, "label<tab>number" a line, and keeps it.
measure() {
    local label number
    "$@" | tee -a "$measured" >&2
    while IFS=$'\t' read -r label number; do
        value[$label]=$number
    done <"$measured"
}

# Starts a command $2 times and measures it from outside. $1 names it: value[start NAME middle].
measure_start() {
    local label=$1 runs=$2
    shift 2
    measure $built/bench_start "start $label" "$runs" "$@"
}

# Numbers as text: a whole number of hundredths as 12.34, nanoseconds as milliseconds with three
# decimals, the quotient of two numbers with one decimal, groups of three digits.
hundredths() { printf '%d.%02d' $(($1 / 100)) $(($1 % 100)); }
milliseconds() { printf '%d.%03d' $(($1 / 1000000)) $(($1 / 1000 % 1000)); }
ratio() { local tenths=$((($1 * 10 + $2 / 2) / $2)); printf '%s.%d' "$(grouped $((tenths / 10)))" $((tenths % 10)); }
grouped() { printf '%s' "$1" | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta'; }

# Hundredths of a nanosecond as nanoseconds: with decimals while they are few.
nanoseconds() {
    if [ "$1" -lt 100000 ]; then hundredths "$1"; else grouped $((($1 + 50) / 100)); fi
}

# Writes the employees of the reference workload into $people and keeps the sums of the answers, as
# value[sums N], of the first N of them for each N that is named.
prepare_people() {
    mkdir -p $people
    measure $built/bench_population $people $rows "$@"
}

compile() {
    build/qanun build "$1" -o "$2" >&2
}
