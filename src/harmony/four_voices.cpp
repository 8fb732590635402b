#include "src/harmony/four_voices.h"

#include <algorithm>
#include <cmath>

#include "models/sampling.h"
#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "four-voice-rbm-1";
constexpr std::size_t kUnitsABeat = std::size_t{kVoices} * kVoiceStates;

/// Semitones by which a piece is moved to C, -5…6 down.
int shiftOf(int tonic) {
    const int up = pitchClassOf(tonic);
    return up > 6 ? up - 12 : up;
}

/// Pitch of a part's upper line at each slot: what begins in its first half or sounds there.
std::vector<int> lineOf(const Part& part, const std::vector<HarmonySlot>& grid) {
    struct Span {
        int begin;
        int end;
        int pitch;
    };
    std::vector<Span> spans;
    for (const Note& note : part.notes) {
        if (note.grace != Grace::None) continue;
        const int begin = static_cast<int>(std::lround(note.onset.value() * kTicks));
        const int end =
            static_cast<int>(std::lround((note.onset + note.duration).value() * kTicks));
        if (end > begin) spans.push_back({begin, end, static_cast<int>(std::lround(note.pitch))});
    }
    std::vector<int> out(grid.size(), -1);
    for (const Span& span : spans) {
        auto slot =
            std::upper_bound(grid.begin(), grid.end(), span.begin,
                             [](int tick, const HarmonySlot& one) { return tick < one.start; });
        if (slot != grid.begin()) --slot;
        for (; slot != grid.end() && slot->start < span.end; ++slot) {
            if (span.begin > slot->start || span.end <= slot->start) continue;
            int& pitch = out[static_cast<std::size_t>(slot - grid.begin())];
            pitch = std::max(pitch, span.pitch);
        }
    }
    return out;
}

bool isSung(const Part& part) {
    const auto sung = std::count_if(part.notes.begin(), part.notes.end(),
                                    [](const Note& note) { return !note.lyrics.empty(); });
    return sung * 4 > static_cast<std::ptrdiff_t>(part.notes.size());
}

}  // namespace

std::optional<std::array<std::size_t, kVoices>> fourPartsOf(const Score& score) {
    std::vector<std::size_t> pitched;
    std::vector<std::size_t> sung;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        const Part& part = score.parts[i];
        if (part.percussion || part.notes.empty()) continue;
        pitched.push_back(i);
        if (isSung(part)) sung.push_back(i);
    }
    if (sung.size() == 5) sung.erase(sung.begin() + 1);
    const std::vector<std::size_t>& chosen = sung.size() == 4 ? sung : pitched;
    if (chosen.size() != kVoices) return std::nullopt;
    return std::array<std::size_t, kVoices>{chosen[0], chosen[1], chosen[2], chosen[3]};
}

std::vector<VoiceFrame> fourVoicesOf(const Score& score, const std::vector<HarmonySlot>& grid) {
    const auto chosen = fourPartsOf(score);
    if (!chosen) return {};
    std::vector<VoiceFrame> out(grid.size());
    for (std::size_t v = 0; v < kVoices; ++v) {
        const std::vector<int> line = lineOf(score.parts[(*chosen)[v]], grid);
        for (std::size_t t = 0; t < grid.size(); ++t) out[t][v] = line[t];
    }
    return out;
}

int voiceState(int pitch, int voice, int tonic) {
    if (pitch < 0) return kVoicePitches;
    int above = pitch - shiftOf(tonic) - kVoiceLowest[static_cast<std::size_t>(voice)];
    while (above < 0) above += 12;
    while (above >= kVoicePitches) above -= 12;
    return above;
}

int voicePitch(int state, int voice, int tonic) {
    if (state >= kVoicePitches) return -1;
    return state + kVoiceLowest[static_cast<std::size_t>(voice)] + shiftOf(tonic);
}

std::vector<int> windowGroups() {
    return std::vector<int>(static_cast<std::size_t>(kWindowBeats * kVoices), kVoiceStates);
}

std::vector<float> windowCondition(const HarmonySlot& first, bool minor) {
    std::vector<float> out(kWindowConditions, 0.0F);
    out[static_cast<std::size_t>(std::min(first.place, kPlaces - 1))] = 1.0F;
    out[kPlaces] = minor ? 1.0F : 0.0F;
    return out;
}

std::vector<char> windowState(const std::vector<VoiceFrame>& frames, std::size_t first, int tonic) {
    std::vector<char> out(kWindowBeats * kUnitsABeat, 0);
    for (std::size_t beat = 0; beat < kWindowBeats; ++beat)
        for (int v = 0; v < kVoices; ++v) {
            const int state =
                voiceState(frames[first + beat][static_cast<std::size_t>(v)], v, tonic);
            out[beat * kUnitsABeat + static_cast<std::size_t>(v * kVoiceStates + state)] = 1;
        }
    return out;
}

std::vector<double> FourVoiceModel::embedding(const std::vector<VoiceFrame>& frames,
                                              const std::vector<HarmonySlot>& grid,
                                              const std::vector<SlotKey>& keys) const {
    std::vector<double> out(static_cast<std::size_t>(rbm.hidden()), 0.0);
    double windows = 0.0;
    for (std::size_t t = 0; t + kWindowBeats <= frames.size(); ++t) {
        const auto biases = rbm.biasesFor(windowCondition(grid[t], keys[t].minor));
        const auto means = rbm.hiddenMeans(windowState(frames, t, keys[t].tonic), biases);
        for (std::size_t h = 0; h < out.size(); ++h) out[h] += means[h];
        windows += 1.0;
    }
    for (double& one : out) one /= std::max(windows, 1.0);
    return out;
}

std::string fourVoiceBytes(const FourVoiceModel& model) {
    models::HalfTensorWriter writer;
    const models::Rbm& rbm = model.rbm;
    writer.add("weights", {rbm.visible(), rbm.hidden()}, rbm.weights);
    writer.add("visible_bias", {rbm.visible()}, rbm.visibleBias);
    writer.add("hidden_bias", {rbm.hidden()}, rbm.hiddenBias);
    writer.add("visible_condition", {rbm.condition(), rbm.visible()}, rbm.visibleCondition);
    writer.add("hidden_condition", {rbm.condition(), rbm.hidden()}, rbm.hiddenCondition);
    return writer.bytes({{"architecture", kArchitecture}, {"hidden", rbm.hidden()}});
}

std::shared_ptr<const FourVoiceModel> parseFourVoices(const std::string& bytes,
                                                      const std::string& name) {
    const models::HalfTensorReader reader(bytes, name, kArchitecture);
    auto model = std::make_shared<FourVoiceModel>();
    const int hidden = reader.number("hidden", 1, 4096);
    model->rbm = models::Rbm(windowGroups(), hidden, kWindowConditions);
    models::Rbm& rbm = model->rbm;
    rbm.weights = reader.values("weights", rbm.weights.size());
    rbm.visibleBias = reader.values("visible_bias", rbm.visibleBias.size());
    rbm.hiddenBias = reader.values("hidden_bias", rbm.hiddenBias.size());
    rbm.visibleCondition = reader.values("visible_condition", rbm.visibleCondition.size());
    rbm.hiddenCondition = reader.values("hidden_condition", rbm.hiddenCondition.size());
    return model;
}

std::shared_ptr<const FourVoiceModel> loadFourVoices(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, "voices");
    return parseFourVoices(weights.bytes, weights.file.string());
}

namespace {

class Filler {
  public:
    Filler(const FourVoiceModel& model, const FillRequest& request)
        : rbm_(model.rbm), request_(request), random_(request.seed, 0x46494C4C) {
        out_.frames = request.frames;
        out_.shares.resize(request.frames.size());
        for (auto& voices : out_.shares)
            for (auto& share : voices) share.fill(0.0F);
    }

    FilledVoices run() {
        const std::size_t n = out_.frames.size();
        if (n < kWindowBeats) return std::move(out_);
        draft();
        for (int sweep = 0; sweep < request_.sweeps; ++sweep) {
            const double done = static_cast<double>(sweep) / std::max(1, request_.sweeps - 1);
            const double temperature = std::max(1.0, 2.0 - 2.0 * done);
            const double block = std::max(0.15, 1.0 - 1.5 * done);
            // Windows in turn from another beginning, so that every beat meets all its neighbours.
            for (std::size_t t = static_cast<std::size_t>(random_.below(kWindowBeats / 2 + 1));
                 t + kWindowBeats <= n; t += kWindowBeats / 2)
                resample(t, temperature, block);
            resample(n - kWindowBeats, temperature, block);
        }
        const int counted = std::max(1, (request_.rounds + 1) / 2);
        for (int round = 0; round < request_.rounds; ++round) {
            for (std::size_t i = 0; i < n; ++i)
                for (int v = 0; v < kVoices; ++v)
                    if (request_.free[i][static_cast<std::size_t>(v)] != 0)
                        redraw(i, v, round >= request_.rounds - counted ? 1.0 / counted : 0.0);
            if (round >= request_.rounds - counted) out_.draws.push_back(out_.frames);
        }
        return std::move(out_);
    }

  private:
    [[nodiscard]] bool mayBe(std::size_t frame, int voice, int state) const {
        const int pitch = voicePitch(state, voice, request_.keys[frame].tonic);
        if (pitch < 0) return !request_.allowed;
        return !request_.allowed || request_.allowed(frame, voice, pitch);
    }

    /// Something that is allowed, anywhere.
    void draft() {
        for (std::size_t i = 0; i < out_.frames.size(); ++i)
            for (int v = 0; v < kVoices; ++v) {
                if (request_.free[i][static_cast<std::size_t>(v)] == 0) continue;
                std::vector<int> states;
                for (int s = 0; s < kVoiceStates; ++s)
                    if (mayBe(i, v, s)) states.push_back(s);
                if (states.empty()) continue;
                const int state = states[static_cast<std::size_t>(
                    random_.below(static_cast<int>(states.size())))];
                out_.frames[i][static_cast<std::size_t>(v)] =
                    voicePitch(state, v, request_.keys[i].tonic);
            }
    }

    /// Draws one voice of one beat given all else, and adds its probabilities to the shares.
    void redraw(std::size_t frame, int voice, double weight) {
        const std::size_t n = out_.frames.size();
        const int tonic = request_.keys[frame].tonic;
        std::vector<double> logs(kVoiceStates, 0.0);
        for (const std::size_t back : {std::size_t{1}, std::size_t{2}}) {
            const std::size_t first = std::min(frame - std::min(frame, back), n - kWindowBeats);
            const std::size_t group = (frame - first) * kVoices + static_cast<std::size_t>(voice);
            HarmonySlot place;
            place.place = request_.places[first];
            const auto biases = rbm_.biasesFor(windowCondition(place, request_.keys[first].minor));
            const std::vector<double> here =
                rbm_.conditional(windowState(out_.frames, first, tonic), biases, group);
            for (std::size_t s = 0; s < logs.size(); ++s) logs[s] += 0.5 * here[s];
        }
        std::vector<double> chances(kVoiceStates, 0.0);
        double sum = 0.0;
        for (int s = 0; s < kVoiceStates; ++s) {
            if (!mayBe(frame, voice, s)) continue;
            const auto state = static_cast<std::size_t>(s);
            chances[state] = std::exp(logs[state]);
            sum += chances[state];
        }
        if (sum <= 0.0) return;
        out_.frames[frame][static_cast<std::size_t>(voice)] =
            voicePitch(models::draw(chances, random_), voice, tonic);
        for (int s = 0; s < kVoicePitches; ++s) {
            const int pitch = voicePitch(s, voice, tonic);
            if (pitch < 0 || pitch > 127) continue;
            out_.shares[frame][static_cast<std::size_t>(voice)][static_cast<std::size_t>(pitch)] +=
                static_cast<float>(weight * chances[static_cast<std::size_t>(s)] / sum);
        }
    }

    void resample(std::size_t first, double temperature, double block) {
        const int tonic = request_.keys[first].tonic;
        std::vector<char> visible = windowState(out_.frames, first, tonic);
        std::vector<char> clamped(kWindowBeats * kVoices, 1);
        std::vector<char> allowed(visible.size(), 1);
        bool any = false;
        for (std::size_t beat = 0; beat < kWindowBeats; ++beat)
            for (int v = 0; v < kVoices; ++v) {
                const std::size_t group = beat * kVoices + static_cast<std::size_t>(v);
                const std::size_t frame = first + beat;
                if (request_.free[frame][static_cast<std::size_t>(v)] == 0 ||
                    !random_.chance(block) || request_.keys[frame].tonic != tonic)
                    continue;
                bool possible = false;
                for (int s = 0; s < kVoiceStates; ++s) {
                    const bool may = mayBe(frame, v, s);
                    allowed[group * kVoiceStates + static_cast<std::size_t>(s)] = may ? 1 : 0;
                    possible = possible || may;
                }
                if (!possible) continue;
                clamped[group] = 0;
                any = true;
            }
        if (!any) return;
        HarmonySlot place;
        place.place = request_.places[first];
        const auto biases = rbm_.biasesFor(windowCondition(place, request_.keys[first].minor));
        rbm_.gibbs(visible, biases, clamped, allowed, temperature, random_);
        for (std::size_t beat = 0; beat < kWindowBeats; ++beat)
            for (int v = 0; v < kVoices; ++v) {
                const std::size_t group = beat * kVoices + static_cast<std::size_t>(v);
                if (clamped[group] != 0) continue;
                for (int s = 0; s < kVoiceStates; ++s)
                    if (visible[group * kVoiceStates + static_cast<std::size_t>(s)] != 0)
                        out_.frames[first + beat][static_cast<std::size_t>(v)] =
                            voicePitch(s, v, tonic);
            }
    }

    const models::Rbm& rbm_;
    const FillRequest& request_;
    models::RandomStream random_;
    FilledVoices out_;
};

}  // namespace

FilledVoices fillVoices(const FourVoiceModel& model, const FillRequest& request) {
    return Filler(model, request).run();
}

}  // namespace arioso
