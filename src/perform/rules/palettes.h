#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "src/perform/rules/rule.h"

namespace arioso {

/// How to perform: named palettes of rule quantities, and the plane of valence and arousal between
/// them. configs/performance.toml. Immutable.
class Palettes {
  public:
    /// Error(Input) names file, line and field.
    static Palettes load(const std::filesystem::path& path);
    /// Those of a data folder, or of the build where it is empty or has none. Error(Input).
    static Palettes inFolder(const std::filesystem::path& dataFolder);
    /// configs/performance.toml as it was when the program was built.
    static const Palettes& builtIn();

    struct Palette {
        std::string name;
        std::string meaning;  ///< one line for the user
        Quantities quantities;
    };
    [[nodiscard]] const std::vector<Palette>& all() const { return palettes_; }
    /// nullptr if there is none of that name.
    [[nodiscard]] const Palette* find(std::string_view name) const;

    /// The quantities of a place of the plane, each coordinate -1…1: the palettes of its four
    /// corners and its centre, linear in the triangles between (after A. Friberg, "pDM: an
    /// expressive sequencer with real-time control of the KTH music-performance rules", Computer
    /// Music Journal 30(1), 2006, which has the corners alone).
    [[nodiscard]] Quantities at(double valence, double arousal) const;

    /// A palette by its name, or a place as "valence,arousal". Error(Usage) lists the names.
    [[nodiscard]] Quantities named(std::string_view text) const;

  private:
    static Palettes parse(std::string_view text, const std::string& file);

    std::vector<Palette> palettes_;
    Quantities happy_;   // valence 1, arousal 1
    Quantities tender_;  // 1, -1
    Quantities sad_;     // -1, -1
    Quantities angry_;   // -1, 1
    Quantities centre_;
};

/// "0.4,-0.6" with both in -1…1; false if `text` is not so.
bool readAffectPlace(std::string_view text, double& valence, double& arousal);

/// "phrase-arch=1.5". Error(Usage) names the rules there are, or the range of this one.
void applyRule(std::string_view text, Quantities& quantities);

}  // namespace arioso
