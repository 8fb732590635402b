#include "models/rnn_rbm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dsp/error.h"
#include "models/hmm.h"
#include "models/rnn_rbm_training.h"

namespace arioso::models {
namespace {

RnnRbm randomModel(const RnnRbmShape& shape, std::uint64_t seed) {
    RnnRbm model(shape);
    RandomStream random(seed, 3);
    for (const auto& [name, values] : model.parameters())
        for (float& value : *values) value = static_cast<float>(random.between(-0.8, 0.8));
    return model;
}

/// All states of units that are on or off.
std::vector<std::vector<char>> allStates(int units) {
    std::vector<std::vector<char>> out;
    for (unsigned code = 0; code < (1U << static_cast<unsigned>(units)); ++code) {
        std::vector<char> state;
        for (int i = 0; i < units; ++i) state.push_back((code >> static_cast<unsigned>(i)) & 1U);
        out.push_back(state);
    }
    return out;
}

/// -log P of a whole sequence by summing over every visible and hidden state.
double enumerated(const RnnRbm& model, const RnnSequence& sequence) {
    double sum = 0.0;
    const auto biases = model.biasesOf(sequence);
    const auto hiddens = allStates(model.rbm.hidden());
    for (std::size_t t = 0; t < sequence.frames.size(); ++t) {
        const auto logOf = [&](const std::vector<char>& v) {
            std::vector<double> logs;
            for (const auto& h : hiddens) {
                double one = 0.0;
                for (std::size_t i = 0; i < v.size(); ++i)
                    for (std::size_t k = 0; k < h.size(); ++k)
                        one += v[i] * h[k] * model.rbm.weights[i * h.size() + k];
                for (std::size_t i = 0; i < v.size(); ++i) one += v[i] * biases[t].visible[i];
                for (std::size_t k = 0; k < h.size(); ++k) one += h[k] * biases[t].hidden[k];
                logs.push_back(one);
            }
            return logSum(logs);
        };
        std::vector<double> all;
        for (const auto& v : allStates(model.rbm.visible())) all.push_back(logOf(v));
        sum += logSum(all) - logOf(sequence.frames[t]);
    }
    return sum;
}

const RnnRbmShape kSmall{{1, 1, 1, 1}, 3, 2, 1, true};
const RnnSequence kTune{{{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 0}, {1, 1, 0, 0}},
                        {{0.5F}, {-1.0F}, {0.0F}, {1.0F}}};

TEST(RnnRbm, LikelihoodIsThatOfEnumeration) {
    const RnnRbm model = randomModel(kSmall, 1);
    const std::vector<RnnSequence> one = {kTune};
    EXPECT_NEAR(framewiseNats(model, one), enumerated(model, kTune) / 4.0, 1e-5);
}

TEST(RnnRbm, AnnealedSamplingFindsThePartitionFunction) {
    // Thirteen hidden units: told by sampling, and few enough to enumerate.
    const RnnRbm model = randomModel({{1, 1, 1, 1, 1, 1}, 13, 3, 0, false}, 2);
    const std::vector<RnnSequence> one = {
        {{{1, 0, 1, 0, 0, 1}, {0, 1, 0, 1, 1, 0}, {1, 1, 0, 0, 1, 0}}, {}}};
    EXPECT_NEAR(framewiseNats(model, one, {400, 60, 1, 5}), enumerated(model, one[0]) / 3.0, 0.05);
}

TEST(RnnRbm, GradientThroughTimeIsThatOfTheLikelihood) {
    RnnRbm model = randomModel(kSmall, 3);
    std::vector<std::vector<float>> gradient;
    for (const auto& [name, values] : model.parameters()) gradient.emplace_back(values->size());
    // The negative phase exactly: each frame's states by their probability, the other frames'
    // differences left out.
    const auto biases = model.biasesOf(kTune);
    for (std::size_t t = 0; t < kTune.frames.size(); ++t) {
        const double partition = model.rbm.logPartition(biases[t]);
        for (const auto& state : allStates(4)) {
            auto negative = kTune.frames;
            negative[t] = state;
            std::vector<std::vector<float>> part;
            for (const auto& values : gradient) part.emplace_back(values.size());
            addRnnRbmGradient(model, kTune, 0, model.begin(), negative, part);
            const double p = std::exp(-model.rbm.freeEnergy(state, biases[t]) - partition);
            for (std::size_t k = 0; k < part.size(); ++k)
                for (std::size_t i = 0; i < part[k].size(); ++i)
                    gradient[k][i] += static_cast<float>(p * part[k][i]);
        }
    }
    constexpr float kStep = 1e-2F;
    std::size_t place = 0;
    for (const auto& [name, values] : model.parameters()) {
        for (std::size_t i = 0; i < values->size(); ++i) {
            const float before = (*values)[i];
            (*values)[i] = before + kStep;
            const double more = enumerated(model, kTune);
            (*values)[i] = before - kStep;
            const double less = enumerated(model, kTune);
            (*values)[i] = before;
            EXPECT_NEAR(gradient[place][i], (more - less) / (2.0 * kStep), 2e-3) << name << i;
        }
        ++place;
    }
}

/// Three chords in turn: what sounds is known from what sounded, never from itself.
std::vector<RnnSequence> turns() {
    const std::vector<std::vector<char>> chords = {
        {1, 1, 0, 0, 0, 0}, {0, 0, 1, 1, 0, 0}, {0, 0, 0, 0, 1, 1}};
    std::vector<RnnSequence> out;
    for (std::size_t first = 0; first < 3; ++first) {
        RnnSequence one;
        for (std::size_t t = 0; t < 12; ++t) one.frames.push_back(chords[(first + t) % 3]);
        out.push_back(one);
    }
    return out;
}

TEST(RnnRbm, LearnsWhatFollowsWhat) {
    const auto music = turns();
    for (const bool persistent : {false, true}) {
        RnnRbm model({{1, 1, 1, 1, 1, 1}, 6, 8, 0, false});
        model.initialise(1);
        RnnRbmTraining training;
        training.epochs = 150;
        training.rate = 0.02;
        training.steps = 2;
        training.batch = 1;
        training.persistent = persistent;
        trainRnnRbm(model, music, training);
        // Without memory a frame costs at least log 3; here only the first of each is open.
        EXPECT_LT(framewiseNats(model, music), 0.5) << persistent;
    }
}

TEST(RnnRbm, SameSeedSameWeightsAndAFileKeepsThem) {
    const auto music = turns();
    const auto trained = [&] {
        RnnRbm model({{2, 2, 2}, 4, 5, 0, true});
        model.initialise(7);
        RnnRbmTraining training;
        training.epochs = 2;
        trainRnnRbm(model, music, training);
        return model;
    };
    const RnnRbm one = trained();
    EXPECT_EQ(one.rbm.weights, trained().rbm.weights);
    HalfTensorWriter writer;
    one.write(writer, "forward.");
    const std::string bytes = writer.bytes({{"architecture", "test"}});
    RnnRbm read(one.shape());
    read.read(HalfTensorReader(bytes, "x", "test"), "forward.");
    ASSERT_EQ(read.recurrentWeights.size(), one.recurrentWeights.size());
    EXPECT_NEAR(read.recurrentWeights[3], one.recurrentWeights[3], 1e-3);
    RnnRbm other({{2, 2}, 4, 5, 0, true});
    EXPECT_THROW(other.read(HalfTensorReader(bytes, "x", "test"), "forward."), Error);
    EXPECT_THROW(trainRnnRbm(other, music, {}), Error);
    EXPECT_THROW(trainRnnRbm(other, {}, {}), Error);
}

}  // namespace
}  // namespace arioso::models
