#include "src/score/direction_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "src/score/instrument_names.h"

namespace arioso {
namespace {

struct TempoWord {
    std::string_view word;
    double quarters;
};

/// Words of pace with the middle of the range that metronomes print; the longer names come first.
constexpr std::array kPaces = {
    TempoWord{"prestissimo", 200},
    TempoWord{"presto", 176},
    TempoWord{"vivacissimo", 176},
    TempoWord{"vivace", 160},
    TempoWord{"allegretto", 112},
    TempoWord{"allegro moderato", 116},
    TempoWord{"allegro assai", 144},
    TempoWord{"allegro vivace", 152},
    TempoWord{"allegro molto", 152},
    TempoWord{"allegro con brio", 144},
    TempoWord{"allegro non troppo", 120},
    TempoWord{"allegro ma non", 120},
    TempoWord{"molto allegro", 152},
    TempoWord{"allegro", 132},
    TempoWord{"allo", 132},
    TempoWord{"moderato", 108},
    TempoWord{"andantino", 84},
    TempoWord{"andante", 76},
    TempoWord{"adagietto", 72},
    TempoWord{"adagio", 66},
    TempoWord{"larghetto", 63},
    TempoWord{"lento", 54},
    TempoWord{"largo", 50},
    TempoWord{"grave", 42},
    TempoWord{"tempo di marcia", 112},
    TempoWord{"tempo di valse", 160},
    TempoWord{"tempo di minuetto", 116},
    TempoWord{"tempo di menuetto", 116},
    TempoWord{"marcia", 112},
    TempoWord{"maestoso", 84},
    TempoWord{"sostenuto", 76},
    TempoWord{"sehr langsam", 48},
    TempoWord{"sehr schnell", 168},
    TempoWord{"sehr rasch", 160},
    TempoWord{"sehr lebhaft", 152},
    TempoWord{"ziemlich langsam", 66},
    TempoWord{"nicht zu langsam", 76},
    TempoWord{"nicht schnell", 92},
    TempoWord{"nicht zu schnell", 108},
    TempoWord{"massig", 96},
    TempoWord{"maszig", 96},
    TempoWord{"langsam", 58},
    TempoWord{"ruhig", 72},
    TempoWord{"gehend", 80},
    TempoWord{"bewegt", 112},
    TempoWord{"lebhaft", 132},
    TempoWord{"munter", 126},
    TempoWord{"frisch", 132},
    TempoWord{"rasch", 144},
    TempoWord{"geschwind", 152},
    TempoWord{"schnell", 152},
    TempoWord{"feierlich", 66},
    TempoWord{"pas trop lent", 72},
    TempoWord{"tres lent", 46},
    TempoWord{"tres vite", 168},
    TempoWord{"tres vif", 168},
    TempoWord{"tres anime", 152},
    TempoWord{"lent", 54},
    TempoWord{"modere", 100},
    TempoWord{"anime", 132},
    TempoWord{"allant", 92},
    TempoWord{"vif", 152},
    TempoWord{"pas vite", 100},
    TempoWord{"pas trop vite", 108},
    TempoWord{"vite", 152},
    TempoWord{"slowly", 66},
    TempoWord{"slow", 66},
    TempoWord{"moderately", 104},
    TempoWord{"very fast", 168},
    TempoWord{"quickly", 144},
    TempoWord{"lively", 132},
};

/// Glides in tempo: the word and what the tempo comes to, over what it was.
constexpr std::array kGlides = {
    TempoWord{"rit", 0.75},        TempoWord{"rall", 0.75},
    TempoWord{"allarg", 0.75},     TempoWord{"slentando", 0.75},
    TempoWord{"calando", 0.8},     TempoWord{"morendo", 0.8},
    TempoWord{"smorz", 0.8},       TempoWord{"accel", 1.25},
    TempoWord{"string", 1.25},     TempoWord{"affrett", 1.25},
    TempoWord{"zuruckhalt", 0.8},  TempoWord{"langsamer werd", 0.75},
    TempoWord{"verlangsam", 0.75}, TempoWord{"schneller werd", 1.25},
    TempoWord{"beschleun", 1.25},  TempoWord{"cedez", 0.8},
    TempoWord{"ralent", 0.75},     TempoWord{"pressez", 1.2},
    TempoWord{"slowing", 0.8},     TempoWord{"slow down", 0.75},
    TempoWord{"slarg", 0.75},      TempoWord{"calmando", 0.85},
    TempoWord{"perdend", 0.8},     TempoWord{"retenu", 0.85},
    TempoWord{"retenir", 0.85},    TempoWord{"retenant", 0.85},
    TempoWord{"animando", 1.15},   TempoWord{"animez", 1.15},
    TempoWord{"drangend", 1.15},
};

/// Changes of pace at once.
constexpr std::array kRatios = {
    TempoWord{"piu mosso", 1.15},        TempoWord{"piu moto", 1.12},
    TempoWord{"piu animato", 1.12},      TempoWord{"piu allegro", 1.2},
    TempoWord{"piu presto", 1.25},       TempoWord{"piu vivo", 1.2},
    TempoWord{"un poco piu mosso", 1.1}, TempoWord{"meno mosso", 0.87},
    TempoWord{"piu lento", 0.85},        TempoWord{"piu largo", 0.8},
    TempoWord{"piu tranquillo", 0.9},    TempoWord{"meno allegro", 0.9},
    TempoWord{"meno presto", 0.87},      TempoWord{"meno vivo", 0.87},
    TempoWord{"meno lento", 1.12},       TempoWord{"poco meno", 0.92},
    TempoWord{"moins vite", 0.87},       TempoWord{"moins lent", 1.12},
    TempoWord{"plus anime", 1.12},       TempoWord{"ruhiger", 0.9},
    TempoWord{"geschwinder", 1.15},      TempoWord{"rascher", 1.15},
    TempoWord{"breiter", 0.88},          TempoWord{"slower", 0.85},
    TempoWord{"faster", 1.15},           TempoWord{"etwas langsamer", 0.88},
    TempoWord{"langsamer", 0.85},        TempoWord{"etwas schneller", 1.12},
    TempoWord{"schneller", 1.18},        TempoWord{"etwas bewegter", 1.1},
    TempoWord{"bewegter", 1.15},         TempoWord{"lebhafter", 1.15},
    TempoWord{"plus lent", 0.85},        TempoWord{"plus vite", 1.2},
    TempoWord{"doppio movimento", 2.0},
};

/// Words that begin like a direction of tempo and are none.
constexpr std::array<std::string_view, 6> kOthers = {"ritmic", "ritmo",    "ritmat",
                                                     "ritorn", "string q", "strings"};
/// In front of a direction they take it back.
constexpr std::array<std::string_view, 6> kNegations = {"non ",  "senza ",   "sans ",
                                                        "ohne ", "without ", "nicht "};

/// More than one change: what follows comes little by little.
constexpr std::array<std::string_view, 5> kGradual = {"poco a poco", "nach und nach", "immer",
                                                      "peu a peu", "gradually"};

/// Words that are an expression as often as a pace: as a pace they are written large.
constexpr std::array<std::string_view, 6> kExpressions = {"sostenuto", "maestoso", "ruhig",
                                                          "feierlich", "frisch",   "munter"};

bool isNegated(const std::string& text, std::size_t at) {
    return std::any_of(kNegations.begin(), kNegations.end(), [&](std::string_view word) {
        return at >= word.size() && text.compare(at - word.size(), word.size(), word) == 0;
    });
}

/// Whether some word of the text begins like this and is not taken back.
bool hasWord(const std::string& text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        if (at != 0 && text[at - 1] != ' ') continue;
        const bool isOther =
            std::any_of(kOthers.begin(), kOthers.end(), [&](std::string_view other) {
                return word.size() < other.size() && text.compare(at, other.size(), other) == 0;
            });
        if (!isOther && !isNegated(text, at)) return true;
    }
    return false;
}

/// The same with words that end where they do.
bool hasWholeWord(const std::string& text, std::string_view word) {
    return (" " + text + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

bool startsWith(const std::string& text, std::string_view start) {
    return text.rfind(start, 0) == 0;
}

std::optional<TempoEvent> readTempoWords(const std::string& text, bool isLarge) {
    using Kind = TempoEvent::Kind;
    for (const std::string_view first : {"tempo i", "tempo io", "tempo primo", "tempo 1",
                                         "tempo 1o", "1 tempo", "1o tempo", "primo tempo"}) {
        if (hasWholeWord(text, first)) return TempoEvent{{}, Kind::First, 0.0};
    }
    if (startsWith(text, "erstes zeitmas")) return TempoEvent{{}, Kind::First, 0.0};
    if (startsWith(text, "a tempo") || startsWith(text, "in tempo") || text == "tempo" ||
        startsWith(text, "im zeitmas") || startsWith(text, "im tempo") ||
        startsWith(text, "au mouvement")) {
        return TempoEvent{{}, Kind::Back, 0.0};
    }
    for (const TempoWord& glide : kGlides) {
        if (!hasWord(text, glide.word)) continue;
        double factor = glide.quarters;
        if (hasWord(text, "poco") && !hasWord(text, "poco a poco")) factor = 0.5 * (1.0 + factor);
        if (hasWord(text, "molto")) factor *= factor;
        return TempoEvent{{}, Kind::Glide, factor};
    }
    const bool isGradual = std::any_of(kGradual.begin(), kGradual.end(),
                                       [&](std::string_view one) { return hasWord(text, one); });
    for (const TempoWord& ratio : kRatios) {
        if (!hasWord(text, ratio.word)) continue;
        return TempoEvent{{}, isGradual ? Kind::Glide : Kind::Ratio, ratio.quarters};
    }
    if (text == "fast") return TempoEvent{{}, Kind::Guess, 152.0};
    for (const TempoWord& pace : kPaces) {
        const bool isExpression =
            std::find(kExpressions.begin(), kExpressions.end(), pace.word) != kExpressions.end();
        if (!hasWord(text, pace.word) || (isExpression && !isLarge)) continue;
        return TempoEvent{{}, Kind::Guess, pace.quarters};
    }
    return std::nullopt;
}

/// Whether the first letter is a capital one.
bool beginsLarge(std::string_view words) {
    const std::size_t letter = words.find_first_not_of(" ([\t\n");
    return letter != std::string_view::npos && words[letter] >= 'A' && words[letter] <= 'Z';
}

/// Swing is two to one unless the words soften it; "straight" ends it.
std::optional<SwingChange> readSwingWords(const std::string& text) {
    SwingChange change;
    const bool even = startsWith(text, "straight") || startsWith(text, "even 8") ||
                      startsWith(text, "even eighth") || startsWith(text, "no swing");
    if (!even && !hasWord(text, "swing") && !hasWord(text, "swung") && !hasWord(text, "shuffle")) {
        return std::nullopt;
    }
    if (even) return change;
    change.first = hasWord(text, "light") ? 0.6 : hasWord(text, "hard") ? 0.75 : 2.0 / 3.0;
    if (hasWord(text, "16th") || hasWord(text, "sixteenth")) change.unit = Beat(1, 4);
    return change;
}

std::optional<bool> readMuteWords(const std::string& text) {
    if (startsWith(text, "senza sord") || startsWith(text, "open") ||
        startsWith(text, "via sord") || startsWith(text, "take off mute") ||
        startsWith(text, "ohne dampfer") || startsWith(text, "tre corde") ||
        startsWith(text, "tutte le corde") || startsWith(text, "sans sourdine")) {
        return false;
    }
    if (startsWith(text, "con sord") || startsWith(text, "mit dampfer") ||
        startsWith(text, "una corda") || text == "muted" || startsWith(text, "sord") ||
        startsWith(text, "sourdine") || startsWith(text, "avec sourdine") ||
        startsWith(text, "straight mute")) {
        return true;
    }
    return std::nullopt;
}

}  // namespace

DirectionMeaning readDirectionWords(const std::string& words) {
    DirectionMeaning out;
    const std::string text = plainName(words);
    if (text.empty()) return out;
    const bool isLarge = beginsLarge(words);
    if (startsWith(text, "pizz")) {
        out.pizzicato = true;
    } else if (startsWith(text, "arco")) {
        out.pizzicato = false;
    } else if (hasWord(text, "cresc") || hasWord(text, "anschwellend") ||
               startsWith(text, "augmentez")) {
        out.hairpin = 1;
    } else if (hasWord(text, "dim") || hasWord(text, "decresc") || startsWith(text, "abnehmend") ||
               hasWord(text, "morendo") || hasWord(text, "smorz") || hasWord(text, "perdend") ||
               hasWord(text, "calando")) {
        out.hairpin = -1;
    } else if (text == "piano" || text == "forte" || text == "mezzoforte" || text == "pianissimo" ||
               text == "fortissimo") {
        static const std::map<std::string, std::string> kNames = {{"piano", "p"},
                                                                  {"forte", "f"},
                                                                  {"mezzoforte", "mf"},
                                                                  {"pianissimo", "pp"},
                                                                  {"fortissimo", "ff"}};
        out.level = readDynamic(kNames.at(text))->level;
    } else {
        out.tempo = readTempoWords(text, isLarge);
    }
    out.muted = readMuteWords(text);
    // "Straight mute" is no word about rhythm.
    if (!out.muted) out.swing = readSwingWords(text);
    // "dim. e rit." asks for both.
    if (out.hairpin != 0) {
        out.tempo = readTempoWords(text, isLarge);
        if (out.tempo && out.tempo->kind != TempoEvent::Kind::Glide) out.tempo.reset();
    }
    out.understood =
        out.tempo || out.hairpin != 0 || out.level || out.pizzicato || out.muted || out.swing;
    return out;
}

std::optional<DynamicMeaning> readDynamic(const std::string& name) {
    // MIDI velocities as notation programs use them.
    static const std::map<std::string, int> kLevels = {
        {"pppppp", 5},  {"ppppp", 8},    {"pppp", 11}, {"ppp", 18}, {"pp", 33},   {"p", 49},
        {"mp", 64},     {"mf", 80},      {"f", 96},    {"ff", 112}, {"fff", 122}, {"ffff", 125},
        {"fffff", 126}, {"ffffff", 127}, {"n", 4},     {"fp", 49},  {"sfp", 49},  {"sfpp", 33},
        {"pf", 96},     {"mfp", 49},     {"fpp", 33},  {"ffp", 49}};
    static const std::map<std::string, int> kAccents = {
        {"sf", 0},  {"sfz", 0},   {"fz", 0},  {"rf", 0},   {"rfz", 0},  {"sffz", 0},
        {"sff", 0}, {"sfffz", 0}, {"ffz", 0}, {"fffz", 0}, {"sfzp", 49}};
    DynamicMeaning out;
    if (const auto it = kLevels.find(name); it != kLevels.end()) {
        out.level = it->second / 127.0;
        out.accent = name.find('p') != std::string::npos && name.find('f') != std::string::npos &&
                     name != "mp" && name != "pf";
        return out;
    }
    if (const auto it = kAccents.find(name); it != kAccents.end()) {
        out.accent = true;
        if (it->second > 0) out.level = it->second / 127.0;
        return out;
    }
    return std::nullopt;
}

std::optional<RepeatSigns> readJumpWords(const std::string& words) {
    const std::string text = plainName(words);
    RepeatSigns out;
    if (startsWith(text, "d c") || startsWith(text, "dc") || startsWith(text, "da capo")) {
        out.daCapo = text != "dc" || words.find("DC") != std::string::npos;
        if (!out.daCapo) return std::nullopt;
        return out;
    }
    if (startsWith(text, "d s") || startsWith(text, "ds al") || startsWith(text, "dal segno") ||
        (text == "ds" && words.find("DS") != std::string::npos)) {
        out.dalSegno = "";
        return out;
    }
    if (startsWith(text, "to coda") || text == "al coda" || text == "alla coda") {
        out.toCoda = "";
        return out;
    }
    if (text == "fine") {
        out.fine = true;
        return out;
    }
    return std::nullopt;
}

}  // namespace arioso
