#include "tools/eval/renditions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>

#include "dsp/audio_format.h"
#include "dsp/griffin_lim.h"
#include "dsp/mel.h"
#include "dsp/mel_match.h"
#include "dsp/pre_echo_gate.h"
#include "dsp/stft.h"
#include "src/condition/condition.h"
#include "src/synth/stem_renderer.h"
#include "tools/eval/measure/distances.h"

namespace arioso::eval {
namespace {

constexpr std::int64_t kBlockFrames = 512;
/// Frames whose overlap-add reaches beyond an edge.
constexpr std::int64_t kOverlapFrames = dsp::kFftSize / dsp::kHop / 2;

std::size_t size(std::int64_t count) {
    return static_cast<std::size_t>(count);
}

/// Rows [first, first + frames) of a log-mel; silence outside it.
std::vector<float> melRange(const std::vector<float>& mel, std::int64_t first,
                            std::int64_t frames) {
    std::vector<float> range(size(frames * dsp::kMelBands), std::log(dsp::kLogFloor));
    const auto available = static_cast<std::int64_t>(mel.size()) / dsp::kMelBands;
    const std::int64_t from = std::max<std::int64_t>(first, 0);
    const std::int64_t to = std::min(first + frames, available);
    if (from < to) {
        std::copy(mel.begin() + from * dsp::kMelBands, mel.begin() + to * dsp::kMelBands,
                  range.begin() + (from - first) * dsp::kMelBands);
    }
    return range;
}

}  // namespace

Renditions::Renditions(std::shared_ptr<const models::ModelSet> models, std::uint64_t seed,
                       int steps)
    : models_(std::move(models)), seed_(seed), steps_(steps) {}

std::vector<float> Renditions::make(Version version, const Stem& stem) const {
    switch (version) {
        case Version::Teacher:
            break;
        case Version::GriffinLim:
            return griffinLim(stem);
        case Version::Vocoder:
            return vocode(stem, logMel(stem.teacher));
        case Version::Ceiling:
            return vocode(stem, throughVae(stem, logMel(stem.teacher)));
        case Version::Generated:
            return generate(stem);
    }
    return stem.teacher;
}

std::vector<float> Renditions::generate(const Stem& stem) const {
    StemOptions options;
    options.seed = seed_;
    options.stem = stem.number;
    options.steps = steps_;
    const StemRenderer renderer(models_, stem.part, *stem.instrument, options);
    std::vector<float> audio = renderer.renderAll();
    audio.resize(stem.teacher.size());
    return audio;
}

std::vector<float> Renditions::griffinLim(const Stem& stem) const {
    const auto mel = logMel(stem.teacher);
    const auto frames = static_cast<std::int64_t>(mel.size()) / dsp::kMelBands;
    std::vector<float> audio(size(frames * dsp::kHop));
    dsp::GriffinLimSettings settings;
    settings.seed = seed_;
    settings.stream = stem.number;
    dsp::GriffinLim().fromLogMel(mel, 0, frames, settings, audio);
    audio.resize(stem.teacher.size());
    return audio;
}

std::vector<float> Renditions::throughVae(const Stem& stem, std::vector<float> mel) const {
    const auto known = mel.size();
    const auto frames = static_cast<std::int64_t>(known) / dsp::kMelBands;
    const auto even = frames + frames % models_->framesPerLatent();
    mel.resize(size(even * dsp::kMelBands), std::log(dsp::kLogFloor));
    const std::int64_t count = even / models_->framesPerLatent();
    std::vector<float> latents(size(count * models_->latentChannels()));
    models_->encode(mel, even, latents);
    const auto excitation = makeExcitation(stem.part, *stem.instrument, seed_);
    std::vector<float> samples(size((even - 1) * dsp::kHop + dsp::kFftSize));
    excitation.render(-dsp::kFftSize / 2, samples);
    std::vector<float> excited(mel.size());
    dsp::MelAnalyser().analyse(samples, -dsp::kFftSize / 2, 0, even, excited);
    models_->decode(latents, excited, count, mel);
    mel.resize(known);
    return mel;
}

std::vector<float> Renditions::vocode(const Stem& stem, const std::vector<float>& mel) const {
    const auto excitation = makeExcitation(stem.part, *stem.instrument, seed_);
    const std::int64_t context = models_->vocoderContext();
    const auto total = dsp::framesFor(static_cast<long>(stem.teacher.size()));
    std::vector<float> audio(stem.teacher.size());
    std::vector<float> source;
    std::vector<std::complex<float>> spectrum;
    std::vector<std::complex<float>> noise;
    std::vector<float> excitationMel;
    std::vector<std::complex<float>> out;
    std::array<float, dsp::kHop> hop{};
    dsp::Stft stft;
    const dsp::MelAnalyser melAnalyser;
    dsp::MelMatcher matcher;
    dsp::Istft istft;
    istft.reset(-kOverlapFrames);
    for (std::int64_t first = -kOverlapFrames; first < total + kOverlapFrames;
         first += kBlockFrames) {
        const std::int64_t kept = std::min(kBlockFrames, total + kOverlapFrames - first);
        const std::int64_t begin = first - context;
        const std::int64_t frames = kept + 2 * context;
        const std::int64_t start = begin * dsp::kHop - dsp::kFftSize / 2;
        source.resize(size((frames - 1) * dsp::kHop + dsp::kFftSize));
        excitation.render(start, source);
        spectrum.resize(size(frames * dsp::kBins));
        stft.analyse(source, start, begin, frames, spectrum);
        excitationMel.resize(size(frames * dsp::kMelBands));
        melAnalyser.fromSpectrum(spectrum, frames, excitationMel);
        out.resize(spectrum.size());
        excitation.renderNoise(start, source);
        noise.resize(spectrum.size());
        stft.analyse(source, start, begin, frames, noise);
        const auto wanted = melRange(mel, begin, frames);
        models_->vocode(wanted, excitationMel, spectrum, noise, frames, out);
        matcher.match(out, wanted, frames, models_->melRounds());
        for (std::int64_t f = 0; f < kept; ++f) {
            const std::int64_t at = istft.position();
            istft.push(std::span(out).subspan(size((context + f) * dsp::kBins), dsp::kBins), hop);
            for (std::int64_t i = 0; i < dsp::kHop; ++i) {
                if (at + i >= 0 && at + i < static_cast<std::int64_t>(audio.size())) {
                    audio[size(at + i)] = hop[size(i)];
                }
            }
        }
    }
    if (!stem.instrument->singer) dsp::PreEchoGate(excitation.onsets()).apply(audio, 0);
    return audio;
}

}  // namespace arioso::eval
