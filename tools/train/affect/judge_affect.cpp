#include <fmt/format.h>

#include <array>
#include <cmath>

#include "models/ridge.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
#include "src/compose/compose_piece.h"
#include "src/condition/instruments.h"
#include "tools/train/affect/quadrants.h"
#include "tools/train/affect/train_affect.h"

namespace arioso::train {
namespace {

constexpr double kCorner = 0.8;
constexpr std::array<std::pair<double, double>, Quadrants::kCount> kCorners = {
    {{kCorner, kCorner}, {-kCorner, kCorner}, {-kCorner, -kCorner}, {kCorner, -kCorner}}};

struct Means {
    double tempo = 0.0;
    double minor = 0.0;
    double pitch = 0.0;
    double density = 0.0;
    double valence = 0.0;
    double arousal = 0.0;
};

double notesPerSecond(const Score& score) {
    double notes = 0.0;
    for (const Part& part : score.parts)
        if (!part.percussion) notes += static_cast<double>(part.notes.size());
    return notes / TempoMap(score.tempos).seconds(score.end().value());
}

double meanPitch(const Part& tune) {
    double sum = 0.0;
    for (const Note& note : tune.notes) sum += note.pitch;
    return sum / static_cast<double>(tune.notes.size());
}

}  // namespace

void judgeAffect(const AffectJudgeSettings& settings) {
    const auto composer =
        ComposerModel::load(settings.model, InstrumentTable::load(settings.instruments));
    const AffectModel model = AffectModel::load(settings.model);
    Quadrants table;
    Quadrants tempoUnheard;
    std::array<Means, Quadrants::kCount> means;
    for (std::size_t corner = 0; corner < kCorners.size(); ++corner)
        for (int i = 0; i < settings.pieces; ++i) {
            PieceRequest request;
            request.steering.valence = kCorners[corner].first;
            request.steering.arousal = kCorners[corner].second;
            request.bars = settings.bars;
            request.seed = settings.seed + static_cast<std::uint64_t>(i);
            const Score score = composePiece(composer, request);
            std::vector<double> features = affectFeatures(score);
            const Affect heard = model.estimate(features);
            table.add(corner, Quadrants::of(heard.valence, heard.arousal));
            Means& sum = means[corner];
            const double share = 1.0 / settings.pieces;
            sum.tempo += share * std::exp2(features[kTempoFeature]);
            sum.minor += share * features[kModeFeature];
            sum.pitch += share * meanPitch(score.parts.front());
            sum.density += share * notesPerSecond(score);
            sum.valence += share * heard.valence;
            sum.arousal += share * heard.arousal;
            features[kTempoFeature] = models::kUnknown;
            const Affect deaf = model.estimate(features);
            tempoUnheard.add(corner, Quadrants::of(deaf.valence, deaf.arousal));
        }
    fmt::print("{} pieces of {} bars at each corner (±{}), seeds from {}\n\n", settings.pieces,
               settings.bars, kCorner, settings.seed);
    fmt::print("{:<20} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "  means", "quarters", "minor",
               "tune", "notes", "heard", "heard");
    fmt::print("{:<20} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "", "a minute", "share", "pitch",
               "a second", "valence", "arousal");
    for (std::size_t corner = 0; corner < kCorners.size(); ++corner)
        fmt::print("  {:<18} {:>9.0f} {:>9.2f} {:>9.1f} {:>9.2f} {:>+9.2f} {:>+9.2f}\n",
                   Quadrants::kNames[corner], means[corner].tempo, means[corner].minor,
                   means[corner].pitch, means[corner].density, means[corner].valence,
                   means[corner].arousal);
    fmt::print("\ncomposed at a corner, heard by the model\n");
    table.print();
    fmt::print("\nthe same when it is not told the tempo\n");
    tempoUnheard.print();
}

}  // namespace arioso::train
