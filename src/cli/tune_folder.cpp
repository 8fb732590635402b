#include "src/cli/tune_folder.h"

#include <system_error>
#include <utility>

#include "dsp/error.h"
#include "src/cli/folder_survey.h"
#include "src/originality/library_file.h"
#include "src/originality/melody_lines.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

void addScore(const fs::path& path, Gathered gathered, MusicLibrary& out) {
    const Score score = readScore(path, ReadOptions(RepeatMode::None));
    const std::string title = score.title.empty() ? path.filename().string() : score.title;
    out.add(title, score.composer, melodyLines(score),
            gathered == Gathered::Everything ? pieceSymbols(score) : PieceSymbols{});
}

}  // namespace

std::vector<MusicLibrary> librariesIn(const std::vector<std::string>& paths, const fs::path& asked,
                                      Gathered gathered, std::size_t& unreadable) {
    std::vector<MusicLibrary> out(1);
    for (const std::string& name : paths) {
        if (!fs::is_directory(name)) {
            if (!fs::exists(name))
                throw Error(ExitCode::Input, name + ": no such score or folder of scores");
            if (isLibraryFile(name))
                out.push_back(readLibraryFile(name));
            else
                addScore(name, gathered, out.front());
            continue;
        }
        for (const fs::path& path : scoresIn(name)) {
            std::error_code ignored;
            if (fs::equivalent(path, asked, ignored)) continue;
            try {
                addScore(path, gathered, out.front());
            } catch (const Error&) {
                ++unreadable;
            }
        }
    }
    out.front().index();
    return out;
}

}  // namespace arioso::cli
