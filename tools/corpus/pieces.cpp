#include "tools/corpus/pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/corpus/etude.h"

namespace arioso::corpus {

double soundingSeconds(const PerformedPart& part, const Instrument& instrument) {
    double end = 0.0;
    for (const PerformedNote& note : part.notes) end = std::max(end, note.offset);
    const double tail = instrument.percussion
                            ? 2.5
                            : 0.8 + 0.5 * static_cast<double>(instrument.envelope.releaseT60);
    return end + std::min(tail, 3.0);
}

std::vector<Piece> etudePieces(const MakeOptions& options, const Instrument& instrument,
                               double& seconds) {
    // Golden-ratio steps spread the splits evenly over the pieces however many there are.
    constexpr double kGolden = 0.6180339887498949;
    std::vector<Piece> out;
    for (int index = 0; seconds < options.secondsPerInstrument; ++index) {
        const std::uint64_t stream = stableHash(fmt::format("etude/{}/{}", instrument.id, index));
        Random random(options.seed, stream);
        const double length = random.range(18.0, 27.0);
        seconds += length + 1.5;
        Piece piece;
        piece.id = fmt::format("{}_e{:04}", instrument.id, index);
        piece.split = options.split.at(std::fmod(0.3 + kGolden * index, 1.0));
        piece.source = "etude";
        piece.instrument = &instrument;
        piece.play = [&instrument, random, length]() mutable {
            return makeEtude(instrument, random, length);
        };
        out.push_back(std::move(piece));
    }
    return out;
}

}  // namespace arioso::corpus
