#include "tools/eval/measure/tune_ngrams.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "dsp/error.h"
#include "src/compose/tune_corpus.h"

namespace arioso::eval {
namespace {

GramShare summed(std::vector<double> shares) {
    GramShare out;
    if (shares.empty()) return out;
    const auto count = static_cast<double>(shares.size());
    std::sort(shares.begin(), shares.end());
    out.mean = std::accumulate(shares.begin(), shares.end(), 0.0) / count;
    out.most = shares[static_cast<std::size_t>(0.95 * (count - 1.0))];
    return out;
}

double shareOf(const std::vector<bool>& known) {
    return static_cast<double>(std::count(known.begin(), known.end(), true)) /
           static_cast<double>(known.size());
}

GramShares sharesOf(const TuneIndex& training, const std::vector<TuneSample>& tunes,
                    std::size_t notes) {
    TuneIndex own(notes);
    for (std::size_t i = 0; i < tunes.size(); ++i) own.add(tunes[i].notes, i);
    std::vector<double> learnt;
    std::vector<double> shared;
    std::vector<double> either;
    for (std::size_t i = 0; i < tunes.size(); ++i) {
        std::vector<bool> known = training.known(tunes[i].notes);
        if (known.empty()) continue;
        const std::vector<bool> others = own.known(tunes[i].notes, i);
        learnt.push_back(shareOf(known));
        shared.push_back(shareOf(others));
        for (std::size_t k = 0; k < known.size(); ++k) known[k] = known[k] || others[k];
        either.push_back(shareOf(known));
    }
    const std::size_t count = learnt.size();
    return {count, summed(std::move(learnt)), summed(std::move(shared)), summed(std::move(either))};
}

}  // namespace

std::vector<GramRow> gramTable(const std::vector<TuneSample>& training,
                               const std::vector<TuneSample>& human,
                               const std::vector<TuneSample>& ours) {
    if (training.empty() || human.empty() || ours.empty())
        throw Error(ExitCode::Input,
                    fmt::format("expected tunes in all three sets, found {} for training, {} "
                                "human, {} of ours",
                                training.size(), human.size(), ours.size()));
    std::vector<GramRow> out;
    for (const std::size_t notes : kGramNotes) {
        TuneIndex index(notes);
        for (std::size_t i = 0; i < training.size(); ++i) index.add(training[i].notes, i);
        out.push_back({notes, sharesOf(index, ours, notes), sharesOf(index, human, notes)});
    }
    return out;
}

std::vector<TuneSample> withoutCopies(const std::vector<TuneSample>& training,
                                      std::vector<TuneSample> tunes) {
    TuneIndex index(kDuplicateNotes);
    std::size_t number = 0;
    for (const TuneSample& tune : training) index.add(tune.notes, number++);
    std::vector<TuneSample> out;
    for (TuneSample& tune : tunes) {
        if (index.nearest(tune.notes).share > kDuplicateShare) continue;
        index.add(tune.notes, number++);
        out.push_back(std::move(tune));
    }
    return out;
}

std::string gramText(const std::vector<GramRow>& rows) {
    std::string out =
        fmt::format("{:<36} {:>18} {:>18} {:>18}\n", "n-grams of a tune found (95 % of tunes)",
                    "in training", "in each other", "in either");
    const auto one = [](const GramShare& share) {
        return fmt::format("{:.2f} % ({:.1f} %)", 100.0 * share.mean, 100.0 * share.most);
    };
    for (const GramRow& row : rows)
        for (const auto& [name, shares] :
             {std::pair<const char*, const GramShares&>{"ours", row.ours}, {"human", row.human}})
            out +=
                fmt::format("{:<36} {:>18} {:>18} {:>18}\n",
                            fmt::format("{} notes, {} ({} tunes)", row.notes, name, shares.tunes),
                            one(shares.inTraining), one(shares.inEachOther), one(shares.inEither));
    return out;
}

nlohmann::json gramJson(const std::vector<GramRow>& rows) {
    const auto one = [](const GramShare& share) {
        return nlohmann::json{{"mean", share.mean}, {"percentile_95", share.most}};
    };
    const auto all = [&](const GramShares& shares) {
        return nlohmann::json{{"tunes", shares.tunes},
                              {"in_training", one(shares.inTraining)},
                              {"in_each_other", one(shares.inEachOther)},
                              {"in_either", one(shares.inEither)}};
    };
    nlohmann::json out = nlohmann::json::array();
    for (const GramRow& row : rows)
        out.push_back({{"notes", row.notes}, {"ours", all(row.ours)}, {"human", all(row.human)}});
    return out;
}

}  // namespace arioso::eval
