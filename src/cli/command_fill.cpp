#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/melody_variations.h"
#include "src/cli/models_folder.h"
#include "src/cli/originality_guard.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/cli/words_to_write.h"
#include "src/cli/writer_models.h"
#include "src/compose/arousal_marks.h"
#include "src/compose/keep_text.h"
#include "src/compose/moods.h"
#include "src/compose/rewrite.h"
#include "src/features/event_marks.h"
#include "src/harmony/voice_fill.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

/// What fill, continue and vary have in common.
struct WriteFlags {
    std::string command;
    std::string in;
    std::string out;
    std::string bars;
    std::vector<std::string> parts;
    std::vector<std::string> keep;
    std::string method = "transformer";
    std::optional<std::uint64_t> seed;
    OriginalityWish originality;
    std::optional<double> temperature;
    std::optional<double> topP;
    double amount = 0.3;
    SliderFlags sliders;
    double repeatPenalty = 0.0;
    int topK = 0;
    int beam = 0;
    int candidates = 1;
    std::optional<int> more;
    std::string lyrics;
    std::string language;
    int tune = 0;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::string dataFolder;
    std::string modelsFolder;
};

constexpr double kTemperature = 1.0;
constexpr int kUsualBars = 8;
constexpr int kRepeatLength = 16;  // symbols: about two bars of a tune

/// The surer a network, the more of what it thinks of may be drawn (see the card).
double topPOf(const WriteFlags& flags) {
    return flags.topP.value_or(flags.method == "transformer" ? 1.0 : 0.95);
}

/// The files that candidates are written to: OUT, OUT-2, OUT-3, …
fs::path candidatePath(const fs::path& out, std::size_t rank) {
    if (rank == 0) return out;
    return out.parent_path() /
           fmt::format("{}-{}{}", out.stem().string(), rank + 1, out.extension().string());
}

/// Lanes of the parts named, or of all that sound anywhere; chord symbols only where asked for.
std::vector<char> chosenLanes(const WriteFlags& flags, const Score& score, bool chords) {
    const auto lanes = lanesOf(score);
    std::vector<char> out(lanes.size(), 0);
    for (const std::string& name : flags.parts) {
        const auto part = static_cast<int>(parsePart(name, score, "--parts"));
        for (std::size_t i = 0; i < lanes.size(); ++i)
            if (lanes[i].part == part) out[i] = 1;
    }
    for (std::size_t i = 0; flags.parts.empty() && i < lanes.size(); ++i) {
        if (lanes[i].part < 0)
            out[i] = chords ? 1 : 0;
        else
            out[i] = score.parts[static_cast<std::size_t>(lanes[i].part)].notes.empty() ? 0 : 1;
    }
    return out;
}

/// Where the mood of what is to be written lies; nothing where none was asked for.
std::optional<Steering> moodAsked(const WriteFlags& flags) {
    const std::string& mood = flags.sliders.mood;
    if (mood.empty() || flags.method == "vae") return {};
    if (flags.method != "transformer")
        throw Error(ExitCode::Usage, "mood: expected --method transformer" +
                                         std::string(flags.command == "vary" ? " or vae" : "") +
                                         ", found '" + flags.method + "'");
    const fs::path data = findDataFolder(flags.dataFolder);
    return MoodTable::load(data / "configs" / "moods.toml").steeringOf(mood);
}

RewriteRequest requestOf(const WriteFlags& flags, std::uint64_t seed) {
    RewriteRequest request;
    if (const auto mood = moodAsked(flags))
        request.mood = events::moodSymbol(mood->valence, mood->arousal);
    request.seed = seed;
    request.candidates = flags.candidates;
    request.decoding.sampling = {flags.temperature.value_or(kTemperature), flags.topK,
                                 topPOf(flags)};
    request.decoding.repeatPenalty = flags.repeatPenalty;
    request.decoding.repeatLength = flags.repeatPenalty > 0.0 ? kRepeatLength : 0;
    if (flags.beam > 0) {
        models::BeamOptions beam;
        beam.beams = std::max(flags.beam, flags.candidates);
        // Several candidates that hardly differ would be no choice.
        beam.groups = flags.candidates > 1 ? flags.candidates : 1;
        request.beam = beam;
    }
    return request;
}

void mark(RewriteRequest& request, const Kept& kept, const BarSpan& bars,
          const std::vector<char>& lanes, std::size_t measures) {
    request.cells.assign(measures * lanes.size(), 0);
    for (std::size_t bar = bars.first; bar <= bars.last; ++bar)
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            const std::size_t cell = bar * lanes.size() + lane;
            const bool stays = cell < kept.cells.size() && kept.cells[cell] != 0;
            request.cells[cell] = lanes[lane] != 0 && !stays ? 1 : 0;
        }
    request.kept = kept.notes;
    request.keepRhythm = kept.rhythm;
}

/// One way of doing it, and the longest run that it has in common with a known tune.
struct Drawn {
    Rewritten piece;
    std::optional<KnownRun> knownRun;
};

/// What a request is answered with, by whatever method.
using RewriteMethod = std::function<std::vector<Rewritten>(const RewriteRequest&)>;

/// As many as were asked for. What the guard turns away is drawn again with the next seed.
std::vector<Drawn> draw(const Score& score, const RewriteMethod& method,
                        const RewriteRequest& request, OriginalityGuard& guard) {
    std::vector<Drawn> out;
    const auto wanted = static_cast<std::size_t>(request.candidates);
    RewriteRequest next = request;
    while (true) {
        for (Rewritten& one : method(next)) {
            Drawn drawn{std::move(one), {}};
            if (!guard.watches() ||
                guard.passes(drawn.piece.score, writtenLines(drawn.piece.score, score, next),
                             next.seed, drawn.knownRun))
                out.push_back(std::move(drawn));
        }
        if (out.size() >= wanted) break;
        if (request.beam) guard.giveUp("--beam finds the same each time: leave it out");
        next.candidates = static_cast<int>(wanted - out.size());
        ++next.seed;
    }
    std::stable_sort(out.begin(), out.end(), [](const Drawn& a, const Drawn& b) {
        return a.piece.logProbability > b.piece.logProbability;
    });
    return out;
}

/// What decides the notes of the candidate of that rank.
nlohmann::json requestOfCandidate(const WriteFlags& flags, std::uint64_t seed, std::size_t rank) {
    nlohmann::json request = {
        {"seed", seed},
        {"method", flags.method},
        {"temperature", flags.temperature ? nlohmann::json(*flags.temperature) : nlohmann::json()},
        {"top_p", topPOf(flags)},
        {"top_k", flags.topK},
        {"beam", flags.beam},
        {"repeat_penalty", flags.repeatPenalty},
        {"candidates", flags.candidates},
        {"rank", rank}};
    if (!flags.temperature) request.erase("temperature");
    if (flags.command == "continue")
        request["bars"] = flags.more.value_or(kUsualBars);
    else if (!flags.bars.empty())
        request["bars"] = flags.bars;
    if (flags.command == "vary") request["amount"] = flags.amount;
    if (!flags.lyrics.empty()) request["lyrics"] = flags.lyrics;
    if (!flags.language.empty()) request["language"] = flags.language;
    if (!flags.parts.empty()) request["parts"] = flags.parts;
    if (!flags.keep.empty()) request["keep"] = flags.keep;
    if (flags.tune != 0) request["tune"] = flags.tune;
    if (flags.originality.notes) request["originality"] = *flags.originality.notes;
    if (any(flags.sliders.values)) request["shifts"] = flags.sliders.values;
    if (!flags.sliders.mood.empty()) request["mood"] = flags.sliders.mood;
    if (!flags.sliders.without.empty()) request["without"] = flags.sliders.without;
    return request;
}

/// The models of a method by their names in the manifest.
std::vector<std::string> modelsOf(const std::string& method) {
    if (method == "ppm") return {"events"};
    if (method == "vae") return {"melodies"};
    if (method == "rbm") return {"voices"};
    if (method == "rnn-rbm") return {"voices-rnn"};
    return {method};
}

/// Writes the candidates and tells of them; `folder` is the composer's, empty where no model wrote.
void report(const WriteFlags& flags, const Score& before, std::uint64_t seed, const char* what,
            const std::vector<Drawn>& drawn, const OriginalityGuard& guard,
            const fs::path& folder = {}) {
    const ScoreKind kind = scoreKindOf(flags.out);
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const Rewritten& written = drawn[i].piece;
        const fs::path path = candidatePath(flags.out, i);
        // A piece that stays as it is comes from where it came from.
        if (folder.empty()) {
            const std::string bytes = scoreBytes(written.score, kind);
            writeFileAtomically(path, bytes.data(), bytes.size());
        } else {
            writeScore(written.score, path,
                       scoreProvenance(flags.command, requestOfCandidate(flags, seed, i + 1),
                                       {flags.in}, folder, modelsOf(flags.method)));
        }
        list.push_back({{"output", path.string()},
                        {"rank", i + 1},
                        {"log_probability", written.logProbability},
                        {"events", written.events},
                        {"notes_written", written.notes},
                        {"measures", written.score.measures.size()}});
        std::optional<WordFit> fit;
        if (!flags.lyrics.empty()) {
            fit = fitOfNewWords(written.score, before.measures.size());
            list.back()["words"] = {{"syllables", fit->syllables},
                                    {"stressed_on_strong", fit->strongShare()},
                                    {"light_on_strong", fit->lightStrongShare()}};
        }
        if (guard.watches()) list.back()["longest_known_run"] = jsonOf(drawn[i].knownRun);
        if (flags.json || flags.quiet) continue;
        fmt::print("{}: {} notes {}, {} measures, {:.2f} nats an event, seed {}{}\n", path.string(),
                   written.notes, what, written.score.measures.size(), -written.logProbability,
                   seed, guard.watches() ? guard.remark(drawn[i].knownRun) : "");
        if (fit && fit->stressed > 0)
            fmt::print(
                "  {} syllables, {:.0f} % of the stressed and {:.0f} % of the light ones on strong "
                "beats\n",
                fit->syllables, 100.0 * fit->strongShare(), 100.0 * fit->lightStrongShare());
    }
    if (!flags.json) {
        if (guard.rejected() > 0 && !flags.quiet) fmt::print("{}\n", guard.rejectedText());
        return;
    }
    nlohmann::json json = {{"input", flags.in},
                           {"kind", nameOf(kind)},
                           {"method", flags.method},
                           {"seed", seed},
                           {"measures_before", before.measures.size()},
                           {"candidates", list}};
    if (guard.watches()) json["originality"] = guard.report();
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

struct Opened {
    Score score;
    std::uint64_t seed = 0;
};

/// Everything that can be refused before the models are loaded.
Opened open(const WriteFlags& flags) {
    static_cast<void>(scoreKindOf(flags.out));
    for (int i = 0; i < flags.candidates; ++i)
        checkOutput(candidatePath(flags.out, static_cast<std::size_t>(i)), flags.force);
    ReadOptions options;
    if (flags.tune != 0) options.tune = flags.tune;
    Opened out;
    out.score = readScore(flags.in, options);
    if (out.score.measures.empty() || out.score.parts.empty())
        throw Error(ExitCode::Input, flags.in + ": expected bars and parts, found none");
    out.seed = flags.seed ? *flags.seed : std::random_device{}();
    return out;
}

void run(const WriteFlags& flags, const Opened& opened, const Score& score,
         const RewriteRequest& request, const char* what) {
    if (std::none_of(request.cells.begin(), request.cells.end(), [](char c) { return c != 0; }))
        throw Error(ExitCode::Usage,
                    "nothing is left to write: everything that was asked for is kept or silent");
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    const EventModel& model = openWriter(folder, flags.method);
    OriginalityGuard guard(flags.originality, folder, flags.in);
    const std::vector<Drawn> drawn = draw(
        score, [&](const RewriteRequest& next) { return rewrite(score, model, next); }, request,
        guard);
    report(flags, opened.score, opened.seed, what, drawn, guard, folder);
}

/// Bars of four-part music by a model of four voices.
void fillByVoices(const WriteFlags& flags, const Opened& opened, const RewriteRequest& request) {
    if (flags.beam > 0 || flags.topK > 0 || flags.repeatPenalty > 0.0 || flags.temperature)
        throw Error(ExitCode::Usage,
                    "temperature, beam, top-k and repeat-penalty: expected --method transformer, "
                    "tuned or ppm");
    const std::optional<std::array<std::size_t, kVoices>> voices = fourPartsOf(opened.score);
    for (const std::string& name : flags.parts) {
        const std::size_t part = parsePart(name, opened.score, "--parts");
        if (voices && std::find(voices->begin(), voices->end(), part) == voices->end())
            throw Error(ExitCode::Usage, "--method " + flags.method +
                                             ": expected parts that are among the four voices, "
                                             "found '" +
                                             name + "'");
    }
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    const VoiceFiller filler = loadVoiceFiller(flags.method, folder);
    OriginalityGuard guard(flags.originality, folder, flags.in);
    const std::vector<Drawn> drawn = draw(
        opened.score,
        [&](const RewriteRequest& next) { return fillBars(opened.score, filler, next); }, request,
        guard);
    report(flags, opened.score, opened.seed, "written anew", drawn, guard, folder);
}

void fill(const WriteFlags& flags) {
    const Opened opened = open(flags);
    const BarSpan bars = parseBars(flags.bars, opened.score, "--bars");
    const Kept kept = parseKeep(flags.keep, opened.score);
    RewriteRequest request = requestOf(flags, opened.seed);
    mark(request, kept, bars, chosenLanes(flags, opened.score, false),
         opened.score.measures.size());
    if (flags.method == "rbm" || flags.method == "rnn-rbm")
        fillByVoices(flags, opened, request);
    else
        run(flags, opened, opened.score, request, "written anew");
}

void goOn(WriteFlags flags) {
    const Opened opened = open(flags);
    const Kept kept = parseKeep(flags.keep, opened.score);
    RewriteRequest request = requestOf(flags, opened.seed);
    const std::size_t before = opened.score.measures.size();
    std::size_t least = 0;
    if (!flags.lyrics.empty()) {
        if (flags.method != "transformer")
            throw Error(ExitCode::Usage,
                        "lyrics: expected --method transformer, found '" + flags.method + "'");
        request.marks = eventMarks(opened.score);
        // What the added bars are to be is open.
        request.marks.sections.clear();
        request.singer = singerOf(opened.score);
        request.words = wordSyllables(flags.lyrics, flags.language, opened.score);
        least = barsForWords(request.words, opened.score);
    }
    if (!flags.more)
        flags.more = least > 0 ? static_cast<int>(std::min<std::size_t>(least, 1024)) : kUsualBars;
    Score score = withBars(opened.score, static_cast<std::size_t>(*flags.more));
    if (const auto mood = moodAsked(flags)) {
        markArousal(score, before, mood->arousal);
        request.louder = static_cast<float>(kArousalLevel * mood->arousal);
    }
    mark(request, kept, {before, score.measures.size() - 1}, chosenLanes(flags, opened.score, true),
         score.measures.size());
    request.newFrom = before;
    run(flags, opened, score, request, "added");
}

/// The line of one part varied by the melody VAE.
void varyByPlace(const WriteFlags& flags, const Opened& opened) {
    const Score& score = opened.score;
    if (flags.parts.size() > 1)
        throw Error(ExitCode::Usage,
                    "--method vae: expected one part, found " + std::to_string(flags.parts.size()));
    if (flags.beam > 0 || flags.topK > 0 || flags.repeatPenalty > 0.0)
        throw Error(ExitCode::Usage,
                    "beam, top-k and repeat-penalty: expected --method transformer or ppm");
    MelodyVaryRequest melody;
    melody.part = lineOfScore(score, flags.parts.empty() ? "" : flags.parts.front());
    const BarSpan bars = flags.bars.empty() ? BarSpan{0, score.measures.size() - 1}
                                            : parseBars(flags.bars, score, "--bars");
    const Kept kept = parseKeep(flags.keep, score);
    RewriteRequest request = requestOf(flags, opened.seed);
    const auto lanes = lanesOf(score);
    std::vector<char> chosen;
    chosen.reserve(lanes.size());
    for (const EventLane& lane : lanes)
        chosen.push_back(lane.part == static_cast<int>(melody.part) ? 1 : 0);
    mark(request, kept, bars, chosen, score.measures.size());
    for (std::size_t bar = 0; bar < score.measures.size(); ++bar) {
        const auto row = request.cells.begin() + static_cast<std::ptrdiff_t>(bar * lanes.size());
        melody.bars.push_back(std::any_of(row, row + static_cast<std::ptrdiff_t>(lanes.size()),
                                          [](char cell) { return cell != 0; })
                                  ? 1
                                  : 0);
    }
    melody.kept = kept.notes;
    melody.keepRhythm = kept.rhythm;
    melody.amount = flags.amount;
    melody.shifts = shiftsOf(flags.sliders, flags.dataFolder);
    melody.avoided = parseAvoidedCells(flags.sliders.without);
    if (flags.temperature) melody.temperature = *flags.temperature;
    if (flags.amount == 0.0 && !any(melody.shifts)) {
        report(flags, score, opened.seed, "changed", {{Rewritten{score}, {}}},
               OriginalityGuard({}, {}));
        return;
    }
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    const auto model = loadMelodyModel(folder);
    OriginalityGuard guard(flags.originality, folder, flags.in);
    const std::vector<Drawn> drawn = draw(
        score,
        [&](const RewriteRequest& next) {
            melody.seed = next.seed;
            melody.candidates = next.candidates;
            return variationsOf(*model, score, melody, flags.json || flags.quiet);
        },
        request, guard);
    report(flags, score, opened.seed, "changed", drawn, guard, folder);
}

void vary(const WriteFlags& flags) {
    const Opened opened = open(flags);
    if (flags.method == "vae") {
        varyByPlace(flags, opened);
        return;
    }
    refuseSliders(flags.sliders);
    const Score& score = opened.score;
    const BarSpan bars = flags.bars.empty() ? BarSpan{0, score.measures.size() - 1}
                                            : parseBars(flags.bars, score, "--bars");
    const Kept kept = parseKeep(flags.keep, score);
    RewriteRequest request = requestOf(flags, opened.seed);
    request.seeOld = true;
    const auto lanes = chosenLanes(flags, score, false);
    mark(request, kept, bars, lanes, score.measures.size());
    // Bars that are played again are varied once, and alike.
    std::vector<std::size_t> cells;
    for (std::size_t i = 0; i < request.cells.size(); ++i) {
        if (request.cells[i] == 0) continue;
        const std::size_t lane = i % lanes.size();
        const bool again = std::any_of(cells.begin(), cells.end(), [&](std::size_t other) {
            return other % lanes.size() == lane && playsAgain(score.measures[other / lanes.size()],
                                                              score.measures[i / lanes.size()]);
        });
        if (again)
            request.cells[i] = 0;
        else
            cells.push_back(i);
    }
    models::RandomStream random(opened.seed, 1U << 20U);
    for (std::size_t i = cells.size(); i > 1; --i)
        std::swap(cells[i - 1], cells[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    const auto count =
        static_cast<std::size_t>(std::lround(flags.amount * static_cast<double>(cells.size())));
    for (std::size_t i = count; i < cells.size(); ++i) request.cells[cells[i]] = 0;
    if (count == 0 && !cells.empty()) {
        // Nothing is to change: the piece as it is, which needs no model.
        report(flags, score, opened.seed, "changed", {{Rewritten{score}, {}}},
               OriginalityGuard({}, {}));
        return;
    }
    run(flags, opened, score, request, "changed");
}

/// Methods that one of the commands has and the others have not.
enum class Further { None, Voices, Vae };

const char* methodText(Further further) {
    switch (further) {
        case Further::Voices:
            return "transformer, tuned (by a reward), ppm (counts; no look ahead), or, for music "
                   "in four parts, rbm (four beats at once) or rnn-rbm (all before and after)";
        case Further::Vae:
            return "transformer, tuned (by a reward), ppm (counts; no look ahead), or vae (a "
                   "melody near the tune's)";
        default:
            return "transformer, tuned (by a reward), or ppm (counts; no look ahead)";
    }
}

void addCommon(CLI::App* command, const std::shared_ptr<WriteFlags>& flags,
               Further further = Further::None) {
    const bool vae = further == Further::Vae;
    command->add_option("score", flags->in, "MusicXML, MIDI, ABC or MuseScore")
        ->type_name("SCORE")
        ->required();
    command->add_option("-o,--output", flags->out, "score to write: .musicxml, .mxl, .mid or .abc")
        ->type_name("OUT")
        ->required();
    command
        ->add_option("--parts", flags->parts,
                     "only these, by name, comma between; else all that sound")
        ->type_name("LIST")
        ->delimiter(',');
    command
        ->add_option("--keep", flags->keep,
                     "what stays as it is, comma between: bars \"5-8\", a part \"Voice\", its "
                     "bars \"Voice@5-8\", a note \"Voice@5:2.5\" (bar 5, beat 2.5), \"rhythm\"")
        ->type_name("LIST")
        ->delimiter(',');
    command
        ->add_option("--candidates", flags->candidates,
                     "this many ways, the likeliest first: OUT, OUT-2, …")
        ->type_name("N")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        ->add_option("--seed", flags->seed, "the same seed, the same music; else a new one, told")
        ->type_name("N");
    command
        ->add_option("--mood", flags->sliders.mood,
                     vae ? "of what is written: a mood of `arioso compose`, or VALENCE,AROUSAL in "
                           "-1…1; vae: towards it"
                         : "of what is written: a mood of `arioso compose`, or VALENCE,AROUSAL in "
                           "-1…1")
        ->type_name("NAME");
    addOriginalityOptions(command, flags->originality);
    std::vector<std::string> methods{"transformer", "tuned", "ppm"};
    if (vae) methods.emplace_back("vae");
    if (further == Further::Voices) methods.insert(methods.end(), {"rbm", "rnn-rbm"});
    command->add_option("--method", flags->method, methodText(further))
        ->type_name("NAME")
        ->check(CLI::IsMember(methods))
        ->capture_default_str();
    command
        ->add_option("--temperature", flags->temperature,
                     vae ? "below 1 what is likely, above 1 what is less so [1; vae: 0.5]"
                         : "below 1 what is likely, above 1 what is less so [1]")
        ->type_name("X")
        ->check(CLI::Range(0.05, 5.0));
    command->add_option("--top-k", flags->topK, "only the K likeliest symbols; 0 = all")
        ->type_name("K")
        ->check(CLI::Range(0, 254))
        ->capture_default_str();
    command
        ->add_option("--top-p", flags->topP,
                     "only the likeliest that together have this share [transformer: 1; else "
                     "0.95]")
        ->type_name("X")
        ->check(CLI::Range(0.01, 1.0));
    command
        ->add_option("--beam", flags->beam,
                     "search with this many hypotheses in place of chance; 0 = off")
        ->type_name("N")
        ->check(CLI::Range(0, 64))
        ->capture_default_str();
    command
        ->add_option("--repeat-penalty", flags->repeatPenalty,
                     "nats that saying long things again costs")
        ->type_name("X")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    addTuneOption(*command, flags->tune);
    addReportFlags(*command, flags->force, flags->json, flags->quiet);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
}

}  // namespace

void addFillCommands(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("fill", "Write some bars of a score anew, to fit what is around");
    auto flags = std::make_shared<WriteFlags>();
    flags->command = "fill";
    command->add_option("--bars", flags->bars, "bars by their numbers, A-B or A")
        ->type_name("A-B")
        ->required();
    addCommon(command, flags, Further::Voices);
    command->callback([flags] { fill(*flags); });

    command = program.add_subcommand("continue", "Write how a score goes on");
    flags = std::make_shared<WriteFlags>();
    flags->command = "continue";
    command->add_option("--bars", flags->more, "bars to add [8, or as many as the words take]")
        ->type_name("N")
        ->check(CLI::Range(1, 1024));
    command
        ->add_option("--lyrics", flags->lyrics,
                     "words that the added bars sing, a note or more a syllable: plain text, LRC "
                     "or subtitles")
        ->type_name("FILE");
    command->add_option("--language", flags->language, "of these words, if their file does not say")
        ->type_name("TAG");
    addCommon(command, flags);
    command->callback([flags] { goOn(*flags); });

    command = program.add_subcommand("vary", "Write a variation of a score");
    flags = std::make_shared<WriteFlags>();
    flags->command = "vary";
    command
        ->add_option("--amount", flags->amount,
                     "share of its bars that changes, 0…1; vae: how far they go from the tune, 1 = "
                     "as far as another tune")
        ->type_name("X")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--bars", flags->bars, "only in bars A-B")->type_name("A-B");
    addSliderOptions(command, flags->sliders);
    addCommon(command, flags, Further::Vae);
    command->callback([flags] { vary(*flags); });
}

}  // namespace arioso::cli
