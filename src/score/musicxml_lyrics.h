#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// Reads the lyrics of one part. Verses count by their number ("2", "part1verse2"), else by name in
/// order of appearance; lines called chorus or refrain are sung on every pass.
class LyricReader {
  public:
    /// `root`: the score, whose <defaults> may name a language for each line.
    explicit LyricReader(pugi::xml_node root);

    /// The syllables under a note, in verse order; what has no text is left out.
    std::vector<Lyric> read(pugi::xml_node note);

  private:
    Lyric readOne(pugi::xml_node node);
    int verseOf(const std::string& number, const std::string& name);

    std::map<std::string, int> named_;
    std::map<std::string, std::string> languages_;  ///< by number or name
};

}  // namespace arioso
