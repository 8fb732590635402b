#include "src/compose/composer_model.h"

#include <utility>

#include "src/compose/composer_weights.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/mark_tables.h"
#include "src/compose/tables_file.h"
#include "src/condition/instruments.h"

namespace arioso {

std::shared_ptr<const ComposerModel> ComposerModel::load(const std::filesystem::path& folder,
                                                         const InstrumentTable& instruments,
                                                         const HarmonyRules* rules) {
    const ComposerWeights weights = readComposerWeights(folder, "statistics");
    const ComposerWeights marks = readComposerWeights(folder, "marks");
    return std::make_shared<ComposerModel>(parseTables(weights.bytes, weights.file.string()),
                                           instruments,
                                           parseMarks(marks.bytes, marks.file.string()), rules);
}

ComposerModel::ComposerModel(std::unique_ptr<const ComposerTables> tables,
                             const InstrumentTable& instruments,
                             std::shared_ptr<const MarkTables> marks, const HarmonyRules* rules)
    : tables_(std::move(tables)),
      instruments_(std::make_unique<const InstrumentTable>(instruments)),
      marks_(std::move(marks)),
      rules_(std::make_unique<const HarmonyRules>(rules != nullptr ? *rules
                                                                   : builtInHarmonyRules())) {}

ComposerModel::~ComposerModel() = default;

}  // namespace arioso
