#include "tools/train/statistics/study_corpus.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "dsp/error.h"
#include "src/compose/tune_corpus.h"
#include "src/score/reader.h"
#include "tools/common/parallel.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNotes = 100'000;

bool isScore(const fs::path& path) {
    static const std::array kEndings{".mid", ".midi", ".mxl",  ".musicxml",
                                     ".xml", ".abc",  ".mscz", ".mscx"};
    return std::find(kEndings.begin(), kEndings.end(), path.extension().string()) != kEndings.end();
}

}  // namespace

std::vector<fs::path> findScores(const std::vector<fs::path>& folders) {
    std::vector<fs::path> out;
    for (const fs::path& folder : folders) {
        if (!fs::is_directory(folder))
            throw Error(ExitCode::Input, folder.string() + ": no such folder of scores");
        const std::size_t first = out.size();
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && isScore(entry.path())) out.push_back(entry.path());
        std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
    }
    return out;
}

Score readScoreOnce(const fs::path& path) {
    ReadOptions options(RepeatMode::None);
    options.limits.notes = kMostNotes;
    Score score = readScore(path, options);
    if (score.title.empty()) score.title = path.stem().string();
    // Collections keep a folder a composer.
    if (score.composer.empty()) score.composer = path.parent_path().filename().string();
    return score;
}

StudyCorpus readStudyCorpus(const std::vector<fs::path>& folders, double heldOut, int threads,
                            const std::function<void(const Score&, StudyPiece&)>& more) {
    const std::vector<fs::path> paths = findScores(folders);
    std::vector<std::optional<StudyPiece>> read(paths.size());
    parallelFor(
        paths.size(), threads, [] {},
        [&](std::size_t i) {
            try {
                const Score score = readScoreOnce(paths[i]);
                read[i] = studyScore(score);
                if (more && !read[i]->bars.empty()) more(score, *read[i]);
            } catch (const Error&) {
                // A collection of thousands always has some that are damaged or too long.
                read[i].reset();
            }
        });
    StudyCorpus corpus;
    corpus.files = paths.size();
    std::vector<StudyPiece> pieces;
    for (auto& piece : read) {
        if (!piece || piece->bars.empty()) {
            ++corpus.unreadable;
            continue;
        }
        pieces.push_back(std::move(*piece));
    }
    const std::vector<std::size_t> kept = withoutDuplicates(pieces);
    corpus.duplicates = pieces.size() - kept.size();
    for (const std::size_t i : kept) {
        const bool out = isHeldOut(pieces[i].composer, pieces[i].title, heldOut);
        (out ? corpus.heldOut : corpus.training).push_back(std::move(pieces[i]));
    }
    return corpus;
}

}  // namespace arioso::train
