#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "src/compose/compose_piece.h"
#include "src/compose/endless_composer.h"
#include "src/condition/instruments.h"

namespace arioso {

inline const InstrumentTable& shippedInstruments() {
    static const InstrumentTable table = InstrumentTable::load(
        std::filesystem::path(ARIOSO_SOURCE_DIR) / "configs" / "instruments.toml");
    return table;
}

/// The model that ships.
inline std::shared_ptr<const ComposerModel> shippedModel() {
    static const auto model = ComposerModel::load(
        std::filesystem::path(ARIOSO_SOURCE_DIR) / "models" / "weights" / "composer",
        shippedInstruments());
    return model;
}

/// The notes of a tune that its ornaments stand on.
inline std::vector<Note> withoutGraces(const std::vector<Note>& notes) {
    std::vector<Note> out;
    for (const Note& note : notes)
        if (note.grace == Grace::None) out.push_back(note);
    return out;
}

inline Steering mood(double valence, double arousal) {
    Steering steering;
    steering.valence = valence;
    steering.arousal = arousal;
    return steering;
}

}  // namespace arioso
