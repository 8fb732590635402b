#include "dsp/watermark_reader.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "dsp/fft.h"
#include "dsp/watermark_code.h"
#include "dsp/watermark_features.h"
#include "dsp/watermark_layout.h"

namespace arioso::dsp {
namespace {

constexpr std::size_t kBands = WatermarkLayout::kBands;
constexpr std::size_t kSlots = WatermarkLayout::kSlots;
constexpr std::size_t kSteps = 4;               // of a slot, as fine as blocks are placed
constexpr std::size_t kRing = kSlots * kSteps;  // a block
constexpr double kStepSeconds = WatermarkLayout::kSlotSeconds / kSteps;
constexpr double kFrameSeconds =
    static_cast<double>(WatermarkFeatures::kFrameHop) / WatermarkFeatures::kRate;
constexpr double kPieceSeconds = 30.0;
constexpr double kLongestPiece = 45.0;  // what is not longer is not cut
constexpr double kPitchStep = 1.015;
constexpr double kPitchFine = 1.005;
constexpr int kPitches = 4;          // steps up and down
constexpr double kFarthest = 0.064;  // of the tempo
constexpr double kLeastScore = 5.0;
constexpr std::size_t kReadings = 8;

/// A guess of how, and from where on, blocks lie in a piece.
struct Place {
    double tempo = 1.0;
    double pitch = 1.0;
    std::size_t start = 0;  // step of the ring at which a block begins
    double score = 0.0;
};

/// A piece of a sound laid upon itself, block upon block.
using Ring = std::vector<float>;  // a row a step

class Search {
  public:
    Search(const WatermarkFeatures& features, const WatermarkKey& key)
        : features_(features), layout_(key), fft_(static_cast<int>(kRing)) {
        for (std::size_t b = 0; b < kBands; ++b) {
            for (std::size_t u = 0; u < kRing; ++u) {
                const auto& cell = layout_.cell(u / kSteps, b);
                line_[u] = cell.bit == WatermarkLayout::kFinds ? cell.sign : 0.0F;
            }
            fft_.forward(line_, pattern_[b]);
        }
    }

    /// As if nobody had touched tempo or pitch.
    bool untouched(std::size_t first, std::size_t count) {
        begin(first, count);
        look(1.0, features_.movements(first, count, 1.0));
        return readBest();
    }

    bool anywhere(std::size_t first, std::size_t count) {
        begin(first, count);
        // Over the piece, the tempo may be wrong by less than a quarter of a slot at both ends.
        const double seconds = static_cast<double>(count) * kFrameSeconds;
        const int tempi = static_cast<int>(
            std::ceil(kFarthest / (0.8 * WatermarkLayout::kSlotSeconds / seconds)));
        for (int p = -kPitches; p <= kPitches; ++p) {
            pitch_ = std::pow(kPitchStep, p);
            const std::vector<float> moved = features_.movements(first, count, pitch_);
            for (int i = -tempi; i <= tempi; ++i) look(1.0 + kFarthest * i / tempi, moved);
        }
        return readBest();
    }

    [[nodiscard]] const WatermarkSearch& result() const { return result_; }

  private:
    void begin(std::size_t first, std::size_t count) {
        first_ = first;
        count_ = count;
        pitch_ = 1.0;
        places_.clear();
    }

    [[nodiscard]] Ring fold(double tempo, const std::vector<float>& moved) const {
        Ring ring(kRing * kBands);
        for (std::size_t t = 0; t < count_; ++t) {
            // A frame's centre lies two hops after its beginning.
            const double seconds = (static_cast<double>(first_ + t) + 2.0) * kFrameSeconds * tempo;
            const auto step =
                static_cast<std::size_t>(std::llround(seconds / kStepSeconds)) % kRing;
            for (std::size_t b = 0; b < kBands; ++b)
                ring[step * kBands + b] += moved[t * kBands + b];
        }
        return ring;
    }

    /// Correlation of the known pattern with the ring, for every start, over its own deviation.
    std::vector<float> scores(const Ring& ring) {
        std::vector<std::complex<float>> sum(kRing / 2 + 1);
        for (std::size_t b = 0; b < kBands; ++b) {
            for (std::size_t u = 0; u < kRing; ++u) line_[u] = ring[u * kBands + b];
            fft_.forward(line_, bins_);
            for (std::size_t k = 0; k < sum.size(); ++k)
                sum[k] += bins_[k] * std::conj(pattern_[b][k]);
        }
        std::vector<float> out(kRing);
        fft_.inverse(sum, out);
        double square = 0.0;
        for (const float value : out) square += static_cast<double>(value) * value;
        // The mark itself is no chance: its peak is left out of the deviation.
        const auto top = std::max_element(out.begin(), out.end()) - out.begin();
        std::size_t counted = kRing;
        for (std::size_t d = 0; d < 2 * kSteps + 1; ++d) {
            const float value = out[(static_cast<std::size_t>(top) + kRing + d - kSteps) % kRing];
            square -= static_cast<double>(value) * value;
            --counted;
        }
        const auto scale = static_cast<float>(
            1.0 / std::sqrt(std::max(square, 1e-20) / static_cast<double>(counted)));
        for (float& value : out) value *= scale;
        return out;
    }

    void look(double tempo, const std::vector<float>& moved) {
        const std::vector<float> all = scores(fold(tempo, moved));
        const auto top = std::max_element(all.begin(), all.end());
        places_.push_back({tempo, pitch_, static_cast<std::size_t>(top - all.begin()), *top});
        result_.bestScore = std::max<double>(result_.bestScore, *top);
    }

    static bool alike(const Place& a, const Place& b) {
        const std::size_t apart = (a.start + kRing - b.start) % kRing;
        return std::min(apart, kRing - apart) <= kSteps && std::abs(a.pitch - b.pitch) < 0.02 &&
               std::abs(a.tempo - b.tempo) < 0.01;
    }

    bool readBest() {
        std::sort(places_.begin(), places_.end(),
                  [](const Place& a, const Place& b) { return a.score > b.score; });
        std::vector<Place> tried;
        for (const Place& place : places_) {
            if (place.score < kLeastScore || tried.size() == kReadings) break;
            if (std::any_of(tried.begin(), tried.end(),
                            [&](const Place& other) { return alike(place, other); }))
                continue;
            tried.push_back(place);
            if (read(place)) return true;
        }
        return false;
    }

    bool read(Place place) {
        Ring ring;
        const double seconds = static_cast<double>(count_) * kFrameSeconds;
        const double step = 0.2 * WatermarkLayout::kSlotSeconds / seconds;
        Place best = place;
        best.score = 0.0;
        for (const double shift : {1.0 / kPitchFine, 1.0, kPitchFine}) {
            const double pitch = place.pitch * shift;
            const std::vector<float> moved = features_.movements(first_, count_, pitch);
            for (int i = -2; i <= 2; ++i) {
                const double tempo = place.tempo + i * step;
                Ring other = fold(tempo, moved);
                const std::vector<float> all = scores(other);
                const auto top = std::max_element(all.begin(), all.end());
                if (*top <= best.score) continue;
                best = {tempo, pitch, static_cast<std::size_t>(top - all.begin()), *top};
                ring = std::move(other);
            }
        }
        std::vector<float> soft(kWatermarkCodedBits);
        for (std::size_t u = 0; u < kRing; ++u) {
            const float* row = ring.data() + (best.start + u) % kRing * kBands;
            for (std::size_t b = 0; b < kBands; ++b) {
                const auto& cell = layout_.cell(u / kSteps, b);
                if (cell.bit != WatermarkLayout::kFinds)
                    soft[static_cast<std::size_t>(cell.bit)] += cell.sign * row[b];
            }
        }
        const DecodedWatermark decoded = decodeWatermark(soft);
        ++result_.readings;
        if (!decoded.intact()) {
            if (decoded.check >> 24 == watermarkCheck(decoded.payload) >> 24) ++result_.halfChecks;
            return false;
        }
        result_.found = {decoded.payload,
                         best.tempo,
                         best.pitch,
                         static_cast<double>(first_) * kFrameSeconds,
                         static_cast<double>(first_ + count_) * kFrameSeconds,
                         best.score};
        return true;
    }

    const WatermarkFeatures& features_;
    WatermarkLayout layout_;
    RealFft fft_;
    std::vector<std::vector<std::complex<float>>> pattern_{
        kBands, std::vector<std::complex<float>>(kRing / 2 + 1)};
    std::vector<std::complex<float>> bins_ = std::vector<std::complex<float>>(kRing / 2 + 1);
    std::vector<float> line_ = std::vector<float>(kRing);
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    double pitch_ = 1.0;
    std::vector<Place> places_;
    WatermarkSearch result_;
};

}  // namespace

WatermarkSearch searchWatermark(const AudioBuffer& audio, int sampleRate, const WatermarkKey& key) {
    const WatermarkFeatures features(audio, sampleRate);
    const auto framesOf = [](double seconds) {
        return static_cast<std::size_t>(std::lround(seconds / kFrameSeconds));
    };
    const std::size_t all = features.frames();
    if (all < framesOf(WatermarkLayout::kBlockSeconds)) return {};
    Search search(features, key);
    if (search.untouched(0, all)) return search.result();
    if (all <= framesOf(kLongestPiece)) {
        search.anywhere(0, all);
        return search.result();
    }
    const std::size_t piece = framesOf(kPieceSeconds);
    for (std::size_t first = 0;; first += piece / 2) {
        const bool last = first + piece >= all;
        if (search.anywhere(last ? all - piece : first, piece) || last) return search.result();
    }
}

}  // namespace arioso::dsp
