#pragma once

#include <array>
#include <span>
#include <vector>

#include "tools/corpus/voice/phone_states.h"
#include "tools/corpus/voice/spoken_text.h"

namespace arioso::corpus {

/// A place in the sequence of states that an utterance may run through.
struct LatticeNode {
    /// Way into a node from another one; `from` = -1: the utterance begins here.
    struct Arc {
        int from = -1;
        float logChance = 0.0F;
    };
    int state = 0;
    bool stays = true;  ///< may last several frames
    int phone = -1;     ///< index into SpokenText::phones; -1 - i: the pause before word i
    std::array<Arc, 2> arcs{};
    int arcCount = 0;
};

/// Where the last frame may lie.
struct LatticeEnd {
    int node = 0;
    float logChance = 0.0F;
};

/// All ways to say a text: its sounds in order, with a pause of 40 ms or more, or none, between
/// words and at the ends. Nodes come in the order of time.
struct Lattice {
    std::vector<LatticeNode> nodes;
    std::vector<LatticeEnd> ends;

    Lattice(const SpokenText& text, const PhoneStates& states);
};

}  // namespace arioso::corpus
