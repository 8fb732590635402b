#include "tools/eval/measure/chorales.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

#include "dsp/error.h"

namespace arioso::eval {
namespace {

constexpr int kLowest = 21;
constexpr std::size_t kKeys = 88;
constexpr std::size_t kVoices = 4;
constexpr int kRest = 0;
constexpr int kSymbols = static_cast<int>(kKeys) + 1;
constexpr int kBefore = -1;  // the first note of a voice has none before it
constexpr std::array kWeights = {0.1, 0.3, 1.0, 3.0, 10.0, 30.0};

/// Keys that sound, each once.
std::vector<std::size_t> keysOf(const std::vector<int>& frame) {
    std::vector<std::size_t> out;
    for (const int pitch : frame)
        if (pitch >= kLowest) out.push_back(static_cast<std::size_t>(pitch - kLowest));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

double half(double count, double of) {
    return (count + 0.5) / (of + 1.0);
}

/// Files tell voices from the top, or pitches from below.
bool tellsFromBelow(const ChoraleSet& set) {
    std::ptrdiff_t sum = 0;
    for (const Chorale& piece : set.splits[0])
        for (const auto& frame : piece)
            if (frame.size() > 1 && frame.front() > 0 && frame.back() > 0)
                sum += frame.front() < frame.back() ? 1 : -1;
    return sum > 0;
}

using Voices = std::array<int, kVoices>;

Voices voicesOf(std::vector<int> frame, bool fromBelow) {
    if (frame.size() != kVoices) {
        std::erase_if(frame, [](int pitch) { return pitch < kLowest; });
        std::sort(frame.begin(), frame.end(), std::greater<>());
    } else if (fromBelow) {
        std::reverse(frame.begin(), frame.end());
    }
    Voices out{};
    for (std::size_t v = 0; v < std::min(kVoices, frame.size()); ++v)
        out[v] = frame[v] >= kLowest ? frame[v] - kLowest + 1 : kRest;
    return out;
}

/// Counts of notes by voice, note before and note above; lower orders are smoothed into higher.
class NoteModel {
  public:
    void add(std::size_t voice, int before, int above, int note) {
        count(one_, {voice, 0, 0}, note);
        count(two_, {voice, before, 0}, note);
        if (voice > 0) count(three_, {voice, before, above}, note);
    }
    /// P of order 0 (unigram), 1 (bigram), 2 (with the voice above).
    [[nodiscard]] double probability(int order, std::size_t voice, int before, int above, int note,
                                     const std::array<double, 3>& weights) const {
        double p = 1.0 / kSymbols;
        p = smoothed(one_, {voice, 0, 0}, note, weights[0], p);
        if (order >= 1) p = smoothed(two_, {voice, before, 0}, note, weights[1], p);
        if (order >= 2 && voice > 0)
            p = smoothed(three_, {voice, before, above}, note, weights[2], p);
        return p;
    }

  private:
    using Context = std::tuple<std::size_t, int, int>;
    struct Row {
        double total = 0.0;
        std::map<int, double> counts;
    };
    using Table = std::map<Context, Row>;
    static void count(Table& table, const Context& context, int note) {
        Row& row = table[context];
        ++row.total;
        ++row.counts[note];
    }
    static double smoothed(const Table& table, const Context& context, int note, double weight,
                           double lower) {
        const auto row = table.find(context);
        if (row == table.end()) return lower;
        const auto found = row->second.counts.find(note);
        const double times = found == row->second.counts.end() ? 0.0 : found->second;
        return (times + weight * lower) / (row->second.total + weight);
    }
    Table one_, two_, three_;
};

template <class Visit>
void eachNote(const std::vector<Chorale>& pieces, bool fromBelow, Visit&& visit) {
    for (const Chorale& piece : pieces) {
        Voices before;
        before.fill(kBefore);
        for (const auto& frame : piece) {
            const Voices now = voicesOf(frame, fromBelow);
            for (std::size_t v = 0; v < kVoices; ++v)
                visit(v, before[v], v > 0 ? now[v - 1] : 0, now[v]);
            before = now;
        }
    }
}

nlohmann::json toJson(const std::vector<ChoraleFigure>& figures, const char* unit) {
    nlohmann::json out = nlohmann::json::array();
    for (const ChoraleFigure& figure : figures) {
        nlohmann::json one = {{"model", figure.model}};
        for (std::size_t s = 0; s < figure.nats.size(); ++s)
            one[ChoraleSet::kNames[s]] = {{"nats", figure.nats[s]}, {unit, figure.count[s]}};
        out.push_back(one);
    }
    return out;
}

std::vector<ChoraleFigure> withTrained(const ChoraleSet& set,
                                       const std::vector<ChoraleFigure>& trained) {
    std::vector<ChoraleFigure> out = framewise(set);
    out.insert(out.end(), trained.begin(), trained.end());
    return out;
}

}  // namespace

std::size_t ChoraleSet::frames(std::size_t split) const {
    return std::accumulate(
        splits[split].begin(), splits[split].end(), std::size_t{0},
        [](std::size_t sum, const Chorale& piece) { return sum + piece.size(); });
}

ChoraleSet readChorales(const std::filesystem::path& path) {
    std::ifstream in(path);
    if (!in) throw Error(ExitCode::Input, path.string() + ": cannot be opened");
    const nlohmann::json json = nlohmann::json::parse(in, nullptr, false);
    const auto fail = [&](const std::string& text) {
        throw Error(ExitCode::Input, path.string() + ": " + text);
    };
    if (!json.is_object()) fail("expected a JSON object with train, valid and test");
    ChoraleSet set;
    for (std::size_t s = 0; s < 3; ++s) {
        const std::string name = ChoraleSet::kNames[s];
        const auto pieces = json.find(name);
        if (pieces == json.end() || !pieces->is_array())
            fail("expected a list '" + name + "', found none");
        for (std::size_t p = 0; p < pieces->size(); ++p) {
            const auto& piece = (*pieces)[p];
            const std::string place = fmt::format("{}, piece {}", name, p + 1);
            if (!piece.is_array()) fail(place + ": expected a list of frames");
            Chorale chorale;
            for (const auto& frame : piece) {
                const std::string where = fmt::format("{}, frame {}", place, chorale.size() + 1);
                if (!frame.is_array()) fail(where + ": expected a list of pitches");
                std::vector<int> pitches;
                for (const auto& pitch : frame) {
                    const double value = pitch.is_number() ? pitch.get<double>() : 1e9;
                    const bool silent = value == -1.0 || value == 0.0;
                    if (value != std::floor(value) ||
                        (!silent && (value < kLowest || value >= kLowest + 88.0)))
                        fail(where + ": expected pitches of 21 to 108 or -1, found " +
                             pitch.dump().substr(0, 40));
                    pitches.push_back(silent ? -1 : static_cast<int>(value));
                }
                chorale.push_back(std::move(pitches));
            }
            set.splits[s].push_back(std::move(chorale));
        }
        if (set.frames(s) == 0) fail("expected frames in '" + name + "', found none");
    }
    return set;
}

std::vector<ChoraleFigure> framewise(const ChoraleSet& set) {
    std::array<double, kKeys> sounds{};
    std::array<std::array<double, kKeys>, 2> after{};  // sounding, given that before it did (not)
    std::array<double, kKeys> before{};                // how often it sounded before
    double frames = 0.0;
    for (const Chorale& piece : set.splits[0]) {
        std::vector<std::size_t> last;
        for (const auto& frame : piece) {
            const auto keys = keysOf(frame);
            ++frames;
            for (const std::size_t key : last) ++before[key];
            for (const std::size_t key : keys) {
                ++sounds[key];
                ++after[std::binary_search(last.begin(), last.end(), key) ? 1 : 0][key];
            }
            last = keys;
        }
    }
    ChoraleFigure alone{"independent Bernoulli", {}, {}};
    ChoraleFigure given{"Bernoulli given the same pitch one frame before", {}, {}};
    for (std::size_t s = 0; s < 3; ++s) {
        for (const Chorale& piece : set.splits[s]) {
            std::vector<std::size_t> last;
            for (const auto& frame : piece) {
                const auto keys = keysOf(frame);
                for (std::size_t key = 0; key < kKeys; ++key) {
                    const bool on = std::binary_search(keys.begin(), keys.end(), key);
                    const bool was = std::binary_search(last.begin(), last.end(), key);
                    const double p = half(sounds[key], frames);
                    const double q =
                        half(after[was ? 1 : 0][key], was ? before[key] : frames - before[key]);
                    alone.nats[s] -= std::log(on ? p : 1.0 - p);
                    given.nats[s] -= std::log(on ? q : 1.0 - q);
                }
                last = keys;
            }
        }
        for (ChoraleFigure* figure : {&alone, &given}) {
            figure->count[s] = set.frames(s);
            figure->nats[s] /= static_cast<double>(figure->count[s]);
        }
    }
    return {alone, given};
}

std::vector<ChoraleFigure> noteWise(const ChoraleSet& set) {
    const bool fromBelow = tellsFromBelow(set);
    NoteModel model;
    eachNote(set.splits[0], fromBelow, [&](std::size_t voice, int before, int above, int note) {
        model.add(voice, before, above, note);
    });
    std::array<double, 3> weights = {1.0, 1.0, 1.0};
    const auto cost = [&](int order, std::size_t split, std::size_t& count) {
        double sum = 0.0;
        count = 0;
        eachNote(set.splits[split], fromBelow,
                 [&](std::size_t voice, int before, int above, int note) {
                     sum -= std::log(model.probability(order, voice, before, above, note, weights));
                     ++count;
                 });
        return sum / static_cast<double>(count);
    };
    std::vector<ChoraleFigure> out = {{"unigram a voice", {}, {}},
                                      {"bigram a voice", {}, {}},
                                      {"bigram and the note of the voice above", {}, {}}};
    for (int order = 0; order < 3; ++order) {
        const auto index = static_cast<std::size_t>(order);
        double best = 1.0;
        double least = 1e30;
        std::size_t count = 0;
        for (const double weight : kWeights) {
            weights[index] = weight;
            const double nats = cost(order, 1, count);
            if (nats >= least) continue;
            least = nats;
            best = weight;
        }
        weights[index] = best;
        for (std::size_t s = 0; s < 3; ++s)
            out[index].nats[s] = cost(order, s, out[index].count[s]);
    }
    return out;
}

std::string choraleReport(const ChoraleSet& set, const std::string& file,
                          const std::vector<ChoraleFigure>& trained) {
    std::string out = fmt::format(
        "{}: {} / {} / {} pieces, {} / {} / {} frames (train, valid, "
        "test), {:.0f} frames a piece\n",
        file, set.splits[0].size(), set.splits[1].size(), set.splits[2].size(), set.frames(0),
        set.frames(1), set.frames(2),
        static_cast<double>(set.frames(0)) / static_cast<double>(set.splits[0].size()));
    const auto table = [&](const char* title, const std::vector<ChoraleFigure>& figures) {
        out += fmt::format("\n{:<50} {:>8} {:>8} {:>8}\n", title, "train", "valid", "test");
        for (const ChoraleFigure& figure : figures)
            out += fmt::format("{:<50} {:>8.3f} {:>8.3f} {:>8.3f}\n", figure.model, figure.nats[0],
                               figure.nats[1], figure.nats[2]);
    };
    table("framewise, 88 keys, nats a time step", withTrained(set, trained));
    table("note-wise, four voices, nats a note", noteWise(set));
    out +=
        "\nThe literature's framewise figures are of the quarter grid (about 60 frames a piece), "
        "its note-wise ones of\nsixteenths (about 240): on other grids they compare with nothing. "
        "No transposition. The note-wise models\nand Bernoulli ones are counts of train; the "
        "note-wise smoothing is chosen on valid.\n";
    if (!trained.empty())
        out +=
            "An RNN-RBM is trained on train, and the epoch chosen on valid; its partition function "
            "is estimated by annealed\nimportance sampling in every frame, whose error flatters "
            "it. The literature's figure of an RNN-RBM is 6.27.\n";
    return out;
}

std::string choraleReportJson(const ChoraleSet& set, const std::string& file,
                              const std::vector<ChoraleFigure>& trained) {
    const nlohmann::json json = {
        {"file", file},
        {"pieces", {set.splits[0].size(), set.splits[1].size(), set.splits[2].size()}},
        {"frames", {set.frames(0), set.frames(1), set.frames(2)}},
        {"framewise", toJson(withTrained(set, trained), "time_steps")},
        {"note_wise", toJson(noteWise(set), "notes")}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace arioso::eval
