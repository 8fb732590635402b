#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/corpus/random.h"
#include "tools/corpus/voice/sentence_song.h"
#include "tools/corpus/voice/unit_track.h"

namespace arioso::corpus {

/// Words to be sung with a bank's units: real ones and random ones by half, of morae that the bank
/// has, in phrases. Real words give the morae their usual frequencies, random ones give every mora
/// its turn. Mostly a mora is a syllable; what closes one may share its note.
class UnitTexts {
  public:
    explicit UnitTexts(const std::vector<std::string>& morae);

    /// The words of a song of about `morae` morae. Of pairs of neighbouring morae one in twenty,
    /// the same ones whatever the seed, is held out: `heldOut` songs seek them, others have none.
    [[nodiscard]] std::vector<SongWord> song(int morae, bool heldOut, Random& random) const;

    /// Whether training never sees these two in neighbourhood.
    static bool isHeldOut(const std::string& first, const std::string& second);

  private:
    [[nodiscard]] std::vector<std::string> randomWord(Random& random) const;

    std::vector<std::string> morae_;
    std::vector<std::string> usual_;               ///< as often as in real words
    std::vector<std::vector<std::string>> words_;  ///< real ones
};

/// The syllables of the words as the units say them.
std::vector<UnitSyllable> unitSyllables(const std::vector<SongWord>& words);

}  // namespace arioso::corpus
