#pragma once

#include <filesystem>
#include <memory>

namespace arioso {

class InstrumentTable;
struct ComposerTables;
struct HarmonyRules;
struct MarkTables;

/// What the statistical composer has learnt from scores: melody, rhythm and chords as counts.
/// Immutable after loading: any number of composers on any threads may share one.
class ComposerModel {
  public:
    /// Reads `folder`/manifest.json and the weights "statistics" and "marks" that it names,
    /// checking format, sizes and sha256. `instruments` gives the compass of what may be asked to
    /// play, `rules` what chords and voices keep to (nullptr = the rules of the build).
    /// Error(Model) names file, field, expected and found. Needs no LibTorch; takes some 10 ms.
    static std::shared_ptr<const ComposerModel> load(const std::filesystem::path& folder,
                                                     const InstrumentTable& instruments,
                                                     const HarmonyRules* rules = nullptr);
    /// From tables in memory, for training and tests; without marks phrases are marked by rule.
    ComposerModel(std::unique_ptr<const ComposerTables> tables, const InstrumentTable& instruments,
                  std::shared_ptr<const MarkTables> marks = nullptr,
                  const HarmonyRules* rules = nullptr);
    ~ComposerModel();
    ComposerModel(const ComposerModel&) = delete;
    ComposerModel& operator=(const ComposerModel&) = delete;

    [[nodiscard]] const ComposerTables& tables() const { return *tables_; }
    [[nodiscard]] const InstrumentTable& instruments() const { return *instruments_; }
    /// nullptr if there are none.
    [[nodiscard]] const MarkTables* marks() const { return marks_.get(); }
    [[nodiscard]] const HarmonyRules& rules() const { return *rules_; }

  private:
    std::unique_ptr<const ComposerTables> tables_;
    std::unique_ptr<const InstrumentTable> instruments_;
    std::shared_ptr<const MarkTables> marks_;
    std::unique_ptr<const HarmonyRules> rules_;
};

}  // namespace arioso
