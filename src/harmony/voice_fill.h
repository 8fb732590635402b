#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/compose/rewrite.h"
#include "src/harmony/four_voices.h"

namespace arioso {

/// A model that fills voices in, by its method's name: "rbm" (four beats at once) or "rnn-rbm" (all
/// before and after), from the weights that `folder`/manifest.json names. Error(Usage),
/// Error(Model).
VoiceFiller loadVoiceFiller(const std::string& method, const std::filesystem::path& folder);

/// As `rewrite`, for four-part music: the cells that are cut are drawn by a model of four voices
/// given all that stays, a pitch a voice and felt beat, equal ones held within half a bar. Of the
/// model's draws the one is taken that is likeliest and has the fewest parallel fifths and octaves,
/// crossings and wide leaps; what is left of them is mended note by note where another pitch is
/// likely, too. Voices do not rest, stay in the compass that their part has (two semitones more),
/// and between what is known of their neighbours; bars that are sung, or whose rhythm is kept,
/// change pitches alone. Lanes of other parts are passed over. Error(Input) for a score that has
/// not four voices, bars in a metre that the models do not know, or fewer than four beats;
/// Error(Usage) if nothing is left to write.
std::vector<Rewritten> fillBars(const Score& score, const VoiceFiller& filler,
                                const RewriteRequest& request);

}  // namespace arioso
