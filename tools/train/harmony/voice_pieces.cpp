#include "tools/train/harmony/voice_pieces.h"

#include <cmath>
#include <set>

#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

/// Every quarter of every bar, counted from its beginning.
std::vector<HarmonySlot> quarterGrid(const std::vector<StudyBar>& bars) {
    std::vector<HarmonySlot> out;
    for (std::size_t b = 0; b < bars.size(); ++b)
        for (int at = 0; at < bars[b].length; at += kTicks)
            out.push_back({bars[b].start + at, kTicks, static_cast<int>(b), at / kTicks, 4});
    return out;
}

std::vector<HarmonySlot> gridOf(const std::vector<StudyBar>& bars, VoiceGrid grid) {
    return grid == VoiceGrid::Quarters ? quarterGrid(bars) : harmonyGrid(bars);
}

std::vector<VoicePiece> piecesOf(const std::vector<StudyPiece>& pieces, VoiceGrid grid) {
    std::vector<VoicePiece> out;
    for (const StudyPiece& piece : pieces) {
        if (piece.voices.empty()) continue;
        VoicePiece one;
        one.frames = piece.voices;
        one.grid = gridOf(piece.bars, grid);
        for (const HarmonySlot& slot : one.grid) {
            const StudyBar& bar = piece.bars[static_cast<std::size_t>(slot.bar)];
            one.keys.push_back({bar.tonic, bar.minor});
        }
        one.title = piece.title;
        one.composer = piece.composer;
        out.push_back(std::move(one));
    }
    return out;
}

double cosine(const std::vector<double>& a, const std::vector<double>& b) {
    double both = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += a[i] * b[i];
        first += a[i] * a[i];
        second += b[i] * b[i];
    }
    return first > 0.0 && second > 0.0 ? both / std::sqrt(first * second) : 0.0;
}

}  // namespace

VoiceCorpus readVoiceCorpus(const std::vector<std::filesystem::path>& folders, double heldOut,
                            int threads, VoiceGrid grid) {
    const StudyCorpus corpus =
        readStudyCorpus(folders, heldOut, threads, [grid](const Score& score, StudyPiece& piece) {
            piece.voices = fourVoicesOf(score, gridOf(piece.bars, grid));
        });
    return {piecesOf(corpus.training, grid), piecesOf(corpus.heldOut, grid)};
}

std::string composersOf(const std::vector<VoicePiece>& pieces) {
    std::set<std::string> composers;
    for (const VoicePiece& piece : pieces) composers.insert(piece.composer);
    std::string names;
    for (const std::string& one : composers) names += (names.empty() ? "" : ", ") + one;
    return names;
}

VoicePiece halfOf(const VoicePiece& piece, std::size_t half) {
    const auto middle = static_cast<std::ptrdiff_t>(piece.frames.size() / 2);
    const auto end = static_cast<std::ptrdiff_t>(piece.frames.size());
    const auto from = half == 0 ? 0 : middle;
    const auto until = half == 0 ? middle : end;
    VoicePiece out;
    out.frames.assign(piece.frames.begin() + from, piece.frames.begin() + until);
    out.grid.assign(piece.grid.begin() + from, piece.grid.begin() + until);
    out.keys.assign(piece.keys.begin() + from, piece.keys.begin() + until);
    out.title = piece.title;
    out.composer = piece.composer;
    return out;
}

std::vector<double> pitchClassesOf(const VoicePiece& piece) {
    std::vector<double> counts(12, 0.0);
    for (std::size_t t = 0; t < piece.frames.size(); ++t)
        for (const int pitch : piece.frames[t])
            if (pitch >= 0)
                counts[static_cast<std::size_t>(pitchClassOf(pitch - piece.keys[t].tonic))] += 1.0;
    return counts;
}

int halvesFound(const Halves& halves) {
    // What all pieces have in common says nothing.
    std::vector<double> mean(halves[0].front().size(), 0.0);
    for (const auto& half : halves)
        for (const auto& one : half)
            for (std::size_t i = 0; i < mean.size(); ++i)
                mean[i] += one[i] / static_cast<double>(2 * half.size());
    const auto centred = [&](std::vector<double> one) {
        for (std::size_t i = 0; i < mean.size(); ++i) one[i] -= mean[i];
        return one;
    };
    int found = 0;
    for (std::size_t i = 0; i < halves[0].size(); ++i) {
        std::size_t best = 0;
        double most = -2.0;
        for (std::size_t k = 0; k < halves[1].size(); ++k) {
            const double value = cosine(centred(halves[0][i]), centred(halves[1][k]));
            if (value <= most) continue;
            most = value;
            best = k;
        }
        found += best == i ? 1 : 0;
    }
    return found;
}

}  // namespace arioso::train
