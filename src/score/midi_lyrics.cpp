#include "src/score/midi_lyrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "src/score/text_encoding.h"
#include "src/score/voice_words.h"

namespace arioso {
namespace {

/// Lyric tracks beside the notes' own that are matched to a part by their times.
constexpr int kMostLooseTracks = 64;
/// Fewer text events than this are remarks, not a song text.
constexpr std::size_t kFewTexts = 8;

struct Event {
    std::int64_t tick = 0;
    std::string raw;
};

struct Syllable {
    std::int64_t tick = 0;
    int verse = 1;
    std::string text;
    bool joinsNext = false;
    bool extend = false;
};

bool isBreak(char c) {
    return c == '/' || c == '\\' || c == '\r' || c == '\n';
}
bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

/// How a track tells words from syllables.
enum class Style { Hyphens, Blanks, WordsOnly };

Style styleOf(const std::vector<Event>& events) {
    std::size_t hyphens = 0;
    std::size_t blanks = 0;
    for (const Event& event : events) {
        const std::string_view text = trimmed(event.raw);
        if (text.size() > 1 && text.back() == '-') ++hyphens;
        if (text.empty()) continue;
        if (isBlank(event.raw.front()) || isBlank(event.raw.back()) || isBreak(event.raw.front())) {
            ++blanks;
        }
    }
    if (hyphens > 0) return Style::Hyphens;
    return blanks * 5 > events.size() ? Style::Blanks : Style::WordsOnly;
}

std::vector<Syllable> syllablesOf(const std::vector<Event>& events) {
    const Style style = styleOf(events);
    std::vector<Syllable> out;
    bool boundary = true;
    for (const Event& event : events) {
        std::string_view text = event.raw;
        bool startsWord = text.empty() || isBlank(text.front()) || isBreak(text.front());
        while (!text.empty() && (isBreak(text.front()) || isBlank(text.front()))) {
            text.remove_prefix(1);
        }
        const bool endsWord = !text.empty() && (isBlank(text.back()) || isBreak(text.back()));
        text = trimmed(text);
        if (text.empty() || text == "-" || text == "_") {
            // A blank event marks the note on which a melisma goes on.
            if (!out.empty() && !text.empty()) out.back().extend = true;
            boundary = boundary || startsWord;
            continue;
        }
        if (style == Style::Blanks && !out.empty()) {
            startsWord = startsWord || boundary;
            out.back().joinsNext = !startsWord;
        }
        Syllable syllable;
        syllable.tick = event.tick;
        if (style == Style::Hyphens && text.size() > 1 && text.back() == '-') {
            syllable.joinsNext = true;
            text.remove_suffix(1);
        }
        if (text.size() > 1 && text.back() == '_') {
            syllable.extend = true;
            text.remove_suffix(1);
        }
        syllable.text = std::string(text);
        if (!out.empty() && out.back().tick == event.tick) syllable.verse = out.back().verse + 1;
        boundary = endsWord;
        out.push_back(std::move(syllable));
    }
    return out;
}

class LyricLayer {
  public:
    LyricLayer(std::vector<MidiStrand>& strands, std::int64_t tolerance)
        : strands_(strands), tolerance_(tolerance) {}

    /// Part whose onsets meet most of the syllables; nullptr if less than half do.
    MidiStrand* bestStrand(const std::vector<Event>& events, int track) {
        MidiStrand* best = nullptr;
        double bestScore = 0.0;
        for (MidiStrand& strand : strands_) {
            std::size_t hits = 0;
            for (const Event& event : events) {
                if (std::binary_search(strand.onsetTicks.begin(), strand.onsetTicks.end(),
                                       event.tick)) {
                    ++hits;
                }
            }
            if (hits * 2 < events.size() || strand.part.percussion) continue;
            // Among equals, the part with the fewest other onsets is the melody.
            std::size_t onsets = 1;
            for (std::size_t i = 1; i < strand.onsetTicks.size(); ++i) {
                if (strand.onsetTicks[i] != strand.onsetTicks[i - 1]) ++onsets;
            }
            double score = static_cast<double>(hits) -
                           0.1 * static_cast<double>(onsets) / static_cast<double>(events.size());
            if (strand.track == track) score += static_cast<double>(events.size());
            if (best == nullptr || score > bestScore) {
                best = &strand;
                bestScore = score;
            }
        }
        return best;
    }

    /// Returns how many syllables found no note.
    std::size_t lay(const std::vector<Syllable>& syllables, MidiStrand& strand) const {
        std::map<int, bool> inWord;  // by verse
        std::size_t lost = 0;
        std::map<int, std::int64_t> lastNote;
        for (const Syllable& syllable : syllables) {
            bool& inside = inWord[syllable.verse];
            Lyric lyric;
            lyric.verse = syllable.verse;
            lyric.text = syllable.text;
            lyric.extend = syllable.extend;
            lyric.syllabic = inside ? (syllable.joinsNext ? Syllabic::Middle : Syllabic::End)
                                    : (syllable.joinsNext ? Syllabic::Begin : Syllabic::Single);
            inside = syllable.joinsNext;
            const auto after = lastNote.find(syllable.verse);
            const std::ptrdiff_t note =
                noteFor(strand, syllable.tick, after == lastNote.end() ? -1 : after->second);
            if (note < 0) {
                ++lost;
                continue;
            }
            const auto index = static_cast<std::size_t>(note);
            lastNote[syllable.verse] = strand.onsetTicks[index];
            strand.part.notes[index].lyrics.push_back(std::move(lyric));
            strand.part.vocal = true;
        }
        return lost;
    }

  private:
    /// Highest note of the onset nearest to `tick` within the tolerance and later than `after`.
    [[nodiscard]] std::ptrdiff_t noteFor(const MidiStrand& strand, std::int64_t tick,
                                         std::int64_t after) const {
        const auto& onsets = strand.onsetTicks;
        auto next = std::lower_bound(onsets.begin(), onsets.end(), tick);
        auto best = onsets.end();
        if (next != onsets.end()) best = next;
        if (next != onsets.begin()) {
            const auto before = std::prev(next);
            if (best == onsets.end() || tick - *before < *best - tick) best = before;
        }
        if (best == onsets.end()) return -1;
        if (*best <= after) best = std::upper_bound(onsets.begin(), onsets.end(), after);
        if (best == onsets.end() || std::abs(*best - tick) > tolerance_) return -1;
        // Notes of one onset are sorted by pitch: the last of them carries the tune.
        return std::upper_bound(best, onsets.end(), *best) - onsets.begin() - 1;
    }

    std::vector<MidiStrand>& strands_;
    std::int64_t tolerance_;
};

std::string languageOfTag(const std::string& tag) {
    static const std::map<std::string, std::string> kTags = {
        {"ENGL", "en"}, {"GERM", "de"}, {"DEUT", "de"}, {"FRAN", "fr"}, {"FREN", "fr"},
        {"SPAN", "es"}, {"ITAL", "it"}, {"PORT", "pt"}, {"DUTC", "nl"}, {"LATI", "la"},
        {"SWED", "sv"}, {"FINN", "fi"}, {"JAPA", "ja"}, {"CHIN", "zh"}, {"POLI", "pl"}};
    const auto it = kTags.find(tag.substr(0, 4));
    return it == kTags.end() ? std::string{} : it->second;
}

/// Takes the tags of karaoke files out of the text: @K type, @L language, @T title and author.
void takeTags(std::vector<Event>& events, Score& score) {
    std::erase_if(events, [&](const Event& event) {
        const std::string_view text = trimmed(event.raw);
        if (text.size() < 2 || text.front() != '@') return false;
        const std::string rest(trimmed(text.substr(2)));
        if (text[1] == 'L' && score.language.empty()) score.language = languageOfTag(rest);
        if (text[1] == 'T' && score.title.empty()) {
            score.title = rest;
        } else if (text[1] == 'T' && score.composer.empty()) {
            score.composer = rest;
        }
        return true;
    });
}

using Tracks = std::map<int, std::vector<Event>>;

Tracks eventsOfType(const MidiFile& file, std::span<const std::byte> bytes, std::uint8_t type,
                    const std::string& encoding) {
    Tracks out;
    for (const MidiEvent& event : file.events) {
        if (!event.isMeta(type)) continue;
        std::string raw;
        raw.reserve(event.length);
        for (const std::byte b : bytes.subspan(event.offset, event.length)) {
            raw.push_back(static_cast<char>(std::to_integer<unsigned char>(b)));
        }
        raw = toUtf8(raw, encoding);
        // Soft Karaoke and Yamaha put display tags like {@latin} or <%...> before the words.
        if (raw.starts_with("{@") || raw.starts_with("{#")) raw.erase(0, raw.find('}') + 1);
        out[event.track].push_back({event.tick, std::move(raw)});
    }
    return out;
}

std::size_t wordCount(const Tracks& tracks) {
    std::size_t count = 0;
    for (const auto& [track, events] : tracks) {
        for (const Event& event : events) count += trimmed(event.raw).empty() ? 0U : 1U;
    }
    return count;
}

}  // namespace

void attachMidiLyrics(const MidiFile& file, std::span<const std::byte> bytes,
                      const std::string& encoding, std::vector<MidiStrand>& strands, Score& score,
                      Diagnostics& diagnostics) {
    Tracks tracks = eventsOfType(file, bytes, 0x05, encoding);
    const bool karaoke = wordCount(tracks) == 0;
    if (karaoke) {
        tracks = eventsOfType(file, bytes, 0x01, encoding);
        for (auto& [track, events] : tracks) {
            takeTags(events, score);
            std::erase_if(
                events, [](const Event& event) { return readVoiceSetting(event.raw).has_value(); });
        }
        std::erase_if(tracks, [](const auto& entry) { return entry.second.size() < kFewTexts; });
    }
    const std::int64_t quarter =
        std::max<std::int64_t>(1, file.division.ticksPerUnit / file.division.quartersPerUnit);
    LyricLayer layer(strands, quarter / 2);
    int loose = 0;
    for (auto& [track, events] : tracks) {
        if (wordCount({{track, events}}) == 0 || ++loose > kMostLooseTracks) continue;
        std::vector<Event> words = events;
        std::erase_if(words, [](const Event& event) { return trimmed(event.raw).empty(); });
        MidiStrand* strand = layer.bestStrand(words, track);
        if (strand == nullptr) {
            if (!karaoke) {
                diagnostics.add("", "",
                                fmt::format("the lyrics of track {} fit no part", track + 1));
            }
            continue;
        }
        const std::size_t lost = layer.lay(syllablesOf(events), *strand);
        if (lost > 0) {
            diagnostics.add(strand->part.id, "", fmt::format("{} syllables found no note", lost));
        }
    }
}

}  // namespace arioso
