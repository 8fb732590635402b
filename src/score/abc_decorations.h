#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/score/musicxml_model.h"

namespace arioso {

/// What a decoration ("!trill!", "T", ".") asks for; several fields may be set.
struct AbcDecoration {
    Articulation articulation = Articulation::None;
    std::optional<std::string> dynamic;        ///< "mf"
    std::optional<WrittenMark::Kind> hairpin;  ///< begins or ends here
    std::optional<double> pedal;               ///< 1 down, 0 up
    std::optional<RepeatSigns> signs;          ///< segno, coda, jumps
    std::optional<std::string> remark;         ///< heard in real music, not played here
};

/// A decoration by its name without the exclamation marks; nothing if the standard (2.1, section
/// 4.14) and its customs do not know it.
std::optional<AbcDecoration> readAbcDecoration(std::string_view name);

/// Name of the decoration that a single letter stands for unless U: says otherwise; empty if none.
std::string_view abcShorthand(char letter);

}  // namespace arioso
