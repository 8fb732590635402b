#include "src/lyrics/report.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace arioso {
namespace {

std::string clock(double seconds) {
    const auto tenths = static_cast<long>(std::lround(seconds * 100.0));
    return fmt::format("{}:{:02}.{:02}", tenths / 6000, tenths / 100 % 60, tenths % 100);
}

/// "12.2.5": measure 12, in the middle of its second beat.
std::string placeOf(const Score& score, const Note& note) {
    if (note.measure < 0 || static_cast<std::size_t>(note.measure) >= score.measures.size()) {
        return "?";
    }
    const Measure& measure = score.measures[static_cast<std::size_t>(note.measure)];
    const double beat = (note.onset - measure.start).value() * measure.beatType / 4.0 + 1.0;
    return fmt::format("measure {} beat {:g}", measure.number, std::round(beat * 100.0) / 100.0);
}

/// Whether a note is on a pass that its lyric is meant for.
bool comes(const Lyric& lyric, const Score& score, const Note& note) {
    if (lyric.only.empty() || note.measure < 0) return true;
    const auto measure = static_cast<std::size_t>(note.measure);
    return measure >= score.measures.size() ||
           std::find(lyric.only.begin(), lyric.only.end(), score.measures[measure].pass) !=
               lyric.only.end();
}

std::string syllablesOf(const std::vector<Lyric>& lyrics, bool held) {
    if (lyrics.empty()) return held ? "_" : "(no words)";
    std::string out;
    for (const Lyric& lyric : lyrics) {
        if (!out.empty()) out += " | ";
        const bool continues =
            lyric.syllabic == Syllabic::Middle || lyric.syllabic == Syllabic::End;
        const bool leads = lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle;
        out += (continues ? "-" : "") + lyric.text + (leads ? "-" : "");
    }
    return out;
}

}  // namespace

std::string noteName(double pitch) {
    constexpr std::array kNames = {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
    const long key = std::lround(std::clamp(pitch, 0.0, 127.0));
    return fmt::format("{}{}", kNames[static_cast<std::size_t>(key % 12)], key / 12 - 1);
}

std::vector<std::string> lyricsReport(const Score& score, const Part& part) {
    const TempoMap tempo(score.tempos);
    std::vector<std::string> out;
    bool held = false;
    for (const Note& note : part.notes) {
        if (note.grace != Grace::None) continue;
        std::vector<Lyric> lyrics = note.lyrics;
        std::erase_if(lyrics, [&](const Lyric& lyric) { return !comes(lyric, score, note); });
        const double onset = note.onset.value();
        if (!lyrics.empty()) {
            const Lyric& first = lyrics.front();
            // A word that goes on, or a line drawn behind it, is held over the notes without text.
            held = first.extend || first.syllabic == Syllabic::Begin ||
                   first.syllabic == Syllabic::Middle;
        }
        out.push_back(fmt::format("{:<22} {:>8} {:<4} {}", placeOf(score, note),
                                  clock(tempo.seconds(onset)), noteName(note.pitch),
                                  syllablesOf(lyrics, held)));
    }
    return out;
}

}  // namespace arioso
