#include "tools/corpus/voice/vowel_level.h"

#include <cmath>

namespace arioso::corpus {
namespace {

/// RMS of a sung vowel of velocity 0.6, as loud as the other instruments' teacher.
constexpr double kVowelRms = 0.1;

}  // namespace

double vowelGain(const dsp::VoiceFrames& frames, const Alignment& spoken) {
    double logs = 0.0;
    int vowels = 0;
    for (const PhoneTime& phone : spoken.phones) {
        const auto frame =
            static_cast<std::size_t>(0.5 * (phone.start + phone.end) / frames.framePeriod);
        if (phone.word < 0 || frame >= frames.size() || frames.f0[frame] <= 0.0F) continue;
        double power = 0.0;
        for (const float value : frames.envelopeOf(frame)) power += static_cast<double>(value);
        logs += std::log(power / static_cast<double>(frames.bins()) + 1e-14);
        ++vowels;
    }
    return vowels > 0 ? kVowelRms / std::sqrt(std::exp(logs / vowels)) : 0.0;
}

}  // namespace arioso::corpus
