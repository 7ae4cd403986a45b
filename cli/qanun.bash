# Completion of the qanun command for bash: verbs, then the options of the verb, then files.

_qanun() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options=
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "check run verify batch audit ask repl test sweep diff replay build doc dis fmt explain --help --version" -- "$word"))
        return
    fi
    case "${COMP_WORDS[1]} $before" in
    "test --format") COMPREPLY=($(compgen -W "text tap junit json html" -- "$word")) && return ;;
    "check --format") COMPREPLY=($(compgen -W "text json sarif" -- "$word")) && return ;;
    "sweep --format") COMPREPLY=($(compgen -W "text csv json" -- "$word")) && return ;;
    "run --format") COMPREPLY=($(compgen -W "text json html" -- "$word")) && return ;;
    "batch --format" | "batch --from") COMPREPLY=($(compgen -W "csv jsonl" -- "$word")) && return ;;
    "replay --from") COMPREPLY=($(compgen -W "csv jsonl" -- "$word")) && return ;;
    "replay --per") COMPREPLY=($(compgen -W "month year" -- "$word")) && return ;;
    "batch --separator" | "replay --separator") COMPREPLY=($(compgen -W "comma semicolon tab" -- "$word")) && return ;;
    "batch --decimal" | "replay --decimal") COMPREPLY=($(compgen -W "point comma" -- "$word")) && return ;;
    *" --format") COMPREPLY=($(compgen -W "text json" -- "$word")) && return ;;
    esac
    case "${COMP_WORDS[1]}" in
    check) options="--accepted --cost --format --help --none --undecided" ;;
    test) options="--accepted --coverage --fail-under --filter --format --help --jobs --mutate --suggest --watch" ;;
    audit) options="--facts --fact --on --explain --lang --strict --format --help" ;;
    run) options="--facts --fact --on --explain --open --owed --needs --lang --strict --receipt --format --help" ;;
    verify) options="--format --help" ;;
    ask) options="--output --facts --fact --on --explain --lang --strict --help" ;;
    batch) options="--facts --from --table --key --output --format --rejected --ignore --separator --decimal --fact --on --threads --one-by-one --strict --help" ;;
    sweep) options="--over --by --svg --csv --format --facts --fact --on --lang --strict --help" ;;
    diff) options="--rename --fail-on-change --format --help" ;;
    replay) options="--facts --by --per --csv --html --format --baseline --accept --fail-on-change --key --table --rejected --ignore --from --separator --decimal --fact --on --threads --one-by-one --help" ;;
    build) options="--output --help" ;;
    doc) options="--output --title --help" ;;
    fmt) options="--check --stdout --help" ;;
    repl | dis | explain) options="--help" ;;
    esac
    case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
    esac
}
complete -o filenames -F _qanun qanun
