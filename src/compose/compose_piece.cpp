#include "src/compose/compose_piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/endless_composer.h"
#include "src/compose/form_writer.h"

namespace arioso {
namespace {

constexpr int kFewestBars = 4;
constexpr int kMostBars = 1024;
constexpr int kPhrase = 4;
constexpr int kIntroduction = 2;
constexpr int kBarsForIntroduction = 12;
/// Tunes of people differ more in their notes a bar than moods make them: of 33 held-out songs the
/// deviation is three tenths of the mean. A piece whose density nobody chose draws its own, in
/// doublings of the notes a beat.
constexpr double kDensitySpread = 0.5;
constexpr double kDensityLean = -0.4;
constexpr std::uint64_t kDensityStream = 0xD0;

double ownDensity(std::uint64_t seed) {
    models::RandomStream random(seed, kDensityStream);
    // The sum of four even draws is near enough to normal, and bounded.
    double sum = 0.0;
    for (int i = 0; i < 4; ++i) sum += random.uniform() - 0.5;
    const double doublings = kDensityLean + kDensitySpread * sum * std::sqrt(3.0);
    return std::clamp(0.5 + 0.5 * doublings, 0.0, 1.0);
}

}  // namespace

Score composePiece(const std::shared_ptr<const ComposerModel>& model, const PieceRequest& asked) {
    PieceRequest request = asked;
    if (request.steering.density == Steering{}.density)
        request.steering.density = ownDensity(request.seed);
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
