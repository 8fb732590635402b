#pragma once

#include <string_view>

namespace arioso {

/// How the harmony moves under the tune.
enum class Texture {
    Held,
    Pulse,
    OomPah,
    Broken,
    Arpeggio,
    Repeated,
    Syncopated,
    Homophonic,  ///< all voices in the tune's rhythm, as hymns are sung
    Walking,     ///< a bass of quarters from chord to chord, chords between its steps
};

/// What drums play.
enum class Groove {
    Plain,  ///< by the metre and how busy the music is
    Ballad,
    Disco,
    March,
    Shuffle,
    Swing,
    Waltz,
};

/// Names as in configs/styles.toml: "oom-pah", "homophonic". Error(Usage) lists them.
Texture parseTexture(std::string_view name);
Groove parseGroove(std::string_view name);

}  // namespace arioso
