#pragma once

#include <string>
#include <vector>

#include "score_builder.h"
#include "src/perform/performer.h"

namespace arioso::testing {

/// A sung note; without text it carries on.
inline Note sungAt(double beat, double quarters, const std::string& text,
                   Syllabic place = Syllabic::Single) {
    Note note = noteAt(beat, 67, quarters);
    if (!text.empty()) note.lyrics.push_back({1, text, place, false});
    return note;
}

/// A singer's part performed exactly as written, at 120 quarters a minute.
inline Performance singAll(std::vector<Note> notes, const std::string& language = "en",
                           double humanize = 0.0) {
    Score score = scoreOf(std::move(notes), 52);
    score.parts[0].name = "Soprano";
    score.parts[0].vocal = true;
    score.language = language;
    PerformOptions options;
    options.humanize = humanize;
    return perform(score, options);
}

inline std::string symbolsOf(const PerformedNote& note) {
    std::string out;
    for (const PhonemeSpan& span : note.phonemes) {
        if (span.symbol != "br") out += (out.empty() ? "" : " ") + span.symbol;
    }
    return out;
}

inline const PhonemeSpan* breathOf(const PerformedNote& note) {
    for (const PhonemeSpan& span : note.phonemes) {
        if (span.symbol == "br") return &span;
    }
    return nullptr;
}

}  // namespace arioso::testing
