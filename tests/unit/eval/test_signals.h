#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/audio_format.h"
#include "dsp/philox.h"
#include "src/perform/performance.h"
#include "tools/eval/measure/note_sites.h"

namespace arioso::eval {

/// How a test note sounds: straight rise, exponential fall while held, fast release.
struct TestTone {
    double attack = 0.005;
    double decayDbPerSecond = 0.0;
    double releaseDbPerSecond = 400.0;
    double gain = 0.2;
    double cents = 0.0;
    double shift = 0.0;  ///< seconds later than the notes say
};

inline PerformedNote testNote(double onset, double offset, float pitch) {
    PerformedNote note;
    note.onset = onset;
    note.offset = offset;
    note.pitch = pitch;
    return note;
}

inline std::vector<float> testSound(const PerformedPart& part, double seconds,
                                    const TestTone& tone = {}) {
    std::vector<float> audio(static_cast<std::size_t>(seconds * dsp::kSampleRate));
    for (const auto& note : part.notes) {
        const double frequency = hertzOf(note.pitch + tone.cents / 100.0);
        const double onset = note.onset + tone.shift;
        for (std::size_t i = 0; i < audio.size(); ++i) {
            const double t = static_cast<double>(i) / dsp::kSampleRate - onset;
            if (t < 0.0) continue;
            const double held = std::min(t, note.offset - note.onset);
            double db = -tone.decayDbPerSecond * std::max(0.0, held - tone.attack);
            db -= tone.releaseDbPerSecond * std::max(0.0, t - (note.offset - note.onset));
            if (db < -90.0) continue;
            const double level =
                tone.gain * std::min(1.0, t / tone.attack) * std::pow(10.0, db / 20.0);
            for (int k = 1; k <= 8; ++k) {
                audio[i] += static_cast<float>(
                    level / k * std::sin(2.0 * std::numbers::pi * k * frequency * t));
            }
        }
    }
    const dsp::Philox noise(1);
    for (std::size_t i = 0; i < audio.size(); ++i) audio[i] += 1e-5F * noise.normal(i);
    return audio;
}

/// Six separate notes, a second each, over two octaves.
inline PerformedPart scalePart() {
    PerformedPart part;
    for (int i = 0; i < 6; ++i) {
        part.notes.push_back(
            testNote(0.5 + i, 0.5 + i + 0.7, 48.0F + 5.0F * static_cast<float>(i)));
    }
    return part;
}

}  // namespace arioso::eval
