#pragma once

#include <cstddef>
#include <string>

#include "src/score/score.h"

namespace arioso {

/// How the words of a song and its notes go together.
struct WordFit {
    std::size_t syllables = 0;       ///< sung, all passes
    std::size_t melismas = 0;        ///< notes that go on with the syllable before
    std::size_t stressed = 0;        ///< syllables with a main stress
    std::size_t stressedStrong = 0;  ///< of them on a bar's first beat or its middle
    std::size_t stressedOnBeat = 0;  ///< of them on any beat
    std::size_t light = 0;           ///< without stress
    std::size_t lightStrong = 0;     ///< of them on a bar's first beat or its middle
    std::size_t lines = 0;           ///< ends of lines, where the score knows them
    std::size_t linesClosed = 0;     ///< of them with a long note, a rest or a breath
    double lowest = 0.0;             ///< MIDI notes of the part that sings
    double highest = 0.0;

    [[nodiscard]] double strongShare() const { return share(stressedStrong, stressed); }
    [[nodiscard]] double onBeatShare() const { return share(stressedOnBeat, stressed); }
    [[nodiscard]] double lightStrongShare() const { return share(lightStrong, light); }

  private:
    static double share(std::size_t part, std::size_t whole) {
        return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
    }
};

/// Measures the part with most words; `language` (BCP 47, empty = the score's, else English) says
/// how they are stressed, as spoken in their phrases. Stresses that are not known (words whose sung
/// syllables are others than the spoken ones, languages without word stress) count for neither
/// side.
WordFit measureWordFit(const Score& score, const std::string& language = {});

}  // namespace arioso
