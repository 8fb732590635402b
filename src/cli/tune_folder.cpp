#include "src/cli/tune_folder.h"

#include <system_error>

#include "dsp/error.h"
#include "src/cli/folder_survey.h"
#include "src/originality/melody_lines.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

void addScore(const fs::path& path, TuneLibrary& out) {
    const Score score = readScore(path, ReadOptions(RepeatMode::None));
    const std::string title = score.title.empty() ? path.filename().string() : score.title;
    for (const MelodyLine& line : melodyLines(score))
        out.add(title + " (" + line.name + ")", score.composer, line.notes);
}

}  // namespace

TuneLibrary tunesIn(const std::vector<std::string>& paths, const fs::path& asked,
                    std::size_t& unreadable) {
    TuneLibrary out;
    for (const std::string& name : paths) {
        if (!fs::is_directory(name)) {
            if (!fs::exists(name))
                throw Error(ExitCode::Input, name + ": no such score or folder of scores");
            addScore(name, out);
            continue;
        }
        for (const fs::path& path : scoresIn(name)) {
            std::error_code ignored;
            if (fs::equivalent(path, asked, ignored)) continue;
            try {
                addScore(path, out);
            } catch (const Error&) {
                ++unreadable;
            }
        }
    }
    out.index();
    return out;
}

}  // namespace arioso::cli
