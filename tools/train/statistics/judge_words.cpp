#include "tools/train/statistics/judge_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>

#include "dsp/error.h"
#include "src/compose/song.h"
#include "src/compose/tune_corpus.h"
#include "src/compose/word_fit.h"
#include "src/condition/instruments.h"
#include "src/lyrics/lyrics.h"
#include "src/score/reader.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

/// Sums over songs; long ones count for more, as their syllables do.
struct Sum {
    int songs = 0;
    WordFit all;
    double compass = 0.0;

    void add(const WordFit& one) {
        ++songs;
        all.syllables += one.syllables;
        all.melismas += one.melismas;
        all.stressed += one.stressed;
        all.stressedStrong += one.stressedStrong;
        all.stressedOnBeat += one.stressedOnBeat;
        all.light += one.light;
        all.lightStrong += one.lightStrong;
        all.lines += one.lines;
        all.linesClosed += one.linesClosed;
        compass += one.highest - one.lowest;
    }
    void print(const std::string& name) const {
        if (songs == 0) return;
        const std::string lines =
            all.lines == 0 ? "-" : fmt::format("{}/{}", all.linesClosed, all.lines);
        fmt::print(
            "{:<34} {:>5} {:>9} {:>8.1f} % {:>8.1f} % {:>8.1f} % {:>9.1f} % {:>8.1f} {:>9}\n", name,
            songs, all.syllables, 100.0 * all.strongShare(), 100.0 * all.onBeatShare(),
            100.0 * all.lightStrongShare(),
            100.0 * static_cast<double>(all.melismas) /
                static_cast<double>(std::max<std::size_t>(1, all.syllables)),
            compass / songs, lines);
    }
};

/// "en", "de" or neither, by the words that every text has.
std::string languageOf(const Score& score) {
    static const std::set<std::string> kEnglish = {"the", "and", "of",   "my",   "in",
                                                   "to",  "is",  "with", "that", "thy"};
    static const std::set<std::string> kGerman = {"und", "der", "die", "ich",  "nicht",
                                                  "das", "ein", "mir", "dich", "ist"};
    int english = 0;
    int german = 0;
    int words = 0;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes)
            for (const Lyric& lyric : note.lyrics) {
                if (lyric.syllabic != Syllabic::Single) continue;
                std::string word;
                for (const char c : lyric.text)
                    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
                        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                ++words;
                english += kEnglish.count(word) > 0 ? 1 : 0;
                german += kGerman.count(word) > 0 ? 1 : 0;
            }
    if (words < 20) return {};
    if (english > 2 * german && 10 * english > words) return "en";
    if (german > 2 * english && 12 * german > words) return "de";
    return {};
}

std::vector<fs::path> filesIn(const std::vector<fs::path>& folders) {
    std::vector<fs::path> out;
    for (const fs::path& folder : folders) {
        if (!fs::is_directory(folder))
            throw Error(ExitCode::Input, folder.string() + ": no such folder of scores");
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const std::string ending = entry.path().extension().string();
            if (ending == ".mxl" || ending == ".musicxml" || ending == ".xml")
                out.push_back(entry.path());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

void judgeWords(const JudgeWordsSettings& settings) {
    fmt::print("{:<34} {:>5} {:>9} {:>10} {:>10} {:>10} {:>11} {:>8} {:>9}\n", "", "songs",
               "syllables", "stressed", "stressed", "light", "melisma", "compass", "lines");
    fmt::print("{:<34} {:>5} {:>9} {:>10} {:>10} {:>10} {:>11} {:>8} {:>9}\n", "", "", "sung",
               "on strong", "on a beat", "on strong", "notes", "", "closed");
    const InstrumentTable instruments = InstrumentTable::load(settings.instruments);
    const auto model = ComposerModel::load(settings.model, instruments);
    for (const fs::path& poem : settings.poems) {
        SongRequest request;
        request.text = songText(readLyrics(poem), "", "");
        std::tie(request.steering.beats, request.steering.beatType) = metreFor(request.text);
        request.steering.programs = {0};
        Sum sum;
        for (int i = 0; i < settings.songs; ++i) {
            request.seed = settings.seed + static_cast<std::uint64_t>(i);
            sum.add(measureWordFit(composeSong(model, request)));
        }
        sum.print(fmt::format("{} ({} syllables)", poem.stem().string().substr(0, 22),
                              request.text.syllables()));
    }
    std::map<std::string, Sum> human;
    for (const fs::path& path : filesIn(settings.scores)) {
        try {
            const Score score = readScore(path);
            std::string composer = score.composer;
            if (composer.empty()) composer = path.parent_path().filename().string();
            if (!isHeldOut(composer, score.title, settings.heldOut)) continue;
            const std::string language = languageOf(score);
            if (!language.empty()) human[language].add(measureWordFit(score, language));
        } catch (const Error&) {
            continue;  // a collection of thousands always has some that are damaged
        }
    }
    for (const auto& [language, sum] : human) sum.print("held-out songs, " + language);
}

}  // namespace arioso::train
