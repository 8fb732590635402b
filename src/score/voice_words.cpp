#include "src/score/voice_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "src/score/instrument_names.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kLongestText = 200;  // bytes; a longer text is no direction

struct Phrase {
    std::string_view text;  // as plainName gives it
    Expression kind;
    float value;
};

constexpr std::array kPhrases = {
    Phrase{"non vibrato", Expression::Vibrato, 0},
    Phrase{"non vib", Expression::Vibrato, 0},
    Phrase{"senza vibrato", Expression::Vibrato, 0},
    Phrase{"senza vib", Expression::Vibrato, 0},
    Phrase{"no vibrato", Expression::Vibrato, 0},
    Phrase{"no vib", Expression::Vibrato, 0},
    Phrase{"without vibrato", Expression::Vibrato, 0},
    Phrase{"straight tone", Expression::Vibrato, 0},
    Phrase{"ohne vibrato", Expression::Vibrato, 0},
    Phrase{"sans vibrato", Expression::Vibrato, 0},
    Phrase{"sin vibrato", Expression::Vibrato, 0},
    Phrase{"poco vibrato", Expression::Vibrato, 50},
    Phrase{"poco vib", Expression::Vibrato, 50},
    Phrase{"con poco vibrato", Expression::Vibrato, 50},
    Phrase{"un poco vibrato", Expression::Vibrato, 50},
    Phrase{"little vibrato", Expression::Vibrato, 50},
    Phrase{"light vibrato", Expression::Vibrato, 50},
    Phrase{"wenig vibrato", Expression::Vibrato, 50},
    Phrase{"peu de vibrato", Expression::Vibrato, 50},
    Phrase{"vibrato", Expression::Vibrato, 100},
    Phrase{"vib", Expression::Vibrato, 100},
    Phrase{"con vibrato", Expression::Vibrato, 100},
    Phrase{"con vib", Expression::Vibrato, 100},
    Phrase{"with vibrato", Expression::Vibrato, 100},
    Phrase{"mit vibrato", Expression::Vibrato, 100},
    Phrase{"avec vibrato", Expression::Vibrato, 100},
    Phrase{"vibrato ordinario", Expression::Vibrato, 100},
    Phrase{"vib ord", Expression::Vibrato, 100},
    Phrase{"molto vibrato", Expression::Vibrato, 160},
    Phrase{"molto vib", Expression::Vibrato, 160},
    Phrase{"con molto vibrato", Expression::Vibrato, 160},
    Phrase{"much vibrato", Expression::Vibrato, 160},
    Phrase{"wide vibrato", Expression::Vibrato, 160},
    Phrase{"heavy vibrato", Expression::Vibrato, 160},
    Phrase{"viel vibrato", Expression::Vibrato, 160},
    Phrase{"starkes vibrato", Expression::Vibrato, 160},
    Phrase{"beaucoup de vibrato", Expression::Vibrato, 160},
    Phrase{"mucho vibrato", Expression::Vibrato, 160},
    Phrase{"breathy", Expression::Breathiness, 50},
    Phrase{"airy", Expression::Breathiness, 50},
    Phrase{"with breath", Expression::Breathiness, 50},
    Phrase{"hauchig", Expression::Breathiness, 50},
    Phrase{"con aria", Expression::Breathiness, 50},
    Phrase{"con fiato", Expression::Breathiness, 50},
    Phrase{"slightly breathy", Expression::Breathiness, 25},
    Phrase{"a little breathy", Expression::Breathiness, 25},
    Phrase{"very breathy", Expression::Breathiness, 80},
    Phrase{"sehr hauchig", Expression::Breathiness, 80},
    Phrase{"not breathy", Expression::Breathiness, 0},
    Phrase{"tense", Expression::Tension, 50},
    Phrase{"pressed", Expression::Tension, 50},
    Phrase{"strained", Expression::Tension, 50},
    Phrase{"gepresst", Expression::Tension, 50},
    Phrase{"relaxed voice", Expression::Tension, -50},
    Phrase{"whisper", Expression::Voicing, 0},
    Phrase{"whispered", Expression::Voicing, 0},
    Phrase{"whispering", Expression::Voicing, 0},
    Phrase{"geflustert", Expression::Voicing, 0},
    Phrase{"flusternd", Expression::Voicing, 0},
    Phrase{"sussurrato", Expression::Voicing, 0},
    Phrase{"sussurrando", Expression::Voicing, 0},
    Phrase{"bisbigliato", Expression::Voicing, 0},
    Phrase{"bisbigliando", Expression::Voicing, 0},
    Phrase{"chuchote", Expression::Voicing, 0},
    Phrase{"en chuchotant", Expression::Voicing, 0},
    Phrase{"susurrado", Expression::Voicing, 0},
    Phrase{"susurrando", Expression::Voicing, 0},
    Phrase{"half whispered", Expression::Voicing, 50},
    Phrase{"halb geflustert", Expression::Voicing, 50},
    Phrase{"voiced", Expression::Voicing, 100},
    Phrase{"sung", Expression::Voicing, 100},
    Phrase{"gesungen", Expression::Voicing, 100},
    Phrase{"cantato", Expression::Voicing, 100},
    Phrase{"chante", Expression::Voicing, 100},
    Phrase{"cantado", Expression::Voicing, 100},
};

/// The usual voice again.
constexpr std::array<std::string_view, 8> kOrdinary = {
    "ord",     "ordinario",    "modo ordinario", "naturale",
    "normale", "normal voice", "natural voice",  "voce naturale"};
constexpr std::array kOrdinaryCurves = {Expression::Vibrato, Expression::Breathiness,
                                        Expression::Tension, Expression::Voicing};

/// Removes what makes a direction lead on: "..." or an ellipsis.
bool takeRamp(std::string_view& text) {
    for (const std::string_view mark : {std::string_view("..."), std::string_view("\u2026")}) {
        if (!text.ends_with(mark)) continue;
        text.remove_suffix(mark.size());
        text = trimmed(text);
        return true;
    }
    return false;
}

std::optional<float> readValue(std::string_view text) {
    constexpr std::string_view kMinus = "\u2212";
    std::string number(text);
    if (text.starts_with(kMinus)) number.replace(0, kMinus.size(), "-");
    if (number.starts_with('+')) number.erase(0, 1);
    float value = 0.0F;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
    const std::string_view rest =
        trimmed(std::string_view(read.ptr, number.data() + number.size() - read.ptr));
    if (!rest.empty() && rest != "%") return std::nullopt;
    return value;
}

}  // namespace

std::optional<VoiceWord> readVoiceSetting(std::string_view text) {
    text = trimmed(text);
    VoiceWord out;
    out.ramp = takeRamp(text);
    std::size_t end = 0;
    std::string name;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) {
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(text[end])));
        ++end;
    }
    const auto& ranges = expressionRanges();
    const auto range = std::find_if(ranges.begin(), ranges.end(),
                                    [&](const ExpressionRange& one) { return name == one.name; });
    if (range == ranges.end()) return std::nullopt;
    const std::size_t value = text.find_first_not_of(" \t:=", end);
    if (value == std::string_view::npos) return std::nullopt;
    const std::optional<float> number = readValue(text.substr(value));
    if (!number) return std::nullopt;
    out.kind = static_cast<Expression>(range - ranges.begin());
    out.value = std::clamp(*number, range->low, range->high);
    return out;
}

std::vector<VoiceWord> readVoiceWords(std::string_view text) {
    std::vector<VoiceWord> out;
    if (text.size() > kLongestText) return out;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of(",;\n");
        std::string_view piece = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (const auto setting = readVoiceSetting(piece)) {
            out.push_back(*setting);
            continue;
        }
        const bool ramp = takeRamp(piece);
        const std::string plain = plainName(piece);
        const auto* phrase = std::find_if(kPhrases.begin(), kPhrases.end(),
                                          [&](const Phrase& one) { return one.text == plain; });
        if (phrase != kPhrases.end()) out.push_back({phrase->kind, phrase->value, ramp});
        if (std::find(kOrdinary.begin(), kOrdinary.end(), plain) == kOrdinary.end()) continue;
        for (const Expression kind : kOrdinaryCurves)
            out.push_back({kind, rangeOf(kind).neutral, ramp});
    }
    return out;
}

std::string voiceSetting(const VoiceWord& word) {
    const double value = std::round(static_cast<double>(word.value) * 100.0) / 100.0;
    const bool percent = rangeOf(word.kind).neutral == 100.0F;
    return fmt::format("{} {}{}{}", rangeOf(word.kind).name, value, percent ? "%" : "",
                       word.ramp ? " ..." : "");
}

}  // namespace arioso
