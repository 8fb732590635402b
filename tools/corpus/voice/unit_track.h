#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dsp/voice_frames.h"
#include "tools/corpus/voice/alignment.h"
#include "tools/corpus/voice/voice_bank.h"

namespace arioso::corpus {

/// The recordings of a voice bank taken apart, each when it is first asked for and then kept (about
/// 10 MB for 6 s). Any thread.
class BankFrames {
  public:
    explicit BankFrames(const VoiceBank& bank) : bank_(&bank) {}

    struct Recording {
        std::vector<float> audio;
        dsp::VoiceFrames frames;
        double seconds = 0.0;
    };
    /// Errors: Error(Input).
    const Recording& of(const VoiceUnit& unit);
    [[nodiscard]] const VoiceBank& bank() const { return *bank_; }

  private:
    const VoiceBank* bank_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Recording>> recordings_;
};

/// A syllable that a song has on one note.
struct UnitSyllable {
    std::vector<std::string> morae;
    bool pauseAfter = false;
};

/// Units one after another as if someone had said the whole: frames, and when each sound is in
/// them.
struct UnitTrack {
    dsp::VoiceFrames frames;
    Alignment said;
};

/// Joins units with blended spectra. Stops of units that begin with silence get a closure; a stop
/// of the breath is silence, or the first part of the fricative that it doubles. Sounds carry the
/// number of their syllable as word. The bank has all morae.
UnitTrack unitTrack(BankFrames& bank, const std::vector<UnitSyllable>& syllables);

/// Where the consonants of a unit that holds the vowel before begin in its recording: at the
/// greatest change of the spectrum between the blend and the next vowel. Seconds.
double consonantStart(const dsp::VoiceFrames& frames, const VoiceUnit& unit);

}  // namespace arioso::corpus
