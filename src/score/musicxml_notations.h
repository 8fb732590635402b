#pragma once

#include <functional>
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
    Glide glide = Glide::None;  ///< one begins here
    int strokes = 0;
    bool wavyStart = false;  ///< a trill's line
    bool wavyStop = false;
    std::optional<float> alterAbove;
    std::optional<float> alterBelow;
    std::vector<Inflection> inflection;
    HarmonicRole harmonic = HarmonicRole::None;
};
Notations readNotations(pugi::xml_node note, const Remark& remark);

}  // namespace arioso
