#include "tools/train/likeness/train_likeness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/likeness/audio_row.h"
#include "src/likeness/joint_embedding.h"
#include "tools/train/likeness/contrast.h"
#include "tools/train/likeness/likeness_data.h"

namespace arioso::train {
namespace {

using models::Projection;
using Table = std::vector<std::vector<double>>;

/// Mean and spread of the columns that are known.
void standardise(const Table& rows, Projection& projection) {
    for (std::size_t c = 0; c < projection.inputs(); ++c) {
        double sum = 0.0;
        double squares = 0.0;
        double count = 0.0;
        for (const auto& row : rows) {
            if (std::isnan(row[c])) continue;
            sum += row[c];
            squares += row[c] * row[c];
            count += 1.0;
        }
        const double mean = count > 0.0 ? sum / count : 0.0;
        const double variance = count > 0.0 ? squares / count - mean * mean : 0.0;
        projection.mean[c] = static_cast<float>(mean);
        projection.scale[c] = static_cast<float>(std::sqrt(std::max(variance, 1e-4)));
    }
}

/// Two descriptions of the same windows, side by side.
struct Pairs {
    std::vector<std::vector<float>> a;
    std::vector<std::vector<float>> b;
    std::vector<int> groups;
};

Rows pick(const std::vector<std::vector<float>>& from, const std::vector<std::size_t>& order,
          std::size_t begin, std::size_t end) {
    Rows out;
    out.width = from.front().size();
    for (std::size_t i = begin; i < end; ++i)
        out.values.insert(out.values.end(), from[order[i]].begin(), from[order[i]].end());
    return out;
}

class Training {
  public:
    Training(const LikenessTraining& settings, const std::vector<LikenessRow>& rows);
    JointEmbedding run();

  private:
    double pass(Pairs& pairs, ProjectionTrainer& a, ProjectionTrainer& b);
    double judge(const Pairs& pairs, ProjectionTrainer& a, ProjectionTrainer& b) const;
    void shuffle(std::vector<std::size_t>& order);

    LikenessTraining settings_;
    models::RandomStream random_;
    WordSpace space_;
    Projection score_;
    Projection audio_;
    Projection words_;
    Pairs heard_, said_;            // training
    Pairs heardAside_, saidAside_;  // to choose the epoch by
};

Training::Training(const LikenessTraining& settings, const std::vector<LikenessRow>& rows)
    : settings_(settings), random_(settings.seed) {
    std::vector<WordBag> bags;
    for (const LikenessRow& row : rows)
        if (!row.heldOut && !row.words.empty()) bags.push_back(wordBag(row.words));
    space_ = WordSpace(bags, settings.dimensions, settings.seed);
    Table scores;
    Table sounds;
    Table texts;
    for (const LikenessRow& row : rows) {
        if (row.heldOut) continue;
        scores.push_back(row.score);
        if (!row.audio.empty()) sounds.push_back(row.audio);
        if (!row.words.empty()) texts.push_back(JointEmbedding::wordValues(row.words, space_));
    }
    if (sounds.empty() || texts.empty())
        throw Error(ExitCode::Input,
                    settings.rows.string() + ": expected rows with sound and with words");
    score_ = Projection(scores.front().size(), settings.hidden, settings.outputs);
    audio_ = Projection(sounds.front().size(), settings.hidden, settings.outputs);
    words_ = Projection(texts.front().size(), settings.hidden, settings.outputs);
    standardise(scores, score_);
    standardise(sounds, audio_);
    standardise(texts, words_);
    for (const LikenessRow& row : rows) {
        if (row.heldOut) continue;
        const bool aside = row.work % 10 == 0;
        const auto add = [&](Pairs& to, const Projection& other, const std::vector<double>& value) {
            to.a.push_back(score_.standardised(row.score));
            to.b.push_back(other.standardised(value));
            to.groups.push_back(row.work);
        };
        if (!row.audio.empty()) add(aside ? heardAside_ : heard_, audio_, row.audio);
        if (!row.words.empty())
            add(aside ? saidAside_ : said_, words_, JointEmbedding::wordValues(row.words, space_));
    }
    fmt::print("training: {} windows heard, {} with words; aside: {} and {}\n", heard_.a.size(),
               said_.a.size(), heardAside_.a.size(), saidAside_.a.size());
}

void Training::shuffle(std::vector<std::size_t>& order) {
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1],
                  order[static_cast<std::size_t>(random_.below(static_cast<int>(i)))]);
}

double Training::pass(Pairs& pairs, ProjectionTrainer& a, ProjectionTrainer& b) {
    std::vector<std::size_t> order(pairs.a.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(order);
    double loss = 0.0;
    std::size_t batches = 0;
    for (std::size_t begin = 0; begin + 2 <= order.size(); begin += settings_.batch) {
        const std::size_t end = std::min(begin + settings_.batch, order.size());
        std::vector<int> groups;
        for (std::size_t i = begin; i < end; ++i) groups.push_back(pairs.groups[order[i]]);
        const Rows za = a.forward(pick(pairs.a, order, begin, end), settings_.dropout);
        const Rows zb = b.forward(pick(pairs.b, order, begin, end), settings_.dropout);
        Rows da{std::vector<float>(za.values.size()), za.width};
        Rows db{std::vector<float>(zb.values.size()), zb.width};
        loss += contrast(za, zb, groups, settings_.temperature, da, db);
        a.backward(da);
        b.backward(db);
        a.step(settings_.rate, settings_.decay);
        b.step(settings_.rate, settings_.decay);
        ++batches;
    }
    return loss / static_cast<double>(std::max<std::size_t>(1, batches));
}

double Training::judge(const Pairs& pairs, ProjectionTrainer& a, ProjectionTrainer& b) const {
    std::vector<std::size_t> order(pairs.a.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (order.size() < 2) return 0.0;
    const Rows za = a.forward(pick(pairs.a, order, 0, order.size()), 0.0);
    const Rows zb = b.forward(pick(pairs.b, order, 0, order.size()), 0.0);
    Rows da{std::vector<float>(za.values.size()), za.width};
    Rows db{std::vector<float>(zb.values.size()), zb.width};
    return contrast(za, zb, pairs.groups, settings_.temperature, da, db);
}

JointEmbedding Training::run() {
    ProjectionTrainer score(score_, settings_.seed + 1);
    ProjectionTrainer audio(audio_, settings_.seed + 2);
    ProjectionTrainer words(words_, settings_.seed + 3);
    Projection best[3] = {score_, audio_, words_};
    double least = 1e9;
    for (int epoch = 1; epoch <= settings_.epochs; ++epoch) {
        const double heard = pass(heard_, score, audio);
        const double said = pass(said_, score, words);
        const double heardAside = judge(heardAside_, score, audio);
        const double saidAside = judge(saidAside_, score, words);
        if (heardAside + saidAside < least) {
            least = heardAside + saidAside;
            best[0] = score_;
            best[1] = audio_;
            best[2] = words_;
        }
        if (epoch % 5 == 0 || epoch == 1)
            fmt::print("epoch {:>3}: sound {:.3f}, words {:.3f}; aside {:.3f}, {:.3f}\n", epoch,
                       heard, said, heardAside, saidAside);
    }
    return {best[0], best[1], best[2], space_};
}

void print(const char* name, const Retrieval& found, std::size_t others) {
    // Among ten, the ten nearest are all.
    const std::string ten =
        others > 10 ? fmt::format("{:.1f} %", 100.0 * found.firstTen) : std::string("-");
    fmt::print("{:<34} {:>6} {:>8.1f} % {:>10} {:>8.3f}   {:.1f} %\n", name, found.queries,
               100.0 * found.first, ten, found.reciprocal, 100.0 / static_cast<double>(others + 1));
}

void printFigures(const JointEmbedding& model, const std::vector<LikenessRow>& rows,
                  std::uint64_t seed) {
    using Places = std::vector<JointEmbedding::Place>;
    Places score[2];
    Places other[2];
    std::vector<int> groups[2];
    std::vector<std::string> kinds[2];
    for (const LikenessRow& row : rows) {
        if (!row.heldOut) continue;
        for (int k = 0; k < 2; ++k) {
            if (k == 0 ? row.audio.empty() : row.words.empty()) continue;
            score[k].push_back(model.ofScoreRow(row.score));
            other[k].push_back(
                k == 0 ? model.ofAudioRow(row.audio)
                       : model.ofWordsRow(JointEmbedding::wordValues(row.words, model.space())));
            groups[k].push_back(row.work);
            kinds[k].push_back(k == 0 ? std::string() : row.language);
        }
    }
    fmt::print("\n{:<34} {:>6} {:>10} {:>10} {:>8}   {}\n", "held out: finding", "of", "first",
               "first ten", "1/rank", "first by chance");
    print("sound of a score, among 100",
          retrieve(score[0], other[0], groups[0], kinds[0], 99, seed), 99);
    print("score of a sound, among 100",
          retrieve(other[0], score[0], groups[0], kinds[0], 99, seed), 99);
    print("words of a score, among 10", retrieve(score[1], other[1], groups[1], kinds[1], 9, seed),
          9);
    print("score of words, among 10", retrieve(other[1], score[1], groups[1], kinds[1], 9, seed),
          9);
}

}  // namespace

void trainLikeness(const LikenessTraining& settings) {
    const std::vector<LikenessRow> rows = readLikenessRows(settings.rows);
    const JointEmbedding model = Training(settings, rows).run();
    model.save(settings.out, settings.version);
    // As it will be read: in half precision.
    printFigures(JointEmbedding::load(settings.out), rows, settings.seed);
}

void judgeLikeness(const std::filesystem::path& rows, const std::filesystem::path& model,
                   std::uint64_t seed) {
    printFigures(JointEmbedding::load(model), readLikenessRows(rows), seed);
}

}  // namespace arioso::train
