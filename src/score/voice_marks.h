#pragma once

#include <string>
#include <vector>

#include "src/score/musicxml_model.h"
#include "src/score/score.h"

namespace arioso {

/// The curve marks that a direction at a place asks for (see readVoiceWords), or none.
std::vector<WrittenMark> voiceMarks(const std::string& text, Beat at);

/// Takes values of singers' controllers that lie close together, as a moved wheel leaves them, for
/// the line that was drawn: joined by ramps and thinned to the points that the line needs, within
/// one step of a controller. `controls` are sorted; other kinds stay as they are.
void joinDrawnValues(std::vector<ControlChange>& controls);

}  // namespace arioso
