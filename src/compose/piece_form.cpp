#include "src/compose/piece_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::size_t kMostSections = 32;
constexpr int kMostPrimes = 3;

struct NamedForm {
    const char* name;
    const char* letters;
};
constexpr std::array<NamedForm, 5> kByLetters = {{{"binary", "AABB"},
                                                  {"ternary", "ABA"},
                                                  {"song", "AABA"},
                                                  {"rondo", "ABACA"},
                                                  {"through", "ABCD"}}};

[[noreturn]] void refuse(std::string_view text) {
    throw Error(ExitCode::Usage,
                fmt::format("form: expected letters (AABA, A A' B A), or one of binary, ternary, "
                            "song, rondo, through, verse-chorus, strophic, blues; found '{}'",
                            text));
}

std::vector<FormSection> byLetters(std::string_view text, std::string_view whole) {
    std::vector<FormSection> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == ' ' || c == '-' || c == ',') continue;
        if (text[i] == '\'' || text.compare(i, 3, "\u2019") == 0) {
            if (out.empty() || out.back().primes == kMostPrimes) refuse(whole);
            ++out.back().primes;
            out.back().name += '\'';
            if (text[i] != '\'') i += 2;
            continue;
        }
        if (std::isalpha(c) == 0 || c >= 128) refuse(whole);
        FormSection section;
        section.letter = static_cast<char>(std::toupper(c));
        section.name = std::string(1, section.letter);
        out.push_back(section);
    }
    if (out.empty() || out.size() > kMostSections) refuse(whole);
    return out;
}

}  // namespace

int sectionBars(const PieceForm& form, int bars) {
    constexpr int kPhrase = 4;
    constexpr int kLongest = 16;
    if (form.blues) return 3 * kPhrase;
    const double each = bars / static_cast<double>(form.sections.size()) / kPhrase;
    return std::clamp(static_cast<int>(std::lround(each)), 1, kLongest / kPhrase) * kPhrase;
}

PieceForm parsePieceForm(std::string_view text) {
    PieceForm out;
    out.name = text;
    if (text == "verse-chorus") {
        out.sections = {
            {'V', 0, "Verse 1"},      {'C', 0, "Chorus", true},        {'V', 0, "Verse 2"},
            {'C', 0, "Chorus", true}, {'B', 0, "Bridge", false, true}, {'C', 0, "Chorus", true}};
        return out;
    }
    if (text == "strophic") {
        for (int verse = 1; verse <= 3; ++verse)
            out.sections.push_back({'V', 0, fmt::format("Verse {}", verse)});
        return out;
    }
    if (text == "blues") {
        out.blues = true;
        for (int chorus = 0; chorus < 3; ++chorus)
            out.sections.push_back(
                {'A', chorus, chorus == 0 ? "Chorus" : fmt::format("Chorus {}", chorus + 1)});
        return out;
    }
    for (const NamedForm& form : kByLetters)
        if (form.name == text) {
            out.sections = byLetters(form.letters, text);
            return out;
        }
    // A lone word in small letters is meant as a name.
    if (text.size() > 1 && text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos)
        refuse(text);
    out.sections = byLetters(text, text);
    return out;
}

}  // namespace arioso
