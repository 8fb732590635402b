#include "src/cli/candidate_choice.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

namespace arioso::cli {
namespace {

/// How much being different counts against being good.
constexpr double kVariety = 0.4;
/// What the composer sees to itself (stresses, shape of phrases) counts most.
constexpr double kRankWeight = 1.0;
constexpr double kJudgeWeight = 0.7;
constexpr double kWordsWeight = 0.5;

bool names(const std::filesystem::path& folder, const char* weights) {
    std::ifstream file(folder / "manifest.json");
    const nlohmann::json manifest = nlohmann::json::parse(file, nullptr, false);
    // A manifest that cannot be read is told of by whoever reads it in earnest.
    return manifest.is_object() && manifest.contains("models") && manifest["models"].is_object() &&
           manifest["models"].contains(weights);
}

/// In standard deviations from the mean; all 0 where they are alike.
std::vector<double> standardised(std::vector<double> values) {
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double spread = std::sqrt(squares / count);
    for (double& value : values) value = spread > 1e-9 ? (value - mean) / spread : 0.0;
    return values;
}

}  // namespace

CandidateChoice::CandidateChoice(const std::filesystem::path& folder, const SongWords& words) {
    if (!names(folder, "likeness") || !names(folder, "judge")) return;
    embedding_ = JointEmbedding::load(folder);
    judge_ = ListeningJudge::load(folder);
    if (!words.empty()) words_ = embedding_->ofWords(words);
}

std::vector<std::size_t> CandidateChoice::choose(const std::vector<const Score*>& pieces,
                                                 const std::vector<double>& ranks,
                                                 std::size_t count) {
    marks_.assign(pieces.size(), {});
    std::vector<double> quality = standardised(ranks);
    for (double& one : quality) one *= kRankWeight;
    std::vector<JointEmbedding::Place> places(pieces.size());
    if (judge_) {
        std::vector<double> judged;
        std::vector<double> fits;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            places[i] = embedding_->ofScore(*pieces[i]);
            marks_[i].judge = judge_->judge(*pieces[i], *embedding_).score;
            judged.push_back(marks_[i].judge);
            if (words_) marks_[i].words = models::cosine(places[i], *words_);
            fits.push_back(marks_[i].words.value_or(0.0));
        }
        judged = standardised(judged);
        fits = standardised(fits);
        for (std::size_t i = 0; i < pieces.size(); ++i)
            quality[i] += kJudgeWeight * judged[i] + kWordsWeight * fits[i];
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) marks_[i].quality = quality[i];
    const std::vector<std::size_t> chosen =
        chooseDifferent(places, quality, count, judge_ ? kVariety : 0.0);
    for (std::size_t k = 0; k < chosen.size(); ++k)
        for (std::size_t before = 0; before < k && judge_; ++before)
            marks_[chosen[k]].nearest =
                std::max(marks_[chosen[k]].nearest,
                         models::cosine(places[chosen[k]], places[chosen[before]]));
    if (judge_) {
        std::vector<JointEmbedding::Place> apart;
        for (const std::size_t index : chosen) apart.push_back(places[index]);
        spread_ = spreadOf(apart);
    }
    return chosen;
}

}  // namespace arioso::cli
