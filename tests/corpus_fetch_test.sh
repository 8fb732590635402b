#!/usr/bin/env bash
# tools/fetch-corpus against a repository made here: no network.
set -euo pipefail
tool=$(cd "$(dirname "$0")/.." && pwd)/tools/fetch-corpus
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --global user.name test
git config --global user.email test@example.org
git config --global protocol.file.allow always
git config --global uploadpack.allowFilter true
git config --global uploadpack.allowAnySHA1InWant true

die() {
    echo "FAILED: $1" >&2
    exit 1
}
expectFailure() { # exit status, text, arguments...
    local status=$1 text=$2 got=0
    shift 2
    "$tool" --configs "$work/configs" "$@" >"$work/log" 2>&1 || got=$?
    [[ $got == "$status" ]] || die "'$*' ended with $got, expected $status: $(cat "$work/log")"
    grep -qF -- "$text" "$work/log" || die "'$*' does not say '$text': $(cat "$work/log")"
    [[ $(grep -c '^fetch-corpus:' "$work/log") == 1 ]] || die "'$*': not one line: $(cat "$work/log")"
}

repo=$work/repo
git init -q "$repo"
mkdir -p "$repo/scores/Mel Bonis" "$repo/samples" "$repo/huge"
echo 'first' >"$repo/scores/Mel Bonis/L’ange [1].mxl"
echo 'note' >"$repo/samples/c4.wav"
echo 'not wanted' >"$repo/huge/video.bin"
git -C "$repo" add -A
git -C "$repo" commit -q -m one
commit=$(git -C "$repo" rev-parse HEAD)
sum=$(sha256sum "$repo/scores/Mel Bonis/L’ange [1].mxl" | cut -d' ' -f1)
# What the list names is not the newest state.
echo 'second' >"$repo/scores/Mel Bonis/L’ange [1].mxl"
git -C "$repo" commit -q -a -m two

mkdir -p "$work/configs"
list() { # name, commit, sha256
    cat >"$work/configs/$1.toml" <<TEXT
# A list
repository = "file://$repo"
commit = "$2"
licence = "CC0-1.0"
credit = "Somebody"
files = [
  "$3  scores/Mel Bonis/L’ange [1].mxl",
]
paths = [
  "samples",
]
TEXT
}
list good "${commit:0:12}" "$sum"
"$tool" --configs "$work/configs" --out "$work/out" >"$work/log" 2>&1 || die "fetch: $(cat "$work/log")"
got="$work/out/good/scores/Mel Bonis/L’ange [1].mxl"
[[ $(cat "$got") == first ]] || die 'the listed commit is what is fetched'
[[ -f $work/out/good/samples/c4.wav ]] || die 'paths are fetched whole'
[[ ! -e $work/out/good/huge ]] || die 'what is not listed stays away'
grep -q 'CC0-1.0. Somebody' "$work/out/ATTRIBUTION.txt" || die 'credits are written'

# Damage is mended without the network; so is a lost file.
mv "$repo" "$repo.away"
echo 'damaged' >"$got"
rm "$work/out/good/samples/c4.wav"
"$tool" --configs "$work/configs" --out "$work/out" good >"$work/log" 2>&1 || die "mend: $(cat "$work/log")"
[[ $(cat "$got") == first && -f $work/out/good/samples/c4.wav ]] || die 'damage is mended'
mv "$repo.away" "$repo"

# A first run that was cut off before anything came.
git init -q "$work/out2/good"
"$tool" --configs "$work/configs" --out "$work/out2" good >"$work/log" 2>&1 || die "resume: $(cat "$work/log")"
[[ -f $work/out2/good/samples/c4.wav ]] || die 'an interrupted fetch is taken up again'

list bad "$commit" "${sum//[0-9a-f]/0}"
expectFailure 1 'L’ange [1].mxl differs' --out "$work/out3" bad
list gone "$(printf '0%.0s' {1..40})" "$sum"
expectFailure 1 'expected commit 0000' --out "$work/out3" gone
expectFailure 2 "found 'unheard'" --out "$work/out3" unheard
expectFailure 2 "found '--frobnicate'" --frobnicate
printf 'repository = "x"\nnonsense\n' >"$work/configs/gone.toml"
expectFailure 4 'gone.toml:2' --out "$work/out3" gone
printf 'repository = "x"\ncommit = "main"\nlicence = "y"\n' >"$work/configs/gone.toml"
expectFailure 4 "field 'commit'" --out "$work/out3" gone
rm "$work/configs/gone.toml"
"$tool" --configs "$work/configs" --list | grep -q '^good .*2 listed  CC0-1.0' || die '--list'

# The lists that ship can be read.
"$tool" --list >"$work/log" || die "shipped lists: $(cat "$work/log")"
echo passed
