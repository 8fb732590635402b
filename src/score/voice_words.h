#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/score/expression_kind.h"

namespace arioso {

/// What a direction over the staff asks of one curve.
struct VoiceWord {
    Expression kind = Expression::Breathiness;
    float value = 0.0F;
    bool ramp = false;  ///< moves from here to the next word about this curve
    bool operator==(const VoiceWord&) const = default;
};

/// Reads directions that are meant for a singer, several separated by commas, semicolons or line
/// ends: "breathiness 40", "vibrato 150%", "tension -30 ..." (moves to the next value of this
/// curve), with the names and units of expressionRanges, values beyond a range being held at its
/// end; and the words of musicians for vibrato, whisper, breath and tension in English, German,
/// French, Italian and Spanish ("senza vibrato", "whispered", "ord."). Empty if it is none of
/// these.
std::vector<VoiceWord> readVoiceWords(std::string_view text);

/// One direction of the form "name value", as it is written into files; nothing for others.
std::optional<VoiceWord> readVoiceSetting(std::string_view text);

/// The direction that readVoiceSetting reads.
std::string voiceSetting(const VoiceWord& word);

}  // namespace arioso
