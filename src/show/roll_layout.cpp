#include "src/show/roll_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "src/score/direction_words.h"

namespace arioso {
namespace {

/// Points that a quarter takes: at least, at most, and for a letter of a syllable.
constexpr double kNarrowest = 30.0;
constexpr double kWidest = 92.0;
constexpr double kLetter = 5.4;
/// Part of the syllables that must fit without touching the next.
constexpr double kFitting = 0.92;
constexpr double kLeastRange = 12.0;
constexpr std::size_t kMostVerses = 4;
constexpr double kDefaultLevel = 0.6;

double letters(const std::string& text) {
    double count = 0.0;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if ((code & 0xC0U) == 0x80U) continue;
        // Han and kana are twice as wide.
        count += code >= 0xE3U ? 2.0 : 1.0;
    }
    return count;
}

double pointsPerQuarter(const Score& score) {
    std::vector<double> needs;
    for (const Part& part : score.parts) {
        const Note* before = nullptr;
        for (const Note& note : part.notes) {
            if (note.lyrics.empty()) continue;
            if (before != nullptr && before->onset < note.onset) {
                const double width = (letters(before->lyrics.front().text) + 1.0) * kLetter;
                needs.push_back(width / (note.onset - before->onset).value());
            }
            before = &note;
        }
    }
    if (needs.empty()) return 40.0;
    std::sort(needs.begin(), needs.end());
    const auto index = static_cast<std::size_t>(static_cast<double>(needs.size()) * kFitting);
    return std::clamp(needs[std::min(index, needs.size() - 1)], kNarrowest, kWidest);
}

const char* signOf(double level) {
    static constexpr std::array kSigns = {"pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff"};
    const auto miss = [&](const char* sign) { return std::abs(*readDynamic(sign)->level - level); };
    return *std::min_element(kSigns.begin(), kSigns.end(),
                             [&](const char* a, const char* b) { return miss(a) < miss(b); });
}

class Layout {
  public:
    Layout(const Score& score, double width) : score_(score) {
        out_.quartersPerLine = width / pointsPerQuarter(score);
    }

    RollLayout lay() {
        lines();
        for (std::size_t p = 0; p < score_.parts.size(); ++p) {
            notes(static_cast<int>(p), score_.parts[p]);
        }
        for (RollSystem& system : out_.systems) range(system);
        for (const ChordSymbol& chord : score_.chords) {
            if (RollSystem* system = at(chord.at.value())) {
                system->chords.push_back({chord.at.value(), chord.text, -1});
            }
        }
        tempos();
        dynamics();
        return std::move(out_);
    }

  private:
    void lines() {
        std::size_t i = 0;
        const auto& measures = score_.measures;
        double longest = 0.0;
        while (i < measures.size()) {
            RollSystem system;
            system.firstMeasure = i;
            system.start = measures[i].start.value();
            system.end = system.start;
            while (i < measures.size()) {
                const double end = (measures[i].start + measures[i].length).value();
                const bool first = i == system.firstMeasure;
                if (!first && end - system.start > out_.quartersPerLine + 1e-9) break;
                system.end = end;
                ++i;
            }
            system.lastMeasure = i;
            longest = std::max(longest, system.end - system.start);
            out_.systems.push_back(std::move(system));
        }
        if (out_.systems.empty()) {
            out_.systems.emplace_back();
            out_.systems.back().end = longest = std::max(4.0, score_.end().value());
        }
        out_.systems.back().end = std::max(out_.systems.back().end, score_.end().value());
        longest = std::max(longest, out_.systems.back().end - out_.systems.back().start);
        // Lines are as wide as the longest of them, so that the page is used.
        out_.quartersPerLine = longest;
    }

    RollSystem* at(double quarters) {
        auto next = std::upper_bound(
            out_.systems.begin(), out_.systems.end(), quarters + 1e-9,
            [](double place, const RollSystem& system) { return place < system.start; });
        return next == out_.systems.begin() ? nullptr : &*std::prev(next);
    }

    void notes(int index, const Part& part) {
        double level = kDefaultLevel;
        std::size_t mark = 0;
        for (const Note& note : part.notes) {
            while (mark < part.dynamics.size() && part.dynamics[mark].at <= note.onset) {
                level = static_cast<double>(part.dynamics[mark++].level);
            }
            RollNote one;
            one.part = index;
            one.pitch = note.pitch;
            one.percussion = part.percussion;
            one.grace = note.grace != Grace::None;
            one.level = note.velocity.value_or(static_cast<float>(level));
            one.start = note.onset.value();
            one.end = (note.onset + note.duration).value();
            words(index, note);
            // A note held over the end of a line is drawn on both.
            for (RollSystem* system = at(one.start);
                 system != nullptr && system < out_.systems.data() + out_.systems.size();
                 ++system) {
                RollNote piece = one;
                piece.start = std::max(one.start, system->start);
                piece.end = std::min(one.end, system->end);
                system->notes.push_back(piece);
                if (one.end <= system->end + 1e-9) break;
            }
        }
    }

    void words(int part, const Note& note) {
        RollSystem* system = at(note.onset.value());
        if (system == nullptr) return;
        for (const Lyric& lyric : note.lyrics) {
            if (lyric.text.empty()) continue;
            const auto same = [&](const RollVerse& line) {
                return line.part == part && line.verse == lyric.verse;
            };
            auto line = std::find_if(system->verses.begin(), system->verses.end(), same);
            if (line == system->verses.end()) {
                const auto own = std::count_if(system->verses.begin(), system->verses.end(),
                                               [&](const RollVerse& v) { return v.part == part; });
                if (static_cast<std::size_t>(own) >= kMostVerses) continue;
                system->verses.push_back({part, lyric.verse});
                system->words.emplace_back();
                line = std::prev(system->verses.end());
            }
            std::string text = lyric.text;
            if (lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle) {
                text += '-';
            }
            const auto index = static_cast<std::size_t>(line - system->verses.begin());
            system->words[index].push_back({note.onset.value(), std::move(text), part});
        }
    }

    static void range(RollSystem& system) {
        bool any = false;
        std::set<int> drums;
        for (const RollNote& note : system.notes) {
            if (note.percussion) {
                drums.insert(static_cast<int>(std::lround(note.pitch)));
                continue;
            }
            system.lowest = any ? std::min(system.lowest, note.pitch) : note.pitch;
            system.highest = any ? std::max(system.highest, note.pitch) : note.pitch;
            any = true;
        }
        system.drumKeys.assign(drums.begin(), drums.end());
        if (!any) {
            system.lowest = system.highest = 0.0;
            return;
        }
        const double missing = std::max(0.0, kLeastRange - (system.highest - system.lowest));
        system.lowest = std::floor(system.lowest - 1.0 - missing / 2.0);
        system.highest = std::ceil(system.highest + 1.0 + missing / 2.0);
    }

    void tempos() {
        std::string shown;
        for (std::size_t i = 0; i < score_.tempos.size(); ++i) {
            const TempoChange& change = score_.tempos[i];
            if (i + 1 < score_.tempos.size() && score_.tempos[i + 1].at == change.at) continue;
            std::string text = fmt::format("\u2669 = {}", std::lround(change.quartersPerMinute));
            const bool glides = change.ramp && i + 1 < score_.tempos.size();
            if (text == shown && !glides) continue;
            shown = text;
            if (glides) {
                const bool slower =
                    score_.tempos[i + 1].quartersPerMinute < change.quartersPerMinute;
                text += slower ? " rit." : " accel.";
            }
            if (RollSystem* system = at(change.at.value())) {
                system->tempos.push_back({change.at.value(), text, -1});
            }
        }
    }

    /// A sign that several parts share at one place is shown once.
    void dynamics() {
        std::map<std::pair<double, std::string>, int> places;
        for (std::size_t p = 0; p < score_.parts.size(); ++p) {
            std::string shown;
            for (const DynamicMark& mark : score_.parts[p].dynamics) {
                const std::string sign = signOf(static_cast<double>(mark.level));
                if (sign == shown) continue;
                shown = sign;
                const auto [it, fresh] =
                    places.try_emplace({mark.at.value(), sign}, static_cast<int>(p));
                if (!fresh) it->second = -1;
            }
        }
        for (const auto& [place, part] : places) {
            if (RollSystem* system = at(place.first)) {
                system->dynamics.push_back({place.first, place.second, part});
            }
        }
    }

    const Score& score_;
    RollLayout out_;
};

}  // namespace

RollLayout layRoll(const Score& score, double width) {
    return Layout(score, width).lay();
}

}  // namespace arioso
