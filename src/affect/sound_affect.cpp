#include "src/affect/sound_affect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "dsp/error.h"
#include "src/features/audio_features.h"
#include "src/likeness/audio_row.h"

namespace arioso {
namespace {

constexpr const char* kName = "affect-sound";
/// Full scale below which a window is silence.
constexpr float kSilent = 1e-4F;

bool sounds(const std::vector<std::span<const float>>& channels) {
    return std::ranges::any_of(channels, [](std::span<const float> plane) {
        return std::ranges::any_of(plane, [](float x) { return std::abs(x) > kSilent; });
    });
}

}  // namespace

SoundAffectModel::SoundAffectModel(AffectAxis valence, AffectAxis arousal)
    : axes_(columns(), std::move(valence), std::move(arousal)) {}

SoundAffectModel::SoundAffectModel(AffectAxes axes) : axes_(std::move(axes)) {}

std::vector<std::string> SoundAffectModel::columns() {
    return audioRow(AudioFeatures{}).names;
}

Affect SoundAffectModel::estimate(const std::vector<double>& row) const {
    return axes_.estimate(row);
}

std::vector<SoundAffectWindow> SoundAffectModel::curve(
    const std::vector<std::span<const float>>& channels, int sampleRate, double seconds) const {
    std::vector<SoundAffectWindow> out;
    if (channels.empty()) return out;
    const std::size_t all = channels.front().size();
    const auto length =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(seconds * sampleRate)));
    for (std::size_t first = 0; first < all;) {
        std::size_t count = std::min(length, all - first);
        if (all - first - count < length / 2) count = all - first;
        std::vector<std::span<const float>> part;
        for (const std::span<const float> plane : channels)
            part.push_back(plane.subspan(first, count));
        if (sounds(part))
            out.push_back({static_cast<double>(first) / sampleRate,
                           static_cast<double>(first + count) / sampleRate,
                           estimate(audioRow(audioFeatures(part, sampleRate)).values)});
        first += count;
    }
    return out;
}

Affect SoundAffectModel::whole(const std::vector<SoundAffectWindow>& curve) {
    Affect out;
    std::map<std::size_t, AffectReason> reasons;
    double seconds = 0.0;
    for (const SoundAffectWindow& window : curve) seconds += window.to - window.from;
    for (const SoundAffectWindow& window : curve) {
        const double weight = (window.to - window.from) / seconds;
        out.valence += weight * window.affect.valence;
        out.arousal += weight * window.affect.arousal;
        for (const AffectReason& one : window.affect.reasons) {
            AffectReason& sum = reasons[one.feature];
            sum.feature = one.feature;
            sum.value += weight * one.value;
            sum.valence += weight * one.valence;
            sum.arousal += weight * one.arousal;
        }
    }
    for (const auto& [feature, reason] : reasons) out.reasons.push_back(reason);
    std::ranges::stable_sort(out.reasons, [](const AffectReason& a, const AffectReason& b) {
        return std::hypot(a.valence, a.arousal) > std::hypot(b.valence, b.arousal);
    });
    return out;
}

SoundAffectModel SoundAffectModel::load(const std::filesystem::path& folder) {
    return SoundAffectModel(AffectAxes::load(folder, kName, columns()));
}

void SoundAffectModel::save(const std::filesystem::path& folder, const std::string& version) const {
    axes_.save(folder, kName, version);
}

std::string meaningOf(const std::string& column) {
    static const std::map<std::string, std::string> kMeanings = {
        {"tempo", "tempo"},
        {"tempo_strength", "how clear the beat is"},
        {"onsets_a_second", "notes a second"},
        {"between", "time between notes"},
        {"pulse", "pulse"},
        {"loudness_range", "range of loudness"},
        {"crest", "peaks above the level"},
        {"chroma", "which tones of the key sound"},
        {"minor", "minor"},
        {"key_clarity", "how clear the key is"},
        {"key_margin", "how clear the key is"},
        {"chroma_entropy", "how many tones sound"},
        {"chroma_motion", "how fast harmony moves"},
        {"centroid", "brightness"},
        {"centroid_deviation", "changes of brightness"},
        {"rolloff", "brightness"},
        {"flatness", "noise"},
        {"pitch", "height"},
        {"pitch_range", "range of the tune"},
        {"voiced", "how much of it has a pitch"},
        {"step", "steps and leaps of the tune"},
    };
    std::string name = column.substr(0, column.find('.'));
    if (name.starts_with("chroma_motion")) name = "chroma_motion";
    const auto found = kMeanings.find(name);
    return found == kMeanings.end() ? name : found->second;
}

}  // namespace arioso
