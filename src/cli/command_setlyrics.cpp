#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/composed_output.h"
#include "src/cli/lyrics_report.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
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
    int candidates = 1;
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

/// One way of setting the words.
struct Setting {
    Score score;
    RecutReport report;
    WordFit fit;

    /// How well the words fit: stresses on strong beats, light syllables off them, few melismas.
    [[nodiscard]] double rank() const {
        if (fit.syllables == 0) return 0.0;
        return fit.strongShare() - fit.lightStrongShare() -
               0.5 * static_cast<double>(fit.melismas) / static_cast<double>(fit.syllables);
    }
};

Setting setOnce(const SetLyricsFlags& flags, const Score& score, const Lyrics& lyrics,
                const RecutOptions& options) {
    Setting out;
    out.score = score;
    if (flags.newMelody)
        out.report = recutMelody(out.score, lyrics, options);
    else
        out.report.lay = layLyrics(out.score, lyrics, options.lay);
    if (out.report.lay.surplusSyllables > 0 && !flags.newMelody)
        out.report.lay.lines.emplace_back("--new-melody divides notes where there are too few");
    out.fit = measureWordFit(out.score);
    return out;
}

/// Whether the same syllables stand on the same notes.
bool sameSetting(const Setting& a, const Setting& b) {
    const std::vector<Note>& one = a.score.parts[a.report.lay.part].notes;
    const std::vector<Note>& other = b.score.parts[b.report.lay.part].notes;
    return std::equal(
        one.begin(), one.end(), other.begin(), other.end(), [](const Note& x, const Note& y) {
            return x.onset == y.onset && x.duration == y.duration && x.lyrics == y.lyrics;
        });
}

/// As many different ways as there are, up to what was asked for, the best first.
std::vector<Setting> settings(const SetLyricsFlags& flags, const Score& score, const Lyrics& lyrics,
                              RecutOptions options) {
    std::vector<Setting> out;
    const auto wanted = static_cast<std::size_t>(flags.candidates);
    for (std::uint64_t variant = 0; out.size() < wanted && variant < 8 * wanted; ++variant) {
        options.lay.variant = variant == 0 ? 0 : flags.seed * 1000 + variant;
        Setting one = setOnce(flags, score, lyrics, options);
        const bool known = std::any_of(
            out.begin(), out.end(), [&](const Setting& other) { return sameSetting(one, other); });
        if (!known) out.push_back(std::move(one));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Setting& a, const Setting& b) { return a.rank() > b.rank(); });
    return out;
}

nlohmann::json jsonOf(const Setting& one, const std::string& output, int times) {
    const Part& part = one.score.parts[one.report.lay.part];
    return {{"output", output},
            {"part", part.name.empty() ? part.id : part.name},
            {"syllables", one.report.lay.laid},
            {"surplus_syllables", one.report.lay.surplusSyllables},
            {"surplus_notes", one.report.lay.surplusNotes},
            {"verses", times},
            {"notes_divided", one.report.divided},
            {"notes_joined", one.report.joined},
            {"stressed_on_strong", one.fit.strongShare()},
            {"rank", one.rank()},
            {"remarks", one.report.lay.lines},
            {"report", lyricsReportOf(one.score)}};
}

std::string lineOf(const SetLyricsFlags& flags, const Setting& one, const std::string& output,
                   int times) {
    std::string changed;
    if (flags.newMelody)
        changed =
            fmt::format(", {} notes divided, {} joined", one.report.divided, one.report.joined);
    if (times > 1) changed += fmt::format(", {} verses", times);
    if (one.fit.stressed > 0)
        changed += fmt::format("; {:.0f} % of the stressed ones on strong beats",
                               100.0 * one.fit.strongShare());
    return fmt::format("{}: {} syllables laid{}", output, one.report.lay.laid, changed);
}

/// No learnt model has a part in it.
nlohmann::json provenanceOf(const SetLyricsFlags& flags, std::size_t rank) {
    nlohmann::json request = {{"seed", flags.seed},
                              {"new_melody", flags.newMelody},
                              {"once", flags.once},
                              {"candidates", flags.candidates},
                              {"rank", rank}};
    const auto add = [&request](const char* field, const std::string& value) {
        if (!value.empty()) request[field] = value;
    };
    add("part", flags.part);
    add("language", flags.language);
    add("keep", flags.keep);
    return scoreProvenance("setlyrics", request, {flags.score, flags.lyrics}, {}, {});
}

void setLyrics(const SetLyricsFlags& flags) {
    const bool audio = isAudioName(flags.out);
    if (!audio) static_cast<void>(scoreKindOf(flags.out));
    checkCandidates(flags.candidates, flags.out, flags.force);
    if (!flags.keep.empty() && !flags.newMelody)
        throw Error(ExitCode::Usage,
                    "setlyrics: --keep goes with --new-melody; without it no note is changed");
    RecutOptions options;
    options.keep = keptBars(flags.keep);
    options.lay.part = flags.part;
    options.lay.language = flags.language;
    Score score = readScore(flags.score);
    const Lyrics lyrics = readLyrics(flags.lyrics);
    int times = 1;
    if (!flags.once)
        times = timesFor(score, lyrics,
                         spokenSyllables(lyrics, languageOf(score, lyrics, options.lay), false),
                         flags.part);
    repeatScore(score, times);
    options.lay.stanzaAPass = times > 1;
    const std::vector<Setting> all = settings(flags, score, lyrics, options);
    const std::size_t written = audio ? 1 : all.size();
    for (std::size_t i = 0; i < written; ++i)
        writeOrRender(all[i].score,
                      {rankedName(flags.out, i + 1).string(),
                       {},
                       flags.seed,
                       flags.force,
                       flags.quiet || flags.json,
                       flags.modelsFolder,
                       flags.dataFolder},
                      provenanceOf(flags, i + 1));
    if (flags.json) {
        nlohmann::json out = jsonOf(all.front(), flags.out, times);
        if (flags.candidates > 1)
            for (std::size_t i = 0; i < written; ++i)
                out["candidates"].push_back(
                    jsonOf(all[i], rankedName(flags.out, i + 1).string(), times));
        fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    if (flags.quiet) return;
    for (const std::string& line : all.front().report.lay.lines)
        fmt::print(stderr, "arioso: note: {}\n", line);
    if (all.size() < static_cast<std::size_t>(flags.candidates))
        fmt::print(stderr, "arioso: note: no more than {} ways of setting these words were found\n",
                   all.size());
    for (const std::string& line : lyricsReportOf(all.front().score)) fmt::print("{}\n", line);
    for (std::size_t i = 0; i < written; ++i)
        fmt::print("{}\n", lineOf(flags, all[i], rankedName(flags.out, i + 1).string(), times));
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
    command
        ->add_option(
            "--candidates", flags->candidates,
            "so many different ways of setting them, the best fitting first: OUT, OUT-2, …")
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--seed", flags->seed, "of the rendering, and of further candidates")
        ->type_name("N");
    addReportFlags(*command, flags->force, flags->json, flags->quiet);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->callback([flags] { setLyrics(*flags); });
}

}  // namespace arioso::cli
