#include "tools/bench/stages.h"

#include <array>
#include <chrono>
#include <cmath>
#include <complex>
#include <functional>

#include "dsp/audio_format.h"
#include "dsp/excitation.h"
#include "dsp/mel.h"
#include "dsp/mel_match.h"
#include "dsp/stft.h"
#include "src/condition/condition.h"
#include "tools/bench/finishing.h"
#include "tools/bench/torch_probe.h"

namespace arioso::bench {
namespace {

constexpr std::int64_t kFrames = 512;
constexpr std::int64_t kLatents = kFrames / 2;
constexpr double kAudioSeconds = static_cast<double>(kFrames) * dsp::kHop / dsp::kSampleRate;
constexpr std::size_t kSamples = static_cast<std::size_t>(kFrames) * dsp::kHop;

std::size_t size(std::int64_t count) {
    return static_cast<std::size_t>(count);
}

/// Runs `work` until `seconds` are over, at least three times after one to warm up; seconds a run.
double timeOf(double seconds, const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    work();
    const auto start = Clock::now();
    int runs = 0;
    std::chrono::duration<double> spent{};
    while (runs < 3 || spent.count() < seconds) {
        work();
        ++runs;
        spent = Clock::now() - start;
    }
    return spent.count() / runs;
}

/// Four-part chords, two a second: as busy as a stem gets.
PerformedPart busyPart(const Instrument& instrument) {
    PerformedPart part;
    part.program = instrument.program;
    part.percussion = instrument.percussion;
    for (int beat = 0; beat < 14; ++beat) {
        for (const int interval : {0, 4, 7, 12}) {
            PerformedNote note;
            note.onset = 0.5 * beat;
            note.offset = note.onset + 0.45;
            note.pitch = static_cast<float>(60 + interval + beat % 5);
            note.id = static_cast<std::uint32_t>(part.notes.size());
            part.notes.push_back(note);
        }
    }
    return part;
}

class Stages {
  public:
    Stages(const models::ModelSet& models, const Instrument& instrument, int steps)
        : models_(models),
          instrument_(instrument),
          steps_(steps),
          part_(busyPart(instrument)),
          excitation_(makeExcitation(part_, instrument, 1)),
          source_(kSamples + dsp::kFftSize),
          spectrum_(size(kFrames * dsp::kBins)),
          noise_(spectrum_.size()),
          excitationMel_(size(kFrames * dsp::kMelBands)),
          latents_(size(kLatents * models.latentChannels())),
          mel_(size(kFrames * dsp::kMelBands)),
          out_(spectrum_.size()),
          sound_(kSamples),
          finishing_(instrument, kSamples) {}

    void condition() {
        const auto excitation = makeExcitation(part_, instrument_, 1);
        ConditionBuilder(part_, instrument_, excitation).build(0, kFrames, condition_);
    }
    void generate() {
        models::GeneratorInput input;
        input.frames = kFrames;
        input.instrument = condition_.instrument;
        input.excitationMel = condition_.excitationMel;
        input.roll = condition_.roll;
        input.phoneme = condition_.phoneme;
        input.phonemePlace = condition_.phonemePlace;
        input.curves = condition_.curves;
        models_.generate(input, 1, 0, steps_, latents_);
    }
    void decode() { models_.decode(latents_, excitationMel_, kLatents, mel_); }
    void excite() {
        excitation_.render(-dsp::kFftSize / 2, source_);
        stft_.analyse(source_, -dsp::kFftSize / 2, 0, kFrames, spectrum_);
        analyser_.fromSpectrum(spectrum_, kFrames, excitationMel_);
    }
    void vocode() {
        excitation_.renderNoise(-dsp::kFftSize / 2, source_);
        stft_.analyse(source_, -dsp::kFftSize / 2, 0, kFrames, noise_);
        models_.vocode(mel_, excitationMel_, spectrum_, noise_, kFrames, out_);
        matcher_.match(out_, mel_, kFrames, models_.melRounds());
    }
    void overlapAdd() {
        std::array<float, dsp::kHop> hop{};
        istft_.reset();
        for (std::int64_t f = 0; f < kFrames; ++f) {
            istft_.push(std::span(out_).subspan(size(f * dsp::kBins), dsp::kBins), hop);
            std::copy(hop.begin(), hop.end(), sound_.begin() + f * dsp::kHop);
        }
    }
    void mix() { finishing_.mix(sound_); }
    void write() { finishing_.write(); }

  private:
    const models::ModelSet& models_;
    const Instrument& instrument_;
    int steps_;
    PerformedPart part_;
    dsp::Excitation excitation_;
    Condition condition_;
    dsp::Stft stft_;
    dsp::MelAnalyser analyser_;
    dsp::Istft istft_;
    dsp::MelMatcher matcher_;
    std::vector<float> source_;
    std::vector<std::complex<float>> spectrum_, noise_;
    std::vector<float> excitationMel_;
    std::vector<float> latents_;
    std::vector<float> mel_;
    std::vector<std::complex<float>> out_;
    std::vector<float> sound_;
    Finishing finishing_;
};

}  // namespace

std::vector<StageResult> measureStages(const models::ModelSet& models, const Instrument& instrument,
                                       int steps, double seconds, double peak) {
    Stages stages(models, instrument, steps);
    std::vector<StageResult> results;
    const auto add = [&](const std::string& name, const std::function<void()>& work, bool network) {
        const double spent = timeOf(seconds, work);
        StageResult result{name, kAudioSeconds / spent, 0.0, 0.0, false};
        if (network) {
            result.operations = countOperations(work) / kAudioSeconds;
            result.shareOfPeak = result.operations * result.audioPerSecond / peak;
        }
        results.push_back(result);
    };
    add(
        "excitation and condition", [&] { stages.condition(); }, false);
    add(
        "generator", [&] { stages.generate(); }, true);
    add(
        "excitation spectrum", [&] { stages.excite(); }, false);
    add(
        "VAE decoder", [&] { stages.decode(); }, true);
    add(
        "vocoder", [&] { stages.vocode(); }, true);
    add(
        "inverse STFT", [&] { stages.overlapAdd(); }, false);
    add(
        "mix, reverb, loudness", [&] { stages.mix(); }, false);
    results.back().perRender = true;
    add(
        "limiter, WAV file", [&] { stages.write(); }, false);
    results.back().perRender = true;
    return results;
}

}  // namespace arioso::bench
