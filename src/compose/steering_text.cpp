#include "src/compose/steering_text.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <optional>

#include "dsp/error.h"
#include "src/compose/chord_terms.h"
#include "src/compose/metre_plan.h"

namespace arioso {
namespace {

std::string trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.remove_suffix(1);
    return std::string(text);
}

std::string lowered(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::optional<int> wholeNumber(std::string_view text) {
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool take(std::string& text, std::string_view beginning) {
    if (text.compare(0, beginning.size(), beginning) != 0) return false;
    text.erase(0, beginning.size());
    return true;
}

}  // namespace

std::pair<int, bool> parseKey(std::string_view text) {
    constexpr std::string_view kLetters = "cdefgab";
    constexpr int kPitches[] = {0, 2, 4, 5, 7, 9, 11};
    std::string rest = lowered(trimmed(text));
    const std::size_t letter = rest.empty() ? std::string_view::npos : kLetters.find(rest[0]);
    if (letter != std::string_view::npos) {
        int tonic = kPitches[letter];
        rest.erase(0, 1);
        if (take(rest, "#") || take(rest, " sharp") || take(rest, "♯"))
            ++tonic;
        else if (take(rest, "b") || take(rest, " flat") || take(rest, "♭"))
            --tonic;
        rest = trimmed(rest);
        const bool minor = rest == "m" || rest == "min" || rest == "minor";
        if (minor || rest.empty() || rest == "maj" || rest == "major")
            return {pitchClassOf(tonic), minor};
    }
    throw Error(ExitCode::Usage,
                fmt::format("key: expected a note and major or minor, as \"D minor\" or \"Bb\"; "
                            "found '{}'",
                            text));
}

std::string keyName(int tonic, bool minor) {
    const ChordSymbol symbol =
        chordSymbol({0, minor ? ChordQuality::Minor : ChordQuality::Major}, 0, tonic, minor, {});
    std::string name(1, symbol.root);
    if (symbol.rootAlter > 0) name += " sharp";
    if (symbol.rootAlter < 0) name += " flat";
    return name + (minor ? " minor" : " major");
}

std::pair<int, int> parseMetre(std::string_view text) {
    const std::string whole = trimmed(text);
    const std::size_t slash = whole.find('/');
    if (slash != std::string::npos) {
        const auto beats = wholeNumber(std::string_view(whole).substr(0, slash));
        const auto beatType = wholeNumber(std::string_view(whole).substr(slash + 1));
        if (beats && beatType) {
            static_cast<void>(metrePlan(*beats, *beatType));
            return {*beats, *beatType};
        }
    }
    throw Error(ExitCode::Usage, fmt::format("metre: expected one like 3/4, found '{}'", text));
}

std::vector<int> parsePrograms(std::string_view text, const InstrumentTable& instruments) {
    std::vector<int> out;
    std::string_view rest = text;
    while (true) {
        const std::size_t comma = rest.find(',');
        const std::string name = lowered(trimmed(rest.substr(0, comma)));
        int program = wholeNumber(name).value_or(-1);
        if (program > 127) program = -1;
        std::string ids;
        for (const Instrument& one : instruments.all()) {
            if (one.percussion || one.singer) continue;
            if (program < 0 && (one.id == name || lowered(one.name) == name)) program = one.program;
            ids += (ids.empty() ? "" : " ") + one.id;
        }
        if (program < 0)
            throw Error(ExitCode::Usage,
                        fmt::format("instruments: expected programs 0 to 127 or names out of {}; "
                                    "found '{}'",
                                    ids, name));
        out.push_back(program);
        if (comma == std::string_view::npos) return out;
        rest.remove_prefix(comma + 1);
    }
}

}  // namespace arioso
