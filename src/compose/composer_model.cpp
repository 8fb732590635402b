#include "src/compose/composer_model.h"

#include <utility>

#include "src/compose/composer_weights.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/tables_file.h"
#include "src/condition/instruments.h"

namespace arioso {

std::shared_ptr<const ComposerModel> ComposerModel::load(const std::filesystem::path& folder,
                                                         const InstrumentTable& instruments,
                                                         const HarmonyRules* rules) {
    const ComposerWeights weights = readComposerWeights(folder, "statistics");
    return std::make_shared<ComposerModel>(parseTables(weights.bytes, weights.file.string()),
                                           instruments, rules);
}

ComposerModel::ComposerModel(std::unique_ptr<const ComposerTables> tables,
                             const InstrumentTable& instruments, const HarmonyRules* rules)
    : tables_(std::move(tables)),
      instruments_(std::make_unique<const InstrumentTable>(instruments)),
      rules_(std::make_unique<const HarmonyRules>(rules != nullptr ? *rules
                                                                   : builtInHarmonyRules())) {}

ComposerModel::~ComposerModel() = default;

}  // namespace arioso
