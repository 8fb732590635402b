#pragma once

#include <functional>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "src/score/musicxml_model.h"

namespace arioso {

/// Called with one line about something that is heard in real music but not played here.
using Remark = std::function<void(const std::string&)>;

/// What <notations> of a note say.
struct Notations {
    Articulation articulation = Articulation::None;
    std::vector<int> slurStarts;
    std::vector<int> slurStops;
    bool tiedStart = false;
    bool tiedStop = false;
    std::vector<std::string> dynamics;
};
Notations readNotations(pugi::xml_node note, const Remark& remark);

/// Numbers the verses of a part: by number where there is one, else by name in order of appearance.
class VerseNames {
  public:
    int numberOf(pugi::xml_node lyric);

  private:
    std::map<std::string, int> named_;
};

/// The syllables under a note, in verse order.
std::vector<WrittenLyric> readLyrics(pugi::xml_node note, VerseNames& verses);

}  // namespace arioso
