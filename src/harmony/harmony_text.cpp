#include <algorithm>
#include <array>
#include <string_view>

#include "dsp/error.h"
#include "src/harmony/harmonizer.h"

namespace arioso {
namespace {

struct NamedQuality {
    std::string_view name;
    ChordQuality quality;
};
// As they stand behind a root; the longer names first.
constexpr std::array kQualityNames = {
    NamedQuality{"m7b5", ChordQuality::HalfDiminished7},
    NamedQuality{"maj7", ChordQuality::Major7},
    NamedQuality{"dim7", ChordQuality::Diminished7},
    NamedQuality{"dim", ChordQuality::Diminished},
    NamedQuality{"aug", ChordQuality::Augmented},
    NamedQuality{"m7", ChordQuality::Minor7},
    NamedQuality{"+", ChordQuality::Augmented},
    NamedQuality{"7", ChordQuality::Dominant7},
    NamedQuality{"m", ChordQuality::Minor},
};

std::vector<std::string> partsOf(const std::string& text) {
    std::vector<std::string> out;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        std::string one = text.substr(begin, end - begin);
        while (!one.empty() && one.front() == ' ') one.erase(0, 1);
        while (!one.empty() && one.back() == ' ') one.pop_back();
        if (!one.empty()) out.push_back(one);
        begin = end + 1;
    }
    return out;
}

/// Pitch class of a root at the beginning of a name, and how long it is; -1 = none.
std::pair<int, std::size_t> rootOf(std::string_view name) {
    constexpr std::string_view kLetters = "CDEFGAB";
    constexpr std::array<int, 7> kPitch = {0, 2, 4, 5, 7, 9, 11};
    const std::size_t letter = name.empty() ? kLetters.npos : kLetters.find(name[0]);
    if (letter == kLetters.npos) return {-1, 0};
    int pitch = kPitch[letter];
    std::size_t used = 1;
    for (; used < name.size() && (name[used] == '#' || name[used] == 'b'); ++used)
        pitch += name[used] == '#' ? 1 : -1;
    return {pitchClassOf(pitch), used};
}

int qualityOf(std::string_view name) {
    for (const NamedQuality& one : kQualityNames)
        if (name == one.name) return static_cast<int>(one.quality);
    return -1;
}

/// Index of the played bars with a printed number; false if there is none.
bool markBars(const Score& score, const std::string& first, const std::string& last,
              std::vector<char>& bars) {
    bars.resize(score.measures.size(), 0);
    bool inside = false;
    bool found = false;
    for (std::size_t i = 0; i < score.measures.size(); ++i) {
        if (score.measures[i].number == first) inside = true;
        if (inside) bars[i] = 1;
        if (inside && score.measures[i].number == last) {
            inside = false;
            found = true;
        }
    }
    return found && !inside;
}

}  // namespace

std::vector<char> parseAvoided(const std::string& text) {
    std::vector<char> out(kChords, 0);
    for (const std::string& name : partsOf(text)) {
        if (name == "sevenths") {
            for (int i = 0; i < kChords; ++i)
                if (Chord::fromIndex(i).quality >= ChordQuality::Dominant7)
                    out[static_cast<std::size_t>(i)] = 1;
            continue;
        }
        const auto [root, used] = rootOf(name);
        const std::string_view rest = std::string_view(name).substr(used);
        const int quality =
            rest.empty() && root >= 0 ? static_cast<int>(ChordQuality::Major) : qualityOf(rest);
        if (quality < 0)
            throw Error(ExitCode::Usage,
                        "avoid: expected chords as C, F#m, Bb7, kinds as m, dim, aug, 7, m7, maj7, "
                        "m7b5, dim7, or sevenths, found '" +
                            name + "'");
        for (int r = 0; r < 12; ++r)
            if (root < 0 || r == root)
                out[static_cast<std::size_t>(
                    Chord{r, static_cast<ChordQuality>(quality)}.index())] = 1;
    }
    return out;
}

HarmonyKeep parseKeep(const std::string& text, const Score& score) {
    HarmonyKeep out;
    for (const std::string& name : partsOf(text)) {
        if (name == "chords") {
            out.chords = true;
            continue;
        }
        const auto part = std::find_if(score.parts.begin(), score.parts.end(),
                                       [&](const Part& one) { return one.name == name; });
        if (part != score.parts.end()) {
            out.parts.push_back(static_cast<int>(part - score.parts.begin()));
            continue;
        }
        const std::size_t dash = name.find('-');
        const std::string first = name.substr(0, dash);
        const std::string last = dash == std::string::npos ? first : name.substr(dash + 1);
        if (!markBars(score, first, last, out.bars)) {
            std::string names;
            for (const Part& one : score.parts) names += ", " + one.name;
            throw Error(ExitCode::Usage,
                        "keep: expected bars as 1-4 (of " +
                            (score.measures.empty() ? "0" : score.measures.front().number) +
                            " to " + (score.measures.empty() ? "0" : score.measures.back().number) +
                            "), chords" + names + ", found '" + name + "'");
        }
    }
    return out;
}

}  // namespace arioso
