#!/bin/sh
# The regression suite of a law, as a pipeline runs it: five steps, of which the first that fails ends it.
#
#   regression.sh LAW BEFORE PEOPLE KEPT
#
#   LAW     a rule file, as it is to be; its examples stand in it, or in a .qnt file beside it
#   BEFORE  the version before: a file, or a revision of the repository, HEAD~1:rules/leave.qn
#   PEOPLE  a CSV file of cases, a column a fact
#   KEPT    the figures that the change comes to; `regression.sh … --accept "reason"` keeps new ones
#
# Exit status: 0 all is well; 1 a step failed, whose name is the last line; 2 a command is wrong.
# Set QANUN for another command, COVERED for another percentage, ON for another date, and REWORDING=1 where the
# two versions should say the same: then each rule that is not proved to is a failure.
set -u
: "${QANUN:=qanun}" "${COVERED:=100}" "${ON:=2026-06-01}" "${REWORDING:=}"

if [ $# -lt 4 ]; then
    echo "usage: regression.sh LAW BEFORE PEOPLE KEPT [--accept REASON]" >&2
    exit 2
fi
law=$1 before=$2 people=$3 kept=$4
shift 4

# Runs a step; its exit status ends all unless it is 0.
step() {
    name=$1
    shift
    echo "== $name"
    "$@"
    status=$?
    if [ $status -ne 0 ]; then
        echo "failed: $name" >&2
        exit $status
    fi
}

# What is covered is shown by `qanun test --coverage`; here its figure alone counts.
covered() {
    "$QANUN" test --coverage --fail-under "$COVERED" "$law" >/dev/null
}

step check    "$QANUN" check "$law"
step test     "$QANUN" test "$law"
step coverage covered
step diff     "$QANUN" diff ${REWORDING:+--fail-on-change} "$before" "$law"
step replay   "$QANUN" replay "$before" "$law" --facts "$people" --key id --on "$ON" \
    --baseline "$kept" "$@"
echo "all is well"
