#!/usr/bin/env bash
# RealtimeSanitizer over what an audio callback runs. Needs clang 20 or newer; without one it is
# skipped (77), since Debian 12 has it in its security archive alone.
#
# usage: realtime.sh SOURCE-FOLDER
set -euo pipefail
cd "$1"
clang=
for version in 22 21 20; do
    if command -v "clang++-$version" >/dev/null; then clang=clang++-$version; break; fi
done
[ -n "$clang" ] || { echo "no clang++ from version 20 on"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
build() { # NAME FLAG...
    "$clang" -std=c++20 -O1 -g -fsanitize=realtime -Wfunction-effects -Werror=function-effects -I. \
        "${@:2}" tests/live/realtime_test.cpp src/play/stream_reader.cpp -pthread -o "$folder/$1"
}
build right
# What records beside the music runs in the callback, too.
"$clang" -std=c++20 -fsyntax-only -Wfunction-effects -Werror=function-effects -I. \
    src/live/recorder.cpp
"$folder/right"
# The proof is worth something only if a mistake is found.
"$clang" -std=c++20 -O1 -g -fsanitize=realtime -I. -DARIOSO_REALTIME_MISTAKE \
    tests/live/realtime_test.cpp src/play/stream_reader.cpp -pthread -o "$folder/wrong"
if "$folder/wrong" >/dev/null 2>"$folder/log"; then
    echo "an allocation in the callback was not found"
    exit 1
fi
grep -q "RealtimeSanitizer: unsafe-library-call" "$folder/log"
echo "the callback is real-time safe"
