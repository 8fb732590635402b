#include "src/compose/compose_piece.h"

#include <fmt/format.h>

#include "dsp/error.h"
#include "src/compose/endless_composer.h"
#include "src/compose/form_writer.h"

namespace arioso {
namespace {

constexpr int kFewestBars = 4;
constexpr int kMostBars = 1024;
constexpr int kPhrase = 4;
constexpr int kIntroduction = 2;
constexpr int kBarsForIntroduction = 12;

}  // namespace

Score composePiece(const std::shared_ptr<const ComposerModel>& model, const PieceRequest& request) {
    if (request.bars < kFewestBars || request.bars > kMostBars)
        throw Error(ExitCode::Usage, fmt::format("bars: expected {} to {}, found {}", kFewestBars,
                                                 kMostBars, request.bars));
    if (request.form) return composeInForm(*model, request);
    EndlessComposer composer(model, request.seed);
    Score whole;
    int left = request.bars;
    if (left >= kBarsForIntroduction && request.steering.programs.size() != 1) {
        appendScore(whole, composer.introduction(request.steering, kIntroduction));
        left -= kIntroduction;
    }
    // The last phrase takes what is left, so that the piece is as long as asked for.
    while (left > kPhrase + 3) {
        appendScore(whole, composer.nextPhrase(request.steering, kPhrase));
        left -= kPhrase;
    }
    appendScore(whole, composer.lastPhrase(request.steering, left));
    return whole;
}

}  // namespace arioso
