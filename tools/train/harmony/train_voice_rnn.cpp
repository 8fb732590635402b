#include "tools/train/harmony/train_voice_rnn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "dsp/error.h"
#include "models/rnn_rbm_training.h"
#include "src/compose/composer_weights.h"
#include "src/compose/tune_corpus.h"
#include "src/harmony/voice_rnn.h"
#include "tools/train/harmony/judge_voices.h"
#include "tools/train/harmony/voice_pieces.h"

namespace arioso::train {
namespace {

std::vector<models::RnnSequence> sequencesOf(const std::vector<VoicePiece>& pieces,
                                             bool backwards) {
    std::vector<models::RnnSequence> out;
    for (const VoicePiece& piece : pieces)
        out.push_back(voiceSequence(piece.frames, placesOf(piece), piece.keys, backwards));
    return out;
}

std::size_t framesOf(const std::vector<VoicePiece>& pieces) {
    std::size_t out = 0;
    for (const VoicePiece& piece : pieces) out += piece.frames.size();
    return out;
}

}  // namespace

void trainVoiceRnn(const VoiceRnnSettings& settings) {
    const VoiceCorpus corpus = readVoiceCorpus(settings.scores, settings.heldOut, settings.threads);
    if (corpus.training.empty() || corpus.heldOut.empty())
        throw Error(ExitCode::Input, "no scores of four voices to learn from, or none held out");
    const std::size_t unseen = framesOf(corpus.heldOut);
    fmt::print("{} pieces of four voices ({} felt beats) to learn from, {} held out ({}; {})\n",
               corpus.training.size(), framesOf(corpus.training), corpus.heldOut.size(), unseen,
               composersOf(corpus.heldOut));
    VoiceRnnModel model;
    for (const bool backwards : {false, true}) {
        models::RnnRbm& one = backwards ? model.backward : model.forward;
        one = models::RnnRbm(voiceRnnShape(settings.hidden, settings.recurrent));
        one.initialise(settings.seed + (backwards ? 1U : 0U));
        const auto music = sequencesOf(corpus.training, backwards);
        models::RnnRbmTraining training;
        training.epochs = settings.epochs;
        training.steps = settings.steps;
        training.persistent = settings.persistent;
        training.rate = settings.rate;
        training.decay = settings.decay;
        training.seed = settings.seed;
        training.progress = [&](int epoch, const models::RnnRbm& now) {
            models::FrameEstimate estimate{100, 6, 1, 1};
            estimate.every =
                static_cast<int>(std::max<std::size_t>(1, framesOf(corpus.training) / 200));
            fmt::print("{} epoch {:>3}: {:.2f} nats a beat in training\n",
                       backwards ? "backward" : "forward", epoch + 1,
                       models::framewiseNats(now, music, estimate));
            std::fflush(stdout);
            return true;
        };
        models::trainRnnRbm(one, music, training);
    }
    const std::string bytes = voiceRnnBytes(model);
    writeComposerWeights(settings.out, "voices-rnn", bytes, settings.version);
    fmt::print("{}: {} bytes\n", (settings.out / "voices-rnn.safetensors").string(), bytes.size());
    std::fflush(stdout);
    const auto stored = parseVoiceRnn(bytes, "voices-rnn");
    // AIS is dear: some thousand frames tell enough.
    models::FrameEstimate estimate;
    estimate.every = static_cast<int>(std::max<std::size_t>(1, unseen / 1500));
    std::array<double, 2> nats{};
    for (const bool backwards : {false, true})
        nats[backwards ? 1 : 0] =
            models::framewiseNats(backwards ? stored->backward : stored->forward,
                                  sequencesOf(corpus.heldOut, backwards), estimate);
    judgeVoices(*stored, nats, corpus, settings.compare);
}

}  // namespace arioso::train
