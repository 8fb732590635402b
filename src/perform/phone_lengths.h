#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/perform/ipa.h"
#include "src/perform/performance.h"

namespace arioso {

/// The shortest sound that the models can hear of, seconds: a frame of theirs.
constexpr double kShortestPhone = 512.0 / 44100.0;

/// How long consonants and glides usually last in singing: configs/sounds.toml. Immutable.
class PhoneLengths {
  public:
    /// Error(Input) names file, line and field.
    static PhoneLengths load(const std::filesystem::path& path);
    /// configs/sounds.toml as it was when the program was built.
    static const PhoneLengths& builtIn();

    /// Of one sound, seconds: as learned, within its bounds.
    [[nodiscard]] double seconds(const std::string& symbol) const;
    /// Of several together.
    [[nodiscard]] double seconds(const std::vector<Phone>& phones) const;
    /// Longer clusters before a vowel are hurried, seconds.
    [[nodiscard]] double longestOnset() const { return longestOnset_; }

  private:
    static PhoneLengths parse(std::string_view text, const std::string& file);

    std::unordered_map<std::string, double> seconds_;
    double otherConsonant_ = 0.06;
    double otherVowel_ = 0.09;
    double longestOnset_ = 0.4;
};

/// Places sounds one after another in [start, end], in proportion to their usual lengths and none
/// shorter than kShortestPhone. Where that is too little for all of them, those that are shortest
/// by nature are left out, the later one of equals first; `end - start` below kShortestPhone leaves
/// out all. The spans leave no gap, the last one ends at `end` exactly. Returns how many sounds
/// were left out.
std::size_t spreadPhones(const PhoneLengths& lengths, std::vector<Phone> phones, double start,
                         double end, std::vector<PhonemeSpan>& out);

}  // namespace arioso
