#include "src/cli/show_pictures.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/resampler.h"
#include "src/perform/performance_json.h"
#include "src/report/image.h"
#include "src/show/show_library.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "libarioso_show.so";
constexpr double kLongestDump = 1200.0;  // seconds: a longer page has too many pixels
constexpr double kTail = 0.5;            // seconds that are drawn behind the last note

/// Loaded here and not before, and left loaded: it ends with the program.
void* libraryFunction(const char* name) {
    void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        throw Error(ExitCode::General, fmt::format("cannot load {}: {}", kLibrary, dlerror()));
    }
    void* function = dlsym(library, name);
    if (function == nullptr) {
        throw Error(ExitCode::General,
                    fmt::format("{}: is of another version than the program", kLibrary));
    }
    return function;
}

bool hasWords(const PerformedPart& part) {
    return std::any_of(part.notes.begin(), part.notes.end(),
                       [](const PerformedNote& note) { return !note.phonemes.empty(); });
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// A performance whose time 0 is `start`.
void shift(PerformedPart& part, double start) {
    for (PerformedNote& note : part.notes) {
        note.onset -= start;
        note.offset -= start;
        for (PhonemeSpan& span : note.phonemes) {
            span.start -= start;
            span.end -= start;
        }
    }
}

}  // namespace

int pictureKindOf(const fs::path& path) {
    const std::string ending = lower(path.extension().string());
    if (ending == ".svg") return 0;
    if (ending == ".png") return 1;
    if (ending == ".pdf") return 2;
    throw Error(ExitCode::Usage,
                fmt::format("{}: expected a name that ends in .svg, .png or .pdf", path.string()));
}

std::string drawRoll(const Score& score, int kind) {
    const auto function =
        reinterpret_cast<decltype(&ariosoDrawPianoRoll)>(libraryFunction("ariosoDrawPianoRoll"));
    std::string out;
    int code = 0;
    if (!function(score, kind, out, code)) throw Error(static_cast<ExitCode>(code), out);
    return out;
}

std::string drawSung(const SungAudio& sung, int kind) {
    const auto function = reinterpret_cast<decltype(&ariosoDrawSungPicture)>(
        libraryFunction("ariosoDrawSungPicture"));
    std::string out;
    int code = 0;
    if (!function(sung, kind, out, code)) throw Error(static_cast<ExitCode>(code), out);
    return out;
}

std::vector<float> stemSamples(const fs::path& audio) {
    dsp::LoadedAudio loaded = dsp::readAudioFile(audio);
    if (loaded.sampleRate != dsp::kSampleRate)
        loaded.buffer = dsp::resample(loaded.buffer, loaded.sampleRate, dsp::kSampleRate);
    const dsp::AudioView view = loaded.buffer.view();
    std::vector<float> mono(static_cast<std::size_t>(view.frames()), 0.0F);
    for (int channel = 0; channel < view.channels(); ++channel) {
        const auto samples = view.channel(channel);
        for (std::size_t i = 0; i < mono.size(); ++i)
            mono[i] += samples[i] / static_cast<float>(view.channels());
    }
    return mono;
}

const PerformedPart& sungPart(const Performance& performance, const std::string& name) {
    std::string known;
    for (const PerformedPart& part : performance.parts) {
        if (name.empty() ? hasWords(part) : lower(part.name) == lower(name)) return part;
        known += (known.empty() ? "" : ", ") + part.name;
    }
    if (name.empty())
        throw Error(ExitCode::Usage, fmt::format("show: expected a part with words, found none in "
                                                 "{}",
                                                 known.empty() ? "the score" : known));
    throw Error(ExitCode::Usage,
                fmt::format("--part: expected one of {}, found '{}'", known, name));
}

Performance readPerformance(const fs::path& path) {
    std::ifstream file(path);
    if (!file) throw Error(ExitCode::Input, fmt::format("{}: cannot be opened", path.string()));
    const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
    if (json.is_discarded())
        throw Error(ExitCode::Input, fmt::format("{}: is not JSON", path.string()));
    return performanceFromJson(json, path.string());
}

void drawDumpedStems(const fs::path& dump, const nlohmann::json& report) {
    const Performance performance = readPerformance(dump / "performance.json");
    auto next = performance.parts.begin();
    for (const nlohmann::json& stem : report.at("stems")) {
        const auto name = stem.at("name").get<std::string>();
        const auto found =
            std::find_if(next, performance.parts.end(),
                         [&](const PerformedPart& part) { return part.name == name; });
        if (found == performance.parts.end() || !stem.at("file").is_string()) continue;
        const auto singers = stem.at("singers").get<std::ptrdiff_t>();
        next =
            found + std::min(std::max<std::ptrdiff_t>(1, singers), performance.parts.end() - found);
        if (!hasWords(*found)) continue;
        const fs::path audio = stem.at("file").get<std::string>();
        SungAudio sung;
        sung.samples = stemSamples(audio);
        sung.part = *found;
        shift(sung.part, report.at("start").get<double>());
        sung.title = report.at("title").get<std::string>();
        double last = 0.0;
        for (const PerformedNote& note : sung.part.notes) last = std::max(last, note.offset);
        sung.to = std::min({last + kTail, kLongestDump,
                            static_cast<double>(sung.samples.size()) / dsp::kSampleRate});
        const std::string bytes = drawSung(sung, 1);
        writeFileAtomically(dump / audio.stem() / "phonemes.png", bytes.data(), bytes.size());
    }
}

}  // namespace arioso::cli
