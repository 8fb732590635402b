#include "src/perform/rules/rule.h"

#include <cmath>

namespace arioso {
namespace {

constexpr double kMost = 5.0;

constexpr std::array<RuleRange, kRules> kTable{{
    {"duration-contrast", -kMost, kMost, 0.0, "short notes shorter and softer"},
    {"duration-contrast-articulation", -kMost, kMost, 0.0, "small gaps behind short notes"},
    {"double-duration", -kMost, kMost, 0.0, "of two notes as 2 to 1 the short one longer"},
    {"punctuation", -kMost, kMost, 0.0, "small groups of notes set apart"},
    {"phrase-arch", -kMost, kMost, 0.0, "phrases begin and end slow and soft"},
    {"sub-phrase-arch", -kMost, kMost, 0.0, "the same of halves of phrases"},
    {"final-ritard", 0.0, kMost, 0.0, "the piece slows down as a runner stops"},
    {"high-loud", -kMost, kMost, 0.0, "the higher, the louder"},
    {"melodic-charge", -kMost, kMost, 0.0, "notes far from the chord louder and longer"},
    {"harmonic-charge", -kMost, kMost, 0.0, "chords far from the key louder"},
    {"faster-uphill", -kMost, kMost, 0.0, "faster in rising lines"},
    {"leap-tone", -kMost, kMost, 0.0, "the note before a leap shorter, if it goes up, or longer"},
    {"leap-articulation", -kMost, kMost, 0.0, "small gaps at leaps"},
    {"repetition-articulation", -kMost, kMost, 0.0, "small gaps between repeated notes"},
    {"score-legato", 0.0, kMost, 0.0, "slurred notes of a keyboard overlap"},
    {"score-staccato", 0.0, kMost, 0.0, "how short staccato notes are"},
    {"inegales", -2.0, 2.0, 0.0, "of two eighths the first longer"},
    {"ensemble-swing", 0.0, 2.0, 0.0, "eighths swing, at every tempo as jazz musicians do"},
    {"metric-accents", -kMost, kMost, 0.0, "strong beats louder"},
    {"tempo", 0.25, 4.0, 1.0, "times the written tempo"},
    {"level", -24.0, 24.0, 0.0, "dB"},
    {"articulation", 0.0, kMost, 1.0, "times the gap behind notes that are not slurred"},
    {"brightness", -18.0, 18.0, 0.0, "dB that the sound is brighter or darker at 5 kHz"},
    {"attack", -100.0, 200.0, 0.0, "ms that notes take longer to rise; not of voices and drums"},
}};

}  // namespace

const std::array<RuleRange, kRules>& performanceRules() {
    return kTable;
}

std::optional<Rule> ruleNamed(std::string_view name) {
    for (std::size_t i = 0; i < kRules; ++i)
        if (name == kTable[i].name) return static_cast<Rule>(i);
    return std::nullopt;
}

Quantities::Quantities() {
    for (std::size_t i = 0; i < kRules; ++i) k[i] = kTable[i].neutral;
}

Quantities Quantities::between(const Quantities& a, const Quantities& b, double place) {
    Quantities out;
    for (std::size_t i = 0; i < kRules; ++i) out.k[i] = std::lerp(a.k[i], b.k[i], place);
    return out;
}

}  // namespace arioso
