#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/score_output.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "src/show/show_library.h"

namespace arioso::cli {
namespace {

constexpr const char* kLibrary = "libarioso_show.so";

struct ShowFlags {
    std::string score;
    std::string out;
    int tune = 0;
    bool force = false;
    bool quiet = false;
};

int pictureKindOf(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending == ".svg") return 0;
    if (ending == ".png") return 1;
    if (ending == ".pdf") return 2;
    throw Error(ExitCode::Usage,
                fmt::format("{}: expected a name that ends in .svg, .png or .pdf", path.string()));
}

/// Loaded here and not before, and left loaded: it ends with the program.
std::string draw(const Score& score, int kind) {
    void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        throw Error(ExitCode::General, fmt::format("cannot load {}: {}", kLibrary, dlerror()));
    }
    const auto function =
        reinterpret_cast<decltype(&ariosoDrawPianoRoll)>(dlsym(library, "ariosoDrawPianoRoll"));
    if (function == nullptr) {
        throw Error(ExitCode::General,
                    fmt::format("{}: is of another version than the program", kLibrary));
    }
    std::string out;
    int code = 0;
    if (!function(score, kind, out, code)) throw Error(static_cast<ExitCode>(code), out);
    return out;
}

void show(const ShowFlags& flags) {
    const int kind = pictureKindOf(flags.out);
    checkOutput(flags.out, flags.force);
    ReadOptions options;
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.score, options);
    const std::string bytes = draw(score, kind);
    writeFileAtomically(flags.out, bytes.data(), bytes.size());
    if (!flags.quiet) {
        fmt::print("{}: {} parts, {} measures\n", flags.out, score.parts.size(),
                   score.measures.size());
    }
}

}  // namespace

void addShowCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "show", "Draw a score as a piano roll with its words: SVG, PNG or PDF");
    const auto flags = std::make_shared<ShowFlags>();
    command->add_option("score", flags->score, "score to read: MusicXML, MIDI, ABC or MuseScore")
        ->type_name("SCORE")
        ->required();
    command->add_option("-o,--output", flags->out, "picture to write: .svg, .png or .pdf")
        ->type_name("OUT")
        ->required();
    command->add_option("--tune", flags->tune, "of an ABC file: the tune X:N")->type_name("N");
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->callback([flags] { show(*flags); });
}

}  // namespace arioso::cli
