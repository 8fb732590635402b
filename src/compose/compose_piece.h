#pragma once

#include <cstdint>
#include <memory>

#include <optional>

#include "src/compose/composer_model.h"
#include "src/compose/piece_form.h"
#include "src/compose/steering.h"
#include "src/score/score.h"

namespace arioso {

struct PieceRequest {
    Steering steering;
    int bars = 32;  ///< 4…1024
    std::uint64_t seed = 1;
    /// Sections that come again; absent = phrase by phrase, in a form that comes home. With a form
    /// the piece is about as long as asked for: its sections have 4, 8, 12 or 16 bars each, a
    /// chorus of the blues has twelve.
    std::optional<PieceForm> form = {};
    bool anyMetre = false;  ///< the piece draws its own in place of the steering's
};

/// A whole piece from EndlessComposer's machinery: from twelve bars on an introduction, phrases in
/// a form that comes home, an ending. The same request gives the same piece. Error(Usage) as there.
Score composePiece(const std::shared_ptr<const ComposerModel>& model, const PieceRequest& request);

}  // namespace arioso
