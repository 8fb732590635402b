#include "tools/train/statistics/clause_labels.h"

#include <algorithm>
#include <numeric>

#include "dsp/error.h"
#include "src/compose/study.h"

namespace arioso::train {
namespace {

constexpr std::size_t kReserve = 16;  // head of a sequence

const Lyric* firstVerse(const Note& note) {
    const Lyric* best = nullptr;
    for (const Lyric& lyric : note.lyrics)
        if (best == nullptr || lyric.verse < best->verse) best = &lyric;
    return best;
}

bool endsClause(const Lyric& lyric) {
    std::string text = lyric.text;
    // Quotation marks and spaces that do not break may stand behind.
    for (const std::string mark : {" ", "\xC2\xA0", "\"", "'", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                   "\xE2\x80\x99", "\xC2\xBB", ")"})
        while (text.size() >= mark.size() &&
               text.compare(text.size() - mark.size(), mark.size(), mark) == 0)
            text.resize(text.size() - mark.size());
    return !text.empty() && std::string(".,;:!?").find(text.back()) != std::string::npos;
}

}  // namespace

std::optional<LabelledTune> labelledTune(const Score& score, std::size_t least) {
    const auto sung = [](const Part& part) {
        return std::count_if(part.notes.begin(), part.notes.end(),
                             [](const Note& note) { return !note.lyrics.empty(); });
    };
    const auto best =
        std::max_element(score.parts.begin(), score.parts.end(),
                         [&](const Part& a, const Part& b) { return sung(a) < sung(b); });
    if (best == score.parts.end() || sung(*best) == 0) return std::nullopt;
    Score voice = score;
    voice.chords.clear();
    voice.parts = {*best};
    voice.parts.front().vocal = true;
    for (Note& note : voice.parts.front().notes) {
        note.velocity.reset();
        note.staff = 1;
    }
    LabelledTune out;
    out.keys = barKeys(score);  // the accompaniment tells the key
    try {
        out.piece = eventsOf(voice, commonestKey(out.keys, 0, score.measures.size()), 0,
                             score.measures.size());
    } catch (const Error&) {
        return std::nullopt;
    }
    out.piece.density = events::kAny;
    out.piece.tempo = events::kAny;
    const Lyric* before = nullptr;
    std::size_t count = 0;
    const auto& notes = voice.parts.front().notes;
    out.labels.resize(out.piece.bars.size());
    for (std::size_t bar = 0; bar < out.labels.size(); ++bar) {
        std::vector<int> labels;
        for (const Note& note : notes) {
            if (note.measure != static_cast<int>(bar) || note.grace != Grace::None ||
                !(Beat{} < note.duration))
                continue;
            const Lyric* lyric = firstVerse(note);
            labels.push_back(lyric == nullptr || before == nullptr ? -1
                             : endsClause(*before)                 ? 1
                                                                   : 0);
            if (lyric != nullptr) before = lyric;
        }
        const auto events = notesOf(out.piece.bars[bar].cells.front());
        bool single = events.size() == labels.size();
        for (std::size_t i = 1; single && i < events.size(); ++i)
            single = events[i].onset > events[i - 1].onset;
        // Where several sing, it cannot be said whose note a symbol is.
        if (!single) labels.assign(events.size(), -1);
        count += static_cast<std::size_t>(
            std::count_if(labels.begin(), labels.end(), [](int label) { return label >= 0; }));
        out.labels[bar] = std::move(labels);
    }
    if (count < least) return std::nullopt;
    return out;
}

std::vector<LabelledSequence> labelledSequences(const LabelledTune& tune, std::size_t symbols) {
    std::vector<LabelledSequence> out;
    std::vector<int> distances;
    const auto flush = [&](std::size_t first, std::size_t count) {
        EventPiece window =
            inKey(barsOf(tune.piece, first, count), commonestKey(tune.keys, first, count));
        window.density = events::kAny;
        window.tempo = events::kAny;
        LabelledSequence one;
        one.symbols = sequenceOf(window);
        one.labels.assign(one.symbols.size(), -1);
        std::size_t bar = first;
        std::size_t place = 0;
        bool any = false;
        bool inside = false;
        int at = 0;
        int before = 0;
        for (std::size_t i = 0; i < one.symbols.size(); ++i) {
            if (one.symbols[i] == events::kBar) {
                if (inside) {
                    at += tune.piece.bars[bar].length;
                    ++bar;
                }
                inside = true;
                place = 0;
            }
            if (!events::isPitch(one.symbols[i])) continue;
            const int onset = at + notesOf(tune.piece.bars[bar].cells.front())[place].onset;
            const int label = tune.labels[bar][place++];
            one.labels[i] = label;
            if (label >= 0) {
                one.distances.push_back(onset - before);
                any = true;
            }
            before = onset;
        }
        if (any) out.push_back(std::move(one));
    };
    std::size_t first = 0;
    std::size_t size = kReserve;
    for (std::size_t bar = 0; bar < tune.piece.bars.size(); ++bar) {
        const std::size_t own = barSize(tune.piece, bar);
        if (bar > first && size + own > symbols) {
            flush(first, bar - first);
            first = bar;
            size = kReserve;
        }
        size += own;
    }
    if (first < tune.piece.bars.size()) flush(first, tune.piece.bars.size() - first);
    return out;
}

double averagePrecision(const std::vector<double>& scores, const std::vector<int>& labels) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    double hits = 0.0;
    double seen = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < order.size();) {
        double found = 0.0;
        std::size_t k = i;
        for (; k < order.size() && scores[order[k]] == scores[order[i]]; ++k)
            found += labels[order[k]] == 1 ? 1.0 : 0.0;
        hits += found;
        seen += static_cast<double>(k - i);
        sum += found * hits / seen;
        i = k;
    }
    return hits > 0.0 ? sum / hits : 0.0;
}

}  // namespace arioso::train
