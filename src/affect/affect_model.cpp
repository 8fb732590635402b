#include "src/affect/affect_model.h"

#include <algorithm>
#include <utility>

#include "dsp/error.h"
#include "src/affect/affect_features.h"

namespace arioso {
namespace {

constexpr const char* kName = "affect";

std::vector<std::string> columnNames() {
    std::vector<std::string> out;
    for (const AffectFeature& one : affectFeatureList()) out.emplace_back(one.name);
    return out;
}

bool hasPitches(const Score& score) {
    return std::any_of(score.parts.begin(), score.parts.end(), [](const Part& part) {
        return !part.percussion &&
               std::any_of(part.notes.begin(), part.notes.end(), [](const Note& note) {
                   return note.grace == Grace::None && note.duration.value() > 0.0;
               });
    });
}

}  // namespace

AffectModel::AffectModel(AffectAxis valence, AffectAxis arousal)
    : axes_(columnNames(), std::move(valence), std::move(arousal)) {}

AffectModel::AffectModel(AffectAxes axes) : axes_(std::move(axes)) {}

Affect AffectModel::estimate(const Score& score) const {
    return estimate(affectFeatures(score));
}

Affect AffectModel::estimate(const std::vector<double>& features) const {
    return axes_.estimate(features);
}

std::vector<AffectWindow> AffectModel::curve(const Score& score, std::size_t bars) const {
    std::vector<AffectWindow> out;
    const std::size_t all = score.measures.size();
    for (std::size_t first = 0; first < all;) {
        std::size_t count = std::min(bars, all - first);
        // A bar or two at the end say little by themselves.
        if (all - first - count < (bars + 1) / 2) count = all - first;
        const Score window = someBars(score, first, count);
        if (hasPitches(window)) out.push_back({first, count, estimate(window)});
        first += count;
    }
    return out;
}

AffectModel AffectModel::load(const std::filesystem::path& folder) {
    return AffectModel(AffectAxes::load(folder, kName, columnNames()));
}

void AffectModel::save(const std::filesystem::path& folder, const std::string& version) const {
    axes_.save(folder, kName, version);
}

}  // namespace arioso
