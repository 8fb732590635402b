#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <utility>
#include <vector>

#include "src/score/notation.h"

namespace arioso {

/// What <notations> says of one note.
struct NoteMarks {
    Articulation articulation = Articulation::None;
    bool tieStart = false;
    bool tieStop = false;
    bool tupletStart = false;
    bool tupletStop = false;
    std::string slur;                ///< "start", "stop" or empty
    std::string tremolo = "single";  ///< or "start", "stop" of a pair
    int strokes = 3;
    std::optional<float> alterAbove;
    std::optional<float> alterBelow;
    std::vector<Inflection> inflection;
    /// "glissando" or "slide" with "start" or "stop".
    std::vector<std::pair<const char*, const char*>> glides;
};

/// Adds <notations>, if there is anything to say.
void addNotations(pugi::xml_node note, const NoteMarks& marks);

/// The syllables of a text that elisions join; hyphens and lines that stand alone are none.
std::vector<std::string> joinedSyllables(const std::string& text);

/// Adds a <lyric>; nothing for one without text. `explicitly` states the passes of every syllable
/// that is not sung on all of them, also where its verse's number tells.
void addLyric(pugi::xml_node note, const NotatedLyric& lyric, bool explicitly);

}  // namespace arioso
