#include "tools/eval/measure/chorale_rnn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "models/rnn_rbm_training.h"

namespace arioso::eval {
namespace {

constexpr int kLowest = 21;
constexpr int kKeys = 88;
constexpr std::size_t kGlance = 600;  // frames of valid that a look estimates

std::vector<models::RnnSequence> sequencesOf(const std::vector<Chorale>& pieces) {
    std::vector<models::RnnSequence> out;
    for (const Chorale& piece : pieces) {
        models::RnnSequence one;
        for (const std::vector<int>& frame : piece) {
            std::vector<char> keys(kKeys, 0);
            for (const int pitch : frame)
                if (pitch >= kLowest) keys[static_cast<std::size_t>(pitch - kLowest)] = 1;
            one.frames.push_back(std::move(keys));
        }
        out.push_back(std::move(one));
    }
    return out;
}

int everyOf(std::size_t frames, std::size_t most) {
    return static_cast<int>((frames + most - 1) / std::max<std::size_t>(most, 1));
}

}  // namespace

ChoraleFigure rnnRbmFigure(const ChoraleSet& set, const ChoraleRnnSettings& settings) {
    std::array<std::vector<models::RnnSequence>, 3> splits;
    for (std::size_t s = 0; s < 3; ++s) splits[s] = sequencesOf(set.splits[s]);
    models::RnnRbm model(
        {std::vector<int>(kKeys, 1), settings.hidden, settings.recurrent, 0, settings.direct});
    model.initialise(settings.seed);
    models::RnnRbm best = model;
    double least = 1e30;
    int worse = 0;
    models::RnnRbmTraining training;
    training.epochs = settings.epochs;
    training.steps = settings.steps;
    training.rate = settings.rate;
    training.decay = settings.decay;
    training.seed = settings.seed;
    training.progress = [&](int epoch, const models::RnnRbm& now) {
        if ((epoch + 1) % settings.lookEvery != 0 && epoch + 1 != settings.epochs) return true;
        const double valid = models::framewiseNats(
            now, splits[1], {100, 10, everyOf(set.frames(1), kGlance), settings.seed});
        if (settings.progress) settings.progress(epoch + 1, valid);
        worse = valid < least ? 0 : worse + 1;
        if (valid < least) {
            least = valid;
            best = now;
        }
        return worse < settings.patience;
    };
    models::trainRnnRbm(model, splits[0], training);
    ChoraleFigure out;
    out.model = fmt::format("RNN-RBM, {} hidden and {} recurrent units{}", settings.hidden,
                            settings.recurrent, settings.direct ? ", direct" : "");
    for (std::size_t s = 0; s < 3; ++s) {
        const int every = everyOf(set.frames(s), settings.mostFrames);
        out.nats[s] = models::framewiseNats(
            best, splits[s], {settings.temperatures, settings.chains, every, settings.seed});
        out.count[s] =
            (set.frames(s) + static_cast<std::size_t>(every) - 1) / static_cast<std::size_t>(every);
    }
    return out;
}

}  // namespace arioso::eval
