#include "src/compose/compose_piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/endless_composer.h"
#include "src/compose/form_writer.h"

namespace arioso {
namespace {

constexpr int kFewestBars = 4;
constexpr int kMostBars = 1024;
constexpr int kPhrase = 4;
constexpr int kIntroduction = 2;
constexpr int kBarsForIntroduction = 12;
/// Tunes of people differ from each other more than moods make them, in their notes a bar (of 33
/// held-out songs the deviation is three tenths of the mean), their leaps and how even their
/// rhythms are. A piece for which nobody chose these draws its own.
constexpr double kDensitySpread = 0.5;  ///< doublings of the notes a beat
constexpr double kDensityLean = -0.4;
constexpr double kLeapsSpread = 0.3;
constexpr double kUnevennessSpread = 0.6;
constexpr double kUnevennessLean = -0.15;
constexpr std::uint64_t kDensityStream = 0xD0;
constexpr std::uint64_t kLeapsStream = 0xD1;
constexpr std::uint64_t kUnevennessStream = 0xD2;
constexpr std::uint64_t kMetreStream = 0xD3;
constexpr std::uint64_t kEnsembleStream = 0xD4;

/// Of deviation 1: the sum of four even draws is near enough to normal, and bounded.
double drawn(std::uint64_t seed, std::uint64_t stream) {
    models::RandomStream random(seed, stream);
    double sum = 0.0;
    for (int i = 0; i < 4; ++i) sum += random.uniform() - 0.5;
    return sum * std::sqrt(3.0);
}

struct MetreShare {
    int beats;
    int beatType;
    double share;
};
/// Drums have their grooves in quarters of four.
constexpr std::array<MetreShare, 4> kMetreShares = {
    {{4, 4, 0.5}, {3, 4, 0.25}, {6, 8, 0.15}, {2, 4, 0.1}}};

void drawMetre(Steering& steering, std::uint64_t seed) {
    models::RandomStream random(seed, kMetreStream);
    double at = random.uniform();
    for (const MetreShare& one : kMetreShares) {
        at -= one.share;
        if (at >= 0.0) continue;
        steering.beats = one.beats;
        steering.beatType = one.beatType;
        return;
    }
}

/// What nobody chose.
void drawOwn(Steering& steering, std::uint64_t seed) {
    if (steering.programs.empty()) {
        const auto& ensembles = ensemblesOf(steering.valence, steering.arousal);
        models::RandomStream random(seed, kEnsembleStream);
        steering.programs =
            ensembles[static_cast<std::size_t>(random.below(static_cast<int>(ensembles.size())))];
    }
    if (steering.density == Steering{}.density) {
        const double doublings = kDensityLean + kDensitySpread * drawn(seed, kDensityStream);
        steering.density = std::clamp(0.5 + 0.5 * doublings, 0.0, 1.0);
    }
    if (!steering.leaps)
        steering.leaps = std::clamp(
            characterOf(steering, false).leaps + kLeapsSpread * drawn(seed, kLeapsStream), 0.0,
            1.0);
    if (steering.unevenness == Steering{}.unevenness)
        steering.unevenness = std::clamp(
            kUnevennessLean + kUnevennessSpread * drawn(seed, kUnevennessStream), -1.0, 1.0);
}

}  // namespace

Score composePiece(const std::shared_ptr<const ComposerModel>& model, const PieceRequest& asked) {
    PieceRequest request = asked;
    if (request.bars < kFewestBars || request.bars > kMostBars)
        throw Error(ExitCode::Usage, fmt::format("bars: expected {} to {}, found {}", kFewestBars,
                                                 kMostBars, request.bars));
    if (request.anyMetre && !request.steering.drums) drawMetre(request.steering, request.seed);
    drawOwn(request.steering, request.seed);
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
