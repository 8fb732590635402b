#include "tools/corpus/voice/lattice.h"

#include <cmath>

namespace arioso::corpus {
namespace {

/// Frames (5 ms) that a pause lasts at least: shorter ones are closures of plosives.
constexpr std::array<int, 3> kPauseFrames{2, 4, 2};

class Builder {
  public:
    Builder(Lattice& lattice, const PhoneStates& states) : lattice_(&lattice), states_(&states) {}

    void pause(int beforeWord, double chance) {
        const std::vector<LatticeEnd> around = open_;
        for (LatticeEnd& end : open_) end.logChance += static_cast<float>(std::log(chance));
        const int first = states_->first(kPause);
        for (int i = 0; i < 3; ++i) {
            for (int frame = kPauseFrames[static_cast<std::size_t>(i)]; frame > 0; --frame)
                add(first + i, frame == 1, -1 - beforeWord);
        }
        for (LatticeEnd end : around) {
            end.logChance += static_cast<float>(std::log(1.0 - chance));
            open_.push_back(end);
        }
    }
    void sound(const std::string& symbol, int phone) {
        const int first = states_->first(symbol);
        for (int i = 0; i < states_->count(symbol); ++i) add(first + i, true, phone);
    }
    [[nodiscard]] const std::vector<LatticeEnd>& open() const { return open_; }

  private:
    void add(int state, bool stays, int phone) {
        LatticeNode node;
        node.state = state;
        node.stays = stays;
        node.phone = phone;
        for (const LatticeEnd& end : open_) {
            node.arcs[static_cast<std::size_t>(node.arcCount++)] = {end.node, end.logChance};
        }
        open_ = {{static_cast<int>(lattice_->nodes.size()), 0.0F}};
        lattice_->nodes.push_back(node);
    }

    Lattice* lattice_;
    const PhoneStates* states_;
    std::vector<LatticeEnd> open_{{-1, 0.0F}};
};

}  // namespace

Lattice::Lattice(const SpokenText& text, const PhoneStates& states) {
    constexpr double kAtEnds = 0.95;
    constexpr double kAtMark = 0.5;
    constexpr double kBetweenWords = 0.05;
    Builder builder(*this, states);
    builder.pause(0, kAtEnds);
    int word = 0;
    for (std::size_t i = 0; i < text.phones.size(); ++i) {
        if (text.phones[i].word != word) {
            const bool mark = text.markAfter[static_cast<std::size_t>(word)];
            word = text.phones[i].word;
            builder.pause(word, mark ? kAtMark : kBetweenWords);
        }
        builder.sound(text.phones[i].symbol, static_cast<int>(i));
    }
    builder.pause(static_cast<int>(text.words.size()), kAtEnds);
    ends = builder.open();
}

}  // namespace arioso::corpus
