#pragma once

#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "src/score/score.h"
#include "tools/corpus/random.h"

namespace arioso::corpus {

/// A word of a song in syllables, and whether a phrase ends after it.
struct SongWord {
    std::vector<std::string> syllables;
    bool phraseEnds = false;
};

/// A random song on words: a melody within the voice's range, mostly steps with some leaps, a note
/// or a short melisma a syllable, phrases that end on long notes and are followed by rests.
Score wordSong(const std::vector<SongWord>& words, const std::string& language,
               const Instrument& voice, Random& random);

/// A random song on a spoken sentence, with phrases that end at its punctuation. `text` as it was
/// read aloud.
Score sentenceSong(const std::string& text, const std::string& language, const Instrument& voice,
                   Random& random);

/// How a singer performs it: by the same code as any score, with random deviations, breathiness,
/// tension and throat length.
PerformedPart performSong(const Score& song, const std::string& language, Random& random);

}  // namespace arioso::corpus
