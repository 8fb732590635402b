# bash completion for arioso

_arioso() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in render | play | devices | info | convert | show | compose | setlyrics | arrange | fill | continue | vary | blend | harmonize | features | affect | originality | theory | similar | judge | explain | verify | models | phonemes | voices) command=$word && break ;; esac
    done
    case $previous in
        --format) mapfile -t COMPREPLY < <(compgen -W 'wav16 wav24 wav-float flac flac16 ogg' -- "$current") && return ;;
        --reverb) mapfile -t COMPREPLY < <(compgen -W 'room hall church plate off' -- "$current") && return ;;
        --vocoder) mapfile -t COMPREPLY < <(compgen -W 'neural griffin-lim' -- "$current") && return ;;
        --repeats) mapfile -t COMPREPLY < <(compgen -W 'written all none' -- "$current") && return ;;
        --mood) mapfile -t COMPREPLY < <(compgen -W 'calm happy sad tense energetic dreamy tender solemn playful triumphant
            melancholy angry' -- "$current") && return ;;
        --style) mapfile -t COMPREPLY < <(compgen -W 'ambient ballad blues chorale folk hymn jig lullaby march minuet nocturne pop
            disco swing waltz' -- "$current") && return ;;
        --form) mapfile -t COMPREPLY < <(compgen -W 'binary ternary song rondo verse-chorus strophic through blues AABA' -- "$current") && return ;;
        --metre) mapfile -t COMPREPLY < <(compgen -W '2/4 3/4 4/4 5/4 6/4 7/4 2/2 3/2 3/8 5/8 6/8 7/8 9/8 12/8' -- "$current") && return ;;
        --texture) mapfile -t COMPREPLY < <(compgen -W 'lead-sheet chorale piano chords pulse oom-pah broken arpeggio repeated
            syncopated' -- "$current") && return ;;
        --accompaniment) mapfile -t COMPREPLY < <(compgen -W 'rules gan' -- "$current") && return ;;
        --rhythm) mapfile -t COMPREPLY < <(compgen -W 'free beat half bar 2bars' -- "$current") && return ;;
        --avoid)
            case $command in
                harmonize) return ;;
            esac ;;
        --chords) mapfile -t COMPREPLY < <(compgen -W 'free first' -- "$current") && return ;;
        --accompany) mapfile -t COMPREPLY < <(compgen -W 'lead-sheet chorale piano chords pulse oom-pah broken arpeggio repeated
            syncopated' -- "$current") && return ;;
        --method)
            case $command in
                vary) mapfile -t COMPREPLY < <(compgen -W 'transformer tuned ppm vae' -- "$current") && return ;;
                fill) mapfile -t COMPREPLY < <(compgen -W 'transformer tuned ppm rbm rnn-rbm' -- "$current") && return ;;
                explain) mapfile -t COMPREPLY < <(compgen -W 'ppm transformer tuned' -- "$current") && return ;;
                harmonize) mapfile -t COMPREPLY < <(compgen -W 'rules rbm rnn-rbm' -- "$current") && return ;;
                *) mapfile -t COMPREPLY < <(compgen -W 'transformer tuned ppm' -- "$current") && return ;;
            esac ;;
        --affect)
            mapfile -t COMPREPLY < <(compgen -W 'happy tender sad angry solemn calm fearful neutral' -- "$current") && return ;;
        --stems | --dump | --models-dir | --data-dir)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "$current") && return ;;
        --key | --query | --bars | --amount | --parts | --temperature | --top-k | --top-p | --beam | --repeat-penalty | --mode-bias | --adventure | --keep | --candidates | --voice-range | --density | --range | --syncopation | --height | --leaps | --brightness | --without | --instruments | --humanize | --language | --loudness | --mute | --part | --sample-rate | --seed | --solo | \
            --steps | --tempo | --tune | --threads | --transpose | --voice | --choir | --rule | --from | --to) return ;;
    esac
    local words=''
    case $command in
        '') words='render play devices info convert show compose setlyrics arrange fill continue vary blend harmonize features affect originality theory similar judge explain verify models phonemes voices --help --version' ;;
        render) words='--output --tune --lyrics --lyrics-report --language --format --sample-rate --loudness --gain --reverb --humanize
            --steps --seed --vocoder --threads --repeats --tempo --transpose --from --to --part --voice --choir --curves --affect --affect-curve --rule --strict --solo --mute --stems
            --dump --provenance --watermark --no-tags --c2pa --c2pa-key --c2pa-chain --request --save-request --models-dir --data-dir --json --force --quiet --help' ;;
        play) words='--tune --lyrics --language --format --sample-rate --loudness --gain --reverb --humanize --steps --seed --vocoder --threads --repeats --tempo --transpose --from --to --part --voice --choir --curves --affect --affect-curve --rule --strict --solo --mute --request --save-request --models-dir --data-dir --json --force --quiet --help
            --device --latency --block-size --loop --record --no-tags --osc --midi --midi-map --stdin-control --endless --follow --mood --style --key --metre
            --instruments --density --drums --save-score' ;;
        devices) words='--json --help' ;;
        affect) words='--window --seconds --tune --models-dir --data-dir --json --help' ;;
        originality) words='--against --only --save-index --force --notes --chance --tune --models-dir --data-dir --json --help' ;;
        similar) words='--among --count --words --tune --models-dir --data-dir --json --help' ;;
        explain) words='--output --affect --affect-curve --rule --method --audio --from --to --knowledge --tune --models-dir --data-dir --json --force --help' ;;
        judge) words='--tune --models-dir --data-dir --json --help' ;;
        theory) words='--query --list --knowledge --data-dir --json --help' ;;
        verify) words='--provenance --watermark-key --trust --json --help' ;;
        info) words='--repeats --tune --lyrics --lyrics-report --language --data-dir --json --help' ;;
        convert) words='--repeats --tune --affect --affect-curve --rule --as-written --force --json --quiet --help' ;;
        show) words='--output --audio --part --from --to --seed --humanize --tune --force --quiet --help' ;;
        harmonize) words='--output --texture --part --key --mode-bias --adventure --rhythm --method --keep --avoid --seed --candidates --tune
            --knowledge --models-dir --data-dir --json --force --quiet --help' ;;
        features) words='--repeats --tune --json --frames --help' ;;
        compose) words='--output --lyrics --language --form --voice --voice-range --mood --style --list-styles --key --metre --tempo
            --bars --density --instruments --drums --seed --candidates --originality --avoid --c2pa --c2pa-key --c2pa-chain --save-score --knowledge --models-dir --data-dir --json --force --quiet --help' ;;
        setlyrics) words='--output --lyrics --language --part --new-melody --keep --once --seed --candidates --models-dir --data-dir --json
            --force --quiet --help' ;;
        arrange) words='--output --instruments --drums --mood --density --part --keep --seed --candidates --knowledge --models-dir --data-dir --json --force
            --quiet --help' ;;
        fill | continue) words='--output --bars --lyrics --language --parts --keep --mood --candidates --originality --avoid --seed --method --temperature --top-k --top-p
            --beam --repeat-penalty --tune --models-dir --data-dir --json --force --quiet --help' ;;
        vary) words='--output --bars --amount --density --range --syncopation --height --leaps --brightness --mood --without --parts --keep
            --candidates --originality --seed --method --temperature --top-k --top-p --beam --repeat-penalty --tune --models-dir
            --data-dir --json --force --quiet --help' ;;
        blend) words='--output --steps --bars --parts --key --chords --keep --without --accompany --separate --candidates --temperature
            --seed --originality --avoid --models-dir --data-dir --json --force --quiet --help' ;;
        models) words='--models-dir --data-dir --json --cards --help' ;;
        phonemes) words='--language --score --lyrics --data-dir --help' ;;
        voices) words='--json --data-dir --help' ;;
    esac
    if [[ $current == -* || -z $command ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -F _arioso arioso
