#include "src/affect/affect_axes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "arioso-affect";
constexpr std::array<const char*, 2> kAxes = {"valence", "arousal"};

std::vector<float> floats(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

std::vector<double> doubles(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

double placeOf(double sum) {
    return std::clamp(sum, -1.0, 1.0);
}

}  // namespace

AffectAxes::AffectAxes(std::vector<std::string> columns, AffectAxis valence, AffectAxis arousal)
    : columns_(std::move(columns)), axes_{std::move(valence), std::move(arousal)} {}

Affect AffectAxes::estimate(const std::vector<double>& row) const {
    Affect out;
    std::array<double, 2> sums{};
    for (std::size_t a = 0; a < 2; ++a)
        sums[a] = (axes_[a].ridge.offset - axes_[a].centre) / axes_[a].spread;
    for (std::size_t i = 0; i < row.size(); ++i) {
        std::array<double, 2> adds{};
        for (std::size_t a = 0; a < 2; ++a) {
            const models::Ridge& ridge = axes_[a].ridge;
            adds[a] = ridge.weights[i] * ridge.standard(i, row[i]) / axes_[a].spread;
            sums[a] += adds[a];
        }
        out.reasons.push_back({i, row[i], adds[0], adds[1]});
    }
    out.valence = placeOf(sums[0]);
    out.arousal = placeOf(sums[1]);
    std::stable_sort(out.reasons.begin(), out.reasons.end(),
                     [](const AffectReason& a, const AffectReason& b) {
                         return std::hypot(a.valence, a.arousal) > std::hypot(b.valence, b.arousal);
                     });
    return out;
}

AffectAxes AffectAxes::load(const std::filesystem::path& folder, const std::string& name,
                            const std::vector<std::string>& columns) {
    const ComposerWeights weights = readComposerWeights(folder, name);
    const models::HalfTensorReader reader(weights.bytes, weights.file.string(), kArchitecture);
    const std::size_t count = columns.size();
    if (reader.config().value("features", nlohmann::json()) != nlohmann::json(columns))
        reader.fail("the features in the config are not those of this program");
    const std::vector<double> mean = doubles(reader.values("mean", count));
    const std::vector<double> scale = doubles(reader.values("scale", count));
    for (const double one : scale)
        if (!(one > 0.0)) reader.fail("scale: expected numbers above 0");
    std::array<AffectAxis, 2> axes;
    for (std::size_t a = 0; a < 2; ++a) {
        const std::string axis = kAxes[a];
        axes[a].ridge = {mean, scale, doubles(reader.values(axis, count)), 0.0};
        const std::vector<float> place = reader.values(axis + ".place", 3);
        axes[a].ridge.offset = place[0];
        axes[a].centre = place[1];
        axes[a].spread = place[2];
        if (!(axes[a].spread > 0.0)) reader.fail(axis + ".place: expected a spread above 0");
    }
    return {columns, axes[0], axes[1]};
}

void AffectAxes::save(const std::filesystem::path& folder, const std::string& name,
                      const std::string& version) const {
    const auto count = static_cast<std::int64_t>(columns_.size());
    models::HalfTensorWriter writer;
    writer.add("mean", {count}, floats(axes_[0].ridge.mean));
    writer.add("scale", {count}, floats(axes_[0].ridge.scale));
    for (std::size_t a = 0; a < 2; ++a) {
        const std::string axis = kAxes[a];
        writer.add(axis, {count}, floats(axes_[a].ridge.weights));
        const std::vector<float> place = {static_cast<float>(axes_[a].ridge.offset),
                                          static_cast<float>(axes_[a].centre),
                                          static_cast<float>(axes_[a].spread)};
        writer.add(axis + ".place", {3}, place);
    }
    writeComposerWeights(folder, name,
                         writer.bytes({{"architecture", kArchitecture}, {"features", columns_}}),
                         version);
}

}  // namespace arioso
