#!/usr/bin/env bash
# The reference reader (c2pa-rs) finds what we sign valid, trusts it with our root, and sees a changed sample.
#
# usage: reference_reader.sh PROGRAM SOURCE-FOLDER MODELS
set -euo pipefail
program=$1 source=$2
export ARIOSO_DATA_DIR=$2 ARIOSO_MODELS_DIR=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CONFIG_HOME=$folder/config
cd "$folder"
die() { echo "$*" >&2; exit 1; }

for kind in wav flac; do
    "$program" render "$source/samples/petzold-minuet-in-g.musicxml" --to 2 --seed 1 --steps 1 --quiet --c2pa -o "song.$kind"
done
status=0
"$source/tools/check-c2pa" song.wav song.flac >said || status=$?
[ "$status" != 77 ] || exit 77
cat said
[ "$status" = 0 ] && [ "$(grep -c ': Valid (signingCredential.untrusted' said)" = 2 ] || die "not valid"
"$source/tools/check-c2pa" --trust config/arioso/c2pa.pem song.wav | grep ': Trusted'
# One bit of a sample in the middle.
size=$(stat -c %s song.wav)
cp song.wav other.wav
byte=$(od -An -tu1 -j $((size / 2)) -N1 song.wav)
printf "\\x$(printf %x $((byte ^ 1)))" | dd of=other.wav bs=1 seek=$((size / 2)) conv=notrunc status=none
! "$source/tools/check-c2pa" other.wav >said || die "a changed sample is valid"
grep 'Invalid (.*assertion.dataHash.mismatch' said
