#pragma once

#include <string>
#include <vector>

#include "src/score/reader.h"
#include "tests/unit/score/midi_bytes.h"

namespace arioso::test {

/// One <note>; `pitch` like "C4", "F#5", "Bb3"; durations in divisions, 4 a quarter.
inline std::string note(const std::string& pitch, int duration, const std::string& more = "",
                        const std::string& before = "") {
    const int alter = pitch.size() < 3 ? 0 : pitch[1] == '#' ? 1 : -1;
    return "<note>" + before + "<pitch><step>" + pitch.substr(0, 1) + "</step>" +
           (alter == 0 ? "" : "<alter>" + std::to_string(alter) + "</alter>") + "<octave>" +
           pitch.back() + "</octave></pitch>" +
           (duration > 0 ? "<duration>" + std::to_string(duration) + "</duration>" : "") + more +
           "</note>";
}

inline std::string rest(int duration) {
    return "<note><rest/><duration>" + std::to_string(duration) + "</duration></note>";
}

inline std::string lyric(const std::string& text, const std::string& syllabic = "single",
                         const std::string& attributes = "number=\"1\"") {
    return "<lyric " + attributes + "><syllabic>" + syllabic + "</syllabic><text>" + text +
           "</text></lyric>";
}

inline std::string words(const std::string& text) {
    return "<direction><direction-type><words>" + text + "</words></direction-type></direction>";
}

inline std::string barline(const std::string& location, const std::string& content) {
    return "<barline location=\"" + location + "\">" + content + "</barline>";
}
inline const std::string kForward = barline("left", "<repeat direction=\"forward\"/>");
inline const std::string kBackward = barline("right", "<repeat direction=\"backward\"/>");

/// A part-wise document; `parts` holds each part's bars. Divisions are 4 unless a bar says
/// otherwise.
inline std::string document(const std::vector<std::vector<std::string>>& parts,
                            const std::string& partList = "", const std::string& head = "") {
    std::string out =
        "<?xml version=\"1.0\"?><score-partwise version=\"4.0\">" + head + "<part-list>";
    std::string body;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const std::string id = "P" + std::to_string(p + 1);
        if (partList.empty()) {
            out += "<score-part id=\"" + id + "\"><part-name>Violin</part-name></score-part>";
        }
        body += "<part id=\"" + id + "\">";
        for (std::size_t i = 0; i < parts[p].size(); ++i) {
            body += "<measure number=\"" + std::to_string(i + 1) + "\">";
            if (i == 0) body += "<attributes><divisions>4</divisions></attributes>";
            body += parts[p][i] + "</measure>";
        }
        body += "</part>";
    }
    return out + partList + "</part-list>" + body + "</score-partwise>";
}

inline Score readXml(const std::string& xml, const ReadLimits& limits = {}) {
    return readMusicXml(asBytes(xml), "test.musicxml", limits);
}
inline Score readBars(const std::vector<std::string>& bars) {
    return readXml(document({bars}));
}

/// Texts of the notes' lyrics, "-" behind syllables that lead on, "|" between verses.
inline std::vector<std::string> lyricsOf(const Part& part) {
    std::vector<std::string> out;
    for (const Note& one : part.notes) {
        std::string text;
        for (const Lyric& lyric : one.lyrics) {
            const bool leads =
                lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle;
            text += (text.empty() ? "" : "|") + lyric.text + (leads ? "-" : "");
        }
        out.push_back(text);
    }
    return out;
}

}  // namespace arioso::test
