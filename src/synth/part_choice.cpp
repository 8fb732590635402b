#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "dsp/error.h"
#include "src/score/gm_programs.h"
#include "src/synth/render_plan.h"

namespace arioso {
namespace {

/// Lower case, and only letters and digits: "Violin I." and "violin i" are the same part.
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool wholeNumber(const std::string& text, int& value) {
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    return result.ec == std::errc() && result.ptr == end;
}

}  // namespace

void chooseInstrument(const std::string& name, const InstrumentTable& instruments, Part& part) {
    int number = 0;
    int program = -1;
    bool percussion = false;
    if (wholeNumber(name, number)) {
        if (number >= 1 && number <= 128) program = number - 1;
    } else if (plain(name) == "drums") {
        program = 0;
        percussion = true;
    } else if (const Instrument* found = instruments.find(name)) {
        program = found->program;
        percussion = found->percussion;
    } else {
        for (int gm = 0; gm < 128 && program < 0; ++gm)
            if (plain(gmProgramName(gm)) == plain(name)) program = gm;
    }
    if (program < 0) {
        std::string known;
        for (const Instrument& one : instruments.all())
            known += (known.empty() ? "" : ", ") + one.id;
        throw Error(
            ExitCode::Usage,
            fmt::format("part '{}': expected a General MIDI number 1 to 128 or name, or one "
                        "of {}; found '{}'",
                        part.name, known, name));
    }
    part.program = program;
    part.percussion = percussion;
    part.programs.clear();
}

const Instrument& playerOf(const InstrumentTable& instruments, int program, bool percussion,
                           bool sings, bool* exact) {
    constexpr int kChoirAahs = 52;
    const Instrument* voice = instruments.find("voice");
    if (sings && program == kChoirAahs && voice != nullptr) {
        if (exact != nullptr) *exact = true;
        return *voice;
    }
    return instruments.forProgram(program, percussion, exact);
}

std::vector<std::size_t> findParts(const std::string& name, const Score& score, const char* field) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < score.parts.size(); ++i)
        if (score.parts[i].name == name || score.parts[i].id == name) found.push_back(i);
    for (std::size_t i = 0; found.empty() && i < score.parts.size(); ++i)
        if (!plain(name).empty() && plain(score.parts[i].name) == plain(name)) found.push_back(i);
    int number = 0;
    if (found.empty() && wholeNumber(name, number) && number >= 1 &&
        static_cast<std::size_t>(number) <= score.parts.size())
        found.push_back(static_cast<std::size_t>(number) - 1);
    if (!found.empty()) return found;
    std::string known;
    for (std::size_t i = 0; i < score.parts.size(); ++i)
        known += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", i + 1, score.parts[i].name);
    throw Error(ExitCode::Usage, fmt::format("{}: expected a part of the score ({}), found '{}'",
                                             field, known, name));
}

}  // namespace arioso
