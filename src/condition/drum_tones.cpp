#include "src/condition/drum_tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace arioso {
namespace {

// key, Hz, drop cents, drop s, tone, tone T60, noise, noise T60
constexpr std::array kTones{
    DrumTone{35, 40, 2400, 0.05F, 1.0F, 0.30F, 0.15F, 0.04F},  // acoustic bass drum
    DrumTone{36, 42, 2400, 0.05F, 1.0F, 0.30F, 0.20F, 0.04F},  // bass drum 1
    DrumTone{37, 1204, 0, 0.02F, 0.4F, 0.12F, 0.5F, 0.30F},    // side stick
    DrumTone{38, 196, 500, 0.03F, 0.5F, 0.20F, 0.8F, 0.32F},   // acoustic snare
    DrumTone{39, 868, 0, 0.02F, 0.0F, 0.10F, 0.9F, 0.32F},     // hand clap
    DrumTone{40, 221, 500, 0.03F, 0.5F, 0.20F, 0.8F, 0.40F},   // electric snare
    DrumTone{41, 58, 500, 0.08F, 0.9F, 1.40F, 0.2F, 0.08F},    // low floor tom
    DrumTone{42, 6000, 0, 0.02F, 0.0F, 0.10F, 0.6F, 0.33F},    // closed hi-hat
    DrumTone{43, 82, 500, 0.08F, 0.9F, 1.00F, 0.2F, 0.08F},    // high floor tom
    DrumTone{44, 6000, 0, 0.02F, 0.0F, 0.10F, 0.5F, 0.27F},    // pedal hi-hat
    DrumTone{45, 84, 500, 0.08F, 0.9F, 1.50F, 0.2F, 0.08F},    // low tom
    DrumTone{46, 6000, 0, 0.02F, 0.0F, 0.10F, 0.6F, 3.00F},    // open hi-hat
    DrumTone{47, 104, 500, 0.08F, 0.9F, 1.25F, 0.2F, 0.08F},   // low-mid tom
    DrumTone{48, 111, 500, 0.08F, 0.9F, 1.20F, 0.2F, 0.08F},   // high-mid tom
    DrumTone{49, 4000, 0, 0.02F, 0.0F, 0.10F, 0.8F, 5.50F},    // crash cymbal 1
    DrumTone{50, 121, 500, 0.08F, 0.9F, 1.05F, 0.2F, 0.08F},   // high tom
    DrumTone{51, 3500, 0, 0.02F, 0.15F, 2.40F, 0.5F, 2.00F},   // ride cymbal 1
    DrumTone{52, 3570, 0, 0.02F, 0.0F, 0.10F, 0.8F, 2.90F},    // Chinese cymbal
    DrumTone{53, 2000, 0, 0.02F, 0.5F, 4.00F, 0.3F, 2.00F},    // ride bell
    DrumTone{54, 7000, 0, 0.02F, 0.0F, 0.10F, 0.6F, 0.40F},    // tambourine
    DrumTone{55, 5000, 0, 0.02F, 0.0F, 0.10F, 0.7F, 2.00F},    // splash cymbal
    DrumTone{56, 468, 0, 0.02F, 0.8F, 0.30F, 0.1F, 0.05F},     // cowbell
    DrumTone{57, 4200, 0, 0.02F, 0.0F, 0.10F, 0.8F, 4.70F},    // crash cymbal 2
    DrumTone{58, 2318, 0, 0.02F, 0.2F, 2.20F, 0.5F, 2.20F},    // vibraslap
    DrumTone{59, 3400, 0, 0.02F, 0.15F, 2.40F, 0.5F, 2.00F},   // ride cymbal 2
    DrumTone{60, 907, 200, 0.02F, 0.9F, 0.22F, 0.15F, 0.04F},  // high bongo
    DrumTone{61, 595, 200, 0.02F, 0.9F, 0.33F, 0.15F, 0.04F},  // low bongo
    DrumTone{62, 830, 100, 0.02F, 0.6F, 0.20F, 0.4F, 0.06F},   // mute high conga
    DrumTone{63, 293, 200, 0.02F, 0.9F, 0.58F, 0.15F, 0.05F},  // open high conga
    DrumTone{64, 262, 200, 0.02F, 0.9F, 0.50F, 0.15F, 0.05F},  // low conga
    DrumTone{65, 531, 300, 0.03F, 0.9F, 1.10F, 0.2F, 0.06F},   // high timbale
    DrumTone{66, 400, 300, 0.03F, 0.9F, 1.05F, 0.2F, 0.06F},   // low timbale
    DrumTone{67, 1506, 0, 0.02F, 0.9F, 0.40F, 0.1F, 0.05F},    // high agogo
    DrumTone{68, 1007, 0, 0.02F, 0.9F, 0.58F, 0.1F, 0.05F},    // low agogo
    DrumTone{69, 6000, 0, 0.02F, 0.0F, 0.10F, 0.5F, 0.12F},    // cabasa
    DrumTone{70, 6500, 0, 0.02F, 0.0F, 0.10F, 0.5F, 0.10F},    // maracas
    DrumTone{71, 3140, 0, 0.02F, 0.9F, 0.28F, 0.2F, 0.20F},    // short whistle
    DrumTone{72, 2900, 0, 0.02F, 0.9F, 0.50F, 0.2F, 0.50F},    // long whistle
    DrumTone{73, 1400, 0, 0.02F, 0.1F, 0.10F, 0.6F, 0.16F},    // short guiro
    DrumTone{74, 1085, 0, 0.02F, 0.1F, 0.10F, 0.6F, 0.70F},    // long guiro
    DrumTone{75, 2152, 0, 0.02F, 0.9F, 0.12F, 0.1F, 0.03F},    // claves
    DrumTone{76, 755, 0, 0.02F, 0.9F, 0.25F, 0.1F, 0.03F},     // high wood block
    DrumTone{77, 560, 0, 0.02F, 0.9F, 0.30F, 0.1F, 0.03F},     // low wood block
    DrumTone{78, 560, -400, 0.10F, 0.8F, 1.00F, 0.2F, 0.30F},  // mute cuica
    DrumTone{79, 284, -500, 0.15F, 0.8F, 1.20F, 0.2F, 0.30F},  // open cuica
    DrumTone{80, 7860, 0, 0.02F, 0.8F, 0.32F, 0.2F, 0.15F},    // mute triangle
    DrumTone{81, 7860, 0, 0.02F, 0.8F, 1.65F, 0.1F, 0.50F},    // open triangle
};

constexpr int kPedalHiHat = 44;
constexpr int kOpenHiHat = 46;
constexpr int kClosedHiHat = 42;
constexpr float kAttack = 0.001F;
/// An undamped stroke's release never begins: its decay alone has made it inaudible by then.
constexpr double kRingT60s = 1.4;
/// No stroke is followed longer than this; the teacher holds its strokes as long.
constexpr double kLongestRing = 4.0;
constexpr float kChokeT60 = 0.06F;

int keyOf(const PerformedNote& note) {
    return static_cast<int>(std::lround(note.pitch));
}

bool isHiHat(int key) {
    return key == kPedalHiHat || key == kOpenHiHat || key == kClosedHiHat;
}

/// When the next stroke on the hi-hat stops the one at `index`; `fallback` if none does sooner.
double chokedAt(const std::vector<PerformedNote>& notes, std::size_t index, double fallback) {
    for (std::size_t next = index + 1; next < notes.size(); ++next) {
        if (notes[next].onset >= fallback) break;
        if (notes[next].onset > notes[index].onset && isHiHat(keyOf(notes[next]))) {
            return notes[next].onset;
        }
    }
    return fallback;
}

}  // namespace

const DrumTone& drumTone(int key) {
    return *std::min_element(kTones.begin(), kTones.end(),
                             [key](const DrumTone& a, const DrumTone& b) {
                                 return std::abs(a.key - key) < std::abs(b.key - key);
                             });
}

std::vector<dsp::ExcitationNote> drumNotes(const PerformedPart& part) {
    std::vector<dsp::ExcitationNote> out;
    for (std::size_t index = 0; index < part.notes.size(); ++index) {
        const PerformedNote& note = part.notes[index];
        const int key = keyOf(note);
        const DrumTone& mix = drumTone(key);
        const auto add = [&](bool noise, float level, float decay) {
            if (level <= 0.0F) return;
            dsp::ExcitationNote one;
            one.onset = note.onset;
            one.offset =
                note.onset + std::min(kLongestRing, kRingT60s * static_cast<double>(decay));
            if (key == kOpenHiHat) one.offset = chokedAt(part.notes, index, one.offset);
            one.frequency = static_cast<double>(mix.frequency);
            one.amplitude = level * note.velocity;
            one.envelope = {kAttack, decay, kChokeT60};
            one.noise = noise ? 1.0F : 0.0F;
            one.key = std::uint64_t{note.id} * 2 + (noise ? 1 : 0);
            if (!noise && mix.dropCents != 0.0F) {
                one.pitch = {{0.0, mix.dropCents}, {static_cast<double>(mix.dropSeconds), 0.0F}};
            }
            out.push_back(std::move(one));
        };
        add(false, mix.tone, mix.toneT60);
        add(true, mix.noise, mix.noiseT60);
    }
    return out;
}

}  // namespace arioso
