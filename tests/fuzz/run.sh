#!/usr/bin/env bash
# Builds one fuzz target with clang, address and undefined-behaviour sanitizers, and runs it.
# usage: run.sh SOURCE-DIR BUILD-DIR NAME [SECONDS]
# It starts from seeds/NAME or else the samples, from what earlier runs have found worth keeping
# (corpus/NAME.tar.gz), and takes the words of NAME.dict where there is one. What a long run has
# found is kept by
#   fuzz_NAME -merge=1 kept BUILD-DIR/corpus/NAME && tar -C kept -czf corpus/NAME.tar.gz .
# What it finds stays as crash-* or timeout-* in BUILD-DIR/found; the corpus grows in BUILD-DIR/corpus.
set -euo pipefail
source_dir=$1 build_dir=$2 name=$3 seconds=${4:-60}
here=$source_dir/tests/fuzz
command -v clang++ > /dev/null || { echo "clang++ is missing: skipped"; exit 77; }

cmake -S "$source_dir" -B "$build_dir" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang -DARIOSO_BUILD_FUZZERS=ON \
    -DARIOSO_SANITIZE=address,undefined -DARIOSO_WITH_TORCH=OFF -DARIOSO_BUILD_TOOLS=OFF > /dev/null
cmake --build "$build_dir" --target "fuzz_$name"
mkdir -p "$build_dir/corpus/$name" "$build_dir/found"
kept=$here/corpus/$name.tar.gz
[ ! -f "$kept" ] || tar -C "$build_dir/corpus/$name" -xzf "$kept"
options=()
[ ! -f "$here/$name.dict" ] || options+=("-dict=$here/$name.dict")
seeds=$source_dir/samples
[ ! -d "$here/seeds/$name" ] || seeds=$here/seeds/$name
# libFuzzer's own exit code for a crash is 77, which ctest takes for a skipped test.
"$build_dir/tests/fuzz/fuzz_$name" -error_exitcode=1 -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -max_len=65536 -artifact_prefix="$build_dir/found/" -print_final_stats=1 "${options[@]}" \
    "$build_dir/corpus/$name" "$seeds"
