#include "src/judge/listening_judge.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "dsp/error.h"
#include "models/tensor_file.h"
#include "src/affect/affect_features.h"
#include "src/compose/composer_weights.h"
#include "src/judge/craft_row.h"
#include "src/likeness/score_row.h"

namespace arioso {
namespace {

constexpr const char* kName = "judge";
constexpr const char* kArchitecture = "arioso-judge-1";
constexpr std::size_t kWindows = 12;
constexpr std::size_t kFewestNotes = 6;

std::vector<float> floats(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

std::vector<double> doubles(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

std::size_t pitchedNotes(const Score& score) {
    std::size_t out = 0;
    for (const Part& part : score.parts)
        if (!part.percussion) out += part.notes.size();
    return out;
}

}  // namespace

FeatureRow judgeRow(const Score& window, const JointEmbedding& embedding) {
    FeatureRow row = scoreRow(window);
    const JointEmbedding::Place place = embedding.ofScoreRow(row.values);
    const FeatureRow craft = craftRow(window);
    for (std::size_t i = 0; i < craft.values.size(); ++i) row.add(craft.names[i], craft.values[i]);
    row.add("place", std::vector<double>(place.begin(), place.end()));
    return row;
}

ListeningJudge::ListeningJudge(std::vector<std::string> names, models::Ridge scaling,
                               std::vector<double> squares, double humans)
    : names_(std::move(names)),
      linear_(std::move(scaling)),
      squares_(std::move(squares)),
      humans_(humans) {}

double ListeningJudge::score(const std::vector<double>& row) const {
    double sum = -humans_;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const double z = held(linear_.standard(i, row[i]));
        sum += linear_.weights[i] * z + squares_[i] * (z * z - 1.0);
    }
    return sum;
}

Verdict ListeningJudge::judge(const Score& score, const JointEmbedding& embedding) const {
    const std::size_t bars = score.measures.size();
    const std::size_t size = JointEmbedding::kBars;
    const std::size_t count = std::clamp<std::size_t>(bars / size, 1, kWindows);
    std::map<std::size_t, JudgeReason> sums;
    Verdict out;
    double windows = 0.0;
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t first = count == 1 ? 0 : k * (bars - size) / (count - 1);
        const Score window = someBars(score, first, size);
        if (pitchedNotes(window) < kFewestNotes) continue;
        const FeatureRow row = judgeRow(window, embedding);
        if (row.names != names_)
            throw Error(ExitCode::Model,
                        "judge: its weights look at other features than this program measures");
        windows += 1.0;
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            const double z = held(linear_.standard(i, row.values[i]));
            JudgeReason& reason = sums[i];
            reason.feature = names_[i];
            reason.value += row.values[i];
            reason.adds += linear_.weights[i] * z + squares_[i] * (z * z - 1.0);
        }
    }
    if (windows == 0.0)
        throw Error(ExitCode::Input,
                    "expected a score with at least six pitched notes in eight "
                    "bars, found fewer");
    out.score = -humans_;
    for (auto& [index, reason] : sums) {
        reason.value /= windows;
        reason.adds /= windows;
        out.score += reason.adds;
        out.reasons.push_back(reason);
    }
    std::ranges::stable_sort(out.reasons, [](const JudgeReason& a, const JudgeReason& b) {
        return std::abs(a.adds) > std::abs(b.adds);
    });
    return out;
}

ListeningJudge ListeningJudge::load(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, kName);
    const models::HalfTensorReader reader(weights.bytes, weights.file.string(), kArchitecture);
    const nlohmann::json list = reader.config().value("features", nlohmann::json::array());
    std::vector<std::string> names;
    for (const nlohmann::json& name : list) {
        if (!name.is_string()) reader.fail("features: expected names");
        names.push_back(name.get<std::string>());
    }
    const std::size_t count = names.size();
    models::Ridge linear;
    linear.mean = doubles(reader.values("mean", count));
    linear.scale = doubles(reader.values("scale", count));
    for (const double one : linear.scale)
        if (!(one > 0.0)) reader.fail("scale: expected numbers above 0");
    linear.weights = doubles(reader.values("weights", count));
    return {names, linear, doubles(reader.values("squares", count)),
            static_cast<double>(reader.values("humans", 1).front())};
}

void ListeningJudge::save(const std::filesystem::path& folder, const std::string& version) const {
    const auto count = static_cast<std::int64_t>(names_.size());
    models::HalfTensorWriter writer;
    writer.add("mean", {count}, floats(linear_.mean));
    writer.add("scale", {count}, floats(linear_.scale));
    writer.add("weights", {count}, floats(linear_.weights));
    writer.add("squares", {count}, floats(squares_));
    const std::vector<float> humans = {static_cast<float>(humans_)};
    writer.add("humans", {1}, humans);
    writeComposerWeights(folder, kName,
                         writer.bytes({{"architecture", kArchitecture}, {"features", names_}}),
                         version);
}

}  // namespace arioso
