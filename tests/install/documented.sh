#!/usr/bin/env bash
# Every flag that the program's help names stands in the man page and in all completions, and no other.
#
# usage: documented.sh PROGRAM SOURCE-FOLDER
set -euo pipefail
program=$1 cli=$2/src/cli
fail=0

long_flags() { grep -oE -- '--[a-z][a-z0-9-]+' | sort -u; }
flags=$(for command in render play devices info convert show compose setlyrics arrange fill continue vary blend harmonize features affect originality theory similar judge explain verify models phonemes; do "$program" "$command" --help; done |
    sed -n 's/^ *\(-[A-Za-z],\)\{0,1\} *\(--[a-z][a-z0-9-]*\).*/\2/p' | sort -u)
flags=$(printf '%s\n--version\n' "$flags" | sort -u)

check() { # NAME FLAGS-FOUND
    local missing unknown
    missing=$(comm -23 <(echo "$flags") <(echo "$2") | tr '\n' ' ')
    unknown=$(comm -13 <(echo "$flags") <(echo "$2") | tr '\n' ' ')
    [ -z "$missing" ] || { echo "$1 lacks $missing"; fail=1; }
    [ -z "$unknown" ] || { echo "$1 names what the program does not know: $unknown"; fail=1; }
}
check arioso.1 "$(sed 's/\\fR\|\\fP//g; s/\\-/-/g' "$cli/arioso.1" | long_flags)"
check arioso.bash "$(long_flags <"$cli/completions/arioso.bash")"
check _arioso "$(long_flags <"$cli/completions/_arioso")"
check arioso.fish "$(sed -n 's/^complete .* -l \([a-z0-9-]*\).*/--\1/p' "$cli/completions/arioso.fish" | sort -u)"
exit "$fail"
