#include "tools/train/patterns/train_patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "src/compose/tune_corpus.h"
#include "tools/train/patterns/pattern_measures.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

constexpr std::size_t kMeasured = 1500;  // bars of each kind

struct PatternCorpus {
    std::vector<PatternBar> training;
    std::vector<PatternBar> heldOut;
    std::size_t pieces = 0;
};

PatternCorpus readPatterns(const PatternSettings& settings) {
    // By name, whatever the threads' order.
    std::map<std::string, std::vector<PatternBar>> found;
    std::mutex lock;
    const auto nameOf = [](const StudyPiece& piece) { return piece.composer + "\n" + piece.title; };
    const StudyCorpus corpus = readStudyCorpus(settings.scores, settings.heldOut, settings.threads,
                                               [&](const Score& score, StudyPiece& piece) {
                                                   auto bars = patternBarsOf(score, piece);
                                                   const std::lock_guard guard(lock);
                                                   auto& place = found[nameOf(piece)];
                                                   if (bars.size() > place.size())
                                                       place = std::move(bars);
                                               });
    PatternCorpus out;
    for (const bool heldOut : {false, true})
        for (const StudyPiece& piece : heldOut ? corpus.heldOut : corpus.training) {
            std::vector<PatternBar>& bars = found[nameOf(piece)];
            auto& to = heldOut ? out.heldOut : out.training;
            to.insert(to.end(), bars.begin(), bars.end());
            out.pieces += bars.empty() ? 0 : 1;
            bars.clear();
        }
    return out;
}

/// Some bars at random, each at most once.
std::vector<PatternBar> some(std::vector<PatternBar> bars, models::RandomStream& random) {
    for (std::size_t i = bars.size(); i > 1; --i)
        std::swap(bars[i - 1], bars[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    bars.resize(std::min(bars.size(), kMeasured));
    return bars;
}

void judge(const PatternModel& model, const PatternCorpus& corpus, std::uint64_t seed) {
    models::RandomStream random(seed, 0x4A5047);
    const std::vector<PatternBar> real = some(corpus.heldOut, random);
    const PatternCounts alone(corpus.training, false);
    const PatternCounts before(corpus.training, true);
    std::vector<PatternBar> made;
    std::vector<PatternBar> counted;
    std::vector<PatternBar> chained;
    for (const PatternBar& bar : real) {
        const PatternWish wish = wishOf(bar.pattern, bar.metre);
        made.push_back(
            {model.draw(models::drawLatent(model.shape.latent, random), wish), bar.metre});
        counted.push_back({alone.draw(wish, random), bar.metre});
        chained.push_back({before.draw(wish, random), bar.metre});
    }
    // Training bars in the same metres, as near to what is asked for as people's own bars get.
    std::vector<PatternBar> people;
    for (const PatternBar& bar : real) {
        const PatternWish wish = wishOf(bar.pattern, bar.metre);
        const PatternBar* best = nullptr;
        double least = 1e9;
        for (int k = 0; k < 200; ++k) {
            const PatternBar& one = corpus.training[static_cast<std::size_t>(
                random.below(static_cast<int>(corpus.training.size())))];
            if (one.metre != bar.metre) continue;
            const PatternWish other = wishOf(one.pattern, one.metre);
            const double off = std::abs(other.density - wish.density) +
                               std::abs(other.thickness - wish.thickness) +
                               std::abs(other.low - wish.low);
            if (off >= least) continue;
            least = off;
            best = &one;
        }
        people.push_back(best != nullptr ? *best : bar);
    }
    fmt::print(
        "\n{} held-out bars, and as many made under their metre, density, thickness and bass\n{}",
        real.size(), patternHead());
    fmt::print("{}", patternRow("held-out bars (coverage by themselves)", real, real));
    fmt::print("{}", patternRow("training bars that are like them", people, real));
    fmt::print("{}", patternRow("counts, each cell by itself", counted, real));
    fmt::print("{}", patternRow("counts, by the sixteenth before", chained, real));
    fmt::print("{}", patternRow("WGAN-GP", made, real));
}

}  // namespace

void trainPatterns(const PatternSettings& settings) {
    const PatternCorpus corpus = readPatterns(settings);
    if (corpus.training.empty() || corpus.heldOut.empty())
        throw Error(ExitCode::Input,
                    "no bars of accompaniments to learn from, or none held out: expected scores "
                    "with a tune and another part, in 4/4, 3/4 or 6/8");
    fmt::print("{} bars of accompaniments to learn from, {} held out, of {} pieces\n",
               corpus.training.size(), corpus.heldOut.size(), corpus.pieces);
    std::vector<models::WganCase> cases;
    for (const PatternBar& bar : corpus.training)
        cases.push_back({{bar.pattern.cells.begin(), bar.pattern.cells.end()},
                         patternCondition(wishOf(bar.pattern, bar.metre))});
    PatternModel model;
    model.shape = {kPatternCells, kPatternConditions, settings.latent, settings.hidden};
    model.generator = models::wganGenerator(model.shape);
    model.generator.initialise(settings.seed);
    models::WganTraining training;
    training.updates = settings.updates;
    training.batch = settings.batch;
    training.rate = settings.rate;
    training.seed = settings.seed;
    training.progress = [&](int update, double distance, const models::Perceptron&) {
        if (update % 500 == 0) fmt::print("update {:>5}: critic {:.3f}\n", update, distance);
        std::fflush(stdout);
        return true;
    };
    models::trainWgan(model.generator, model.shape, cases, training);
    const std::string bytes = patternBytes(model);
    judge(*parsePatterns(bytes, "patterns"), corpus, settings.seed);
    writeComposerWeights(settings.out, "patterns", bytes, settings.version);
    fmt::print("\n{}: {} bytes\n", (settings.out / "patterns.safetensors").string(), bytes.size());
}

}  // namespace arioso::train
