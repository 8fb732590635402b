#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "dsp/error.h"
#include "src/cli/command_blend.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/composed_output.h"
#include "src/cli/models_folder.h"
#include "src/cli/originality_guard.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/compose/keep_text.h"
#include "src/compose/melody_blend.h"
#include "src/compose/steering_text.h"
#include "src/harmony/harmonizer.h"
#include "src/originality/melody_lines.h"
#include "src/score/reader.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct BlendFlags {
    std::vector<std::string> scores;
    std::string out;
    std::vector<std::string> parts;
    std::vector<std::string> keep;
    std::string key;
    std::string chords = "free";
    std::string without;
    std::string accompany;
    std::optional<std::uint64_t> seed;
    OriginalityWish originality;
    double temperature = 0.3;
    int steps = 5;
    int bars = 8;
    int candidates = 1;
    bool separate = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::string dataFolder;
    std::string modelsFolder;
};

/// "song.musicxml@5-12": the file, and bars by their numbers.
struct Source {
    std::string file;
    std::string bars;
};

Source sourceOf(const std::string& text) {
    const auto at = text.rfind('@');
    if (at == std::string::npos || fs::exists(text)) return {text, ""};
    return {text.substr(0, at), text.substr(at + 1)};
}

/// The melodies that are blended; they point into their scores.
struct Opened {
    std::vector<Score> scores;
    std::vector<BlendInput> inputs;
};

/// First whole bar of a metre that can be blended.
std::size_t firstBar(const Score& score, const std::string& file) {
    for (std::size_t bar = 0; bar < score.measures.size(); ++bar)
        if (blendableBars(score, bar, 1) > 0) return bar;
    throw Error(ExitCode::Input,
                file +
                    ": expected a whole bar of 1 to 4 quarters, 3/8, 6/8, 9/8 or 12/8, found "
                    "none");
}

void chooseBars(const BlendFlags& flags, const Source& source, const Score& score,
                BlendInput& input) {
    if (source.bars.empty()) {
        input.firstBar = firstBar(score, source.file);
        input.bars = blendableBars(score, input.firstBar, static_cast<std::size_t>(flags.bars));
        return;
    }
    const BarSpan span = parseBars(source.bars, score, source.file + "@");
    input.firstBar = span.first;
    const std::size_t wanted = span.last - span.first + 1;
    input.bars = blendableBars(score, span.first, wanted);
    if (input.bars < wanted)
        throw Error(ExitCode::Input,
                    fmt::format("{}: bar {}: expected whole bars of one metre of 1 to 4 quarters, "
                                "3/8, 6/8, 9/8 or 12/8",
                                source.file, score.measures[span.first + input.bars].number));
}

Opened open(const BlendFlags& flags) {
    Opened out;
    if (!flags.parts.empty() && flags.parts.size() != 1 &&
        flags.parts.size() != flags.scores.size())
        throw Error(
            ExitCode::Usage,
            fmt::format("--parts: expected one part for all melodies or one for each of {}, "
                        "found {}",
                        flags.scores.size(), flags.parts.size()));
    for (const std::string& text : flags.scores)
        out.scores.push_back(readScore(sourceOf(text).file, ReadOptions(RepeatMode::None)));
    std::size_t bars = 0;
    for (std::size_t i = 0; i < flags.scores.size(); ++i) {
        const Source source = sourceOf(flags.scores[i]);
        BlendInput input;
        input.score = &out.scores[i];
        input.name = source.file;
        const std::string name = flags.parts.empty()       ? ""
                                 : flags.parts.size() == 1 ? flags.parts.front()
                                                           : flags.parts[i];
        input.part = lineOfScore(out.scores[i], name);
        chooseBars(flags, source, out.scores[i], input);
        bars = i == 0 ? input.bars : std::min(bars, input.bars);
        out.inputs.push_back(input);
    }
    for (BlendInput& input : out.inputs) input.bars = bars;
    return out;
}

BlendRequest requestOf(const BlendFlags& flags, const Opened& opened, std::uint64_t seed) {
    BlendRequest request;
    request.steps = flags.steps;
    if (!flags.key.empty()) request.key = parseKey(flags.key);
    request.chords = flags.chords == "first";
    request.avoided = parseAvoidedCells(flags.without);
    request.temperature = flags.temperature;
    request.candidates = flags.candidates;
    request.seed = seed;
    const BlendInput& first = opened.inputs.front();
    for (const std::string& item : flags.keep) {
        if (item == "rhythm") {
            request.keepRhythm = true;
            continue;
        }
        const BarSpan span = parseBars(item, *first.score, "--keep");
        request.keptBars.resize(first.bars, 0);
        for (std::size_t bar = span.first; bar <= span.last; ++bar)
            if (bar >= first.firstBar && bar < first.firstBar + first.bars)
                request.keptBars[bar - first.firstBar] = 1;
    }
    return request;
}

/// One blend with what it has in common with known tunes.
struct Drawn {
    Blend blend;
    std::optional<KnownRun> knownRun;
};

/// Lines of the steps alone: the inputs may well be known.
std::vector<MelodyLine> stepLines(const Score& whole, const Blend& blend) {
    std::vector<MelodyLine> out;
    for (const MelodyLine& line : melodyLines(whole)) {
        int bar = 0;
        for (const BlendSection& section : blend.sections) {
            const int end = bar + static_cast<int>(section.score.measures.size());
            MelodyLine own{section.name, {}};
            std::ranges::copy_if(
                line.notes, std::back_inserter(own.notes),
                [&](const StudyNote& note) { return note.bar >= bar && note.bar < end; });
            if (!section.written && !own.notes.empty()) out.push_back(std::move(own));
            bar = end;
        }
    }
    return out;
}

std::vector<Drawn> draw(const MelodyModel& model, const Opened& opened, BlendRequest request,
                        OriginalityGuard& guard) {
    std::vector<Drawn> out;
    const auto wanted = static_cast<std::size_t>(request.candidates);
    while (true) {
        for (Blend& blend : blendMelodies(model, opened.inputs, request)) {
            Drawn drawn{std::move(blend), {}};
            const Score whole = guard.watches() ? joined(drawn.blend) : Score{};
            if (!guard.watches() ||
                guard.passes(whole, stepLines(whole, drawn.blend), request.seed, drawn.knownRun))
                out.push_back(std::move(drawn));
        }
        if (out.size() >= wanted) break;
        request.candidates = static_cast<int>(wanted - out.size());
        ++request.seed;
    }
    std::stable_sort(out.begin(), out.end(), [](const Drawn& a, const Drawn& b) {
        return a.blend.logProbability > b.blend.logProbability;
    });
    return out;
}

/// OUT, or with --separate OUT-A, OUT-A-B-1, …
fs::path sectionPath(const fs::path& out, const BlendSection& section) {
    std::string name;
    for (const char c : section.name.substr(0, section.name.find('/'))) name += c == ' ' ? '-' : c;
    return out.parent_path() / (out.stem().string() + "-" + name + out.extension().string());
}

class Writer {
  public:
    Writer(const BlendFlags& flags, fs::path folder, std::uint64_t seed)
        : flags_(flags), folder_(std::move(folder)), seed_(seed) {
        if (!flags.accompany.empty()) texture_ = parseHarmonyTexture(flags.accompany);
    }

    json write(const Drawn& drawn, std::size_t rank) const {
        const fs::path path = rankedName(flags_.out, rank);
        json sections = json::array();
        for (const BlendSection& section : drawn.blend.sections) {
            sections.push_back({{"name", section.name},
                                {"written", section.written},
                                {"share", section.share},
                                {"notes", section.notes},
                                {"measures", section.score.measures.size()},
                                {"log_probability", section.logProbability},
                                {"differs_from_the_one_before", section.fromBefore}});
            if (!flags_.separate) continue;
            const fs::path own = sectionPath(path, section);
            sections.back()["output"] = own.string();
            save(section.score, own, rank, section.name);
        }
        if (!flags_.separate) save(joined(drawn.blend), path, rank, "");
        return {{"rank", rank},
                {"output", path.string()},
                {"log_probability", drawn.blend.logProbability},
                {"key", keyName(drawn.blend.tonic, drawn.blend.minor)},
                {"sections", sections}};
    }

  private:
    /// Where the blend of that rank, or its section of that name, comes from.
    json provenanceOf(std::size_t rank, const std::string& section) const {
        json request = {{"seed", seed_},
                        {"steps", flags_.steps},
                        {"bars", flags_.bars},
                        {"chords", flags_.chords},
                        {"temperature", flags_.temperature},
                        {"candidates", flags_.candidates},
                        {"rank", rank}};
        const auto add = [&request](const char* field, const std::string& value) {
            if (!value.empty()) request[field] = value;
        };
        add("key", flags_.key);
        add("without", flags_.without);
        add("accompany", flags_.accompany);
        add("section", section);
        if (!flags_.parts.empty()) request["parts"] = flags_.parts;
        if (!flags_.keep.empty()) request["keep"] = flags_.keep;
        if (flags_.originality.notes) request["originality"] = *flags_.originality.notes;
        std::vector<fs::path> inputs;
        for (const std::string& text : flags_.scores) {
            const Source source = sourceOf(text);
            inputs.emplace_back(source.file);
            request["bars_of_inputs"].push_back(source.bars);
        }
        std::vector<std::string> models{"melodies"};
        if (texture_) models.emplace_back("harmony");
        return scoreProvenance("blend", request, inputs, folder_, models);
    }

    void save(Score score, const fs::path& path, std::size_t rank,
              const std::string& section) const {
        if (texture_) {
            HarmonizeRequest request;
            request.part = 0;
            request.texture = *texture_;
            request.keep.chords = flags_.chords == "first";
            score = harmonize(*loadHarmony(folder_), score, request).front().score;
        }
        writeOrRender(score,
                      {path.string(),
                       {},
                       seed_,
                       flags_.force,
                       flags_.quiet || flags_.json,
                       flags_.modelsFolder,
                       flags_.dataFolder},
                      provenanceOf(rank, section));
    }

    const BlendFlags& flags_;
    fs::path folder_;
    std::uint64_t seed_;
    std::optional<HarmonyTexture> texture_;
};

/// Everything that can be refused before anything is read.
void checkOutputs(const BlendFlags& flags) {
    if (!isAudioName(flags.out)) static_cast<void>(scoreKindOf(flags.out));
    for (int i = 1; i <= flags.candidates && !flags.separate; ++i)
        checkOutput(rankedName(flags.out, static_cast<std::size_t>(i)), flags.force);
}

void checkSections(const BlendFlags& flags, const std::vector<Drawn>& drawn) {
    for (std::size_t i = 0; flags.separate && i < drawn.size(); ++i)
        for (const BlendSection& section : drawn[i].blend.sections)
            checkOutput(sectionPath(rankedName(flags.out, i + 1), section), flags.force);
}

void blendCommand(const BlendFlags& flags) {
    checkOutputs(flags);
    const std::uint64_t seed = flags.seed ? *flags.seed : std::random_device{}();
    const Opened opened = open(flags);
    const BlendRequest request = requestOf(flags, opened, seed);
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    const Writer writer(flags, folder, seed);
    const auto model = loadMelodyModel(folder);
    OriginalityGuard guard(flags.originality, folder);
    const std::vector<Drawn> drawn = draw(*model, opened, request, guard);
    checkSections(flags, drawn);
    json list = json::array();
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        list.push_back(writer.write(drawn[i], i + 1));
        if (guard.watches()) list.back()["longest_known_run"] = jsonOf(drawn[i].knownRun);
        if (flags.json || flags.quiet) continue;
        fmt::print("{}: {} melodies of {} bars in {}, {:.2f} nats a cell, seed {}{}\n",
                   rankedName(flags.out, i + 1).string(), drawn[i].blend.sections.size(),
                   opened.inputs.front().bars, keyName(drawn[i].blend.tonic, drawn[i].blend.minor),
                   -drawn[i].blend.logProbability, seed,
                   guard.watches() ? guard.remark(drawn[i].knownRun) : "");
        int bar = 1;
        for (const BlendSection& section : drawn[i].blend.sections) {
            fmt::print("  bar {:<4} {:<10} {:>3} notes, {:3.0f} % other than before\n", bar,
                       section.name, section.notes, 100.0 * section.fromBefore);
            if (!flags.separate) bar += static_cast<int>(section.score.measures.size());
        }
    }
    if (!flags.json) {
        if (guard.rejected() > 0 && !flags.quiet) fmt::print("{}\n", guard.rejectedText());
        return;
    }
    json inputs = json::array();
    for (const BlendInput& input : opened.inputs)
        inputs.push_back({{"file", input.name},
                          {"part", input.score->parts[input.part].name},
                          {"first_bar", input.score->measures[input.firstBar].number},
                          {"measures", input.bars}});
    json report = {{"inputs", inputs}, {"seed", seed}, {"candidates", list}};
    if (guard.watches()) report["originality"] = guard.report();
    fmt::print("{}\n", report.dump(2, ' ', false, json::error_handler_t::replace));
}

}  // namespace

void addBlendCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("blend", "Lead one melody over into another");
    const auto flags = std::make_shared<BlendFlags>();
    command
        ->add_option("scores", flags->scores,
                     "two or more: MusicXML, MuseScore, MIDI or ABC files, each with the bars to "
                     "take if they are not the first ones: tune.musicxml@5-12")
        ->type_name("SCORE[@A-B]")
        ->required()
        ->expected(2, 64);
    command
        ->add_option("-o,--output", flags->out,
                     "score to write (.musicxml, .mxl, .mid, .abc), or audio (.wav, .flac, .ogg)")
        ->type_name("OUT")
        ->required();
    command->add_option("--steps", flags->steps, "melodies between each two")
        ->type_name("N")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command->add_option("--bars", flags->bars, "of each melody, at most")
        ->type_name("N")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command
        ->add_option("--parts", flags->parts,
                     "whose melody: one name for all or one each, comma between; else what is sung")
        ->type_name("LIST")
        ->delimiter(',');
    command
        ->add_option("--key", flags->key,
                     "of everything, as \"D minor\" or Bb; else that of the first melody")
        ->type_name("KEY");
    command
        ->add_option("--chords", flags->chords,
                     "first: steps go with the chords of the first melody; or free")
        ->type_name("NAME")
        ->check(CLI::IsMember({"free", "first"}))
        ->capture_default_str();
    command
        ->add_option("--keep", flags->keep,
                     "what steps have of the first melody, comma between: rhythm, bars as 3-4")
        ->type_name("LIST")
        ->delimiter(',');
    command
        ->add_option("--without", flags->without,
                     "what steps have not, by comma: notes as F#, chromatic, rests, triplets, "
                     "sixteenths")
        ->type_name("LIST");
    command
        ->add_option("--accompany", flags->accompany,
                     "write an accompaniment, too: a texture of `arioso harmonize`")
        ->type_name("TEXTURE");
    command->add_flag("--separate", flags->separate,
                      "a file for each melody: OUT-A, OUT-A-B-1, …, OUT-B");
    command
        ->add_option("--candidates", flags->candidates,
                     "this many blends, the likeliest first: OUT, OUT-2, …")
        ->type_name("N")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        ->add_option("--temperature", flags->temperature,
                     "0 the likeliest notes everywhere, above 1 less likely ones")
        ->type_name("X")
        ->check(CLI::Range(0.0, 5.0))
        ->capture_default_str();
    command
        ->add_option("--seed", flags->seed, "the same seed, the same music; else a new one, told")
        ->type_name("N");
    addOriginalityOptions(command, flags->originality);
    addReportFlags(*command, flags->force, flags->json, flags->quiet);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->callback([flags] { blendCommand(*flags); });
}

}  // namespace arioso::cli
