#include "src/features/audio_features.h"

#include <algorithm>
#include <cmath>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "dsp/f0.h"
#include "dsp/loudness.h"
#include "dsp/resampler.h"
#include "src/features/attack.h"
#include "src/features/chroma.h"
#include "src/features/onsets.h"

namespace arioso {
namespace {

constexpr int kRate = 44100;
constexpr double kLeastTone = 0.06;  // seconds
constexpr double kMostGap = 0.03;    // seconds without a pitch that a tone may have

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Divides a track of pitches into tones: where the nearest key changes for good, where it is
/// silent, and at onsets.
std::vector<HeardTone> tonesOf(const std::vector<float>& f0, double step, double tuning,
                               const std::vector<double>& onsets) {
    std::vector<HeardTone> out;
    std::vector<double> pitches;
    double begin = 0.0;
    double end = 0.0;
    const auto close = [&] {
        if (!pitches.empty() && end - begin >= kLeastTone) {
            const double middle = median(pitches);
            const int key = static_cast<int>(std::lround(middle));
            out.push_back({begin, end - begin, key, 100.0 * (middle - key)});
        }
        pitches.clear();
    };
    std::size_t nextOnset = 0;
    int strangers = 0;
    for (std::size_t i = 0; i < f0.size(); ++i) {
        const double time = static_cast<double>(i) * step;
        bool onset = false;
        while (nextOnset < onsets.size() && onsets[nextOnset] <= time) {
            // A tone's own beginning does not divide it.
            onset = onset || (!pitches.empty() && onsets[nextOnset] - begin > kLeastTone);
            ++nextOnset;
        }
        if (onset) close();
        if (f0[i] <= 0.0F) {
            if (!pitches.empty() && time - end > kMostGap) close();
            continue;
        }
        const double pitch = 69.0 + 12.0 * std::log2(f0[i] / 440.0) - tuning / 100.0;
        if (!pitches.empty()) {
            const double key = std::round(median(pitches));
            strangers = std::abs(pitch - key) > 0.65 ? strangers + 1 : 0;
            // Vibrato and a glide come back; another note stays.
            if (strangers * step >= 0.025) {
                close();
                strangers = 0;
            }
        }
        if (pitches.empty()) begin = time;
        pitches.push_back(pitch);
        end = time + step;
    }
    close();
    return out;
}

void measureLevels(dsp::AudioBuffer& audio, AudioFeatures& out) {
    dsp::LoudnessMeter meter(audio.channels(), out.sampleRate);
    meter.add(audio.view());
    out.loudness = meter.integrated();
    out.loudnessRange = meter.range();
    out.truePeak = meter.truePeak();
    double power = 0.0;
    for (int c = 0; c < audio.channels(); ++c)
        for (const float sample : audio.channel(c)) power += double{sample} * sample;
    const auto samples =
        static_cast<double>(audio.frames()) * static_cast<double>(audio.channels());
    out.rms = 10.0 * std::log10(power / samples);
}

AudioFeatures measure(dsp::AudioBuffer audio, int sampleRate) {
    if (audio.channels() == 0 || audio.frames() == 0)
        throw Error(ExitCode::Input, "expected a recording, found no samples");
    AudioFeatures out;
    out.sampleRate = sampleRate;
    out.channels = audio.channels();
    out.seconds = static_cast<double>(audio.frames()) / sampleRate;
    measureLevels(audio, out);
    dsp::AudioBuffer mono(1, audio.frames());
    for (int c = 0; c < audio.channels(); ++c)
        for (std::size_t i = 0; i < audio.frames(); ++i)
            mono.channel(0)[i] += audio.channel(c)[i] / static_cast<float>(audio.channels());
    const dsp::AudioBuffer at44 = dsp::resample(mono, sampleRate, kRate);
    const std::span<const float> signal = at44.channel(0);
    out.hopSeconds = 512.0 / kRate;
    out.onsetStrength = onsetStrength(signal);
    out.onsets = pickOnsets(out.onsetStrength, signal);
    out.attack = attackOf(signal, out.onsets);
    out.attackTime = attackTimeOf(signal, out.onsets);
    const BeatTrack beats = trackBeats(out.onsetStrength);
    out.tempo = beats.tempo;
    out.tempoStrength = beats.strength;
    out.beats = beats.beats;
    Chroma chroma = chromaOf(signal);
    out.chroma = chroma.mean;
    out.tuning = chroma.tuning;
    out.chromaSeconds = chroma.seconds;
    out.chromaFrames = std::move(chroma.frames);
    out.key = guessKey(out.chroma);
    const Timbre timbre = timbreOf(signal);
    out.centroid = timbre.centroid;
    out.centroidDeviation = timbre.centroidDeviation;
    out.rolloff = timbre.rolloff;
    out.flatness = timbre.flatness;
    dsp::F0Settings settings;
    settings.sampleRate = kRate;
    settings.highestHz = 1400.0;
    out.f0 = dsp::estimateF0(signal, settings);
    out.f0Seconds = settings.framePeriod;
    const auto voiced =
        std::count_if(out.f0.begin(), out.f0.end(), [](float hz) { return hz > 0; });
    out.voiced =
        out.f0.empty() ? 0.0 : static_cast<double>(voiced) / static_cast<double>(out.f0.size());
    out.tones = tonesOf(out.f0, out.f0Seconds, out.tuning, out.onsets);
    return out;
}

}  // namespace

AudioFeatures audioFeatures(const std::vector<std::span<const float>>& channels, int sampleRate) {
    dsp::AudioBuffer audio(static_cast<int>(channels.size()),
                           channels.empty() ? 0 : channels.front().size());
    for (std::size_t c = 0; c < channels.size(); ++c)
        std::copy(channels[c].begin(), channels[c].end(),
                  audio.channel(static_cast<int>(c)).begin());
    return measure(std::move(audio), sampleRate);
}

AudioFeatures audioFeaturesOf(const std::filesystem::path& path) {
    dsp::LoadedAudio loaded = dsp::readAudioFile(path);
    if (loaded.buffer.frames() == 0)
        throw Error(ExitCode::Input, path.string() + ": expected a recording, found no samples");
    return measure(std::move(loaded.buffer), loaded.sampleRate);
}

}  // namespace arioso
