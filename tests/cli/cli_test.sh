#!/usr/bin/env bash
# Runs one case of the program's tests: what a user types, and what comes back.
#
# usage: cli_test.sh CASE PROGRAM SOURCE_DIR [MODELS_DIR]
set -euo pipefail
case_name=$1 program=$2 source=$3 models=${4:-}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# The user's own settings must not decide a test.
export XDG_CONFIG_HOME="$folder/config" HOME="$folder" ARIOSO_DATA_DIR="$source"
[ -z "$models" ] || export ARIOSO_MODELS_DIR="$models"
song="$source/samples/petzold-minuet-in-g.musicxml"

die() { echo "FAILED: $*" >&2; exit 1; }
# expect_fail CODE TEXT COMMAND...: the exit code, one line on standard error that has TEXT in it
expect_fail() {
    local code=$1 text=$2 got=0
    shift 2
    "$@" >out 2>err || got=$?
    [ "$got" = "$code" ] || die "$*: expected exit code $code, found $got: $(cat err)"
    [ "$(wc -l <err)" = 1 ] || die "$*: expected one line, found: $(cat err)"
    grep -q '^arioso: ' err || die "$*: the line does not begin with 'arioso: ': $(cat err)"
    grep -qF -- "$text" err || die "$*: expected '$text' in: $(cat err)"
}
same() { cmp "$1" "$2" || die "$1 and $2 differ"; }
# A short render with fixed seed.
render() { "$program" render "$song" --to 4 --seed 1 --steps 1 --quiet "$@"; }

case "$case_name" in
help)
    "$program" --help | grep -q render || die "--help does not name the commands"
    "$program" --version | grep -Eq '^arioso [0-9]+\.[0-9]+\.[0-9]+$' || die "--version"
    for command in render info convert show models; do
        "$program" "$command" --help | grep -q -- --help || die "$command --help"
    done
    # None of these may load the networks' library, which takes most of a second.
    ! LD_DEBUG=libs "$program" --help 2>&1 | grep -q torch || die "--help loads LibTorch"
    ! LD_DEBUG=libs "$program" info "$song" 2>&1 | grep -q torch || die "info loads LibTorch"
    ! LD_DEBUG=libs "$program" --help 2>&1 | grep -q cairo || die "--help loads Cairo"
    ;;
usage)
    expect_fail 2 "--no-such-flag" "$program" render "$song" --no-such-flag
    expect_fail 2 "subcommand" "$program"
    expect_fail 2 "-o OUT.wav" "$program" render "$song"
    expect_fail 2 "no score" "$program" render -o a.wav
    expect_fail 2 "--steps: expected a whole number 0 to 64, found 'many'" \
        "$program" render "$song" -o a.wav --steps many
    expect_fail 2 "--loudness: expected a number -40 to -6, found '3'" \
        "$program" render "$song" -o a.wav --loudness 3
    expect_fail 2 "--part: expected NAME=PROGRAM" "$program" render "$song" -o a.wav --part Piano
    expect_fail 2 "ARIOSO_HUMANIZE: expected" \
        env ARIOSO_HUMANIZE=9 "$program" render "$song" -o a.wav
    expect_fail 2 "--data-dir" "$program" info "$song" --data-dir "$folder"
    [ ! -e a.wav ] || die "a file was left"
    ;;
info)
    "$program" info "$song" >text
    grep -q '^key  *G major' text || die "key: $(cat text)"
    grep -q '^metre  *3/4' text || die "metre: $(cat text)"
    grep -q -- '-> piano' text || die "instrument: $(cat text)"
    "$program" info "$source/samples/petzold-minuet-in-g.musicxml" >written
    "$program" info "$source/samples/petzold-minuet-in-g.musicxml" --repeats none >once
    ! diff -q <(grep '^length' written) <(grep '^length' once) >/dev/null ||
        die "repeats are played: $(cat once)"
    expect_fail 2 "repeats: expected" "$program" info "$song" --repeats some
    "$program" info "$source/samples/amazing-grace-leadsheet.musicxml" --json >json
    grep -q 'Amazing grace' json || die "lyrics: $(cat json)"
    mkdir -p folder/below none
    cp "$song" folder/below
    sed 's|</attributes>|</attributes><frobnicate/>|' "$source/samples/sakura.musicxml" >folder/odd.musicxml
    echo nothing >folder/bad.mid
    "$program" info folder >table
    grep -q '^2 scores read, 1 refused' table || die "survey: $(cat table)"
    grep -q 'bad.mid' table || die "the refused score is not named: $(cat table)"
    grep -q '1 .*unknown element <frobnicate>' table || die "remarks: $(cat table)"
    "$program" info folder --json | grep -q '"scores": 2' || die "survey as JSON"
    expect_fail 4 "none: expected scores" "$program" info none
    expect_fail 4 "nowhere.mid" "$program" info nowhere.mid
    head -c 300 /dev/urandom >noise.mid
    expect_fail 4 "noise.mid" "$program" info noise.mid
    : >empty.musicxml
    expect_fail 4 "empty.musicxml" "$program" info empty.musicxml
    ;;
convert)
    for kind in musicxml mxl mid abc performance.json; do
        "$program" convert "$song" "song.$kind" >said
        [ -s "song.$kind" ] || die "no song.$kind"
        grep -q "song.$kind" said || die "said: $(cat said)"
    done
    # What was written is read again, and is the same piece.
    "$program" info song.mxl >text
    grep -q '^length .* in 64 measures' text || die "repeats: $(cat text)"
    grep -q '<repeat direction="backward"' song.musicxml || die "repeats are not written as signs"
    "$program" convert song.mid again.musicxml --json >report
    grep -q '"kind": "MusicXML"' report || die "report: $(cat report)"
    grep -q '^K:G' song.abc || die "key: $(head -20 song.abc)"
    grep -q '"onset"' song.performance.json || die "no notes in the performance"
    printf 'X:1\nT:One\nM:4/4\nL:1/4\nK:C\nCDEF|\nX:2\nT:Two\nM:5/4\nL:1/4\nK:C\nCDEFG|\n' >two.abc
    "$program" convert two.abc two.mid --tune 2 --json >report
    grep -q '"notes": 5' report || die "tune 2: $(cat report)"
    "$program" info song.abc | grep -q 'measures' || die "what was written as ABC cannot be read"
    printf 'X:1\nM:4/4\nL:1/4\nK:C\n!trill!C2 D2|\n' >trill.abc
    "$program" convert trill.abc trill.mid && "$program" convert trill.mid played.abc --json >report
    grep -q '"notes": 2,' report && die "the trill is not played: $(cat report)"
    "$program" convert trill.abc page.mid --as-written && "$program" convert page.mid page.abc --json >report
    grep -q '"notes": 2,' report || die "the page: $(cat report)"
    expect_fail 5 "exists already" "$program" convert "$song" song.mid
    "$program" convert "$song" song.mid --force --quiet >said
    [ ! -s said ] || die "not quiet: $(cat said)"
    expect_fail 2 "expected a name that ends in .musicxml" "$program" convert "$song" song.doc
    expect_fail 4 "nowhere.mid" "$program" convert nowhere.mid out.abc
    expect_fail 5 "no does not exist" "$program" convert "$song" no/out.abc
    [ ! -e out.abc ] || die "a file was left"
    ;;
show)
    "$program" show "$source/samples/brahms-lullaby.musicxml" -o page.png | grep -q page.png || die "said nothing"
    [ "$(head -c 4 page.png | tail -c 3)" = PNG ] || die "not PNG"
    "$program" show "$song" -o page.svg --quiet && grep -q '<svg' page.svg || die "not SVG"
    "$program" show "$song" -o page.pdf --quiet && [ "$(head -c 4 page.pdf)" = %PDF ] || die "not PDF"
    cp page.pdf first.pdf
    "$program" show "$song" -o page.pdf --quiet --force
    same first.pdf page.pdf
    expect_fail 5 "exists already" "$program" show "$song" -o page.svg
    expect_fail 2 ".svg, .png or .pdf" "$program" show "$song" -o page.gif
    ;;
settings)
    mkdir -p config/arioso
    printf '[render]\nloudness = "loud"\n' >config/arioso/config.toml
    expect_fail 4 "config.toml: line 2" "$program" render "$song" -o a.wav
    printf '[render]\nlodness = -20\n' >config/arioso/config.toml
    expect_fail 4 "unknown setting 'lodness'" "$program" render "$song" -o a.wav
    printf 'render = [\n' >config/arioso/config.toml
    expect_fail 4 "config.toml: line" "$program" render "$song" -o a.wav
    ;;
models)
    "$program" models >text
    for model in vae generator vocoder; do
        grep -q "^$model .*good" text || die "$model: $(cat text)"
    done
    "$program" models --json | grep -q '"sha256"' || die "--json"
    cp -r "$models" broken
    printf 'x' >>broken/vae.safetensors
    expect_fail 3 "tampered" "$program" models --models-dir broken
    expect_fail 3 "sha256" "$program" render "$song" -o a.wav --quiet --models-dir broken
    rm broken/vae.safetensors
    expect_fail 3 "missing" "$program" models --models-dir broken
    expect_fail 3 "manifest.json" "$program" render "$song" -o a.wav --models-dir "$folder/none"
    [ ! -e a.wav ] || die "a file was left"
    ;;
render)
    render -o one.wav --threads 1
    render -o two.wav --threads 2
    same one.wav two.wav
    render -o other.wav --seed 2
    ! cmp -s one.wav other.wav || die "another seed gives the same file"
    render -o - --format wav24 >piped.wav
    same one.wav piped.wav
    expect_fail 5 "exists already" "$program" render "$song" -o one.wav --quiet
    render -o one.wav --force
    same one.wav two.wav
    render -o song.flac && head -c 4 song.flac | grep -q fLaC || die "not FLAC"
    render -o song.ogg && head -c 4 song.ogg | grep -q OggS || die "not Ogg"
    ;;
request)
    "$program" render "$song" --to 4 --steps 1 -o a.wav --save-request a.json --humanize 0.5 \
        --transpose -2 --reverb church:0.5 --json >report.json
    grep -q '"render_seconds"' report.json || die "--json"
    "$program" render --request a.json -o b.wav --quiet
    same a.wav b.wav
    sed -i 's/"steps"/"stops"/' a.json
    expect_fail 4 "unknown field 'stops'" "$program" render --request a.json -o c.wav
    ;;
layers)
    # Shipped defaults, then the user's file, then the environment, then flags.
    mkdir -p config/arioso
    printf '[render]\nreverb = "off"\nhumanize = 0\n' >config/arioso/config.toml
    render -o a.wav --json | cat >/dev/null
    ARIOSO_REVERB=plate:0.5 render -o b.wav --save-request b.json
    grep -q '"reverb": "plate:0.5"' b.json || die "environment: $(cat b.json)"
    grep -q '"humanize": 0' b.json || die "user's file: $(cat b.json)"
    ARIOSO_REVERB=plate:0.5 render -o c.wav --reverb off --save-request c.json
    grep -q '"reverb": "off"' c.json || die "flag: $(cat c.json)"
    same a.wav c.wav
    ;;
outputs)
    render -o a.wav --stems stems --dump dump
    [ "$(find stems -name '*.wav' | wc -l)" -ge 2 ] || die "stems: $(ls stems)"
    [ -s dump/performance.json ] || die "dump: $(ls dump)"
    find dump -name '*.png' | grep -q . || die "no pictures"
    expect_fail 5 "does not exist" "$program" render "$song" -o no/where.wav --quiet
    expect_fail 5 "is a folder" "$program" render "$song" -o stems --format wav16 --quiet
    if [ "$(id -u)" != 0 ]; then
        mkdir locked && chmod a-w locked
        expect_fail 5 "locked" "$program" render "$song" -o locked/a.wav --quiet
    fi
    # A disk that fills up: no half file, and the reason in the line.
    (ulimit -f 64 && trap '' XFSZ && expect_fail 5 "large" render -o full.wav)
    [ ! -e full.wav ] || die "a half file was left"
    ;;
interrupt)
    # Long enough not to be over before the signal comes.
    "$program" render "$source/samples/haydn-emperor-theme.musicxml" -o a.wav --steps 64 --quiet \
        2>err &
    sleep 2
    kill -INT $!
    code=0
    wait $! || code=$?
    [ "$code" = 130 ] || die "expected exit code 130, found $code: $(cat err)"
    [ -z "$(find . -name '*a.wav*')" ] || die "left: $(ls -a)"
    ;;
*)
    die "unknown case"
    ;;
esac
echo passed
