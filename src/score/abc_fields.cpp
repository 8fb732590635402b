#include "src/score/abc_fields.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "src/score/abc_file.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::string_view kSteps = "CDEFGAB";

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::optional<int> wholeNumber(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Fifths of a mode against major, by its first three letters.
std::optional<int> modeShift(const std::string& mode) {
    static const std::map<std::string, int> kModes = {
        {"", 0},     {"maj", 0},  {"ion", 0},  {"m", -3},   {"min", -3}, {"aeo", -3},
        {"mix", -1}, {"dor", -2}, {"phr", -4}, {"loc", -5}, {"lyd", 1}};
    const auto it = kModes.find(mode.substr(0, 3));
    if (it == kModes.end()) return std::nullopt;
    return it->second;
}

void applyFifths(AbcKey& key) {
    constexpr std::array<std::size_t, 7> kSharps = {3, 0, 4, 1, 5, 2, 6};  // F C G D A E B
    key.alter.fill(0.0F);
    for (int i = 0; i < std::min(key.fifths, 14); ++i) key.alter[kSharps[i % 7U]] += 1.0F;
    for (int i = 0; i < std::min(-key.fifths, 14); ++i) {
        key.alter[kSharps[6 - static_cast<std::size_t>(i) % 7]] -= 1.0F;
    }
}

/// "^f", "__B", "=c" of a key; false if the word is none.
bool addAccidental(std::string_view word, AbcKey& key) {
    const std::size_t letter = word.find_first_not_of("^_=");
    if (letter == 0 || letter == std::string_view::npos || letter + 1 != word.size()) return false;
    const char upper = word[letter] >= 'a' ? static_cast<char>(word[letter] - 32) : word[letter];
    const std::size_t step = kSteps.find(upper);
    if (step == std::string_view::npos) return false;
    float alter = 0.0F;
    for (std::size_t i = 0; i < letter; ++i) {
        alter += word[i] == '^' ? 1.0F : word[i] == '_' ? -1.0F : 0.0F;
    }
    key.alter[step] = alter;
    return true;
}

bool readClef(std::string word, AbcProperties& out) {
    word = lower(word);
    static const std::vector<std::string> kClefs = {
        "treble", "alto", "tenor", "bass", "soprano", "mezzosoprano", "baritone",
        "none",   "auto", "g",     "f",    "c",       "g2",           "f3",
        "f4",     "c1",   "c2",    "c3",   "c4",      "c5",           "g1"};
    const bool percussion = word.rfind("perc", 0) == 0 || word == "p";
    const std::size_t sign = word.find_first_of("+-^_");
    std::string name = word.substr(0, sign);
    while (name.size() > 2 && name.back() >= '0' && name.back() <= '9') name.pop_back();
    if (!percussion && std::find(kClefs.begin(), kClefs.end(), name) == kClefs.end()) return false;
    out.percussion = percussion;
    out.clefOctave = 0;
    if (sign != std::string::npos && word.find('8', sign) != std::string::npos) {
        out.clefOctave = word[sign] == '+' || word[sign] == '^' ? 1 : -1;
    }
    return true;
}

bool isLayout(const std::string& key) {
    static const std::vector<std::string> kKeys = {
        "stem",  "stems",  "middle", "m",     "stafflines", "staffscale", "gstem",
        "dyn",   "lyrics", "gchord", "scale", "space",      "brace",      "bracket",
        "style", "map",    "cue",    "up",    "down",       "merge",      "auto"};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

void readProperty(const std::string& word, AbcProperties& out) {
    const std::size_t equals = word.find('=');
    const std::string key = lower(word.substr(0, equals));
    if (equals == std::string::npos) {
        if (!readClef(word, out) && !isLayout(key)) out.unknown.push_back(word);
        return;
    }
    const std::string value = word.substr(equals + 1);
    if (key == "name" || key == "nm") {
        out.name = abcText(value);
    } else if (key == "subname" || key == "snm" || key == "sname") {
        out.shortName = abcText(value);
    } else if (key == "clef") {
        // A clef may be called by the note on its line as well: then it is only for the eye.
        readClef(value, out);
    } else if (key == "octave") {
        if (const auto number = wholeNumber(value)) out.octave = std::clamp(*number, -8, 8);
    } else if (key == "transpose" || key == "t") {
        if (const auto number = wholeNumber(value)) out.transpose = std::clamp(*number, -96, 96);
    } else if (!isLayout(key)) {
        out.unknown.push_back(word);
    }
}

}  // namespace

std::vector<std::string> abcWords(std::string_view text) {
    std::vector<std::string> out;
    bool quoted = false;
    bool open = false;
    for (const char c : text) {
        if (c == '"') {
            quoted = !quoted;
            if (!open) out.emplace_back();
            open = true;
        } else if (!quoted && (c == ' ' || c == '\t')) {
            open = false;
        } else {
            if (!open) out.emplace_back();
            open = true;
            out.back() += c;
        }
    }
    return out;
}

AbcProperties readAbcProperties(std::string_view text) {
    AbcProperties out;
    for (const std::string& word : abcWords(text)) readProperty(word, out);
    return out;
}

std::optional<AbcKey> readAbcKey(std::string_view text, const AbcKey& known,
                                 AbcProperties& properties) {
    const std::vector<std::string> words = abcWords(text);
    AbcKey key = known;
    bool found = false;
    std::size_t next = 0;
    if (!words.empty()) {
        const std::string& first = words[0];
        const std::string plain = lower(first);
        const std::size_t step = kSteps.find(first[0]);
        static constexpr std::array<int, 7> kTonics = {0, 2, 4, -1, 1, 3, 5};
        if (first == "HP" || first == "Hp") {
            // Highland pipes: F and C are sharp whether the page shows it or not.
            key.fifths = 2;
            key.minor = false;
            applyFifths(key);
            found = true;
            next = 1;
        } else if (plain == "none") {
            key = {};
            found = true;
            next = 1;
        } else if (step != std::string_view::npos) {
            std::size_t at = 1;
            int fifths = kTonics[step];
            if (at < first.size() && (first[at] == '#' || first[at] == 'b')) {
                fifths += first[at++] == '#' ? 7 : -7;
            }
            std::string mode = lower(first.substr(at));
            next = 1;
            if (mode.empty() && words.size() > 1 && words[1].find('=') == std::string::npos &&
                (modeShift(lower(words[1])) || lower(words[1]) == "exp")) {
                mode = lower(words[1]);
                next = 2;
            }
            if (mode == "exp") {
                key = {};
                found = true;
            } else if (const auto shift = modeShift(mode)) {
                key.fifths = std::clamp(fifths + *shift, -14, 14);
                key.minor = *shift == -3;
                applyFifths(key);
                found = true;
            } else {
                next = 0;
            }
        }
    }
    for (; next < words.size(); ++next) {
        if (addAccidental(words[next], key)) {
            found = true;
        } else {
            readProperty(words[next], properties);
        }
    }
    if (!found) return std::nullopt;
    return key;
}

std::optional<AbcMeter> readAbcMeter(std::string_view text) {
    text = trimmed(text);
    AbcMeter out;
    if (text == "C") return out;
    if (text == "C|" || text == "c|") {
        out.beats = out.beatType = 2;
        return out;
    }
    if (text.empty() || lower(text) == "none") {
        out.free = true;
        return out;
    }
    const std::size_t slash = text.find('/');
    int sum = 0;
    int part = 0;
    for (const char c : text.substr(0, slash)) {
        if (c >= '0' && c <= '9') {
            part = std::min(part * 10 + (c - '0'), 1000);
        } else {
            sum += part;
            part = 0;
        }
    }
    sum += part;
    int unit = 1;
    if (slash != std::string_view::npos) {
        const std::string_view below = trimmed(text.substr(slash + 1));
        const auto number = wholeNumber(below.substr(0, below.find_first_not_of("0123456789")));
        if (!number) return std::nullopt;
        unit = *number;
    }
    if (sum < 1 || sum > 1000 || unit < 1 || unit > 128) return std::nullopt;
    out.beats = sum;
    out.beatType = unit;
    return out;
}

std::optional<Beat> readAbcLength(std::string_view text) {
    text = trimmed(text);
    const std::size_t slash = text.find('/');
    const auto above = wholeNumber(trimmed(text.substr(0, slash)));
    int below = 1;
    if (slash != std::string_view::npos) {
        const auto number = wholeNumber(trimmed(text.substr(slash + 1)));
        if (!number) return std::nullopt;
        below = *number;
    }
    if (!above || *above < 1 || *above > 1024 || below < 1 || below > 1024) return std::nullopt;
    return Beat(std::int64_t{4} * *above, below);
}

Beat defaultAbcLength(const AbcMeter& meter) {
    const bool small = !meter.free && 4 * meter.beats < 3 * meter.beatType;
    return small ? Beat(1, 4) : Beat(1, 2);
}

AbcTempo readAbcTempo(std::string_view text, Beat unit) {
    AbcTempo out;
    std::string rest;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') {
            quoted = !quoted;
        } else {
            (quoted ? out.words : rest) += c;
        }
    }
    out.words = abcText(trimmed(out.words));
    const std::size_t equals = rest.find('=');
    double beat = 0.0;
    std::string_view number = trimmed(rest);
    if (equals != std::string::npos) {
        number = trimmed(std::string_view(rest).substr(equals + 1));
        for (const std::string& word : abcWords(std::string_view(rest).substr(0, equals))) {
            if (const auto length = readAbcLength(word)) {
                beat += length->value();
            } else if (word[0] == 'C' || word[0] == 'c') {  // "C3": three unit lengths, as of old
                beat += unit.value() * wholeNumber(std::string_view(word).substr(1)).value_or(1);
            }
        }
    } else {
        beat = unit.value();
    }
    char* end = nullptr;
    const std::string digits(number);
    const double value = std::strtod(digits.c_str(), &end);
    if (end != digits.c_str() && value > 0.0 && value < 10'000.0 && beat > 0.0) {
        out.quartersPerMinute = value * beat;
    } else if (out.words.empty() && equals == std::string::npos) {
        out.words = abcText(number);
    }
    return out;
}

std::string readAbcOrder(std::string_view text, std::size_t limit) {
    std::vector<std::string> open(1);
    std::string last;  // what a number repeats
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '(') {
            if (open.size() > 16) return {};
            open.emplace_back();
            last.clear();
        } else if (c == ')' && open.size() > 1) {
            last = std::move(open.back());
            open.pop_back();
            open.back() += last;
        } else if (c >= '0' && c <= '9') {
            int times = 0;
            while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
                times = std::min(times * 10 + (text[i++] - '0'), 1000);
            }
            --i;
            for (int k = 1; k < times && open.back().size() < limit; ++k) open.back() += last;
        } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
            last = std::string(1, c);
            open.back() += last;
        }
        if (open.back().size() > limit) return {};
    }
    std::string out;
    for (const std::string& piece : open) out += piece;
    return out.size() > limit ? std::string() : out;
}

}  // namespace arioso
