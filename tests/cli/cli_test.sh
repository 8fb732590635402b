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
# says_source FILE COMMAND MODEL INPUT: a written score tells who wrote it, by what, from what.
says_source() {
    "$program" verify "$1" --json >source.json || die "$1 says nothing of itself"
    grep -q "\"command\": \"$2\"" source.json || die "$1: not by $2: $(cat source.json)"
    [ -z "$3" ] || grep -q "\"name\": \"composer/$3\"" source.json || die "$1: not of $3: $(cat source.json)"
    grep -q "\"name\": \"$4\"" source.json || die "$1: not from $4: $(cat source.json)"
}
same() { cmp "$1" "$2" || die "$1 and $2 differ"; }
# A short render with fixed seed.
render() { "$program" render "$song" --to 4 --seed 1 --steps 1 --quiet "$@"; }

case "$case_name" in
help)
    "$program" --help | grep render >/dev/null || die "--help does not name the commands"
    "$program" --version | grep -Eq '^arioso [0-9]+\.[0-9]+\.[0-9]+$' || die "--version"
    for command in render play devices info convert show compose fill continue vary harmonize features setlyrics arrange affect originality theory similar judge explain verify models; do
        "$program" "$command" --help | grep -- --help >/dev/null || die "$command --help"
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
devices)
    # A machine without a sound card has none, which is no error; asking one to play is.
    "$program" devices >text || die "devices"
    "$program" devices --json | grep -q '"outputs"' || die "devices --json"
    expect_fail 2 "expected a score, --endless or --follow, found none" "$program" play
    expect_fail 2 "found --endless and --follow" "$program" play --endless --follow piano
    expect_fail 2 "expected a .mid file" "$program" play --follow piano --save-score take.musicxml
    expect_fail 2 "found a score and --endless" "$program" play "$song" --endless
    expect_fail 5 "/nowhere" "$program" play "$song" --device file:/nowhere/x.wav
    expect_fail 2 "--latency" "$program" play "$song" --latency 0
    expect_fail 2 "expected a name that ends" "$program" play --endless --save-score x.txt --device null
    grep -q 'no audio device' text && expect_fail 6 "no audio device" "$program" play "$song"
    true
    ;;
play)
    # What is streamed is what is rendered.
    "$program" play "$song" --device file:played.wav --to 4 --seed 1 --steps 1 --quiet \
        --save-request request.json
    "$program" render --request request.json -o rendered.wav --format wav-float --quiet
    same played.wav rendered.wav
    "$program" play "$song" --device file:felt.wav --to 4 --seed 1 --steps 1 --quiet --affect 0.7,0.5 \
        --save-request felt.json
    "$program" render --request felt.json -o felt-rendered.wav --format wav-float --quiet
    same felt.wav felt-rendered.wav
    ! cmp -s felt.wav played.wav || die "a feeling changes nothing"
    "$program" play "$song" --device - --to 4 --seed 1 --steps 1 --quiet >piped.wav
    [ "$(head -c 4 piped.wav)" = RIFF ] || die "a pipe gets a WAV"
    tail -c 100000 piped.wav >a && tail -c 100000 rendered.wav >b && same a b
    expect_fail 5 "exists already" "$program" play "$song" --device file:played.wav --to 2
    # A null device plays in time, and ends when it is told to.
    echo '{"stop": true}' | "$program" play "$song" --device null --seed 1 --steps 1 --stdin-control \
        --json >report 2>err || die "stop: $(cat err)"
    grep -q '"underruns": 0' report || die "underruns: $(cat report)"
    # What is not understood is told, and the music goes on.
    printf 'nonsense\n{"tempo": 50}\n{"stop": true}\n' | "$program" play "$song" --device null \
        --steps 1 --stdin-control -q 2>err || die "$(cat err)"
    grep -q "expected a JSON object a line, found 'nonsense'" err || die "nonsense: $(cat err)"
    grep -q 'tempo: expected 0.25 to 4' err || die "a wrong tempo: $(cat err)"
    # Recorded music is the played one.
    "$program" play "$song" --device null --to 2 --seed 1 --steps 1 --record r.wav --quiet
    [ "$(stat -c %s r.wav)" -gt 100000 ] || die "the recording is empty"
    # It says where it comes from, as a render does.
    "$program" verify r.wav >said || die "a recording says nothing: $(cat said)"
    grep -q "$(basename "$song")" said && grep -q '^seed .*1' said && grep -q '^model ' said || die "a recording: $(cat said)"
    "$program" play "$song" --device null --to 1 --seed 1 --steps 1 --record s.wav --quiet --no-tags
    expect_fail 1 "no provenance found" "$program" verify s.wav
    # Ctrl-C fades and tells by its exit code.
    "$program" play "$song" --device null --steps 1 --quiet 2>err &
    sleep 3; kill -INT $!; got=0; wait $! || got=$?
    [ "$got" = 130 ] || die "Ctrl-C: expected exit code 130, found $got"
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
    # Feelings: what is played, and what each rule did to it.
    "$program" convert "$song" sad.performance.json --affect sad -q
    "$program" convert "$song" happy.performance.json --affect happy --rule phrase-arch=0 -q
    grep -q '"phrase-arch"' sad.performance.json || die "the phrase arch is not told"
    ! grep -q '"phrase-arch"' happy.performance.json || die "a rule that is off did something"
    ! grep -q '"rules"' song.performance.json || die "rules without being asked for"
    length() { grep '"duration"' "$1" | tr -dc '0-9.' | cut -d. -f1; }
    [ "$(length happy.performance.json)" -lt "$(length sad.performance.json)" ] || die "sad is not slower"
    "$program" convert "$song" mood.performance.json --affect dreamy -q
    printf 'affect = [["1", "sad"], ["9", "happy"]]\n' >feeling.toml
    "$program" convert "$song" curve.performance.json --affect-curve feeling.toml -q
    ! cmp -s curve.performance.json sad.performance.json || die "the curve does not move"
    expect_fail 2 "ends in .performance.json, found 'x.mid'" "$program" convert "$song" x.mid --affect sad
    expect_fail 2 "found 'merry'" "$program" convert "$song" x.performance.json --affect merry
    expect_fail 2 "phrase-arch=K with K from -5 to 5" "$program" convert "$song" x.performance.json --rule phrase-arch=9
    expect_fail 2 "one of duration-contrast" "$program" convert "$song" x.performance.json --rule loud=1
    expect_fail 4 "nowhere.toml" "$program" convert "$song" x.performance.json --affect-curve nowhere.toml
    [ ! -e x.mid ] && [ ! -e x.performance.json ] || die "a file was left"
    expect_fail 5 "exists already" "$program" convert "$song" song.mid
    "$program" convert "$song" song.mid --force --quiet >said
    [ ! -s said ] || die "not quiet: $(cat said)"
    expect_fail 2 "expected a name that ends in .musicxml" "$program" convert "$song" song.doc
    expect_fail 4 "nowhere.mid" "$program" convert nowhere.mid out.abc
    expect_fail 5 "no does not exist" "$program" convert "$song" no/out.abc
    [ ! -e out.abc ] || die "a file was left"
    ;;
compose)
    "$program" compose --mood happy --bars 16 --seed 3 -o a.musicxml | grep -q 'Happy in .* major, 16 measures' ||
        die "said nothing of the piece"
    "$program" compose --mood happy --bars 16 --seed 3 -o b.musicxml --quiet
    same a.musicxml b.musicxml
    "$program" compose --mood happy --bars 16 --seed 4 -o c.musicxml --quiet
    ! cmp -s a.musicxml c.musicxml || die "another seed, the same piece"
    "$program" info a.musicxml | grep -q '16 measures' || die "not 16 measures"
    "$program" compose --mood -0.5,0.7 --key "F# minor" --metre 6/8 --tempo 100 --instruments flute,harp,42 --drums \
        --density 0.3 --seed 1 -o d.mid --json | grep -q '"seed": 1' || die "--json does not tell the seed"
    "$program" info d.mid >info
    for text in 'F-sharp minor' '6/8' '100 quarter' flute harp cello; do
        grep -q -- "$text" info || die "expected $text in: $(cat info)"
    done
    "$program" compose --mood calm --bars 4 --seed 1 -o e.abc -q && "$program" info e.abc | grep -q '4 measures' || die "ABC"
    # Forms and styles.
    "$program" compose --form "A A' B A" --key D --seed 2 -o form.musicxml | grep -q ' 34 measures' || die "form"
    "$program" compose --form "A A' B A" --key D --seed 2 -o same-form.musicxml -q && same form.musicxml same-form.musicxml
    # Sections keep their names through every kind of file.
    for kind in mid abc mxl; do
        "$program" convert form.musicxml "form.$kind" -q
        "$program" info "form.$kind" >info
        grep -qF "sections   Intro (1), A (3), A' (11), B (19), A (27)" info || die "sections of $kind: $(cat info)"
        rm "form.$kind"
    done
    "$program" compose --form AABA --bars 16 --seed 2 -o json.musicxml --json | tr -d ' \n' |
        grep -q '"sections":\[{"from":"3","name":"A"},{"from":"7","name":"A"},{"from":"11","name":"B"}' || die "sections"
    "$program" compose --style blues --seed 2 -o blues.mid | grep -q 'Blues in .* 38 measures, .*, tempo' || die "blues"
    "$program" compose --list-styles | grep -q '^waltz  *one heavy beat' || die "no list of styles"
    "$program" compose --style waltz --mood sad --bars 16 --seed 2 -o waltz.musicxml -q
    "$program" info waltz.musicxml | grep -q '3/4' || die "a waltz in another metre"
    expect_fail 2 "found 'samba'" "$program" compose --form samba -o x.mid
    expect_fail 2 "hymn, jig" "$program" compose --style polka -o x.mid
    expect_fail 2 "--output is required" "$program" compose
    mkdir -p config/arioso
    printf '[[style]]\nname = "mine"\nmeaning = "of my own"\nmetres = ["5/4"]\n' >config/arioso/styles.toml
    XDG_CONFIG_HOME=$PWD/config "$program" compose --style mine --bars 8 --seed 1 -o mine.musicxml -q
    "$program" info mine.musicxml | grep -q '5/4' || die "not the user's own style"
    printf 'speed = 3\n' >>config/arioso/styles.toml
    XDG_CONFIG_HOME=$PWD/config expect_fail 4 "unknown field speed" "$program" compose --style mine -o x.mid
    "$program" compose --mood happy --bars 8 --seed 3 --instruments piano --accompaniment gan -o g.mid -q || die "--accompaniment gan"
    "$program" compose --mood happy --bars 8 --seed 3 --instruments piano --accompaniment gan -o h.mid -q
    same g.mid h.mid
    "$program" compose --mood happy --bars 8 --seed 3 --instruments piano -o i.mid -q
    ! cmp -s g.mid i.mid || die "--accompaniment gan changes nothing"
    expect_fail 2 "accompaniment" "$program" compose --accompaniment lute -o x.mid
    # Scores say where they come from, and are no other music for it.
    "$program" compose --mood calm --bars 4 --seed 1 -o e.mxl -q
    for score in a.musicxml d.mid e.abc e.mxl; do
        "$program" verify $score >said || die "$score: $(cat said)"
        grep -q '^model .*composer/statistics' said && grep -q '^seed ' said && grep -q CC0 said || die "$score: $(cat said)"
    done
    ! "$program" info d.mid | grep -q 'syllables' || die "what the file says of itself is no song text"
    expect_fail 1 "no provenance found" "$program" verify "$song"
    expect_fail 5 "exists already" "$program" compose -o a.musicxml
    expect_fail 2 "found 'gloomy'" "$program" compose --mood gloomy -o x.mid
    expect_fail 2 "found '2,0'" "$program" compose --mood 2,0 -o x.mid
    expect_fail 2 "found 'H'" "$program" compose --key H -o x.mid
    expect_fail 2 "found 4/3" "$program" compose --metre 4/3 -o x.mid
    expect_fail 2 "expected 20 to 300" "$program" compose --tempo 1000 -o x.mid
    expect_fail 2 "expected 4 to 1024" "$program" compose --bars 3 -o x.mid
    expect_fail 2 "found 'kazoo'" "$program" compose --instruments flute,kazoo -o x.mid
    expect_fail 2 "density: expected 0 to 1" "$program" compose --density 2 -o x.mid
    expect_fail 2 ".musicxml, .mxl, .mid, .abc" "$program" compose -o x.txt
    mkdir -p bad/composer
    cp "$source"/models/weights/composer/* bad/composer/
    printf 'x' >>bad/composer/statistics.safetensors
    expect_fail 3 "sha256: expected" "$program" compose --models-dir bad -o x.mid
    [ ! -e x.mid ] || die "a failed command left a file"
    # Several, the best first.
    "$program" compose --candidates 3 --bars 8 --seed 5 -o several.musicxml --json >report
    [ -s several.musicxml ] && [ -s several-2.musicxml ] && [ -s several-3.musicxml ] || die "candidates: $(ls)"
    grep -q '"candidates"' report || die "candidates are not ranked: $(cat report)"
    grep -q '"likeness_to_others"' report || die "candidates are not chosen to differ: $(cat report)"
    grep -q "\"least_distance\"" report || die "how far apart the candidates lie is not told"
    rm several.musicxml
    expect_fail 5 "several-2.musicxml" "$program" compose --candidates 2 -o several.musicxml --bars 8 --seed 1
    ;;
words)
    poem="$source/samples/poems/rossetti-who-has-seen-the-wind.txt"
    "$program" compose --lyrics "$poem" --seed 1 -o song.musicxml >said || die "compose --lyrics"
    grep -q '47 syllables' said || die "said: $(cat said)"
    "$program" compose --lyrics "$poem" --seed 1 -o again.musicxml -q && same song.musicxml again.musicxml
    "$program" info song.musicxml >info
    grep -q 'Who Has Seen the Wind' info || die "title: $(cat info)"
    grep -q 'The wind is passing by' info || die "words: $(cat info)"
    "$program" compose --lyrics "$poem" --voice tenor --voice-range C3-E4 --instruments none --form through \
        --seed 2 -o tenor.mid --json | grep -q '"lowest": [45]' || die "range"
    expect_fail 2 "goes with --lyrics" "$program" compose --voice tenor -o x.mid
    expect_fail 2 "the words decide" "$program" compose --lyrics "$poem" --bars 8 -o x.mid
    expect_fail 2 "found 'rondo'" "$program" compose --lyrics "$poem" --form rondo -o x.mid
    expect_fail 2 "found 'treble'" "$program" compose --lyrics "$poem" --voice treble -o x.mid
    expect_fail 2 "found 'C4'" "$program" compose --lyrics "$poem" --voice-range C4 -o x.mid
    expect_fail 4 "nowhere.txt" "$program" compose --lyrics nowhere.txt -o x.mid
    ode="$source/samples/ode-to-joy-without-words.musicxml"
    "$program" setlyrics "$ode" --lyrics "$source/samples/ode-to-joy.txt" -o ode.musicxml >said
    grep -q 'measure 16 beat 3 .*still' said || die "no report: $(tail -3 said)"
    grep -q '60 syllables laid' said || die "said: $(tail -1 said)"
    says_source ode.musicxml setlyrics "" ode-to-joy.txt
    "$program" setlyrics "$ode" --lyrics "$source/samples/poems/heine-lorelei.txt" --new-melody -o new.musicxml --json >report
    grep -q '"surplus_syllables": 0' report || die "new melody: $(cat report)"
    expect_fail 2 "--new-melody" "$program" setlyrics "$ode" --lyrics "$poem" --keep 1-2 -o x.mid
    expect_fail 2 "found 90 to 91" "$program" setlyrics "$ode" --lyrics "$poem" --new-melody --keep 90-91 -o x.mid
    expect_fail 5 "exists already" "$program" setlyrics "$ode" --lyrics "$poem" -o ode.musicxml
    "$program" setlyrics "$ode" --lyrics "$source/samples/poems/heine-lorelei.txt" --new-melody --candidates 2 -o ways.musicxml --json >report
    grep -q '"output": "ways-2.musicxml"' report && ! cmp -s ways.musicxml ways-2.musicxml || die "candidates: $(cat report)"
    expect_fail 2 "candidates: expected 1 to 64, found 0" "$program" setlyrics "$ode" --lyrics "$poem" --candidates 0 -o x.mid
    expect_fail 4 'no part is called "Tuba"' "$program" setlyrics "$ode" --lyrics "$poem" --part Tuba -o x.mid
    sheet="$source/samples/amazing-grace-leadsheet.musicxml"
    "$program" arrange "$sheet" --instruments flute,nylon_guitar,acoustic_bass --drums --seed 1 -o band.musicxml >said
    grep -q 'Voice with Flute, .*Drums' said || die "said: $(cat said)"
    "$program" arrange "$sheet" --instruments flute,nylon_guitar,acoustic_bass --drums --seed 1 -o same.musicxml -q
    same band.musicxml same.musicxml
    says_source band.musicxml arrange "" amazing-grace-leadsheet.musicxml
    grep -q '"models": \[\]' source.json || die "rules are no models: $(cat source.json)"
    "$program" info band.musicxml | grep -q 'Amazing grace! how sweet' || die "the words are lost"
    "$program" arrange "$sheet" --instruments piano --seed 1 --candidates 3 -o ranked.musicxml --json >report
    [ "$(grep -c '"rank"' report)" = 4 ] && [ -s ranked-3.musicxml ] || die "candidates: $(cat report)"
    expect_fail 5 "ranked.musicxml: exists" "$program" arrange "$sheet" --candidates 2 -o ranked.musicxml
    expect_fail 2 "found 'kazoo'" "$program" arrange "$sheet" --instruments kazoo -o x.mid
    expect_fail 4 "nowhere.mid" "$program" arrange nowhere.mid -o x.mid
    ;;
harmonize)
    night="$source/samples/stille-nacht.musicxml"
    "$program" harmonize "$night" --texture chorale -o a.musicxml | grep -q 'chorale, .* chords' || die "said nothing"
    "$program" info a.musicxml >info
    for text in Alto Tenor Bass '43 syllables' '12 measures'; do
        grep -q -- "$text" info || die "expected $text in: $(cat info)"
    done
    [ "$("$program" info a.musicxml | grep words)" = "$("$program" info "$night" | grep words)" ] || die "other words"
    "$program" harmonize "$night" --texture piano --seed 3 -o b.mid -q
    "$program" harmonize "$night" --texture piano --seed 3 -o c.mid -q
    same b.mid c.mid
    "$program" harmonize "$night" --texture lead-sheet --candidates 3 -o d.abc --json >report
    [ "$(grep -c '"output"' report)" = 3 ] && [ -s d.abc ] && [ -s d-2.abc ] && [ -s d-3.abc ] || die "not three candidates"
    says_source b.mid harmonize harmony stille-nacht.musicxml
    says_source d-3.abc harmonize harmony stille-nacht.musicxml
    grep -q '"rank": 3' source.json || die "rank: $(cat source.json)"
    "$program" harmonize a.musicxml --keep 1-4,Gesang,chords --texture chords -o e.musicxml -q
    "$program" harmonize "$night" --texture chorale --method rbm -o f.musicxml -q || die "--method rbm"
    "$program" harmonize "$night" --texture chorale --method rnn-rbm -o g.musicxml -q || die "--method rnn-rbm"
    "$program" harmonize "$night" --texture chorale --method rnn-rbm -o h.musicxml -q
    same g.musicxml h.musicxml
    says_source g.musicxml harmonize voices-rnn stille-nacht.musicxml
    expect_fail 2 "expected rules, rbm or rnn-rbm, found 'ear'" "$program" harmonize "$night" --texture chorale --method ear -o x.mid
    expect_fail 5 "exists already" "$program" harmonize "$night" -o a.musicxml
    expect_fail 5 "exists already" "$program" harmonize "$night" --candidates 2 -o d.abc
    expect_fail 2 "found 'samba'" "$program" harmonize "$night" --texture samba -o x.mid
    expect_fail 2 "found 'often'" "$program" harmonize "$night" --rhythm often -o x.mid
    expect_fail 2 "found 'H7'" "$program" harmonize "$night" --avoid H7 -o x.mid
    expect_fail 2 "found 'Organ'" "$program" harmonize "$night" --keep Organ -o x.mid
    expect_fail 2 "found 'Organ'" "$program" harmonize "$night" --part Organ -o x.mid
    expect_fail 2 "mode-bias: expected -1 to 1" "$program" harmonize "$night" --mode-bias 3 -o x.mid
    expect_fail 2 "no chords are left" "$program" harmonize "$night" -o x.mid --avoid sevenths,m,dim,aug,C,Db,D,Eb,E,F,Gb,G,Ab,A,Bb,B
    expect_fail 2 "expected the texture chorale" "$program" harmonize "$night" --method rbm -o x.mid
    expect_fail 2 ".musicxml, .mxl, .mid, .abc" "$program" harmonize "$night" -o x.doc
    expect_fail 4 "nowhere.mid" "$program" harmonize nowhere.mid -o x.mid
    mkdir -p bad/composer
    cp "$source"/models/weights/composer/* bad/composer/
    printf 'x' >>bad/composer/harmony.safetensors
    expect_fail 3 "sha256: expected" "$program" harmonize "$night" --models-dir bad -o x.mid
    [ ! -e x.mid ] || die "a failed command left a file"
    ;;
blend)
    ode="$source/samples/ode-to-joy-without-words.musicxml" night="$source/samples/stille-nacht.musicxml"
    "$program" blend "$ode" "$night" --steps 3 --bars 4 --seed 1 -o a.musicxml >said
    grep -q '5 melodies of 4 bars' said || die "said: $(cat said)"
    grep -q 'bar 5 .*A-B 1/3' said || die "steps: $(cat said)"
    "$program" info a.musicxml | grep -q '20 measures' || die "length: $("$program" info a.musicxml)"
    "$program" blend "$ode" "$night" --steps 3 --bars 4 --seed 1 -o b.musicxml -q
    same a.musicxml b.musicxml
    "$program" blend "$ode" "$ode@9-12" "$night@1-4" --steps 1 --key "E minor" --seed 2 --candidates 2 --without chromatic --json -o c.mid >report
    [ -s c.mid ] && [ -s c-2.mid ] && [ "$(grep -c '"name": "B-C 1/1"' report)" = 2 ] || die "report: $(cat report)"
    grep -q '"key": "E minor"' report || die "key: $(cat report)"
    "$program" blend "$ode" "$night" --steps 2 --bars 2 --separate --keep rhythm --seed 1 -o s.abc -q
    [ -s s-A.abc ] && [ -s s-A-B-2.abc ] && [ -s s-B.abc ] && [ ! -e s.abc ] || die "separate: $(ls)"
    says_source s-A-B-2.abc blend melodies stille-nacht.musicxml
    grep -q '"section": "A-B 2/2"' source.json || die "section: $(cat source.json)"
    "$program" blend "$ode" "$night" --steps 1 --bars 4 --chords first --accompany piano --seed 1 -o acc.musicxml -q
    "$program" info acc.musicxml | grep -q Piano || die "no accompaniment"
    says_source acc.musicxml blend harmony ode-to-joy-without-words.musicxml
    # A variation near the tune: its words and what else sounds stay.
    words_song="$source/samples/brahms-lullaby.musicxml"
    "$program" vary "$words_song" --method vae --amount 0.6 --seed 1 -o v.musicxml | grep -q 'notes changed' || die "vary said nothing"
    "$program" info "$words_song" | grep '^words ' >words
    "$program" info v.musicxml | grep '^words ' | cmp - words || die "words"
    says_source v.musicxml vary melodies brahms-lullaby.musicxml
    "$program" vary "$ode" --method vae --amount 0 -o same.abc -q && "$program" convert "$ode" ode.abc -q && same same.abc ode.abc
    "$program" vary "$ode" --method vae --amount 0 --density 2 --seed 1 -o dense.musicxml >said
    grep -q 'density .* -> ' said || die "density: $(cat said)"
    expect_fail 5 "exists already" "$program" blend "$ode" "$night" -o a.musicxml
    expect_fail 2 "found 'samba'" "$program" blend "$ode" "$night" --accompany samba -o x.mid
    expect_fail 2 "found 'H'" "$program" blend "$ode" "$night" --without H -o x.mid
    expect_fail 2 "expected bars of" "$program" blend "$ode@90-91" "$night" -o x.mid
    expect_fail 2 "one for each of 2" "$program" blend "$ode" "$night" --parts a,b,c -o x.mid
    expect_fail 4 "nowhere.mid" "$program" blend nowhere.mid "$night" -o x.mid
    expect_fail 2 "expected --method vae" "$program" vary "$ode" --density 1 --method ppm -o x.mid
    mkdir -p bad/composer
    cp "$source"/models/weights/composer/* bad/composer/
    printf 'x' >>bad/composer/melodies.safetensors
    expect_fail 3 "sha256: expected" "$program" blend "$ode" "$night" --models-dir bad -o x.mid
    [ ! -e x.mid ] || die "a failed command left a file"
    ;;
features)
    "$program" features "$source/samples/haydn-emperor-theme.musicxml" >text
    for text in 'G major' 'AABCC' '291 notes'; do
        grep -q -- "$text" text || die "expected $text in: $(cat text)"
    done
    "$program" features "$source/samples/stille-nacht.musicxml" --json >json
    for text in '"kind": "score"' '"groove_all_pairs_musdr"' '"syllables": 43'; do
        grep -q -- "$text" json || die "expected $text"
    done
    expect_fail 4 "nowhere.wav" "$program" features nowhere.wav
    expect_fail 4 "nowhere.mid" "$program" features nowhere.mid
    printf 'no music' >noise.wav
    expect_fail 4 "noise.wav" "$program" features noise.wav
    ;;
affect)
    "$program" affect "$source/samples/brahms-lullaby.musicxml" >text
    for text in 'valence' 'nearest mood' 'minor mode' '1-4'; do
        grep -q -- "$text" text || die "expected $text in: $(cat text)"
    done
    "$program" affect "$source/samples/brahms-lullaby.musicxml" --window 8 --json >json
    for text in '"window_bars": 8' '"feature": "tempo"' '"curve"' '"mood"'; do
        grep -q -- "$text" json || die "expected $text"
    done
    # The same notes at twice the speed are more excited.
    printf 'X:1\nQ:1/4=60\nK:C\nCDEF GABc|cBAG FEDC|CEGc GEC2|C4 z4|\n' >slow.abc
    sed 's/=60/=160/' slow.abc >fast.abc
    arousal() { "$program" affect "$1" --json | grep -m1 '^  "arousal"' | tr -dc '0-9.-'; }
    [ "$(printf '%s\n' "$(arousal slow.abc)" "$(arousal fast.abc)" | sort -g | tail -1)" = "$(arousal fast.abc)" ] ||
        die "faster is not more excited"
    [ "$(arousal slow.abc)" != "$(arousal fast.abc)" ] || die "the tempo says nothing"
    printf 'no music' >noise.wav
    expect_fail 4 "noise.wav" "$program" affect noise.wav
    # Recordings, too.
    ear() { "$program" affect "$1" --json | grep -m1 '^  "arousal"' | tr -dc '0-9.-'; }
    "$program" render slow.abc -o slow.wav -q --steps 1 && "$program" render fast.abc -o fast.wav -q --steps 1
    "$program" affect slow.wav --seconds 5 >text
    grep -q 'nearest mood' text && grep -q '^0:00-0:05' text || die "a recording: $(cat text)"
    [ "$(printf '%s\n' "$(ear slow.wav)" "$(ear fast.wav)" | sort -g | tail -1)" = "$(ear fast.wav)" ] &&
        [ "$(ear slow.wav)" != "$(ear fast.wav)" ] || die "faster does not sound more excited"
    expect_fail 2 "--seconds" "$program" affect slow.wav --seconds 0
    expect_fail 4 "nowhere.mid" "$program" affect nowhere.mid
    expect_fail 2 "--window" "$program" affect slow.abc --window 0
    expect_fail 3 "manifest.json" "$program" affect slow.abc --models-dir .
    ;;
fill)
    "$program" fill "$song" --bars 5-8 --method ppm --seed 3 -o a.musicxml | grep -q 'written anew' || die "said nothing"
    "$program" fill "$song" --bars 5-8 --method ppm --seed 3 -o b.musicxml --quiet
    same a.musicxml b.musicxml
    says_source a.musicxml fill events "$(basename "$song")"
    grep -q '"seed": 3' source.json && grep -q '"bars": "5-8"' source.json || die "request: $(cat source.json)"
    # Everything kept but one bar: the page differs in that line of the tune alone.
    "$program" fill "$song" --bars 1-16 --keep 1-6,8-16 --method ppm --seed 1 -o one.abc -q
    "$program" convert "$song" whole.abc -q
    [ "$(diff whole.abc one.abc | grep -c '^<')" -le 2 ] || die "fill changed more: $(diff whole.abc one.abc)"
    ! cmp -s whole.abc one.abc || die "fill changed nothing"
    "$program" fill "$song" --bars 5-6 --method ppm --seed 1 --candidates 3 -o c.mid --json >report
    [ -s c.mid ] && [ -s c-2.mid ] && [ -s c-3.mid ] && grep -q '"rank": 3' report || die "candidates: $(cat report)"
    "$program" continue "$song" --bars 4 --method ppm --seed 1 -o d.musicxml -q
    says_source d.musicxml continue events "$(basename "$song")"
    "$program" vary "$song" --amount 0 --method ppm -o e.abc -q && same e.abc whole.abc
    "$program" vary "$song" --amount 0.5 --beam 2 --method ppm -o f.abc -q
    ! cmp -s f.abc whole.abc || die "vary changed nothing"
    says_source f.abc vary events "$(basename "$song")"
    # The words of a song stay.
    words_song="$source/samples/brahms-lullaby.musicxml"
    "$program" fill "$words_song" --bars 5-8 --method ppm --seed 1 -o g.musicxml -q
    "$program" info "$words_song" | grep '^words ' >words
    "$program" info g.musicxml | grep '^words ' | cmp - words || die "words"
    # Four voices by the models of four voices: the other bars are as they were.
    quartet="$source/samples/haydn-emperor-theme.musicxml"
    "$program" convert "$quartet" quartet.abc -q
    for method in rbm rnn-rbm; do
        "$program" fill "$quartet" --bars 5 --keep Viola --method $method --seed 1 -o q.abc -q
        "$program" fill "$quartet" --bars 5 --keep Viola --method $method --seed 1 -o r.abc -q
        same q.abc r.abc
        says_source q.abc fill "$([ $method = rbm ] && echo voices || echo voices-rnn)" haydn-emperor-theme.musicxml
        [ "$(diff quartet.abc q.abc | grep -c '^<')" = 3 ] || die "$method: $(diff quartet.abc q.abc)"
        rm q.abc r.abc
    done
    expect_fail 4 "expected four pitched parts, or four that are sung, found 1" "$program" fill "$song" --bars 5 --method rnn-rbm -o x.mid
    expect_fail 2 "expected --method transformer" "$program" fill "$quartet" --bars 5 --method rbm --beam 2 -o x.mid
    expect_fail 5 "exists already" "$program" fill "$song" --bars 5 -o a.musicxml
    expect_fail 2 "expected bars of 1 to 32 as A-B or A, found '40-41'" "$program" fill "$song" --bars 40-41 -o x.mid
    expect_fail 2 "expected one of the parts Piano, found 'Oboe'" "$program" fill "$song" --bars 5 --parts Oboe -o x.mid
    expect_fail 2 "nothing is left to write" "$program" fill "$song" --bars 5 --keep 1-8 -o x.mid
    expect_fail 2 "found none that begins there" "$program" fill "$song" --bars 5 --keep Piano@5:1.1 -o x.mid
    expect_fail 2 "expected --method transformer, found 'ppm'" "$program" continue "$words_song" --method ppm --lyrics verse.txt -o x.mid
    expect_fail 2 "mood: expected --method transformer, found 'ppm'" "$program" fill "$song" --bars 5 --method ppm --mood sad -o x.mid
    expect_fail 2 "or vae, found 'tuned'" "$program" vary "$song" --method tuned --mood sad -o x.mid
    expect_fail 2 "--temperature" "$program" fill "$song" --bars 5 --temperature 0 -o x.mid
    mkdir -p bad/composer
    cp "$source"/models/weights/composer/* bad/composer/
    printf 'x' >>bad/composer/events.safetensors
    expect_fail 3 "sha256: expected" "$program" fill "$song" --bars 5 --method ppm --models-dir bad -o x.mid
    [ ! -e x.mid ] || die "a failed command left a file"
    # The networks' library is another one's burden.
    if [ -e "$(dirname "$program")/../lib/libarioso_writer.so" ]; then
        "$program" fill "$song" --bars 5-8 --seed 3 -o n.musicxml -q
        "$program" fill "$song" --bars 5-8 --seed 3 -o m.musicxml -q
        same n.musicxml m.musicxml
        "$program" fill "$song" --bars 5-8 --seed 3 --mood energetic -o h.musicxml -q
        "$program" fill "$song" --bars 5-8 --seed 3 --mood sad -o l.musicxml -q
        if cmp -s h.musicxml l.musicxml; then die "a mood changes nothing"; fi
        "$program" continue "$song" --bars 2 --seed 3 --mood 0,0.9 -o fast.musicxml -q
        "$program" continue "$song" --bars 2 --seed 3 --mood 0,0 -o even.musicxml -q
        [ "$(grep -c '<sound.*tempo' fast.musicxml)" -gt "$(grep -c '<sound.*tempo' even.musicxml)" ] ||
            die "what is excited is not faster"
        "$program" fill "$song" --bars 5-8 --seed 3 --method tuned -o t.musicxml -q
        "$program" info t.musicxml >/dev/null
        # A song goes on with other words, all of them, in as many bars as they take.
        printf 'When the moon is on the hill,\nall the world is soft and still.\n' >verse.txt
        "$program" continue "$words_song" --lyrics verse.txt --seed 1 -o sung.musicxml >report
        grep -q '14 syllables' report || die "syllables: $(cat report)"
        printf '%s\n' "far too many words for a bar: one and two and three and four and five and six and seven" >many.txt
        expect_fail 2 "syllables: expected at most" "$program" continue "$words_song" --bars 1 --lyrics many.txt -o x.mid
        "$program" info sung.musicxml | grep '^words ' | grep -q 'When the moon is on the hill, all the world is soft and still.' ||
            die "words: $("$program" info sung.musicxml)"
        ! LD_DEBUG=libs "$program" fill "$song" --bars 5 --method ppm -o p.mid 2>&1 | grep -q torch ||
            die "counts load LibTorch"
    fi
    ;;
likeness)
    # Two waltzes are more alike than a waltz and a chorale; keys do not count.
    printf 'X:1\nT:A\nM:3/4\nL:1/8\nQ:1/4=160\nK:C\n%s\n' "c2e2g2|e2c2e2|d2f2a2|g4e2|c2e2g2|e2c2e2|f2d2B2|c6|" >a.abc
    sed 's/K:C/K:A/' a.abc >b.abc
    printf 'X:1\nT:C\nM:4/4\nL:1/4\nQ:1/4=50\nK:Cm\n%s\n' "[C4E4G4]|[C4F4A4]|[B,4F4G4]|[C4E4G4]|[A,4C4F4]|[C4E4G4]|[B,4D4G4]|[C4E4G4]|" >c.abc
    "$program" similar a.abc --among . --json >near
    tr -d ' \n' <near | grep -q '"nearest":\[{"file":"[^"]*b.abc"' || die "the same waltz in A is not the nearest"
    "$program" similar a.abc --among b.abc --among c.abc -n 1 | grep -q 'score .*b.abc' || die "not told"
    printf 'Sleep, my little one, sleep\nThe moon is on the hill\n' >words.txt
    "$program" similar words.txt --among . | grep -q c.abc || die "words find no scores"
    expect_fail 4 "expected words, found none" "$program" similar a.abc --words --among .
    expect_fail 4 "neither" "$program" similar a.abc --among nowhere
    expect_fail 2 "--among" "$program" similar a.abc
    # Wrong notes are heard.
    sed 's/e2c2e2|d2f2a2/_e2^c2_e2|^d2^f2_b2/; s/f2d2B2/^f2_d2_B2/' a.abc >wrong.abc
    "$program" judge a.abc wrong.abc | grep -E 'abc$' | head -1 | grep -q 'a.abc' || die "wrong notes are preferred"
    "$program" judge a.abc --json >verdict
    grep -q '"adds"' verdict || die "no reasons"
    printf 'X:1\nT:E\nM:4/4\nL:1/4\nK:C\nz4|\n' >empty.abc
    expect_fail 4 "empty.abc" "$program" judge empty.abc
    "$program" explain "$source/samples/brahms-lullaby.musicxml" -o why.html | grep -q 'notes' || die "not told"
    grep -q '</html>' why.html || die "half a page"
    grep -q 'expected:' why.html || die "no expectations"
    ! grep -qE '(src|href)="http' why.html || die "the page loads something"
    expect_fail 5 "exists already" "$program" explain a.abc -o why.html
    "$program" explain a.abc --json >why.json
    grep -q '"probability"' why.json || die "no JSON"
    expect_fail 2 "expected -o FILE.html or --json" "$program" explain a.abc
    grep -q '"cadences"' why.json || die "no cadences"
    grep -q '"latents"' why.json || die "no latent space"
    ! grep -q '"performance"' why.json || die "performed without being asked"
    "$program" explain a.abc --affect sad --rule phrase-arch=2 -o felt.html >/dev/null
    grep -q 'How the feeling is performed' felt.html || die "no performance"
    grep -q 'phrase-arch' felt.html || die "no rule"
    "$program" explain a.abc --affect sad --json >felt.json
    grep -q '"tempo_played"' felt.json || die "no tempo of bars"
    expect_fail 2 "phrase-arch" "$program" explain a.abc --rule nonsense=1 --json
    printf '{"version": "1", "models": [], "request": {"score": "a.abc", "seed": 5, "affect": "happy"}}' >take.json
    "$program" explain take.json -o take.html >/dev/null
    grep -q 'How the sound is made' take.html || die "not told how"
    grep -q 'Asked for: affect happy' take.html || die "the request's affect is not told"
    printf '{"scor": 1}' >bad.json
    expect_fail 4 "bad.json" "$program" explain bad.json --json
    printf '{}' >none.json
    expect_fail 4 "none.json: expected a request that names a score" "$program" explain none.json --json
    expect_fail 2 "are of --audio" "$program" explain a.abc --from 2 --json
    expect_fail 2 "--method" "$program" explain a.abc --method magic --json
    cp -r "$source/models/weights" weights
    printf 'x' >>weights/composer/judge.safetensors
    expect_fail 3 "sha256: expected" "$program" judge a.abc --models-dir weights
    ;;
theory)
    "$program" theory "cadences in D dorian" | grep -q 'IV–i: G Dm' || die "dorian"
    "$program" theory notes of Cmaj7 | grep -q 'C E G B' || die "a question without quotes"
    "$program" theory "range of violin" --json | grep -q '"lowest": 55' || die "json"
    "$program" theory --list | grep -q 'what sounds sad' || die "list"
    "$program" theory --query 'SELECT ?x WHERE { ?x a ar:Scale ; ar:hasInterval ar:d5 ; ar:size 7 } ORDER BY ?x LIMIT 2' >rows
    [ "$(wc -l <rows)" = 3 ] && grep -q '^ar:altered$' rows || die "query: $(cat rows)"
    ! LD_DEBUG=libs "$program" theory modes 2>&1 | grep -q torch || die "theory loads LibTorch"
    expect_fail 2 "cadences in D dorian" "$program" theory "why is the sky blue"
    expect_fail 2 "query: expected" "$program" theory --query 'SELECT ?x'
    expect_fail 2 "expected one of" "$program" theory
    printf '@prefix ar: <urn:arioso:theory:> .\nar:x ar:y "open .\n' >bad.ttl
    expect_fail 4 "bad.ttl:2:" "$program" theory modes --knowledge bad.ttl
    expect_fail 4 "none.ttl" "$program" theory modes --knowledge none.ttl
    # The user's folder, and what a rule that is taken back does to a chorale.
    mkdir -p config/arioso/knowledge
    printf '@prefix ar: <urn:arioso:theory:> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\nar:lute a ar:Instrument ; rdfs:label "lute" ; ar:lowestKey 43 ; ar:highestKey 76 .\n' \
        >config/arioso/knowledge/mine.ttl
    "$program" theory "range of lute" | grep -q 'G2 to E5' || die "the user's folder"
    rm -r config
    chorale() { "$program" harmonize "$source/samples/ode-to-joy-without-words.musicxml" --texture chorale --rhythm beat --json "$@"; }
    chorale -o strict.musicxml | grep -q '"parallels": 0' || die "parallels"
    printf '@prefix ar: <urn:arioso:theory:> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\nar:parallel-fifths owl:deprecated true .\nar:parallel-octaves owl:deprecated true .\n' >loose.ttl
    ! chorale -o loose.musicxml --knowledge loose.ttl | grep -q '"parallels": 0' || die "the rule is taken back, and nothing changes"
    # A cello that has lost its low strings.
    printf '@prefix ar: <urn:arioso:theory:> .\nar:instrument-cello ar:lowestKey 80 .\n' >cello.ttl
    expect_fail 4 "instrument cello" "$program" arrange "$song" --instruments cello --knowledge cello.ttl -o a.musicxml
    ;;
originality)
    # A library that has nothing but what the seeds 1 to N would write.
    library() { mkdir -p made/composer && cp "$source"/models/weights/composer/* made/composer/ && "$MAKE_TUNES" made/composer "$@"; }
    write() { "$program" compose --mood happy --bars 16 "$@"; }
    for seed in $(seq 1 40); do write --seed "$seed" -o "piece$seed.musicxml" -q; done
    library piece3.musicxml
    write --seed 3 --originality 12 --models-dir made -o other.musicxml >said
    # As the next seed that may would write it.
    next=$(sed -n 's/.*, seed \([0-9]*\); .*/\1/p' said)
    [ "$next" -gt 3 ] && grep -q "^$((next - 3)) turned away: a run of 12 notes" said || die "said: $(cat said)"
    same other.musicxml "piece$next.musicxml"
    write --seed 3 --originality 12 --models-dir made -o again.musicxml --json >report
    same other.musicxml again.musicxml
    grep -q "\"rejected\": $((next - 3))" report && grep -q '"longest_known_run"' report || die "report: $(cat report)"
    # Without the flag nothing changes, nor where nothing is known.
    write --seed 3 --models-dir made -o plain.musicxml -q && same plain.musicxml piece3.musicxml
    write --seed "$next" --originality 12 --models-dir made -o free.musicxml -q && same free.musicxml other.musicxml
    # Works of one's own, as files and folders.
    write --seed 3 --avoid piece3.musicxml -o avoided.musicxml | grep -q 'turned away: a run of 10 notes' || die "--avoid"
    mkdir works && cp piece3.musicxml works/
    write --seed 3 --avoid works -o avoided2.musicxml -q && same avoided2.musicxml avoided.musicxml
    expect_fail 4 "no such score" write --avoid nowhere -o none.musicxml
    # Of several candidates the one that copies is replaced.
    write --seed 2 --candidates 2 --originality 12 --models-dir made -o two.musicxml --json >report
    grep -q '"seed": [0-9]' report && ! grep -q '"seed": 3,' report || die "candidates: $(cat report)"
    # Songs, too.
    poem="$source/samples/poems/rossetti-who-has-seen-the-wind.txt"
    "$program" compose --lyrics "$poem" --seed 1 -o song.musicxml -q
    library song.musicxml
    "$program" compose --lyrics "$poem" --seed 1 --originality 12 --models-dir made -o new.musicxml | grep -q 'turned away' ||
        die "a song was copied"
    ! cmp -s new.musicxml song.musicxml || die "a song was copied"
    # Every try a copy: which run of what stands in the way, and nothing is written.
    library piece*.musicxml
    expect_fail 10 'as in "piece' write --seed 1 --originality 8 --models-dir made -o none.musicxml
    grep -q 'no run of 8 notes or more.* each of 32 tries' err || die "error: $(cat err)"
    [ ! -e none.musicxml ] || die "a copy was written"
    expect_fail 2 "--originality" write --originality 7 -o none.musicxml
    # The user's own bars may be anybody's; what is written may not.
    library "$song"
    "$program" fill "$song" --bars 9-16 --method ppm --seed 1 --originality 8 --models-dir made -o fill.musicxml -q
    "$program" continue "$song" --bars 12 --method ppm --seed 1 -o first.musicxml -q
    "$program" continue "$song" --bars 12 --method ppm --seed 2 -o second.musicxml -q
    ! cmp -s first.musicxml second.musicxml || die "two seeds, the same continuation"
    library first.musicxml
    for turn in first again; do
        "$program" continue "$song" --bars 12 --method ppm --seed 1 --originality 8 --models-dir made -o go.musicxml --force >said
        grep -q 'turned away' said || die "continue: $(cat said)"
        ! cmp -s go.musicxml first.musicxml || die "a copy was written"
        if [ "$turn" = first ]; then cp go.musicxml kept.musicxml; else same go.musicxml kept.musicxml; fi
    done
    "$program" vary "$song" --amount 0.5 --method ppm --seed 1 --originality 8 -o vary.musicxml --json | grep -q '"rejected"' ||
        die "vary does not report"
    "$program" continue "$song" --bars 12 --method ppm --seed 1 --avoid first.musicxml -o away.musicxml | grep -q 'turned away' ||
        die "continue --avoid"
    "$program" fill "$song" --bars 5-28 --beam 2 --method ppm -o beam.musicxml -q
    library beam.musicxml
    expect_fail 10 "leave it out" "$program" fill "$song" --bars 5-28 --beam 2 --method ppm --originality 8 --models-dir made -o none.musicxml
    # The command itself.
    "$program" originality beam.musicxml --models-dir made --notes 20 --chance 1 >said
    grep -q 'as in "beam.musicxml" by Somebody' said || die "not found: $(cat said)"
    # Beside the tunes that ship: the lullaby is Brahms's, by its notes and by its rhythm.
    "$program" originality "$source/samples/brahms-lullaby.musicxml" >said
    grep -q ' notes  .*as in ".*Wiegenlied" by Johannes Brahms.*by chance in less than one piece of 1,000,000' said &&
        grep -q ' bars  bars .*as in ".*Wiegenlied" by Johannes Brahms' said || die "said: $(cat said)"
    # An index stands for the folder it was made of.
    "$program" originality --against "$source/samples" --save-index samples.index | grep -q '^samples.index: [0-9]* tunes and the chords of' || die "index"
    cp "$source/samples/brahms-lullaby.musicxml" mine.musicxml
    "$program" originality mine.musicxml --only --against "$source/samples" --chance 1 --json >folder.json
    "$program" originality mine.musicxml --only --against samples.index --chance 1 --json >index.json
    same folder.json index.json
    grep -q '"chords": ' index.json && grep -q '"bars": ' index.json || die "harmony and rhythm"
    write --seed 3 --avoid samples.index -o beside.musicxml | grep -q "longest known run\|no known run" || die "--avoid INDEX"
    expect_fail 5 "samples.index" "$program" originality --against "$source/samples" --save-index samples.index
    head -c 1000 samples.index >cut.index
    expect_fail 4 "cut.index" "$program" originality mine.musicxml --against cut.index
    expect_fail 2 "file" "$program" originality --only --against samples.index
    expect_fail 2 "--against" "$program" originality mine.musicxml --save-index none.index
    [ ! -e none.index ] || die "an index of nothing"
    rm made/composer/tunes.safetensors
    expect_fail 3 "tunes" write --originality 9 --models-dir made -o none.musicxml
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
    # Under a stem, here a second of silence, what is sung in it.
    { printf 'RIFF\x24\x58\x01\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00'
      printf '\x02\x00\x10\x00data\x00\x58\x01\x00'; head -c 88064 /dev/zero; } >voice.wav
    words=$source/samples/frere-jacques.musicxml
    "$program" show "$words" --audio voice.wav --seed 1 -o sung.svg | grep -q '1.0 seconds' || die "said nothing"
    grep -q '<svg' sung.svg || die "no picture of what is sung"
    "$program" convert "$words" song.performance.json --quiet
    "$program" show song.performance.json --audio voice.wav -o sung.png --quiet
    expect_fail 2 "--part: expected one of" "$program" show "$words" --audio voice.wav --part Kazoo -o no.png
    expect_fail 2 "a stretch of the 1.0 seconds" "$program" show "$words" --audio voice.wav --from 3 -o no.png
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
    "$program" voices >text
    grep -q '^alba .* en .*words clear in lines about G4 and lower' text || die "how high: $(cat text)"
    grep '^clara ' text | grep -q clear && die "clear without a measurement: $(cat text)"
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
verify)
    render -o a.wav --provenance a.wav.provenance.json
    "$program" verify a.wav >text
    grep -q "^verified .*every byte" text || die "$(cat text)"
    grep -q "^score .*$(basename "$song")" text || die "the score is not named: $(cat text)"
    # Another title is no other sound; another sample is.
    cp a.wav.provenance.json b.wav.provenance.json
    sed 's/Synthesised/synthesized/' a.wav >b.wav
    "$program" verify b.wav | grep -q "^verified .*tags are others" || die "tags"
    cp a.wav.provenance.json c.wav.provenance.json
    head -c -1001 a.wav >c.wav && printf 'x' >>c.wav && tail -c 1000 a.wav >>c.wav
    expect_fail 1 "not the one that was rendered" "$program" verify c.wav
    render -o d.wav --no-tags
    expect_fail 1 "no provenance found" "$program" verify d.wav
    # The sound of a written piece says who wrote it, too.
    "$program" compose --models-dir "$source/models/weights" --bars 4 --seed 5 --instruments piano -o w.mid -q
    "$program" render w.mid --steps 1 -q -o w.wav
    "$program" verify w.wav >text
    grep -q "^written by arioso compose .*seed 5" text && grep -q '^model .*composer/statistics' text || die "$(cat text)"
    expect_fail 4 "cannot read audio" "$program" verify a.wav.provenance.json
    expect_fail 4 "expected a provenance document" "$program" verify a.wav --provenance "$0"
    expect_fail 5 "exists already" render -o e.wav --provenance a.wav.provenance.json
    [ ! -e e.wav ] || die "a file was left"
    # What the sound itself says, without tags and after Vorbis.
    "$program" render "$song" --to 12 --seed 1 --steps 1 --quiet --watermark public -o m.ogg --no-tags
    "$program" verify m.ogg >text
    grep -q "^watermark .*public key" text || die "no mark: $(cat text)"
    echo "open sesame" >key
    "$program" render "$song" --to 12 --seed 1 --steps 1 --quiet --watermark key -o k.wav
    "$program" verify k.wav | grep -q "^watermark  none" || die "a secret mark is read without its secret"
    "$program" verify k.wav --watermark-key key >text
    grep -q "^watermark .*secret key.*the one of this render" text || die "no secret mark: $(cat text)"
    expect_fail 4 "key cannot be read" "$program" render "$song" -o n.wav --watermark nothing
    [ ! -e n.wav ] || die "a file was left"
    ;;
c2pa)
    export XDG_CONFIG_HOME=$PWD/config
    render -o a.wav --c2pa --provenance a.wav.provenance.json
    [ "$(stat -c %a config/arioso/c2pa.pem)" = 600 ] || die "others can read the key"
    "$program" verify a.wav >text
    grep -q '^c2pa  *valid: signed by Arioso, self-issued.*signingCredential.untrusted' text || die "$(cat text)"
    grep -q '^verified .*every byte' text || die "$(cat text)"
    "$program" verify a.wav --trust config/arioso/c2pa.pem | grep -q 'who is trusted' || die "trust"
    "$program" verify a.wav --json | grep -q '"state": "Valid"' || die "JSON"
    # The sound is the one that is rendered without.
    render -o plain.wav
    cmp -n "$(($(stat -c %s plain.wav) - 8))" -i 8 plain.wav a.wav || die "another sound"
    rm a.wav.provenance.json
    head -c -20001 a.wav >b.wav && printf 'x' >>b.wav && tail -c 20000 a.wav >>b.wav
    expect_fail 1 "assertion.dataHash.mismatch" "$program" verify b.wav
    render -o c.flac --c2pa-key config/arioso/c2pa.pem
    "$program" verify c.flac | grep -q '^c2pa  *valid' || die "FLAC"
    render -o - --c2pa >piped.wav && "$program" verify piped.wav | grep -q '^c2pa  *valid' || die "piped"
    expect_fail 2 "found Ogg" render -o d.ogg --c2pa
    expect_fail 2 "goes with --c2pa-key" render -o d.wav --c2pa-chain config/arioso/c2pa.pem
    expect_fail 4 "expected a private key" render -o d.wav --c2pa-key "$0"
    expect_fail 2 "goes with audio" "$program" compose --c2pa -o d.musicxml
    [ ! -e d.wav ] && [ ! -e d.ogg ] || die "a file was left"
    ;;
request)
    "$program" render "$song" --to 4 --steps 1 -o a.wav --save-request a.json --humanize 0.5 \
        --transpose -2 --reverb church:0.5 --json >report.json
    grep -q '"render_seconds"' report.json || die "--json"
    "$program" render --request a.json -o b.wav --quiet
    same a.wav b.wav
    sed -i 's/"steps"/"stops"/' a.json
    expect_fail 4 "unknown field 'stops'" "$program" render --request a.json -o c.wav
    # What a request sounds like is explained with the networks, too.
    cp -r "$models" both && cp -r "$source/models/weights/composer" both/composer
    render -o once.wav --save-request once.json
    "$program" explain once.json --audio --to 1 --models-dir both --json >once.explained 2>/dev/null
    grep -q '"another seed"' once.explained || die "no ablation"
    grep -A1 '"name": "seed"' once.explained >seed
    grep -q '"value": "1"' seed || die "the seed is not told"
    "$program" explain once.json --audio --to 1 --models-dir both -o once.html >/dev/null 2>&1
    grep -q 'What moves the sound' once.html || die "no section on the sound"
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
