#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/composed_output.h"
#include "src/cli/lyrics_report.h"
#include "src/cli/score_output.h"
#include "src/compose/word_fit.h"
#include "src/lyrics/lay.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/recut.h"
#include "src/lyrics/spoken.h"
#include "src/score/reader.h"
#include "src/score/repeat_score.h"

namespace arioso::cli {
namespace {

/// More than any song has.
constexpr std::size_t kMostVerses = 64;

struct SetLyricsFlags {
    std::string score;
    std::string lyrics;
    std::string language;
    std::string part;
    std::string out;
    std::string keep;
    std::uint64_t seed = 1;
    bool newMelody = false;
    bool once = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::string dataFolder;
    std::string modelsFolder;
};

std::pair<std::string, std::string> keptBars(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t dash = text.find('-', 1);
    const std::string from = text.substr(0, dash);
    const std::string to = dash == std::string::npos ? from : text.substr(dash + 1);
    if (from.empty() || to.empty())
        throw Error(ExitCode::Usage,
                    fmt::format("keep: expected measures as 5-8, found '{}'", text));
    return {from, to};
}

/// How often the tune is sung so that each stanza has it whole; 1 where the words go through it.
int timesFor(const Score& score, const Lyrics& lyrics, const std::vector<Syllable>& syllables,
             const std::string& part) {
    if (!isStraight(score) || lyrics.timed) return 1;
    std::size_t stanzas = 0;
    for (const LyricLine& line : lyrics.lines)
        stanzas += line.stanzaStart && !line.words.empty() ? 1U : 0U;
    if (stanzas < 2 || stanzas > kMostVerses) return 1;
    const auto notes =
        static_cast<double>(melodyOf(score, score.parts[singingPart(score, part)]).size());
    const auto all = static_cast<double>(syllables.size());
    const double each = all / static_cast<double>(stanzas);
    // One stanza fits about as well as it must; all of them do not.
    return all > 1.4 * notes && each < 1.6 * notes ? static_cast<int>(stanzas) : 1;
}

void setLyrics(const SetLyricsFlags& flags) {
    if (!isAudioName(flags.out)) static_cast<void>(scoreKindOf(flags.out));
    checkOutput(flags.out, flags.force);
    if (!flags.keep.empty() && !flags.newMelody)
        throw Error(ExitCode::Usage,
                    "setlyrics: --keep goes with --new-melody; without it no note is changed");
    const std::pair<std::string, std::string> keep = keptBars(flags.keep);
    Score score = readScore(flags.score);
    const Lyrics lyrics = readLyrics(flags.lyrics);
    LayOptions lay;
    lay.part = flags.part;
    lay.language = flags.language;
    int times = 1;
    if (!flags.once)
        times =
            timesFor(score, lyrics, spokenSyllables(lyrics, languageOf(score, lyrics, lay), false),
                     flags.part);
    repeatScore(score, times);
    lay.stanzaAPass = times > 1;
    RecutReport report;
    if (flags.newMelody)
        report = recutMelody(score, lyrics, {lay, keep});
    else
        report.lay = layLyrics(score, lyrics, lay);
    if (report.lay.surplusSyllables > 0 && !flags.newMelody)
        report.lay.lines.emplace_back("--new-melody divides notes where there are too few");
    const WordFit fit = measureWordFit(score);
    writeOrRender(score, {flags.out,
                          {},
                          flags.seed,
                          flags.force,
                          flags.quiet || flags.json,
                          flags.modelsFolder,
                          flags.dataFolder});
    const Part& part = score.parts[report.lay.part];
    if (flags.json) {
        const nlohmann::json out = {{"output", flags.out},
                                    {"part", part.name.empty() ? part.id : part.name},
                                    {"syllables", report.lay.laid},
                                    {"surplus_syllables", report.lay.surplusSyllables},
                                    {"surplus_notes", report.lay.surplusNotes},
                                    {"verses", times},
                                    {"notes_divided", report.divided},
                                    {"notes_joined", report.joined},
                                    {"stressed_on_strong", fit.strongShare()},
                                    {"remarks", report.lay.lines},
                                    {"report", lyricsReportOf(score)}};
        fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    if (flags.quiet) return;
    for (const std::string& line : report.lay.lines) fmt::print(stderr, "arioso: note: {}\n", line);
    for (const std::string& line : lyricsReportOf(score)) fmt::print("{}\n", line);
    std::string changed;
    if (flags.newMelody)
        changed = fmt::format(", {} notes divided, {} joined", report.divided, report.joined);
    if (times > 1) changed += fmt::format(", {} verses", times);
    if (fit.stressed > 0)
        changed += fmt::format("; {:.0f} % of the stressed ones on strong beats",
                               100.0 * fit.strongShare());
    fmt::print("{}: {} syllables laid{}\n", flags.out, report.lay.laid, changed);
}

}  // namespace

void addSetLyricsCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("setlyrics", "Lay words on a melody");
    const auto flags = std::make_shared<SetLyricsFlags>();
    command->add_option("score", flags->score, "score with a melody")
        ->type_name("SCORE")
        ->required();
    command->add_option("--lyrics", flags->lyrics, "words: plain text, LRC or SRT")
        ->type_name("FILE")
        ->required();
    command
        ->add_option("-o,--output", flags->out,
                     "score to write (.musicxml, .mxl, .mid, .abc), or audio to render it to")
        ->type_name("OUT")
        ->required();
    command->add_option("--part", flags->part, "who sings: name or id; else found by itself")
        ->type_name("NAME");
    command->add_option("--language", flags->language, "of the words, if no file says")
        ->type_name("TAG");
    command->add_flag("--new-melody", flags->newMelody,
                      "keep the melody's pitches and cut its rhythm anew, to fit the words");
    command
        ->add_option("--keep", flags->keep,
                     "with --new-melody: measures whose notes stay as they are, as 5-8")
        ->type_name("BARS");
    command->add_flag("--once", flags->once,
                      "the tune is sung once, even if the words have several stanzas for it");
    command->add_option("--seed", flags->seed, "of the rendering")->type_name("N");
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->add_flag("--json", flags->json, "report as JSON");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->add_option("--models-dir", flags->modelsFolder, "folder of manifest.json")
        ->type_name("DIR");
    command->add_option("--data-dir", flags->dataFolder, "folder that holds configs/")
        ->type_name("DIR");
    command->callback([flags] { setLyrics(*flags); });
}

}  // namespace arioso::cli
