#include "src/compose/numeral_chord.h"

#include <utility>

namespace arioso {

std::optional<ChordQuality> qualityOfKind(std::string_view kind) {
    constexpr std::pair<const char*, ChordQuality> kKinds[] = {
        {"chord:maj", ChordQuality::Major},         {"chord:min", ChordQuality::Minor},
        {"chord:dim", ChordQuality::Diminished},    {"chord:aug", ChordQuality::Augmented},
        {"chord:seventh", ChordQuality::Dominant7}, {"chord:maj7", ChordQuality::Major7},
        {"chord:min7", ChordQuality::Minor7},       {"chord:hdim7", ChordQuality::HalfDiminished7},
        {"chord:dim7", ChordQuality::Diminished7},
    };
    for (const auto& [name, quality] : kKinds)
        if (kind == name) return quality;
    return std::nullopt;
}

std::optional<Chord> chordOfNumeral(const NumeralChord& numeral) {
    const auto quality = qualityOfKind(numeral.kind);
    if (!quality) return std::nullopt;
    return Chord{numeral.rootSemitones(), *quality};
}

}  // namespace arioso
