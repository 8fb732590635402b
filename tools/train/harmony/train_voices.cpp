#include "tools/train/harmony/train_voices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "src/harmony/four_voices.h"
#include "tools/train/harmony/voice_counts.h"
#include "tools/train/harmony/voice_pieces.h"

namespace arioso::train {
namespace {

/// Windows of one key in which at most a quarter of the notes are rests.
std::vector<std::size_t> windowsOf(const VoicePiece& piece) {
    std::vector<std::size_t> out;
    for (std::size_t t = 0; t + kWindowBeats <= piece.frames.size(); ++t) {
        int rests = 0;
        bool oneKey = true;
        for (std::size_t k = t; k < t + kWindowBeats; ++k) {
            for (const int pitch : piece.frames[k]) rests += pitch < 0 ? 1 : 0;
            oneKey = oneKey && piece.keys[k] == piece.keys[t];
        }
        if (oneKey && rests * 4 <= kWindowBeats * kVoices) out.push_back(t);
    }
    return out;
}

std::vector<models::RbmCase> casesOf(const std::vector<VoicePiece>& pieces) {
    std::vector<models::RbmCase> out;
    for (const VoicePiece& piece : pieces)
        for (const std::size_t t : windowsOf(piece))
            out.push_back({windowState(piece.frames, t, piece.keys[t].tonic),
                           windowCondition(piece.grid[t], piece.keys[t].minor)});
    return out;
}

/// States of a window's notes, beat by beat, voice by voice.
std::vector<int> statesOf(const models::RbmCase& one) {
    std::vector<int> out;
    for (std::size_t group = 0; group < kWindowBeats * kVoices; ++group)
        for (int s = 0; s < kVoiceStates; ++s)
            if (one.visible[group * kVoiceStates + static_cast<std::size_t>(s)] != 0)
                out.push_back(s);
    return out;
}

/// Chains of counts, as the tables of the literature have them: a voice's note by itself, by the
/// note before, by that and the voice above.
struct Baselines {
    Counts single;
    Counts before;
    Counts above;

    void learn(const std::vector<models::RbmCase>& cases) {
        for (const models::RbmCase& one : cases)
            visit(statesOf(one), [&](int voice, int state, int previous, int upper) {
                single.add({voice}, state);
                if (previous >= 0) before.add({voice, previous}, state);
                if (previous >= 0 && upper >= 0) above.add({voice, previous, upper}, state);
            });
    }

    /// Nats of a window under each.
    [[nodiscard]] std::array<double, 3> nats(const models::RbmCase& one) const {
        std::array<double, 3> out{};
        visit(statesOf(one), [&](int voice, int state, int previous, int upper) {
            const double alone = single.share({voice}, state, 1.0 / kVoiceStates);
            const double step =
                previous >= 0 ? before.share({voice, previous}, state, alone) : alone;
            const double both = previous >= 0 && upper >= 0
                                    ? above.share({voice, previous, upper}, state, step)
                                    : step;
            out[0] -= std::log(alone);
            out[1] -= std::log(step);
            out[2] -= std::log(both);
        });
        return out;
    }

  private:
    template <class Visit>
    static void visit(const std::vector<int>& states, Visit&& each) {
        for (std::size_t beat = 0; beat < kWindowBeats; ++beat)
            for (std::size_t v = 0; v < kVoices; ++v) {
                const std::size_t at = beat * kVoices + v;
                each(static_cast<int>(v), states[at], beat > 0 ? states[at - kVoices] : -1,
                     v > 0 ? states[at - 1] : -1);
            }
    }
};

double meanPseudo(const models::Rbm& rbm, const std::vector<models::RbmCase>& cases,
                  std::size_t stride) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < cases.size(); i += stride, count += 1.0)
        sum += rbm.pseudoLogLikelihood(cases[i].visible, rbm.biasesFor(cases[i].condition));
    return count > 0.0 ? sum / count : 0.0;
}

double meanFreeEnergy(const models::Rbm& rbm, const std::vector<models::RbmCase>& cases,
                      std::size_t stride) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < cases.size(); i += stride, count += 1.0)
        sum += rbm.freeEnergy(cases[i].visible, rbm.biasesFor(cases[i].condition));
    return count > 0.0 ? sum / count : 0.0;
}

/// Nats a window by estimated partition functions, one for each condition.
double estimatedNats(const models::Rbm& rbm, const std::vector<models::RbmCase>& cases) {
    std::map<std::vector<float>, double> partitions;
    models::RandomStream random(1, 0x414953);
    double sum = 0.0;
    for (const models::RbmCase& one : cases) {
        const auto biases = rbm.biasesFor(one.condition);
        auto found = partitions.find(one.condition);
        if (found == partitions.end())
            found = partitions
                        .emplace(one.condition, rbm.estimateLogPartition(biases, 1000, 40, random))
                        .first;
        sum += rbm.freeEnergy(one.visible, biases) + found->second;
    }
    return sum / static_cast<double>(cases.size());
}

/// Share of the inner voices' notes that come out as written when they are filled in under the
/// outer ones, as the pitch drawn most often, beside counts of what lies between such a pair.
void printFilling(const FourVoiceModel& model, const std::vector<VoicePiece>& pieces,
                  const PairGuess& pairs) {
    double notes = 0.0;
    double same = 0.0;
    double sameClass = 0.0;
    double samePair = 0.0;
    double samePairClass = 0.0;
    for (const VoicePiece& piece : pieces) {
        FillRequest request;
        const std::size_t length = std::min<std::size_t>(piece.frames.size(), 160);
        request.frames.assign(piece.frames.begin(),
                              piece.frames.begin() + static_cast<std::ptrdiff_t>(length));
        for (std::size_t t = 0; t < length; ++t) {
            request.free.push_back({0, 1, 1, 0});
            request.places.push_back(piece.grid[t].place);
            request.keys.push_back(piece.keys[t]);
        }
        const FilledVoices filled = fillVoices(model, request);
        for (std::size_t t = 0; t < length; ++t)
            for (std::size_t v = 1; v < 3; ++v) {
                const int truth = piece.frames[t][v];
                if (truth < 0) continue;
                const int voice = static_cast<int>(v);
                const int tonic = piece.keys[t].tonic;
                const auto& share = filled.shares[t][v];
                const auto best =
                    static_cast<int>(std::max_element(share.begin(), share.end()) - share.begin());
                const int counted =
                    voicePitch(pairs.guess(voice, voiceState(piece.frames[t][0], 0, tonic),
                                           voiceState(piece.frames[t][3], 3, tonic)),
                               voice, tonic);
                // As the model sees them, in one range.
                const int state = voiceState(truth, voice, tonic);
                notes += 1.0;
                same += voiceState(best, voice, tonic) == state ? 1.0 : 0.0;
                sameClass += (best - truth) % 12 == 0 ? 1.0 : 0.0;
                samePair += voiceState(counted, voice, tonic) == state ? 1.0 : 0.0;
                samePairClass += (counted - truth) % 12 == 0 ? 1.0 : 0.0;
            }
    }
    fmt::print(
        "\ninner voices filled in under the outer ones of {} held-out pieces, {:.0f} notes: "
        "{:.1f} % the written pitch, {:.1f} % its pitch class (counts of single beats: {:.1f} %, "
        "{:.1f} %)\n",
        pieces.size(), notes, 100.0 * same / notes, 100.0 * sameClass / notes,
        100.0 * samePair / notes, 100.0 * samePairClass / notes);
}

/// How often the second half of a piece is nearer to its first half than those of all others are.
void printLikeness(const FourVoiceModel& model, const std::vector<VoicePiece>& pieces) {
    Halves hidden;
    Halves classes;
    for (const VoicePiece& piece : pieces)
        for (std::size_t half = 0; half < 2; ++half) {
            const VoicePiece part = halfOf(piece, half);
            hidden[half].push_back(model.embedding(part.frames, part.grid, part.keys));
            classes[half].push_back(pitchClassesOf(part));
        }
    fmt::print(
        "\nsecond halves found by their first halves among {} held-out pieces: {} by hidden "
        "units, {} by pitch classes from the tonic\n",
        pieces.size(), halvesFound(hidden), halvesFound(classes));
}

}  // namespace

void trainVoices(const VoicesSettings& settings) {
    const VoiceCorpus corpus = readVoiceCorpus(settings.scores, settings.heldOut, settings.threads);
    const std::vector<VoicePiece>& training = corpus.training;
    const std::vector<VoicePiece>& heldOut = corpus.heldOut;
    std::vector<models::RbmCase> cases = casesOf(training);
    const std::vector<models::RbmCase> unseen = casesOf(heldOut);
    if (cases.empty() || unseen.empty())
        throw Error(ExitCode::Input, "no scores of four voices to learn from, or none held out");
    fmt::print(
        "{} pieces of four voices ({} windows) to learn from, {} held out ({} windows; {})\n",
        training.size(), cases.size(), heldOut.size(), unseen.size(), composersOf(heldOut));
    Baselines baselines;
    baselines.learn(cases);
    FourVoiceModel model;
    model.rbm = models::Rbm(windowGroups(), settings.hidden, kWindowConditions);
    model.rbm.initialise(settings.seed);
    models::RbmTraining training_;
    training_.epochs = settings.epochs;
    training_.steps = settings.steps;
    training_.persistent = settings.persistent;
    training_.batch = 100;
    training_.rate = settings.rate;
    training_.decay = settings.decay;
    training_.seed = settings.seed;
    const std::size_t stride = std::max<std::size_t>(1, unseen.size() / 150);
    training_.progress = [&](int epoch, const models::Rbm& rbm) {
        constexpr double kNotes = kWindowBeats * kVoices;
        fmt::print(
            "epoch {:>3}: pseudo-likelihood {:.3f} nats a note held out, {:.3f} in training; "
            "free energy {:.1f}, {:.1f}\n",
            epoch + 1, -meanPseudo(rbm, unseen, stride) / kNotes,
            -meanPseudo(rbm, cases, std::max<std::size_t>(1, cases.size() / 150)) / kNotes,
            meanFreeEnergy(rbm, unseen, stride),
            meanFreeEnergy(rbm, cases, std::max<std::size_t>(1, cases.size() / 150)));
        std::fflush(stdout);
        return true;
    };
    models::trainRbm(model.rbm, cases, training_);
    const std::string bytes = fourVoiceBytes(model);
    const auto stored = parseFourVoices(bytes, "voices");
    std::array<double, 3> nats{};
    for (const models::RbmCase& one : unseen) {
        const auto here = baselines.nats(one);
        for (std::size_t i = 0; i < 3; ++i) nats[i] += here[i] / static_cast<double>(unseen.size());
    }
    constexpr double kNotes = kWindowBeats * kVoices;
    const double rbm = estimatedNats(stored->rbm, unseen);
    fmt::print("\nheld-out windows of {} felt beats, nats a note (a beat)\n", kWindowBeats);
    const auto row = [&](const char* name, double value) {
        fmt::print("{:<44} {:.3f} ({:.2f})\n", name, value / kNotes, value / kWindowBeats);
    };
    row("counts of single notes, by voice", nats[0]);
    row("by the note before", nats[1]);
    row("by the note before and the voice above", nats[2]);
    row("RBM (partition function by AIS)", rbm);
    row("RBM, each note given all others (pseudo)",
        -meanPseudo(stored->rbm, unseen, std::max<std::size_t>(1, unseen.size() / 2000)));
    PairGuess pairs;
    for (const models::RbmCase& one : cases) {
        const std::vector<int> states = statesOf(one);
        pairs.learn({states[0], states[1], states[2], states[3]});
    }
    printFilling(*stored, heldOut, pairs);
    printLikeness(*stored, heldOut);
    writeComposerWeights(settings.out, "voices", bytes, settings.version);
    fmt::print("\n{}: {} bytes\n", (settings.out / "voices.safetensors").string(), bytes.size());
}

}  // namespace arioso::train
