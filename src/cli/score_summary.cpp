#include "src/cli/score_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "src/cli/progress_bar.h"
#include "src/condition/instruments.h"
#include "src/perform/sung_text.h"
#include "src/score/gm_programs.h"
#include "src/synth/render_plan.h"

namespace arioso::cli {
namespace {

void addChange(std::vector<std::string>& list, std::string text) {
    if (list.empty() || list.back() != text) list.push_back(std::move(text));
}

std::string joined(const std::vector<std::string>& list) {
    constexpr std::size_t kShown = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(list.size(), kShown); ++i)
        text += (i == 0 ? "" : ", ") + list[i];
    if (list.size() > kShown) text += fmt::format(", and {} changes more", list.size() - kShown);
    return text;
}

std::string noteName(int key) {
    static constexpr std::array kNames{"C",  "C#", "D",  "Eb", "E",  "F",
                                       "F#", "G",  "Ab", "A",  "Bb", "B"};
    return fmt::format("{}{}", kNames[static_cast<std::size_t>(((key % 12) + 12) % 12)],
                       static_cast<int>(std::floor(key / 12.0)) - 1);
}

ScoreSummary::PartSummary summarisePart(const Part& part, const InstrumentTable* instruments) {
    ScoreSummary::PartSummary out;
    out.name = part.name.empty() ? part.id : part.name;
    out.program = part.percussion ? "drums" : gmProgramName(part.program);
    out.programNumber = part.percussion ? 0 : part.program + 1;
    out.vocal = part.vocal;
    out.notes = part.notes.size();
    double lowest = 127.0;
    double highest = 0.0;
    for (const Note& note : part.notes) {
        lowest = std::min(lowest, note.pitch);
        highest = std::max(highest, note.pitch);
        if (!note.lyrics.empty()) ++out.syllables;
    }
    if (instruments != nullptr) {
        const bool sings = part.vocal && out.syllables > 0;
        out.instrument =
            playerOf(*instruments, part.program, part.percussion, sings, &out.exact).id;
    }
    if (!part.notes.empty()) {
        out.lowest = static_cast<int>(std::lround(lowest));
        out.highest = static_cast<int>(std::lround(highest));
    }
    return out;
}

void summariseTempo(const Score& score, ScoreSummary& out) {
    if (score.tempos.empty()) return;
    const auto [low, high] = std::minmax_element(
        score.tempos.begin(), score.tempos.end(),
        [](const auto& a, const auto& b) { return a.quartersPerMinute < b.quartersPerMinute; });
    out.lowestTempo = low->quartersPerMinute;
    out.highestTempo = high->quartersPerMinute;
    out.startTempo = TempoMap(score.tempos).tempoAt(0.0);
}

std::string tempoText(const ScoreSummary& summary) {
    if (summary.highestTempo - summary.lowestTempo < 0.5)
        return fmt::format("{:.0f} quarter notes a minute", summary.startTempo);
    return fmt::format("{:.0f} quarter notes a minute at the start, {:.0f} to {:.0f} later",
                       summary.startTempo, summary.lowestTempo, summary.highestTempo);
}

std::string sectionText(const ScoreSummary& summary) {
    constexpr std::size_t kShown = 24;
    std::string text;
    for (std::size_t i = 0; i < std::min(summary.sections.size(), kShown); ++i)
        text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", summary.sections[i].name,
                            summary.sections[i].measure);
    if (summary.sections.size() > kShown)
        text += fmt::format(", and {} more", summary.sections.size() - kShown);
    return text;
}

std::string place(const Diagnostic& diagnostic) {
    std::string text;
    if (!diagnostic.part.empty()) text += diagnostic.part + ", ";
    if (!diagnostic.measure.empty()) text += "measure " + diagnostic.measure + ", ";
    if (!text.empty()) text.replace(text.size() - 2, 2, ": ");
    return text + diagnostic.text;
}

}  // namespace

std::string keyName(int fifths, bool minor) {
    // Names along the circle of fifths, from F-double-flat's side to the sharps.
    static constexpr std::array kLetters{'F', 'C', 'G', 'D', 'A', 'E', 'B'};
    const int place = fifths + 1 + (minor ? 3 : 0);
    const int octave = static_cast<int>(std::floor(place / 7.0));
    const auto letter = kLetters[static_cast<std::size_t>(place - 7 * octave)];
    std::string name(1, letter);
    for (int i = 0; i < octave; ++i) name += "-sharp";
    for (int i = 0; i > octave; --i) name += "-flat";
    return name + (minor ? " minor" : " major");
}

std::string wordsOf(const Part& part) {
    std::string words;
    bool open = false;
    for (const Note& note : part.notes) {
        if (note.lyrics.empty()) continue;
        const Lyric& lyric = note.lyrics.front();
        if (lyric.text.empty()) continue;
        if (!open && !words.empty()) words += ' ';
        words += shownSyllable(lyric.text);
        open = lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle;
    }
    return words;
}

ScoreSummary summarise(const Score& score, const std::filesystem::path& dataFolder) {
    ScoreSummary out;
    out.title = score.title;
    out.composer = score.composer;
    out.lyricist = score.lyricist;
    out.language = score.language;
    out.seconds = TempoMap(score.tempos).seconds(score.end().value());
    out.measures = score.measures.size();
    for (const Measure& measure : score.measures) {
        addChange(out.keys, keyName(measure.fifths, measure.minor));
        addChange(out.metres, fmt::format("{}/{}", measure.beats, measure.beatType));
        if (!measure.section.empty()) out.sections.push_back({measure.section, measure.number});
    }
    summariseTempo(score, out);
    std::optional<InstrumentTable> instruments;
    if (!dataFolder.empty())
        instruments = InstrumentTable::load(dataFolder / "configs" / "instruments.toml");
    for (const Part& part : score.parts) {
        out.parts.push_back(summarisePart(part, instruments ? &*instruments : nullptr));
        if (out.lyrics.empty() && out.parts.back().syllables > 0) out.lyrics = wordsOf(part);
    }
    out.diagnostics = score.diagnostics;
    return out;
}

nlohmann::json toJson(const ScoreSummary& summary) {
    nlohmann::json parts = nlohmann::json::array();
    for (const auto& part : summary.parts) {
        parts.push_back({{"name", part.name},
                         {"program", part.program},
                         {"program_number", part.programNumber},
                         {"instrument", part.instrument},
                         {"exact", part.exact},
                         {"vocal", part.vocal},
                         {"notes", part.notes},
                         {"lowest", part.lowest},
                         {"highest", part.highest},
                         {"syllables", part.syllables}});
    }
    nlohmann::json sections = nlohmann::json::array();
    for (const auto& one : summary.sections)
        sections.push_back({{"name", one.name}, {"measure", one.measure}});
    nlohmann::json diagnostics = nlohmann::json::array();
    for (const auto& one : summary.diagnostics)
        diagnostics.push_back({{"part", one.part}, {"measure", one.measure}, {"text", one.text}});
    return {{"title", summary.title},
            {"composer", summary.composer},
            {"lyricist", summary.lyricist},
            {"language", summary.language},
            {"seconds", summary.seconds},
            {"measures", summary.measures},
            {"keys", summary.keys},
            {"metres", summary.metres},
            {"tempo",
             {{"start", summary.startTempo},
              {"lowest", summary.lowestTempo},
              {"highest", summary.highestTempo}}},
            {"sections", sections},
            {"parts", parts},
            {"lyrics", summary.lyrics},
            {"not_understood", diagnostics}};
}

std::string toText(const ScoreSummary& summary) {
    std::string out;
    const auto line = [&out](const char* label, const std::string& text) {
        if (!text.empty()) out += fmt::format("{:<10} {}\n", label, text);
    };
    line("title", summary.title);
    line("composer", summary.composer);
    line("words by", summary.lyricist);
    line("length", fmt::format("{} in {} measures", clockTime(summary.seconds), summary.measures));
    line("key", joined(summary.keys));
    line("metre", joined(summary.metres));
    line("tempo", tempoText(summary));
    line("sections", sectionText(summary));
    int number = 0;
    for (const auto& part : summary.parts) {
        std::string text =
            fmt::format("{}, {}", part.name.empty() ? "(no name)" : part.name, part.program);
        if (part.programNumber > 0) text += fmt::format(" ({})", part.programNumber);
        if (!part.instrument.empty())
            text += fmt::format(" -> {}{}", part.instrument, part.exact ? "" : ", the nearest");
        text += fmt::format(", {} notes", part.notes);
        if (part.notes > 0 && part.programNumber > 0)
            text += fmt::format(" {} to {}", noteName(part.lowest), noteName(part.highest));
        if (part.syllables > 0) text += fmt::format(", {} syllables", part.syllables);
        line(fmt::format("part {}", ++number).c_str(), text);
    }
    if (!summary.lyrics.empty()) {
        constexpr std::size_t kShown = 400;
        std::string words = summary.lyrics;
        if (words.size() > kShown) {
            words.resize(words.rfind(' ', kShown) == std::string::npos ? kShown
                                                                       : words.rfind(' ', kShown));
            words += " ...";
        }
        line("words", words);
    }
    for (const auto& diagnostic : summary.diagnostics) line("note", place(diagnostic));
    return out;
}

}  // namespace arioso::cli
