#!/usr/bin/env bash
# Installs the build, moves the tree elsewhere and uses it as a stranger would.
#
# usage: run.sh BUILD-FOLDER MODELS-FOLDER VERSION
set -euo pipefail
build=$1 models=$2 version=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "install: $*" >&2; exit 1; }

cmake --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/prefix"
prefix=$work/prefix
libdir=$(dirname "$(find "$prefix" -name 'libarioso.so')")
score=$(find "$prefix" -name petzold-minuet-in-g.musicxml)

# No variable, no working folder and no source tree may be needed.
arioso() { (cd / && env -i HOME="$work" "$prefix/bin/arioso" "$@"); }
[ "$(arioso --version)" = "arioso $version" ] || fail "--version says $(arioso --version)"
arioso convert "$score" "$work/out.mid" --quiet || fail "convert cannot write $work/out.mid"
arioso show "$score" -o "$work/out.svg" --quiet || fail "show does not find its library"
arioso info "$score" | grep -q Piano || fail "info does not name the part of $score"
for file in share/man/man1/arioso.1 share/bash-completion/completions/arioso \
    share/zsh/site-functions/_arioso share/fish/vendor_completions.d/arioso.fish \
    share/arioso/configs/arioso.toml share/arioso/configs/instruments.toml \
    include/arioso/arioso.h include/arioso/arioso.hpp; do
    [ -f "$prefix/$file" ] || fail "$file is missing"
done

cmake -G Ninja -S "$here" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$prefix" >"$work/configure.log" ||
    { cat "$work/configure.log" >&2; fail "find_package(Arioso) failed"; }
cmake --build "$work/consumer" >"$work/build.log" 2>&1 ||
    { cat "$work/build.log" >&2; fail "a consumer does not build"; }
"$work/consumer/consumer_c" "$version" || fail "the C consumer failed"
"$work/consumer/consumer_cpp" "$models" "$prefix/share/arioso" "$score" ||
    fail "the C++ consumer failed"
"$work/consumer/host" "$models" "$prefix/share/arioso" "$score" "$work/host.raw" ||
    fail "the host failed"
[ "$(stat -c %s "$work/host.raw")" -gt 400000 ] || fail "the host got no music"

# shellcheck disable=SC2046 -- flags are words
PKG_CONFIG_PATH=$libdir/pkgconfig cc -std=c99 -Wall -Wextra -Werror "$here/consumer.c" \
    -o "$work/by_pkgconfig" $(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --cflags --libs arioso)
LD_LIBRARY_PATH=$libdir "$work/by_pkgconfig" "$version" || fail "the pkg-config consumer failed"

hidden=$(nm -D --defined-only "$libdir/libarioso.so" | awk '$2 == "T" && $3 !~ /^arioso_/' | head -3)
[ -z "$hidden" ] || fail "libarioso shows more than its interface: $hidden"
