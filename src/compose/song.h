#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "src/compose/composer_model.h"
#include "src/compose/song_text.h"
#include "src/compose/steering.h"
#include "src/score/score.h"

namespace arioso {

/// Who sings a song and how far up and down.
struct SongVoice {
    std::string name = "Voice";  ///< of the part
    int lowest = 60;             ///< MIDI keys; at least an octave apart
    int highest = 76;
};

/// A register by its name (soprano, mezzo, alto, tenor, baritone, bass) with the range that is
/// comfortable in it. Error(Usage) names them.
SongVoice voiceOfRegister(const std::string& name);

/// A range as users write it: "C4-E5" or MIDI keys, "60-76". Error(Usage) if it is none, less than
/// an octave, or not within 36…96.
void setRange(SongVoice& voice, const std::string& text);

struct SongRequest {
    SongText text;
    /// Of the accompaniment; its programs play below the voice (inner parts, bass), none = the
    /// voice alone.
    Steering steering;
    SongVoice voice;
    std::uint64_t seed = 1;
};

/// The metre that suits the words: 4/4, or 6/8 where two light syllables stand between stresses.
std::pair<int, int> metreFor(const SongText& text);

/// Sets words to music: for each tune of the text a rhythm by its stresses, phrases of melody and
/// chords that end where its lines end, accompaniment, an introduction before each verse and a
/// close. Stanzas that come in regular turns are a repeat with verses. The part that sings is the
/// first. The same request gives the same song. Error(Usage) for a steering out of its ranges.
Score composeSong(const std::shared_ptr<const ComposerModel>& model, const SongRequest& request);

}  // namespace arioso
