#include "src/cli/lyrics_report.h"

#include <algorithm>

#include "src/lyrics/lay.h"
#include "src/lyrics/report.h"
#include "src/perform/performer.h"

namespace arioso::cli {

void layLyricsOf(const std::string& lyricFile, const std::string& language, Score& score) {
    if (lyricFile.empty()) return;
    LayOptions options;
    options.language = language;
    layLyrics(score, readLyrics(lyricFile), options);
}

std::vector<std::string> lyricsReportOf(const Score& score) {
    std::vector<std::string> out;
    for (const Part& part : score.parts) {
        const bool sings = std::any_of(part.notes.begin(), part.notes.end(),
                                       [](const Note& note) { return !note.lyrics.empty(); });
        if (!sings) continue;
        out.push_back(part.name.empty() ? part.id : part.name);
        for (std::string& line : lyricsReport(score, part)) out.push_back("  " + std::move(line));
    }
    if (out.empty()) out.emplace_back("no part has words");
    return out;
}

std::vector<std::string> sungRemarksOf(const Score& score, const std::string& language) {
    if (std::none_of(score.parts.begin(), score.parts.end(),
                     [](const Part& part) { return part.vocal; })) {
        return {};
    }
    PerformOptions options;
    options.language = language;
    options.humanize = 0.0;
    return perform(score, options).diagnostics;
}

}  // namespace arioso::cli
