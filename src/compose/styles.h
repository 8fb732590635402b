#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/compose/steering.h"
#include "src/condition/instruments.h"

namespace arioso {

/// A style by its name: what music of a kind has in common, and what it leaves to chance or mood.
struct Style {
    std::string name;
    std::string meaning;  ///< one line for help texts
    std::vector<std::pair<int, int>> metres;
    double slowest = 60.0;  ///< quarters a minute
    double fastest = 120.0;
    double minorShare = 0.3;
    std::string form;                         ///< as parsePieceForm takes it; may be empty
    std::vector<std::vector<int>> ensembles;  ///< programs, one of them is drawn
    std::vector<Texture> textures;
    /// Valence, arousal, density, drums, groove, swing, colour and legato of its pieces.
    Steering character;

    /// What a piece of this style is steered by. The seed draws metre, instruments, mode and the
    /// tempo's share that arousal leaves open. `mood` takes the place of the style's valence,
    /// arousal and, by valence, mode.
    [[nodiscard]] Steering steering(std::uint64_t seed,
                                    const std::optional<Steering>& mood = {}) const;
};

/// The styles of configs/styles.toml. Immutable once loaded.
class StyleTable {
  public:
    /// Error(Input) names file, line and field.
    static StyleTable load(const std::filesystem::path& path, const InstrumentTable& instruments);
    /// Adds those of another file, such as the user's own; of two with one name the later counts.
    void add(const std::filesystem::path& path, const InstrumentTable& instruments);

    [[nodiscard]] const std::vector<Style>& all() const { return styles_; }
    /// Error(Usage), one line, lists the names.
    [[nodiscard]] const Style& named(std::string_view name) const;

  private:
    std::vector<Style> styles_;
};

/// Where a user's own styles are: arioso/styles.toml in the folder of their settings
/// ($XDG_CONFIG_HOME or ~/.config); empty if there is no such file.
std::filesystem::path userStyles();

/// configs/styles.toml of a data folder with the user's own. Errors as StyleTable::load.
StyleTable loadStyles(const std::filesystem::path& dataFolder, const InstrumentTable& instruments);

}  // namespace arioso
