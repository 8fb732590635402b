#pragma once

#include <cstdint>
#include <memory>

#include "src/compose/composer_model.h"
#include "src/compose/steering.h"
#include "src/score/score.h"

namespace arioso {

struct PieceRequest {
    Steering steering;
    int bars = 32;  ///< 4…1024
    std::uint64_t seed = 1;
};

/// A whole piece from EndlessComposer's machinery: from twelve bars on an introduction, phrases in
/// a form that comes home, an ending. The same request gives the same piece. Error(Usage) as there.
Score composePiece(const std::shared_ptr<const ComposerModel>& model, const PieceRequest& request);

}  // namespace arioso
