#include "src/cli/score_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "dsp/error.h"
#include "src/cli/sound_lengths.h"
#include "src/perform/performance_json.h"
#include "src/perform/performer.h"
#include "src/perform/played_score.h"
#include "src/score/abc_writer.h"
#include "src/score/midi_writer.h"
#include "src/score/musicxml_writer.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct Ending {
    const char* text;
    ScoreKind kind;
};
constexpr std::array kEndings = {
    Ending{".musicxml", ScoreKind::MusicXml},
    Ending{".xml", ScoreKind::MusicXml},
    Ending{".mxl", ScoreKind::Mxl},
    Ending{".mid", ScoreKind::Midi},
    Ending{".midi", ScoreKind::Midi},
    Ending{".abc", ScoreKind::Abc},
    Ending{".performance.json", ScoreKind::Performance},
};

}  // namespace

ScoreKind scoreKindOf(const fs::path& path) {
    std::string name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const Ending& ending : kEndings) {
        if (name.ends_with(ending.text)) return ending.kind;
    }
    throw Error(ExitCode::Usage,
                fmt::format("{}: expected a name that ends in .musicxml, .mxl, .mid, .abc or "
                            ".performance.json",
                            path.string()));
}

const char* nameOf(ScoreKind kind) {
    switch (kind) {
        case ScoreKind::MusicXml:
            return "MusicXML";
        case ScoreKind::Mxl:
            return "compressed MusicXML";
        case ScoreKind::Midi:
            return "MIDI";
        case ScoreKind::Abc:
            return "ABC";
        case ScoreKind::Performance:
            return "performance";
    }
    return "";
}

std::string performanceText(const Score& score, const PerformanceStyle& style) {
    PerformOptions options;
    options.humanize = 0.0;
    options.style = style;
    options.keepRules = true;
    const PhoneLengths lengths = soundLengths({});
    options.lengths = &lengths;
    return toJson(perform(score, options))
               .dump(1, ' ', false, nlohmann::json::error_handler_t::replace) +
           "\n";
}

std::string scoreBytes(const Score& score, ScoreKind kind, bool asWritten) {
    switch (kind) {
        case ScoreKind::MusicXml:
            return writeMusicXml(score);
        case ScoreKind::Mxl:
            return writeMxl(score);
        case ScoreKind::Midi:
            return writeMidi(asWritten ? score : playedScore(score));
        case ScoreKind::Abc:
            return writeAbc(score);
        case ScoreKind::Performance:
            return performanceText(score, {});
    }
    return {};
}

void checkOutput(const fs::path& path, bool force) {
    std::error_code failure;
    if (fs::is_directory(path, failure)) {
        throw Error(ExitCode::Output,
                    fmt::format("{}: expected a file name, found a folder", path.string()));
    }
    if (!force && fs::exists(path, failure)) {
        throw Error(ExitCode::Output,
                    fmt::format("{}: exists already (--force replaces it)", path.string()));
    }
    const fs::path folder = path.parent_path();
    if (!folder.empty() && !fs::is_directory(folder, failure)) {
        throw Error(ExitCode::Output, fmt::format("{}: the folder {} does not exist", path.string(),
                                                  folder.string()));
    }
}

}  // namespace arioso::cli
