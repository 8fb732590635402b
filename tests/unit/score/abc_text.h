#pragma once

#include <string>
#include <vector>

#include "src/score/reader.h"
#include "tests/unit/score/midi_bytes.h"

namespace arioso::test {

inline Score readTunes(const std::string& text, std::optional<int> tune = {}) {
    ReadOptions options;
    options.tune = tune;
    return readAbc(asBytes(text), "test.abc", options);
}

/// A tune of quarters in 4/4 and C; `head` holds more fields.
inline Score readTune(const std::string& music, const std::string& head = "",
                      const std::string& key = "C") {
    return readTunes("X:1\nM:4/4\nL:1/4\n" + head + "K:" + key + "\n" + music + "\n");
}

inline std::vector<double> pitchesOf(const Part& part) {
    std::vector<double> out;
    for (const Note& note : part.notes) out.push_back(note.pitch);
    return out;
}
inline std::vector<double> onsetsOf(const Part& part) {
    std::vector<double> out;
    for (const Note& note : part.notes) out.push_back(note.onset.value());
    return out;
}
inline std::vector<double> durationsOf(const Part& part) {
    std::vector<double> out;
    for (const Note& note : part.notes) out.push_back(note.duration.value());
    return out;
}

/// All remarks in one text.
inline std::string remarksOf(const Score& score) {
    std::string out;
    for (const Diagnostic& one : score.diagnostics) out += one.part + ": " + one.text + "\n";
    return out;
}

}  // namespace arioso::test
