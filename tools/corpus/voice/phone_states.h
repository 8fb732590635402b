#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace arioso::corpus {

/// Name of a stretch without speech in alignments; no symbol of the inventory.
inline constexpr std::string_view kPause = "sil";

/// Whether a sound is a closure and a burst.
bool isPlosive(std::string_view symbol);

/// The states that each sound of a speaker's model has, numbered through. A plosive has two,
/// closure and burst; every other sound and the pause three: begin, middle, end.
class PhoneStates {
  public:
    /// Order and repetition of the symbols do not matter. The pause comes by itself.
    explicit PhoneStates(std::vector<std::string> symbols);

    [[nodiscard]] int states() const { return static_cast<int>(classes_.size()); }
    /// First state of a sound; Error(Processing) for a sound that the model does not have.
    [[nodiscard]] int first(std::string_view symbol) const;
    [[nodiscard]] int count(std::string_view symbol) const;
    /// Number of a group of like states ("begin of a nasal"): lends its values to rare states.
    [[nodiscard]] int group(int state) const { return classes_[static_cast<std::size_t>(state)]; }
    [[nodiscard]] static int groups();

  private:
    std::unordered_map<std::string, int> first_;
    std::vector<int> classes_;
};

}  // namespace arioso::corpus
