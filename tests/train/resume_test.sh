#!/usr/bin/env bash
# A training run that is killed and continued gives the loss curve of one that was not, for each
# network, on a corpus made for the purpose in seconds.
#
# usage: resume_test.sh ARIOSO-CORPUS ARIOSO-TRAIN SOURCE-DIR
set -euo pipefail
corpus=$1 train=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$corpus" make --out "$work/corpus" --seconds-per-instrument 60 --instruments flute,marimba \
    --seed 3 --split 60,40,0 >"$work/corpus.log" 2>&1

# Tiny networks, a checkpoint at every step.
cat >"$work/vae.toml" <<'END'
[model]
latent_channels = 8
width = 16
inner = 32
encoder_blocks = 1
decoder_blocks = 1
[train]
steps = 30
batch = 2
crop_frames = 64
warm_up_steps = 5
validate_every = 15
checkpoint_minutes = 0.0
END
cat >"$work/generator.toml" <<'END'
[model]
width = 16
inner = 32
blocks = 2
condition = 16
[train]
steps = 30
batch = 2
crop_frames = 64
warm_up_steps = 5
validate_every = 15
checkpoint_minutes = 0.0
[loss]
mel = 0.3
change = 0.3
energy = 0.1
start_share = 0.2
rollout_share = 0.5
speech = 2.0
[adversarial]
weight = 0.05
feature_matching = 0.1
warm_up_steps = 3
channels = 4
END
cat >"$work/vocoder.toml" <<'END'
[model]
width = 16
inner = 32
blocks = 1
[train]
steps = 12
batch = 2
crop_frames = 24
warm_up_steps = 3
validate_every = 6
checkpoint_minutes = 0.0
[adversarial]
start_step = 2
warm_up_steps = 2
channels = 4
END

cat >"$work/composer.toml" <<'END'
[model]
width = 16
heads = 2
layers = 1
inner = 16
dropout = 0.1
[train]
steps = 30
batch = 2
symbols = 256
warm_up_steps = 5
validate_every = 15
validate_windows = 4
checkpoint_minutes = 0.0
END

for task in vae generator vocoder composer; do
    options=(--config "$work/$task.toml" --corpus "$work/corpus" --seed 7
        --instruments "$source/configs/instruments.toml" --threads 1)
    [ "$task" != composer ] ||
        options=(--config "$work/$task.toml" --scores "$source/samples" --seed 7 --threads 1)
    [ "$task" = vae ] || [ "$task" = composer ] || options+=(--vae "$work/vae_whole/best.safetensors")
    "$train" "$task" train "${options[@]}" --out "$work/${task}_whole" >"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }

    "$train" "$task" train "${options[@]}" --out "$work/${task}_cut" >"$work/log" 2>&1 &
    process=$!
    # Killed as soon as it has shown that it is under way.
    until [ -e "$work/${task}_cut/checkpoint.safetensors" ]; do
        kill -0 $process 2>/dev/null || { cat "$work/log"; exit 1; }
        sleep 0.02
    done
    kill -9 $process 2>/dev/null || true
    wait $process 2>/dev/null || true
    "$train" "$task" continue "$work/${task}_cut" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

    for curve in loss.csv valid.csv; do
        diff "$work/${task}_whole/$curve" "$work/${task}_cut/$curve" ||
            { echo "$task: $curve of the resumed run differs"; exit 1; }
    done
    [ -s "$work/${task}_whole/curve.png" ] || { echo "$task: no curve.png"; exit 1; }
    # A run is never overwritten.
    if "$train" "$task" train "${options[@]}" --out "$work/${task}_whole" >"$work/log" 2>&1; then
        echo "$task: overwrote a run"
        exit 1
    fi
    grep -q "exists already" "$work/log"
done

# A corpus in which some pieces are shorter than a crop trains on the others, and says so.
sed 's/crop_frames = 64/crop_frames = 1800/; s/steps = 30/steps = 1/' "$work/vae.toml" >"$work/long.toml"
"$train" vae train --config "$work/long.toml" --corpus "$work/corpus" --seed 7 \
    --instruments "$source/configs/instruments.toml" --threads 1 --out "$work/vae_long" >"$work/log" 2>&1 || true
grep -q "shorter than a crop" "$work/log" || { cat "$work/log"; exit 1; }

# A device that is not there is told in one line, and no run folder stays behind to block the next try.
for device in toaster cuda; do
    status=0
    "$train" vae train --config "$work/vae.toml" --corpus "$work/corpus" --device $device \
        --instruments "$source/configs/instruments.toml" --steps 1 --out "$work/on_$device" \
        >"$work/log" 2>&1 || status=$?
    if [ $device = cuda ] && [ $status = 0 ]; then continue; fi # this machine has a GPU
    grep -q -- "--device" "$work/log" && [ "$(wc -l <"$work/log")" = 1 ] && [ ! -e "$work/on_$device" ] ||
        { echo "--device $device: exit $status"; cat "$work/log"; exit 1; }
done

# What calibration measures goes with the weights into the model folder.
"$train" generator calibrate "$work/generator_whole" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
grep -q "^flute: " "$work/log" || { echo "calibrate names no flute"; exit 1; }
grep -aq mel_correction "$work/generator_whole/best.safetensors"

# The composer's weights make a model folder of their own, with counts beside them.
mkdir "$work/composer"
touch "$work/composer/transformer.md"
"$train" composer export "$work/composer_whole" --out "$work/composer" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
for network in transformer events; do
    sum=$(sha256sum <"$work/composer/$network.safetensors" | cut -d' ' -f1)
    grep -q "$sum" "$work/composer/manifest.json" || { echo "the composer's manifest lacks $network"; exit 1; }
done
"$train" composer judge "$work/composer_whole" >"$work/log" 2>&1 || grep -q "no held-out scores" "$work/log" ||
    { cat "$work/log"; exit 1; }

# A reward tunes it: curves of every term, KL and likelihood, and weights that can be shipped and compared.
cat >"$work/reinforce.toml" <<'END'
[reward]
motif = 0.5
[data]
held_out = 0.0
[rollouts]
prompts = 2
answers = 3
symbols = 200
answer = 60
longest = 60
[train]
updates = 2
validate_every = 1
validate_prompts = 2
validate_windows = 2
most_likelihood_loss = 1.0
END
tune=("$train" composer reinforce --weights "$work/composer_whole/best.safetensors"
    --models "$source/models/weights/composer" --scores "$source/samples" --seed 7)
"${tune[@]}" --config "$work/reinforce.toml" --out "$work/tuned" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
head -1 "$work/tuned/curve.csv" | grep -q "^update,reward,key,.*,density,.*,kl,kl_price,entropy,likelihood," ||
    { echo "curve.csv lacks a column"; exit 1; }
[ "$(wc -l <"$work/tuned/curve.csv")" = 3 ] && [ "$(wc -l <"$work/tuned/valid.csv")" = 4 ] ||
    { echo "a run of two updates has other curves"; exit 1; }
"${tune[@]}" --config "$work/reinforce.toml" --out "$work/tuned_again" >"$work/log" 2>&1
diff "$work/tuned/curve.csv" "$work/tuned_again/curve.csv" || { echo "the same seed gave another run"; exit 1; }
if "${tune[@]}" --config "$work/reinforce.toml" --out "$work/tuned" >"$work/log" 2>&1; then
    echo "reinforce: overwrote a run"
    exit 1
fi
grep -q "exists already" "$work/log"
sed 's/motif/mottif/' "$work/reinforce.toml" >"$work/wrong.toml"
if "${tune[@]}" --config "$work/wrong.toml" --out "$work/wrong" >"$work/log" 2>&1; then
    echo "reinforce: took an unknown term"
    exit 1
fi
grep -q "reward.mottif: expected a term" "$work/log" && [ ! -e "$work/wrong" ] || { cat "$work/log"; exit 1; }
"$train" composer export-tuned "$work/tuned" --out "$work/composer" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
grep -q '"tuned"' "$work/composer/manifest.json" || { echo "the composer's manifest lacks tuned"; exit 1; }
"$train" composer compare --weights before="$work/composer_whole/best.safetensors" \
    --weights after="$work/tuned/best.safetensors" --models "$source/models/weights/composer" \
    --scores "$source/samples" --config "$work/reinforce.toml" --prompts 2 --windows 2 >"$work/log" 2>&1 ||
    grep -q "no held-out scores" "$work/log" || { cat "$work/log"; exit 1; }

# The composer's shipped folder, which has no VAE, can be trained further, in its own shape.
cat >"$work/composer_further.toml" <<'END'
[train]
steps = 1
batch = 1
symbols = 400
learning_rate = 0.0
validate_every = 1
validate_windows = 2
END
"$train" composer fork "$source/models/weights/composer" --config "$work/composer_further.toml" \
    --scores "$source/samples" --threads 1 --out "$work/composer_further" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
# What has learnt begins far below ln 254 = 5.5 nats.
cut -d, -f2 "$work/composer_further/valid.csv" | awk '{ exit !($1 > 0.2 && $1 < 3.5) }' ||
    { echo "a fork of the composer begins at $(cat "$work/composer_further/valid.csv")"; exit 1; }
if "$train" composer fork "$source/models/weights/composer" --out "$work/nothing" >"$work/log" 2>&1; then
    echo "forked without scores"
    exit 1
fi
grep -q -- "--scores is required" "$work/log" || { cat "$work/log"; exit 1; }

# The three make a model folder with hashes.
touch "$work"/models-{vae,generator,vocoder}.md
"$train" export --vae "$work/vae_whole" --generator "$work/generator_whole" \
    --vocoder "$work/vocoder_whole" --out "$work/models" 2>/dev/null
grep -aq mel_correction "$work/models/generator.safetensors"
for network in vae generator vocoder; do
    sum=$(sha256sum <"$work/models/$network.safetensors" | cut -d' ' -f1)
    grep -q "$sum" "$work/models/manifest.json" || { echo "manifest lacks $network"; exit 1; }
done

# A model folder can be trained further: a run from it begins with what it holds, in its shape.
cat >"$work/further.toml" <<'END'
[train]
steps = 1
batch = 2
crop_frames = 64
learning_rate = 0.0
validate_every = 1
END
"$train" generator fork "$work/models" --config "$work/further.toml" --corpus "$work/corpus" --seed 7 \
    --instruments "$source/configs/instruments.toml" --threads 1 --out "$work/further" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
best=$(cut -d, -f2 "$work/generator_whole/valid.csv" | sort -g | head -1)
begins=$(cut -d, -f2 "$work/further/valid.csv")
awk -v a="$best" -v b="$begins" 'BEGIN { exit !(a - b < 0.005 && b - a < 0.005) }' ||
    { echo "a fork of a model folder begins at $begins, the models are at $best"; exit 1; }
rm "$work/models/manifest.json"
if "$train" generator fork "$work/models" --corpus "$work/corpus" --out "$work/nothing" >"$work/log" 2>&1; then
    echo "forked from nothing"
    exit 1
fi
grep -q "models: neither a run nor models" "$work/log" && [ "$(wc -l <"$work/log")" = 1 ] ||
    { cat "$work/log"; exit 1; }
echo "resumed curves are equal"
