#include "src/score/typed_hyphens.h"

#include <cstdlib>
#include <map>
#include <string>

namespace arioso {
namespace {

constexpr int kNearBars = 2;

/// Bytes of a hyphen behind a letter at the end; 0 without one.
std::size_t hyphenAt(const std::string& text) {
    for (const std::string hyphen : {"-", "\xE2\x80\x90"}) {
        if (text.size() <= hyphen.size() || !text.ends_with(hyphen)) continue;
        const char before = text[text.size() - hyphen.size() - 1];
        const bool mark = static_cast<unsigned char>(before) < 0x80 && before != '\'' &&
                          !((before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z'));
        if (!mark) return hyphen.size();
    }
    return 0;
}

}  // namespace

void joinTypedHyphens(Part& part) {
    std::map<int, int> open;  // by verse: the measure of a syllable whose hyphen leads on
    for (Note& note : part.notes)
        for (Lyric& lyric : note.lyrics) {
            if (lyric.text.empty() || lyric.voicing != Voicing::Words) continue;
            const auto before = open.find(lyric.verse);
            if (before != open.end()) {
                // What follows a page later is no rest of the word.
                const bool near = std::abs(note.measure - before->second) <= kNearBars;
                if (near && lyric.syllabic == Syllabic::Single) lyric.syllabic = Syllabic::End;
                if (near && lyric.syllabic == Syllabic::Begin) lyric.syllabic = Syllabic::Middle;
                open.erase(before);
            }
            const std::size_t hyphen = hyphenAt(lyric.text);
            if (hyphen == 0) continue;
            lyric.text.resize(lyric.text.size() - hyphen);
            if (lyric.syllabic == Syllabic::Single) lyric.syllabic = Syllabic::Begin;
            if (lyric.syllabic == Syllabic::End) lyric.syllabic = Syllabic::Middle;
            open[lyric.verse] = note.measure;
        }
}

}  // namespace arioso
