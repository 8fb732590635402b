#include "src/likeness/joint_embedding.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "dsp/error.h"
#include "src/affect/affect_features.h"
#include "src/compose/composer_weights.h"
#include "src/likeness/audio_row.h"
#include "src/likeness/score_row.h"

namespace arioso {
namespace {

constexpr const char* kName = "likeness";
constexpr const char* kArchitecture = "arioso-likeness-1";
/// More windows of a long piece would change its mean little.
constexpr std::size_t kWindows = 12;

/// The mean direction.
class Mean {
  public:
    void add(const JointEmbedding::Place& place) {
        sum_.resize(place.size());
        for (std::size_t i = 0; i < place.size(); ++i) sum_[i] += place[i];
    }
    [[nodiscard]] bool empty() const { return sum_.empty(); }
    [[nodiscard]] JointEmbedding::Place place() const {
        JointEmbedding::Place out = sum_;
        const auto length = static_cast<float>(std::sqrt(models::cosine(out, out) + 1e-12));
        for (float& value : out) value /= length;
        return out;
    }

  private:
    JointEmbedding::Place sum_;
};

/// Windows of `size` that cover `all`, evenly chosen if there are many: where each begins.
std::vector<std::size_t> windowsOf(std::size_t all, std::size_t size) {
    const std::size_t count = std::clamp<std::size_t>(all / size, 1, kWindows);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(count == 1 ? 0 : i * (all - size) / (count - 1));
    return out;
}

bool hasPitches(const Score& score) {
    return std::ranges::any_of(score.parts, [](const Part& part) {
        return !part.percussion && std::ranges::any_of(part.notes, [](const Note& note) {
            return note.grace == Grace::None;
        });
    });
}

}  // namespace

JointEmbedding::JointEmbedding(models::Projection score, models::Projection audio,
                               models::Projection words, WordSpace space)
    : score_(std::move(score)),
      audio_(std::move(audio)),
      words_(std::move(words)),
      space_(std::move(space)) {}

JointEmbedding::Place JointEmbedding::ofScore(const Score& score) const {
    Mean mean;
    for (const std::size_t first : windowsOf(score.measures.size(), kBars)) {
        const Score window = someBars(score, first, kBars);
        if (hasPitches(window)) mean.add(score_(scoreRow(window).values));
    }
    if (mean.empty())
        throw Error(ExitCode::Input, "expected a score with pitched notes, found none");
    return mean.place();
}

JointEmbedding::Place JointEmbedding::ofAudio(const std::vector<std::span<const float>>& channels,
                                              int sampleRate) const {
    const auto size = static_cast<std::size_t>(kSeconds * sampleRate);
    const std::size_t all = channels.empty() ? 0 : channels.front().size();
    if (all == 0) throw Error(ExitCode::Input, "expected a recording with sound, found none");
    Mean mean;
    for (const std::size_t first : windowsOf(all, size)) {
        std::vector<std::span<const float>> window;
        window.reserve(channels.size());
        for (const auto& channel : channels)
            window.push_back(channel.subspan(first, std::min(size, all - first)));
        mean.add(audio_(audioRow(audioFeatures(window, sampleRate)).values));
    }
    return mean.place();
}

std::vector<double> JointEmbedding::wordValues(const SongWords& words, const WordSpace& space) {
    std::vector<double> out = wordsRow(words).values;
    const std::vector<double> place = space.place(wordBag(words));
    out.insert(out.end(), place.begin(), place.end());
    return out;
}

JointEmbedding::Place JointEmbedding::ofWords(const SongWords& words) const {
    if (words.empty()) throw Error(ExitCode::Input, "expected words, found none");
    Mean mean;
    for (const std::size_t first : windowsOf(words.lines.size(), kLines)) {
        SongWords window{words.language, {}};
        for (std::size_t i = first; i < std::min(first + kLines, words.lines.size()); ++i)
            window.lines.push_back(words.lines[i]);
        mean.add(words_(wordValues(window, space_)));
    }
    return mean.place();
}

JointEmbedding JointEmbedding::load(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, kName);
    const models::HalfTensorReader reader(weights.bytes, weights.file.string(), kArchitecture);
    const auto size = [&](const char* field) {
        return static_cast<std::size_t>(reader.number(field, 1, 4096));
    };
    const std::size_t hidden = size("hidden");
    const std::size_t outputs = size("outputs");
    const auto projection = [&](const char* prefix, const std::string& inputs) {
        return models::Projection::read(reader, prefix, size(inputs.c_str()), hidden, outputs);
    };
    models::Projection score = projection("score", "score_inputs");
    models::Projection audio = projection("audio", "audio_inputs");
    models::Projection words = projection("words", "words_inputs");
    WordSpace space = WordSpace::read(reader, "space", size("dimensions"));
    const std::size_t measured = wordsRow({}).values.size() + space.dimensions();
    if (words.inputs() != measured)
        reader.fail("words_inputs: expected " + std::to_string(measured) + ", found " +
                    std::to_string(words.inputs()));
    if (audio.inputs() != audioRow({}).values.size())
        reader.fail("audio_inputs: expected " + std::to_string(audioRow({}).values.size()) +
                    ", found " + std::to_string(audio.inputs()));
    return {std::move(score), std::move(audio), std::move(words), std::move(space)};
}

void JointEmbedding::save(const std::filesystem::path& folder, const std::string& version) const {
    models::HalfTensorWriter writer;
    score_.add(writer, "score");
    audio_.add(writer, "audio");
    words_.add(writer, "words");
    space_.add(writer, "space");
    writeComposerWeights(folder, kName,
                         writer.bytes({{"architecture", kArchitecture},
                                       {"hidden", score_.hidden()},
                                       {"outputs", score_.outputs()},
                                       {"score_inputs", score_.inputs()},
                                       {"audio_inputs", audio_.inputs()},
                                       {"words_inputs", words_.inputs()},
                                       {"dimensions", space_.dimensions()}}),
                         version);
}

std::vector<std::size_t> chooseDifferent(const std::vector<JointEmbedding::Place>& places,
                                         const std::vector<double>& quality, std::size_t count,
                                         double variety) {
    std::vector<std::size_t> chosen;
    std::vector<bool> taken(places.size(), false);
    while (chosen.size() < std::min(count, places.size())) {
        std::optional<std::size_t> best;
        double most = 0.0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (taken[i]) continue;
            double nearest = chosen.empty() ? 0.0 : -1.0;
            for (const std::size_t other : chosen)
                nearest = std::max(nearest, models::cosine(places[i], places[other]));
            const double value = (1.0 - (chosen.empty() ? 0.0 : variety)) * quality[i] -
                                 (chosen.empty() ? 0.0 : variety) * nearest;
            if (!best || value > most) {
                best = i;
                most = value;
            }
        }
        taken[*best] = true;
        chosen.push_back(*best);
    }
    return chosen;
}

}  // namespace arioso
