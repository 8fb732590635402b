#pragma once

#include <map>
#include <string>

#include "src/score/voice_streams.h"

namespace arioso {

/// Spells notes and lengths in ABC. Accidentals last to the end of a bar.
class AbcNotes {
  public:
    explicit AbcNotes(bool percussion) : percussion_(percussion) {}

    /// A barline: accidentals are forgotten.
    void startBar(int fifths);
    /// "^c'" for a sounding note.
    std::string pitch(const Note& note);
    /// A length in quarters as a multiple of L:1/8: "", "2", "3/2".
    static std::string length(Beat quarters);
    /// Marks before a note.
    static std::string decorations(Articulation articulation);

  private:
    bool percussion_;
    int fifths_ = 0;
    std::map<char, float> altered_;  ///< by step, in any octave
};

/// "K:" value of a key signature: "G", "F#m".
std::string abcKey(int fifths, bool minor);

/// Text inside w: lines, where some letters have a meaning.
std::string abcSyllable(const std::string& text);

}  // namespace arioso
