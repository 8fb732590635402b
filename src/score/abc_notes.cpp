#include "src/score/abc_notes.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "src/score/spelling.h"

namespace arioso {
namespace {

constexpr std::string_view kFifths = "FCGDAEB";
constexpr std::string_view kElision = "\xE2\x80\xBF";  // U+203F
constexpr double kSamePitch = 1e-4;

/// What the key signature does to a step.
float keyAlter(char step, int fifths) {
    const int place = static_cast<int>(kFifths.find(step)) - 1;  // C = 0 on the line of fifths
    return static_cast<float>(std::floor((fifths - place - 2) / 7.0) + 1.0);
}

std::string accidental(float alter) {
    const auto quarters = static_cast<int>(std::lround(alter * 2.0F));
    if (quarters == 0) return "=";
    const char* sign = quarters > 0 ? "^" : "_";
    const int size = std::abs(quarters);
    if (size == 1) return fmt::format("{}/", sign);
    if (size == 2) return sign;
    if (size == 4) return fmt::format("{}{}", sign, sign);
    return fmt::format("{}{}/2", sign, size);
}

}  // namespace

void AbcNotes::startBar(int fifths) {
    fifths_ = fifths;
    altered_.clear();
}

std::string AbcNotes::pitch(const Note& note) {
    SpelledPitch spelled = note.spelled.value_or(SpelledPitch{});
    if (!note.spelled || std::abs(pitchOf(spelled) - note.pitch) > kSamePitch) {
        spelled = spell(note.pitch, percussion_ ? 0 : fifths_);
    }
    std::string out;
    const auto known = altered_.find(spelled.step);
    // Readers disagree on whether an accidental holds in other octaves: once there was one, all
    // notes of its name have their own.
    if (known != altered_.end() || spelled.alter != keyAlter(spelled.step, fifths_)) {
        out += accidental(spelled.alter);
        altered_[spelled.step] = spelled.alter;
    }
    const bool low = spelled.octave <= 4;
    out += low ? spelled.step : static_cast<char>(spelled.step - 'A' + 'a');
    for (int octave = spelled.octave; octave < 4; ++octave) out += ',';
    for (int octave = spelled.octave; octave > 5; --octave) out += '\'';
    return out;
}

std::string AbcNotes::length(Beat quarters) {
    const Beat units = quarters * Beat::whole(2);
    if (units.den == 1) return units.num == 1 ? "" : std::to_string(units.num);
    return fmt::format("{}/{}", units.num == 1 ? "" : std::to_string(units.num), units.den);
}

std::string AbcNotes::decorations(Articulation articulation) {
    struct Mark {
        Articulation articulation;
        const char* text;
    };
    static constexpr std::array kMarks = {
        Mark{Articulation::Staccato, "."},
        Mark{Articulation::Staccatissimo, "!wedge!"},
        Mark{Articulation::Tenuto, "!tenuto!"},
        Mark{Articulation::Accent, "!accent!"},
        Mark{Articulation::Marcato, "!marcato!"},
        Mark{Articulation::Fermata, "!fermata!"},
        Mark{Articulation::BreathAfter, "!breath!"},
        Mark{Articulation::Arpeggio, "!arpeggio!"},
        Mark{Articulation::Trill, "!trill!"},
        Mark{Articulation::Mordent, "!mordent!"},
        Mark{Articulation::InvertedMordent, "!uppermordent!"},
        Mark{Articulation::Turn, "!turn!"},
        Mark{Articulation::InvertedTurn, "!invertedturn!"},
        Mark{Articulation::Tremolo, "!///!"},
    };
    std::string out;
    for (const Mark& mark : kMarks) {
        if (has(articulation, mark.articulation)) out += mark.text;
    }
    return out;
}

std::string abcKey(int fifths, bool minor) {
    const int place = fifths + 1 + (minor ? 3 : 0);
    const int turns = static_cast<int>(std::floor(place / 7.0));
    std::string out(1, kFifths[static_cast<std::size_t>(place - 7 * turns)]);
    for (int i = 0; i < turns; ++i) out += '#';
    for (int i = 0; i > turns; --i) out += 'b';
    return out + (minor ? "m" : "");
}

std::string abcSyllable(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (std::string_view(text).substr(i, kElision.size()) == kElision) {
            out += '~';
            i += kElision.size() - 1;
        } else if (c == ' ' || c == '~') {
            out += '~';
        } else if (c == '-' || c == '_' || c == '*' || c == '%' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '|' || static_cast<unsigned char>(c) < 0x20) {
            continue;
        } else {
            out += c;
        }
    }
    return out.empty() ? "*" : out;
}

}  // namespace arioso
