#include "tools/train/harmony/judge_voices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>

#include "tools/train/harmony/voice_counts.h"

namespace arioso::train {
namespace {

constexpr std::size_t kMostBeats = 160;  // of a piece, that are filled in
constexpr std::size_t kGapEvery = 16;    // beats, of which
constexpr std::size_t kGap = 4;          // are missing in all voices
constexpr int kWindowRounds = 40;
/// A share of the filled distribution is even, so that what was never drawn costs something finite.
constexpr double kEven = 0.05;

using States = std::array<int, kVoices>;

States statesOf(const VoicePiece& piece, std::size_t t) {
    States out{};
    for (int v = 0; v < kVoices; ++v) {
        const auto voice = static_cast<std::size_t>(v);
        out[voice] = voiceState(piece.frames[t][voice], v, piece.keys[t].tonic);
    }
    return out;
}

/// Counts of a voice's note by itself, by the note before, and by that and the voice above; and of
/// inner voices between outer ones.
struct Counted {
    Counts single;
    Counts before;
    Counts above;
    Counts between;
    PairGuess pairs;

    explicit Counted(const std::vector<VoicePiece>& pieces) {
        for (const VoicePiece& piece : pieces)
            for (std::size_t t = 0; t < piece.frames.size(); ++t) {
                const States now = statesOf(piece, t);
                pairs.learn(now);
                for (int v = 0; v < kVoices; ++v) {
                    const auto voice = static_cast<std::size_t>(v);
                    single.add({v}, now[voice]);
                    if (v == 1 || v == 2) between.add({v, now[0], now[3]}, now[voice]);
                    if (t == 0) continue;
                    const int last = statesOf(piece, t - 1)[voice];
                    before.add({v, last}, now[voice]);
                    if (v > 0) above.add({v, last, now[voice - 1]}, now[voice]);
                }
            }
    }

    [[nodiscard]] double alone(int v, int state) const {
        return single.share({v}, state, 1.0 / kVoiceStates);
    }
    /// Nats of a frame's notes under each of the three.
    [[nodiscard]] std::array<double, 3> nats(const States* last, const States& now) const {
        std::array<double, 3> out{};
        for (int v = 0; v < kVoices; ++v) {
            const auto voice = static_cast<std::size_t>(v);
            const double one = alone(v, now[voice]);
            const double two =
                last != nullptr ? before.share({v, (*last)[voice]}, now[voice], one) : one;
            const double three =
                last != nullptr && v > 0
                    ? above.share({v, (*last)[voice], now[voice - 1]}, now[voice], two)
                    : two;
            out[0] -= std::log(one);
            out[1] -= std::log(two);
            out[2] -= std::log(three);
        }
        return out;
    }
};

void printNats(const VoiceRnnModel& model, const std::array<double, 2>& nats,
               const Counted& counted, const std::vector<VoicePiece>& pieces) {
    std::array<double, 3> sums{};
    double given = 0.0;
    double frames = 0.0;
    for (const VoicePiece& piece : pieces) {
        const auto conditionals =
            voiceConditionals(model, piece.frames, placesOf(piece), piece.keys);
        std::optional<States> last;
        for (std::size_t t = 0; t < piece.frames.size(); ++t) {
            const States now = statesOf(piece, t);
            const auto here = counted.nats(last ? &*last : nullptr, now);
            for (std::size_t i = 0; i < 3; ++i) sums[i] += here[i];
            for (std::size_t v = 0; v < kVoices; ++v)
                given -= conditionals[t][v][static_cast<std::size_t>(now[v])];
            last = now;
            frames += 1.0;
        }
    }
    fmt::print("\nheld-out felt beats, nats a note (a beat)\n");
    const auto row = [&](const char* name, double beat) {
        fmt::print("{:<58} {:.3f} ({:.2f})\n", name, beat / kVoices, beat);
    };
    row("counts of single notes, by voice", sums[0] / frames);
    row("by the note before", sums[1] / frames);
    row("by the note before and the voice above", sums[2] / frames);
    row("RNN-RBM, forwards (partition function of a beat by AIS)", nats[0]);
    row("RNN-RBM, backwards", nats[1]);
    row("both, each note given all others (not a likelihood)", given / frames);
}

/// What is missing from a piece.
struct Task {
    FillRequest request;
    const VoicePiece* piece = nullptr;
};

std::vector<Task> tasksOf(const std::vector<VoicePiece>& pieces, bool gaps) {
    std::vector<Task> out;
    for (const VoicePiece& piece : pieces) {
        Task task;
        task.piece = &piece;
        const std::size_t length = std::min(piece.frames.size(), kMostBeats);
        for (std::size_t t = 0; t < length; ++t) {
            const bool gap = t % kGapEvery >= kGapEvery - kGap && t + kGap < length;
            task.request.frames.push_back(piece.frames[t]);
            task.request.free.push_back(
                gaps ? (gap ? std::array<char, kVoices>{1, 1, 1, 1} : std::array<char, kVoices>{})
                     : std::array<char, kVoices>{0, 1, 1, 0});
            task.request.places.push_back(piece.grid[t].place);
            task.request.keys.push_back(piece.keys[t]);
        }
        out.push_back(std::move(task));
    }
    return out;
}

/// The states of a voice by their probability.
using Guess = std::function<std::vector<double>(std::size_t t, int voice)>;

struct Hits {
    double notes = 0.0;
    double pitch = 0.0;
    double pitchClass = 0.0;
    double nats = 0.0;

    void count(const Task& task, const Guess& guess) {
        for (std::size_t t = 0; t < task.request.frames.size(); ++t)
            for (int v = 0; v < kVoices; ++v) {
                const auto voice = static_cast<std::size_t>(v);
                const int truth = task.piece->frames[t][voice];
                if (task.request.free[t][voice] == 0 || truth < 0) continue;
                const int tonic = task.piece->keys[t].tonic;
                const int state = voiceState(truth, v, tonic);
                const std::vector<double> shares = guess(t, v);
                const int best = static_cast<int>(
                    std::max_element(shares.begin(), shares.begin() + kVoicePitches) -
                    shares.begin());
                notes += 1.0;
                pitch += best == state ? 1.0 : 0.0;
                pitchClass += (voicePitch(best, v, tonic) - truth) % 12 == 0 ? 1.0 : 0.0;
                nats -= std::log((1.0 - kEven) * shares[static_cast<std::size_t>(state)] +
                                 kEven / kVoiceStates);
            }
    }
    void print(const char* name) const {
        fmt::print("{:<58} {:>5.1f} % {:>5.1f} % {:>6.3f}\n", name, 100.0 * pitch / notes,
                   100.0 * pitchClass / notes, nats / notes);
    }
};

/// Shares of a filling as states.
Guess guessOf(const FilledVoices& filled, const Task& task) {
    return [&filled, &task](std::size_t t, int v) {
        std::vector<double> out(kVoiceStates, 0.0);
        for (int s = 0; s < kVoicePitches; ++s) {
            const int pitch = voicePitch(s, v, task.request.keys[t].tonic);
            if (pitch >= 0 && pitch < 128)
                out[static_cast<std::size_t>(s)] =
                    filled.shares[t][static_cast<std::size_t>(v)][static_cast<std::size_t>(pitch)];
        }
        return out;
    };
}

void printFilling(const VoiceRnnModel& model, const Counted& counted,
                  const std::vector<VoicePiece>& pieces, const FourVoiceModel* window, bool gaps) {
    Hits rnn;
    Hits rbm;
    Hits counts;
    Hits commonest;
    for (const Task& task : tasksOf(pieces, gaps)) {
        const FilledVoices filled = fillVoices(model, task.request);
        rnn.count(task, guessOf(filled, task));
        if (window != nullptr) {
            // One chain: only many rounds make a mean of it.
            FillRequest longer = task.request;
            longer.rounds = kWindowRounds;
            const FilledVoices other = fillVoices(*window, longer);
            rbm.count(task, guessOf(other, task));
        }
        const VoicePiece& piece = *task.piece;
        counts.count(task, [&](std::size_t t, int v) {
            std::vector<double> out(kVoiceStates);
            // Behind the last frame that is known; or between the outer voices.
            std::size_t known = t;
            while (gaps && known > 0 && task.request.free[known][0] != 0) --known;
            const States now = statesOf(piece, t);
            const int last = statesOf(piece, known)[static_cast<std::size_t>(v)];
            for (int s = 0; s < kVoiceStates; ++s) {
                const double alone = counted.alone(v, s);
                out[static_cast<std::size_t>(s)] =
                    gaps ? counted.before.share({v, last}, s, alone)
                         : counted.between.share({v, now[0], now[3]}, s, alone);
            }
            return out;
        });
        if (gaps) continue;
        commonest.count(task, [&](std::size_t t, int v) {
            const States now = statesOf(piece, t);
            std::vector<double> out(kVoiceStates, 0.0);
            out[static_cast<std::size_t>(counted.pairs.guess(v, now[0], now[3]))] = 1.0;
            return out;
        });
    }
    fmt::print(
        "\n{} of {} held-out pieces filled in, {:.0f} notes: as written, pitch class, nats\n",
        gaps ? "all voices of every fourth group of four beats" : "both inner voices",
        pieces.size(), rnn.notes);
    counts.print(gaps ? "counts, by the last note that is known" : "counts between outer voices");
    if (!gaps) commonest.print("the commonest between them (no distribution)");
    if (window != nullptr) rbm.print("window RBM");
    rnn.print("RNN-RBM, both ways");
}

void printLikeness(const VoiceRnnModel& model, const std::vector<VoicePiece>& pieces) {
    Halves hidden;
    Halves classes;
    for (const VoicePiece& piece : pieces)
        for (std::size_t half = 0; half < 2; ++half) {
            const VoicePiece part = halfOf(piece, half);
            hidden[half].push_back(model.embedding(part.frames, placesOf(part), part.keys));
            classes[half].push_back(pitchClassesOf(part));
        }
    fmt::print(
        "\nsecond halves found by their first halves among {} held-out pieces: {} by hidden "
        "units, {} by pitch classes from the tonic, 1 by chance\n",
        pieces.size(), halvesFound(hidden), halvesFound(classes));
}

}  // namespace

std::vector<int> placesOf(const VoicePiece& piece) {
    std::vector<int> out;
    for (const HarmonySlot& slot : piece.grid) out.push_back(slot.place);
    return out;
}

void judgeVoices(const VoiceRnnModel& model, const std::array<double, 2>& nats,
                 const VoiceCorpus& corpus, const std::filesystem::path& compare) {
    const Counted counted(corpus.training);
    printNats(model, nats, counted, corpus.heldOut);
    const auto window = compare.empty() ? nullptr : loadFourVoices(compare);
    for (const bool gaps : {false, true})
        printFilling(model, counted, corpus.heldOut, window.get(), gaps);
    printLikeness(model, corpus.heldOut);
}

}  // namespace arioso::train
