#include "src/perform/shared_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace arioso {
namespace {

constexpr double kTogether = 0.6;        // of a line's notes that begin with those of another
constexpr std::size_t kMostJoined = 16;  // syllables of one note

/// One voice of one part: the notes that may carry its words, by their beginnings.
struct Line {
    std::size_t part = 0;
    int voice = 1;
    std::map<Beat, std::vector<std::size_t>> notes;
    bool words = false;
};

std::vector<Line> linesOf(const Score& score) {
    std::vector<Line> out;
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        if (!score.parts[p].vocal || score.parts[p].percussion) continue;
        std::map<int, Line> voices;
        const auto& notes = score.parts[p].notes;
        for (std::size_t i = 0; i < notes.size(); ++i) {
            Line& line = voices[notes[i].voice];
            line.part = p;
            line.voice = notes[i].voice;
            line.words = line.words || !notes[i].lyrics.empty();
            if (notes[i].grace == Grace::None) line.notes[notes[i].onset].push_back(i);
        }
        for (auto& [voice, line] : voices) {
            if (!line.notes.empty()) out.push_back(std::move(line));
        }
    }
    return out;
}

bool begins(const Lyric& lyric) {
    return lyric.syllabic == Syllabic::Single || lyric.syllabic == Syllabic::Begin;
}
bool ends(const Lyric& lyric) {
    return lyric.syllabic == Syllabic::Single || lyric.syllabic == Syllabic::End;
}

/// Two syllables that follow one another, on one note.
void join(Lyric& first, const Lyric& second) {
    const bool newWord = ends(first) || begins(second);
    first.text += (newWord ? "\u203f" : "") + second.text;
    // Of several words the first one says how the note begins, the last one how it ends.
    const bool start = begins(first);
    const bool end = ends(second);
    first.syllabic = start ? (end ? Syllabic::Single : Syllabic::Begin)
                           : (end ? Syllabic::End : Syllabic::Middle);
    first.extend = second.extend;
    first.lineEnd = second.lineEnd;
}

void add(std::vector<Lyric>& lyrics, const std::vector<Lyric>& more) {
    for (const Lyric& one : more) {
        const auto same = std::find_if(lyrics.begin(), lyrics.end(), [&](const Lyric& lyric) {
            return lyric.verse == one.verse && lyric.name == one.name && lyric.only == one.only &&
                   lyric.everyPass == one.everyPass;
        });
        if (same == lyrics.end()) {
            lyrics.push_back(one);
        } else {
            join(*same, one);
        }
    }
}

double together(const Line& line, const Line& other) {
    std::size_t count = 0;
    for (const auto& [onset, notes] : line.notes) count += other.notes.count(onset);
    return static_cast<double>(count) / static_cast<double>(line.notes.size());
}

void give(const Line& from, const Line& to, const Score& score, Part& part) {
    const auto& given = score.parts[from.part].notes;
    std::map<Beat, std::size_t> joined;
    for (const auto& [onset, notes] : from.notes) {
        std::vector<Lyric> lyrics;
        for (const std::size_t note : notes) {
            if (lyrics.empty()) lyrics = given[note].lyrics;
        }
        auto place = to.notes.upper_bound(onset);
        if (lyrics.empty() || place == to.notes.begin()) continue;
        --place;
        Note& note = part.notes[place->second.front()];
        const bool sounds = onset < note.onset + note.duration;
        if (!sounds || ++joined[place->first] > kMostJoined) continue;
        add(note.lyrics, lyrics);
    }
}

}  // namespace

std::optional<Score> withSharedWords(const Score& score, const std::vector<std::string>& names,
                                     std::vector<std::string>& remarks) {
    const std::vector<Line> lines = linesOf(score);
    std::set<std::size_t> worded;
    for (const Line& line : lines) {
        if (line.words) worded.insert(line.part);
    }
    const auto nameOf = [&](std::size_t part) {
        return part < names.size() ? names[part] : score.parts[part].name;
    };
    std::optional<Score> out;
    std::set<std::size_t> told;
    for (const Line& line : lines) {
        if (line.words) continue;
        const bool own = worded.count(line.part) > 0;
        const Line* best = nullptr;
        double most = own ? 0.0 : kTogether;
        for (const Line& other : lines) {
            if (!other.words || own != (other.part == line.part)) continue;
            const double share = together(line, other);
            if (share < most || (best != nullptr && share == most)) continue;
            best = &other;
            most = share;
        }
        if (best == nullptr) continue;
        if (!out) out = score;
        give(*best, line, score, out->parts[line.part]);
        if (!own && told.insert(line.part).second) {
            remarks.push_back(fmt::format("{}: no words of its own: it sings those of {}",
                                          nameOf(line.part), nameOf(best->part)));
        }
    }
    return out;
}

}  // namespace arioso
