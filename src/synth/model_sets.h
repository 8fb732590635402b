#pragma once

#include <memory>

#include "models/model_set.h"
#include "src/condition/instruments.h"

namespace arioso {

/// The networks of the orchestra and those of the singers: same architecture, trained apart.
struct ModelSets {
    std::shared_ptr<const models::ModelSet> instruments;
    std::shared_ptr<const models::ModelSet> voices;  ///< may be nullptr

    [[nodiscard]] const std::shared_ptr<const models::ModelSet>& of(
        const Instrument& player) const {
        return player.singer ? voices : instruments;
    }
};

}  // namespace arioso
