#pragma once

#include <string>
#include <vector>

#include "src/score/musicxml_document.h"
#include "src/score/musicxml_model.h"

namespace arioso {

/// Reads <part-list>: names, abbreviations and instruments, by part id in document order.
std::vector<PartHead> readPartList(pugi::xml_node root);

/// GM drum key of a sound's name ("Snare Drum", "Hi-hat, closed"); -1 if it is none.
int drumKeyForName(const std::string& name);
/// GM drum key of a place on the five-line percussion staff as drum notation uses it; `cross` for
/// an x-shaped note head.
int drumKeyForPlace(char step, int octave, bool cross);

}  // namespace arioso
