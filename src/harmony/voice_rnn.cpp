#include "src/harmony/voice_rnn.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/hmm.h"
#include "models/sampling.h"
#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "voice-rnn-rbm-1";
/// What the product of the two models' logarithms is scaled by: each knows the beat itself, so both
/// in full would count that twice. Chosen on passages of training pieces.
constexpr double kBoth = 0.5;
/// Chains whose probabilities are averaged: each by itself soon settles on one way of filling.
constexpr int kChains = 8;
constexpr double kWarm = 2.0;  ///< temperature that they begin at

std::vector<char> frameState(const VoiceFrame& frame, int tonic) {
    std::vector<char> out(std::size_t{kVoices} * kVoiceStates, 0);
    for (int v = 0; v < kVoices; ++v) {
        const int state = voiceState(frame[static_cast<std::size_t>(v)], v, tonic);
        out[static_cast<std::size_t>(v * kVoiceStates + state)] = 1;
    }
    return out;
}

std::vector<float> inputsOf(int place, const SlotKey& key) {
    HarmonySlot slot;
    slot.place = place;
    return windowCondition(slot, key.minor);
}

using Memories = std::vector<models::RnnRbm::Memory>;

/// The state of a piece that both models look at.
class Music {
  public:
    Music(const VoiceRnnModel& model, const std::vector<VoiceFrame>& frames,
          const std::vector<int>& places, const std::vector<SlotKey>& keys)
        : model_(model) {
        for (std::size_t t = 0; t < frames.size(); ++t) {
            states_.push_back(frameState(frames[t], keys[t].tonic));
            inputs_.push_back(inputsOf(places[t], keys[t]));
        }
    }

    [[nodiscard]] std::vector<char>& at(std::size_t t) { return states_[t]; }
    [[nodiscard]] std::size_t size() const { return states_.size(); }

    /// What each model remembers at every frame: the forward one of all before it, the backward one
    /// of all behind.
    [[nodiscard]] Memories memories(bool backwards) const {
        const models::RnnRbm& one = backwards ? model_.backward : model_.forward;
        Memories out(states_.size());
        models::RnnRbm::Memory memory = one.begin();
        for (std::size_t k = 0; k < states_.size(); ++k) {
            const std::size_t t = backwards ? states_.size() - 1 - k : k;
            out[t] = memory;
            one.advance(memory, states_[t]);
        }
        return out;
    }
    [[nodiscard]] models::Rbm::Biases biases(bool backwards, const models::RnnRbm::Memory& memory,
                                             std::size_t t) const {
        const models::RnnRbm& one = backwards ? model_.backward : model_.forward;
        return one.rbm.biasesFor(one.condition(memory, inputs_[t]));
    }
    /// log P of a voice's states; `before` or `behind` may be missing.
    [[nodiscard]] std::vector<double> conditional(std::size_t t, std::size_t voice,
                                                  const models::Rbm::Biases* before,
                                                  const models::Rbm::Biases* behind) const {
        if (behind == nullptr) return model_.forward.rbm.conditional(states_[t], *before, voice);
        std::vector<double> out = model_.forward.rbm.conditional(states_[t], *before, voice);
        const auto other = model_.backward.rbm.conditional(states_[t], *behind, voice);
        for (std::size_t s = 0; s < out.size(); ++s) out[s] = kBoth * (out[s] + other[s]);
        const double total = models::logSum(out);
        for (double& value : out) value -= total;
        return out;
    }
    [[nodiscard]] const VoiceRnnModel& model() const { return model_; }

  private:
    const VoiceRnnModel& model_;
    std::vector<std::vector<char>> states_;
    std::vector<std::vector<float>> inputs_;
};

class Filler {
  public:
    Filler(const VoiceRnnModel& model, const FillRequest& request)
        : request_(request),
          random_(request.seed, 0x524E4E46),
          music_(model, request.frames, request.places, request.keys) {
        out_.frames = request.frames;
        out_.shares.resize(request.frames.size());
        for (auto& voices : out_.shares)
            for (auto& share : voices) share.fill(0.0F);
    }

    FilledVoices run() {
        for (int chain = 0; chain < kChains; ++chain) {
            sample();
            out_.draws.push_back(out_.frames);
        }
        return std::move(out_);
    }

  private:
    [[nodiscard]] bool isFree(std::size_t t, std::size_t voice) const {
        return request_.free[t][voice] != 0;
    }
    [[nodiscard]] bool mayBe(std::size_t frame, int voice, int state) const {
        if (!request_.allowed) return true;
        const int pitch = voicePitch(state, voice, request_.keys[frame].tonic);
        return pitch >= 0 && request_.allowed(frame, voice, pitch);
    }
    void set(std::size_t t, int voice, int state) {
        std::vector<char>& frame = music_.at(t);
        for (int s = 0; s < kVoiceStates; ++s)
            frame[static_cast<std::size_t>(voice * kVoiceStates + s)] = s == state ? 1 : 0;
        out_.frames[t][static_cast<std::size_t>(voice)] =
            voicePitch(state, voice, request_.keys[t].tonic);
    }

    /// One chain from a draft to its share of the probabilities.
    void sample() {
        draft();
        pass(false, true, kWarm, 1.0, 0.0);
        const int sweeps = std::max(1, request_.sweeps / 2);
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            const double left = 1.0 - static_cast<double>(sweep) / sweeps;
            pass(sweep % 2 == 0, false, 1.0 + (kWarm - 1.0) * left, std::max(0.4, left), 0.0);
        }
        const int counted = std::max(1, (request_.rounds + 1) / 2);
        for (int round = 0; round < request_.rounds; ++round)
            pass(round % 2 == 0, false, 1.0, 1.0,
                 round >= request_.rounds - counted ? 1.0 / (counted * kChains) : 0.0);
    }

    /// Something that is allowed, anywhere.
    void draft() {
        for (std::size_t t = 0; t < music_.size(); ++t)
            for (int v = 0; v < kVoices; ++v) {
                if (!isFree(t, static_cast<std::size_t>(v))) continue;
                std::vector<int> states;
                for (int s = 0; s < kVoicePitches; ++s)
                    if (mayBe(t, v, s)) states.push_back(s);
                if (states.empty()) continue;
                set(t, v,
                    states[static_cast<std::size_t>(
                        random_.below(static_cast<int>(states.size())))]);
            }
    }

    /// Through all frames in one direction. What lies ahead has not changed since the other
    /// model's memories were made.
    void pass(bool backwards, bool alone, double temperature, double block, double weight) {
        const std::size_t n = music_.size();
        const Memories ahead = alone ? Memories() : music_.memories(!backwards);
        const models::RnnRbm& own = backwards ? music_.model().backward : music_.model().forward;
        models::RnnRbm::Memory memory = own.begin();
        for (std::size_t k = 0; k < n; ++k) {
            const std::size_t t = backwards ? n - 1 - k : k;
            std::vector<std::size_t> voices;
            for (std::size_t v = 0; v < kVoices; ++v)
                if (isFree(t, v) && random_.chance(block)) voices.push_back(v);
            if (!voices.empty()) {
                const auto mine = music_.biases(backwards, memory, t);
                if (alone) {
                    // A few turns, since the draft says nothing.
                    for (int turn = 0; turn < 4; ++turn)
                        for (const std::size_t v : voices)
                            redraw(t, v, mine, nullptr, temperature, 0.0);
                } else {
                    const auto theirs = music_.biases(!backwards, ahead[t], t);
                    const auto& before = backwards ? theirs : mine;
                    const auto& behind = backwards ? mine : theirs;
                    for (const std::size_t v : voices)
                        redraw(t, v, before, &behind, temperature, weight);
                }
            }
            own.advance(memory, music_.at(t));
        }
    }

    void redraw(std::size_t t, std::size_t voice, const models::Rbm::Biases& before,
                const models::Rbm::Biases* behind, double temperature, double weight) {
        const std::vector<double> logs = music_.conditional(t, voice, &before, behind);
        const int v = static_cast<int>(voice);
        std::vector<double> chances(kVoiceStates, 0.0);
        double sum = 0.0;
        for (int s = 0; s < kVoiceStates; ++s) {
            const auto state = static_cast<std::size_t>(s);
            if (mayBe(t, v, s)) sum += chances[state] = std::exp(logs[state] / temperature);
        }
        if (sum <= 0.0) return;
        set(t, v, models::draw(chances, random_));
        if (weight == 0.0) return;
        for (int s = 0; s < kVoicePitches; ++s) {
            const int pitch = voicePitch(s, v, request_.keys[t].tonic);
            if (pitch < 0 || pitch > 127) continue;
            out_.shares[t][voice][static_cast<std::size_t>(pitch)] +=
                static_cast<float>(weight * chances[static_cast<std::size_t>(s)] / sum);
        }
    }

    const FillRequest& request_;
    models::RandomStream random_;
    Music music_;
    FilledVoices out_;
};

}  // namespace

models::RnnRbmShape voiceRnnShape(int hidden, int recurrent) {
    return {std::vector<int>(kVoices, kVoiceStates), hidden, recurrent, kWindowConditions, true};
}

models::RnnSequence voiceSequence(const std::vector<VoiceFrame>& frames,
                                  const std::vector<int>& places, const std::vector<SlotKey>& keys,
                                  bool backwards) {
    models::RnnSequence out;
    for (std::size_t t = 0; t < frames.size(); ++t) {
        out.frames.push_back(frameState(frames[t], keys[t].tonic));
        out.inputs.push_back(inputsOf(places[t], keys[t]));
    }
    if (backwards) {
        std::reverse(out.frames.begin(), out.frames.end());
        std::reverse(out.inputs.begin(), out.inputs.end());
    }
    return out;
}

std::vector<double> VoiceRnnModel::embedding(const std::vector<VoiceFrame>& frames,
                                             const std::vector<int>& places,
                                             const std::vector<SlotKey>& keys) const {
    std::vector<double> out;
    for (const bool backwards : {false, true}) {
        const models::RnnRbm& one = backwards ? backward : forward;
        const models::RnnSequence sequence = voiceSequence(frames, places, keys, backwards);
        std::vector<double> sums(static_cast<std::size_t>(one.rbm.hidden()), 0.0);
        const auto biases = one.biasesOf(sequence);
        for (std::size_t t = 0; t < biases.size(); ++t) {
            const auto means = one.rbm.hiddenMeans(sequence.frames[t], biases[t]);
            for (std::size_t h = 0; h < sums.size(); ++h)
                sums[h] += means[h] / static_cast<double>(biases.size());
        }
        out.insert(out.end(), sums.begin(), sums.end());
    }
    return out;
}

std::string voiceRnnBytes(const VoiceRnnModel& model) {
    models::HalfTensorWriter writer;
    model.forward.write(writer, "forward.");
    model.backward.write(writer, "backward.");
    return writer.bytes({{"architecture", kArchitecture},
                         {"hidden", model.forward.shape().hidden},
                         {"recurrent", model.forward.shape().recurrent}});
}

std::shared_ptr<const VoiceRnnModel> parseVoiceRnn(const std::string& bytes,
                                                   const std::string& name) {
    const models::HalfTensorReader reader(bytes, name, kArchitecture);
    const auto shape =
        voiceRnnShape(reader.number("hidden", 1, 4096), reader.number("recurrent", 1, 4096));
    auto model = std::make_shared<VoiceRnnModel>();
    model->forward = models::RnnRbm(shape);
    model->backward = models::RnnRbm(shape);
    model->forward.read(reader, "forward.");
    model->backward.read(reader, "backward.");
    return model;
}

std::shared_ptr<const VoiceRnnModel> loadVoiceRnn(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, "voices-rnn");
    return parseVoiceRnn(weights.bytes, weights.file.string());
}

std::vector<std::array<std::vector<double>, kVoices>> voiceConditionals(
    const VoiceRnnModel& model, const std::vector<VoiceFrame>& frames,
    const std::vector<int>& places, const std::vector<SlotKey>& keys) {
    const Music music(model, frames, places, keys);
    const Memories before = music.memories(false);
    const Memories behind = music.memories(true);
    std::vector<std::array<std::vector<double>, kVoices>> out(frames.size());
    for (std::size_t t = 0; t < frames.size(); ++t) {
        const auto first = music.biases(false, before[t], t);
        const auto second = music.biases(true, behind[t], t);
        for (std::size_t v = 0; v < kVoices; ++v)
            out[t][v] = music.conditional(t, v, &first, &second);
    }
    return out;
}

FilledVoices fillVoices(const VoiceRnnModel& model, const FillRequest& request) {
    return Filler(model, request).run();
}

}  // namespace arioso
