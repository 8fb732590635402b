#include "tools/eval/measure/diversity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/affect/affect_features.h"
#include "src/compose/tune_corpus.h"
#include "src/likeness/score_row.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "tools/eval/measure/overlap.h"

namespace arioso::eval {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFewestNotes = 24;

/// Fisher and Yates, by a stream of the seed.
void shuffle(std::vector<fs::path>& files, std::uint64_t seed) {
    models::RandomStream random(seed, 0);
    for (std::size_t i = files.size(); i > 1; --i)
        std::swap(files[i - 1], files[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
}

using Gram = std::vector<int>;

std::vector<Gram> gramsOf(const DiversityPiece& piece, std::size_t notes) {
    std::vector<Gram> out;
    const std::size_t size = notes - 1;
    for (std::size_t i = 0; i + size <= piece.shape.size(); ++i)
        out.emplace_back(piece.shape.begin() + static_cast<std::ptrdiff_t>(i),
                         piece.shape.begin() + static_cast<std::ptrdiff_t>(i + size));
    return out;
}

void countGrams(const std::vector<DiversityPiece>& pieces, std::size_t index,
                DiversityFigures& out) {
    std::map<Gram, std::set<std::size_t>> owners;
    std::size_t all = 0;
    for (std::size_t p = 0; p < pieces.size(); ++p)
        for (Gram& gram : gramsOf(pieces[p], kDiversityNotes.at(index))) {
            owners[std::move(gram)].insert(p);
            ++all;
        }
    double shared = 0.0;
    for (const DiversityPiece& piece : pieces) {
        const std::vector<Gram> grams = gramsOf(piece, kDiversityNotes.at(index));
        const auto others = std::ranges::count_if(
            grams, [&owners](const Gram& gram) { return owners.at(gram).size() > 1; });
        if (!grams.empty())
            shared += static_cast<double>(others) / static_cast<double>(grams.size());
    }
    out.distinct.at(index) =
        all > 0 ? static_cast<double>(owners.size()) / static_cast<double>(all) : 0.0;
    out.shared.at(index) = shared / static_cast<double>(pieces.size());
}

/// Mean and standard deviation of each feature, by the pieces of which it can be said.
std::vector<std::pair<double, double>> scalesOf(const std::vector<DiversityPiece>& pieces) {
    std::vector<std::pair<double, double>> out;
    for (std::size_t f = 0; f < pieces.front().row.size(); ++f) {
        double sum = 0.0;
        double squares = 0.0;
        double count = 0.0;
        for (const DiversityPiece& piece : pieces) {
            const double value = piece.row[f];
            if (std::isnan(value)) continue;
            sum += value;
            squares += value * value;
            count += 1.0;
        }
        const double mean = count > 0.0 ? sum / count : 0.0;
        const double variance = count > 0.0 ? squares / count - mean * mean : 0.0;
        out.emplace_back(mean, std::sqrt(std::max(0.0, variance)));
    }
    return out;
}

double featureDistance(const DiversityPiece& a, const DiversityPiece& b,
                       const std::vector<std::pair<double, double>>& scales) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t f = 0; f < scales.size(); ++f) {
        if (scales[f].second < 1e-9 || std::isnan(a.row[f]) || std::isnan(b.row[f])) continue;
        const double difference = (a.row[f] - b.row[f]) / scales[f].second;
        sum += difference * difference;
        count += 1.0;
    }
    return count > 0.0 ? std::sqrt(sum / count) : 0.0;
}

}  // namespace

std::vector<DiversityPiece> diversityPieces(const std::vector<fs::path>& folders, std::size_t bars,
                                            double heldOut, std::size_t most, std::uint64_t seed,
                                            const JointEmbedding& embedding,
                                            const ListeningJudge& judge) {
    std::vector<fs::path> files = filesBelow(folders);
    if (most > 0) shuffle(files, seed);
    std::vector<DiversityPiece> out;
    for (const fs::path& file : files) {
        if (most > 0 && out.size() == most) break;
        try {
            const Score whole = readScore(file, ReadOptions(RepeatMode::None));
            // Where a collection keeps its composers in folders, their names are there.
            const std::string composer =
                whole.composer.empty() ? file.parent_path().filename().string() : whole.composer;
            const std::string title = whole.title.empty() ? file.stem().string() : whole.title;
            if (heldOut > 0.0 && !isHeldOut(composer, title, heldOut)) continue;
            const Score score = someBars(whole, 0, std::min(bars, whole.measures.size()));
            const TuneSample tune = tuneSample(score, bars);
            if (tune.notes.size() < kFewestNotes) continue;
            out.push_back({file.string(), embedding.ofScore(score), scoreRow(score).values,
                           tuneShape(tune.notes), judge.judge(score, embedding).score});
        } catch (const Error&) {
            continue;  // no score, a damaged one, or one of drums alone
        }
    }
    if (out.empty())
        throw Error(ExitCode::Input, folders.front().string() +
                                         ": expected scores with a tune of 24 notes or more, "
                                         "found none");
    std::ranges::sort(out, {}, &DiversityPiece::file);
    return out;
}

DiversityFigures diversityOf(const std::vector<DiversityPiece>& pieces,
                             const std::vector<DiversityPiece>& scale) {
    if (pieces.size() < 2)
        throw Error(ExitCode::Input,
                    fmt::format("diversity: expected two pieces or more, found {}", pieces.size()));
    DiversityFigures out;
    out.pieces = pieces.size();
    std::vector<JointEmbedding::Place> places;
    for (const DiversityPiece& piece : pieces) places.push_back(piece.place);
    out.likeness = spreadOf(places);
    out.vendi = vendiScore(places);
    const auto scales = scalesOf(scale);
    std::vector<std::vector<double>> distances(pieces.size(),
                                               std::vector<double>(pieces.size(), 0.0));
    for (std::size_t i = 0; i < pieces.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            distances[i][j] = distances[j][i] = featureDistance(pieces[i], pieces[j], scales);
    out.features = spreadOf(distances);
    for (std::size_t i = 0; i < kDiversityNotes.size(); ++i) countGrams(pieces, i, out);
    for (const DiversityPiece& piece : pieces) out.judge += piece.judge;
    out.judge /= static_cast<double>(pieces.size());
    for (const DiversityPiece& piece : pieces)
        out.judgeDeviation += (piece.judge - out.judge) * (piece.judge - out.judge);
    out.judgeDeviation = std::sqrt(out.judgeDeviation / static_cast<double>(pieces.size()));
    return out;
}

std::string diversityText(const DiversityFigures& ours,
                          const std::optional<DiversityFigures>& human) {
    std::string out = fmt::format("{:<52}{:>10}{:>10}\n", "", "ours", human ? "human" : "");
    const auto line = [&](const std::string& name, const auto& value) {
        out += fmt::format("{:<52}{:>10.3f}{:>10}\n", name, value(ours),
                           human ? fmt::format("{:.3f}", value(*human)) : std::string());
    };
    using F = const DiversityFigures&;
    line("pieces", [](F f) { return static_cast<double>(f.pieces); });
    line("distance in the embedding, mean", [](F f) { return f.likeness.mean; });
    line("  to the most alike other, mean", [](F f) { return f.likeness.nearest; });
    line("  of the two most alike", [](F f) { return f.likeness.least; });
    line("Vendi score", [](F f) { return f.vendi; });
    line("distance of plain features, mean", [](F f) { return f.features.mean; });
    line("  to the most alike other, mean", [](F f) { return f.features.nearest; });
    line("  of the two most alike", [](F f) { return f.features.least; });
    for (std::size_t i = 0; i < kDiversityNotes.size(); ++i)
        line(fmt::format("different runs of {} notes, share of all", kDiversityNotes.at(i)),
             [i](F f) { return f.distinct.at(i); });
    for (std::size_t i = 0; i < kDiversityNotes.size(); ++i)
        line(fmt::format("runs of {} notes that another piece has, too", kDiversityNotes.at(i)),
             [i](F f) { return f.shared.at(i); });
    line("quality: listening judge, mean", [](F f) { return f.judge; });
    line("  standard deviation", [](F f) { return f.judgeDeviation; });
    return out;
}

nlohmann::json diversityJson(const DiversityFigures& figures) {
    const auto spread = [](const Spread& one) {
        return nlohmann::json{{"mean", one.mean}, {"nearest", one.nearest}, {"least", one.least}};
    };
    nlohmann::json out = {
        {"pieces", figures.pieces},
        {"likeness_distance", spread(figures.likeness)},
        {"vendi_score", figures.vendi},
        {"feature_distance", spread(figures.features)},
        {"judge", {{"mean", figures.judge}, {"deviation", figures.judgeDeviation}}}};
    for (std::size_t i = 0; i < kDiversityNotes.size(); ++i) {
        const std::string notes = std::to_string(kDiversityNotes.at(i));
        out["distinct"][notes] = figures.distinct.at(i);
        out["shared"][notes] = figures.shared.at(i);
    }
    return out;
}

}  // namespace arioso::eval
