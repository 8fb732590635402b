#include "src/theory/numerals.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::array<int, 7> kMajorFifths = {0, 2, 4, -1, 1, 3, 5};
constexpr std::array<int, 7> kMinorFifths = {0, 2, -3, -1, 1, -4, -2};
constexpr int kLeadingNote = 5;

bool take(std::string_view& text, std::string_view beginning) {
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

/// The degree that stands at the front, 0…6, or -1.
int takeDegree(std::string_view& text, bool& upper) {
    // The longer ones first: I is the beginning of II and IV.
    constexpr std::array<std::pair<std::string_view, int>, 7> kDegrees = {
        {{"VII", 6}, {"III", 2}, {"II", 1}, {"IV", 3}, {"VI", 5}, {"V", 4}, {"I", 0}}};
    for (const auto& [name, degree] : kDegrees) {
        if (take(text, name)) {
            upper = true;
            return degree;
        }
        std::string small(name);
        for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (take(text, small)) {
            upper = false;
            return degree;
        }
    }
    return -1;
}

class Reader {
  public:
    Reader(std::string_view text, bool minor) : whole_(text), minor_(minor) {}

    NumeralChord read() {
        NumeralChord out;
        out.text = std::string(whole_);
        if (whole_ == "*") {
            out.any = true;
            return out;
        }
        std::string_view rest = whole_;
        const std::size_t stroke = rest.find('/');
        if (stroke != std::string_view::npos) {
            std::string_view goal = rest.substr(stroke + 1);
            rest = rest.substr(0, stroke);
            out.rootFifths = root(goal, false);
            // Within its goal's key a chord is told as in major.
            minor_ = false;
        }
        out.rootFifths += root(rest, true);
        out.kind = kind(rest);
        out.inversion = inversion(rest);
        if (!rest.empty()) refuse();
        return out;
    }

  private:
    [[noreturn]] void refuse() const {
        throw Error(ExitCode::Input,
                    fmt::format("expected a Roman numeral as bVII7 or ii°6, found '{}'", whole_));
    }

    int root(std::string_view& text, bool chord) {
        int accidentals = 0;
        bool prefixed = false;
        while (true) {
            if (take(text, "b") || take(text, "♭"))
                --accidentals;
            else if (take(text, "#") || take(text, "♯"))
                ++accidentals;
            else
                break;
            prefixed = true;
        }
        const int degree = takeDegree(text, upper_);
        if (degree < 0) refuse();
        const auto index = static_cast<std::size_t>(degree);
        const bool leading =
            chord && degree == 6 && !upper_ &&
            (text.starts_with("°") || text.starts_with("o") || text.starts_with("ø"));
        if (minor_ && !prefixed) return leading ? kLeadingNote : kMinorFifths[index];
        return kMajorFifths[index] + 7 * accidentals;
    }

    std::string kind(std::string_view& text) {
        if (take(text, "°7") || take(text, "o7")) return "chord:dim7";
        if (take(text, "ø7") || take(text, "ø")) return "chord:hdim7";
        if (take(text, "°") || take(text, "o")) return "chord:dim";
        if (take(text, "+maj7")) return "ar:augmented-major-seventh";
        if (take(text, "+7")) return "ar:augmented-seventh";
        if (take(text, "+")) return "chord:aug";
        if (take(text, "maj7")) return upper_ ? "chord:maj7" : "chord:minmaj7";
        const bool seventh = text.starts_with("7") || text.starts_with("65") ||
                             text.starts_with("43") || text.starts_with("42");
        if (text.starts_with("7")) take(text, "7");
        if (seventh) return upper_ ? "chord:seventh" : "chord:min7";
        return upper_ ? "chord:maj" : "chord:min";
    }

    static int inversion(std::string_view& text) {
        if (take(text, "65")) return 1;
        if (take(text, "64")) return 2;
        if (take(text, "43")) return 2;
        if (take(text, "42")) return 3;
        return take(text, "6") ? 1 : 0;
    }

    std::string_view whole_;
    bool minor_;
    bool upper_ = true;
};

}  // namespace

std::vector<NumeralChord> parseNumerals(std::string_view text, bool minor) {
    std::vector<NumeralChord> out;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        if (!word.empty() && word != "|") out.push_back(Reader(word, minor).read());
        if (space == std::string_view::npos) break;
        text.remove_prefix(space + 1);
    }
    return out;
}

}  // namespace arioso
