#pragma once

#include <filesystem>
#include <memory>

namespace arioso {

class InstrumentTable;
struct ComposerTables;
struct HarmonyRules;

/// What the statistical composer has learnt from scores: melody, rhythm and chords as counts.
/// Immutable after loading: any number of composers on any threads may share one.
class ComposerModel {
  public:
    /// Reads `folder`/manifest.json and the weights it names (models/weights/composer), checking
    /// format, sizes and sha256. `instruments` gives the compass of what may be asked to play,
    /// `rules` what chords and voices keep to (nullptr = the rules of the build).
    /// Error(Model) names file, field, expected and found. Needs no LibTorch; takes some 10 ms.
    static std::shared_ptr<const ComposerModel> load(const std::filesystem::path& folder,
                                                     const InstrumentTable& instruments,
                                                     const HarmonyRules* rules = nullptr);
    /// From tables in memory, for training and tests.
    ComposerModel(std::unique_ptr<const ComposerTables> tables, const InstrumentTable& instruments,
                  const HarmonyRules* rules = nullptr);
    ~ComposerModel();
    ComposerModel(const ComposerModel&) = delete;
    ComposerModel& operator=(const ComposerModel&) = delete;

    [[nodiscard]] const ComposerTables& tables() const { return *tables_; }
    [[nodiscard]] const InstrumentTable& instruments() const { return *instruments_; }
    [[nodiscard]] const HarmonyRules& rules() const { return *rules_; }

  private:
    std::unique_ptr<const ComposerTables> tables_;
    std::unique_ptr<const InstrumentTable> instruments_;
    std::unique_ptr<const HarmonyRules> rules_;
};

}  // namespace arioso
