#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/score/beat.h"

namespace arioso {

/// What the signs around one bar (or the part of a bar between two barlines) ask for.
struct RepeatSigns {
    bool forward = false;              ///< a repeat begins here
    int backward = 0;                  ///< a repeat ends here: how often it is played; 0 = none
    bool afterJump = false;            ///< that repeat is also taken after D.C. or D.S.
    std::vector<int> voltaStart;       ///< an ending begins here, for these passes
    bool voltaEnd = false;             ///< an ending closes here
    std::optional<std::string> segno;  ///< names of the signs; mostly empty strings
    std::optional<std::string> coda;
    std::optional<std::string> toCoda;
    std::optional<std::string> dalSegno;
    bool daCapo = false;
    bool fine = false;
    bool sectionEnd = false;    ///< no repeat and no jump leads over the end of this bar
    float sectionPause = 0.0F;  ///< seconds of silence between that section and the next
    Beat fineLength;            ///< what the last note is held for at the Fine; zero = as written
    std::vector<int> jumpOnly;  ///< passes on which D.C. or D.S. is taken; empty = the first
    std::vector<int> codaOnly;  ///< passes on which To Coda is taken; empty = after a jump
    std::vector<int> fineOnly;  ///< passes on which Fine ends the piece; empty = after a jump

    bool operator==(const RepeatSigns&) const = default;
};

/// What becomes of repeat signs.
enum class RepeatMode {
    Written,  ///< as musicians play them: after D.C. and D.S. without inner repeats
    All,      ///< inner repeats are taken after D.C. and D.S. too
    None,     ///< every bar once, in the order of the page; all verses stay at their notes
};

struct PlayedBar {
    int index = 0;  ///< into the written bars
    int pass = 1;   ///< how often that bar has been reached
};

/// Order in which bars are played: repeats with counts and endings, nested; D.C., D.S., Fine and
/// Coda. After a jump inner repeats are not taken again (unless `mode` is All) and the last ending
/// is played, as musicians and notation programs do. Sections are played one after the other, each
/// for itself. Stops one past `limit` entries.
std::vector<PlayedBar> playOrder(const std::vector<RepeatSigns>& bars, std::size_t limit,
                                 RepeatMode mode = RepeatMode::Written);

}  // namespace arioso
