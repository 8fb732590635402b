#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/composed_output.h"
#include "src/cli/knowledge_option.h"
#include "src/cli/models_folder.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/compose/steering_text.h"
#include "src/harmony/harmonizer.h"
#include "src/harmony/voice_fill.h"
#include "src/score/reader.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct HarmonizeFlags {
    std::string melody;
    std::string out;
    std::string texture = "chords";
    std::string part;
    std::string key;
    std::string rhythm = "free";
    std::string method = "rules";
    std::string keep;
    std::string avoid;
    double modeBias = 0.0;
    double adventure = 0.5;
    std::optional<std::uint64_t> seed;
    int candidates = 1;
    int tune = 0;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::vector<std::string> knowledge;
    std::string dataFolder;
    std::string modelsFolder;
};

HarmonicRhythm parseRhythm(const std::string& name) {
    if (name == "free") return HarmonicRhythm::Free;
    if (name == "beat") return HarmonicRhythm::Beat;
    if (name == "half") return HarmonicRhythm::Half;
    if (name == "bar") return HarmonicRhythm::Bar;
    if (name == "2bars") return HarmonicRhythm::TwoBars;
    throw Error(ExitCode::Usage,
                "rhythm: expected free, beat, half, bar or 2bars, found '" + name + "'");
}

int partNamed(const Score& score, const std::string& name) {
    std::string names;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        if (score.parts[i].name == name && !score.parts[i].percussion) return static_cast<int>(i);
        names += (names.empty() ? "" : ", ") + score.parts[i].name;
    }
    throw Error(ExitCode::Usage, "part: expected one of " + names + ", found '" + name + "'");
}

HarmonizeRequest requestOf(const HarmonizeFlags& flags, const Score& score) {
    HarmonizeRequest request;
    if (!flags.part.empty()) request.part = partNamed(score, flags.part);
    if (!flags.key.empty()) {
        const auto [tonic, minor] = parseKey(flags.key);
        request.key = SlotKey{tonic, minor};
    }
    request.modeBias = flags.modeBias;
    request.adventure = flags.adventure;
    request.rhythm = parseRhythm(flags.rhythm);
    request.avoided = parseAvoided(flags.avoid);
    request.texture = parseHarmonyTexture(flags.texture);
    request.keep = parseKeep(flags.keep, score);
    request.seed = flags.seed;
    request.candidates = flags.candidates;
    return request;
}

/// Who writes inner voices; nobody for the rules.
VoiceFiller fillerOf(const std::string& method, const fs::path& folder) {
    if (method == "rules") return {};
    if (method == "rbm" || method == "rnn-rbm") return loadVoiceFiller(method, folder);
    throw Error(ExitCode::Usage, "method: expected rules, rbm or rnn-rbm, found '" + method + "'");
}

/// Where the harmony of that rank comes from.
json provenanceOf(const HarmonizeFlags& flags, const fs::path& folder, std::size_t rank) {
    json request = {{"texture", flags.texture},
                    {"method", flags.method},
                    {"rhythm", flags.rhythm},
                    {"mode_bias", flags.modeBias},
                    {"adventure", flags.adventure},
                    {"candidates", flags.candidates},
                    {"rank", rank}};
    if (flags.seed) request["seed"] = *flags.seed;
    const auto add = [&request](const char* field, const std::string& value) {
        if (!value.empty()) request[field] = value;
    };
    add("part", flags.part);
    add("key", flags.key);
    add("keep", flags.keep);
    add("avoid", flags.avoid);
    if (flags.tune != 0) request["tune"] = flags.tune;
    std::vector<std::string> models{"harmony"};
    if (flags.method == "rbm") models.emplace_back("voices");
    if (flags.method == "rnn-rbm") models.emplace_back("voices-rnn");
    std::vector<fs::path> inputs{flags.melody};
    inputs.insert(inputs.end(), flags.knowledge.begin(), flags.knowledge.end());
    return scoreProvenance("harmonize", request, inputs, folder, models);
}

json reportOf(const Harmonization& one, const Score& score, const fs::path& path) {
    json chords = json::array();
    for (const SetChord& chord : one.chords)
        chords.push_back({{"measure", score.measures[static_cast<std::size_t>(chord.bar)].number},
                          {"beat", chord.beat.value()},
                          {"chord", chord.text},
                          {"key", keyName(chord.key.tonic, chord.key.minor)}});
    json report = {{"output", path.string()},
                   {"nats_per_beat", one.natsPerBeat},
                   {"chords", chords},
                   {"parallels", one.faults.parallels},
                   {"crossings", one.faults.crossings},
                   {"leading_notes_not_resolved", one.faults.leadingNotes},
                   {"incomplete_chords", one.faults.incomplete}};
    if (one.seed != 0) report["seed"] = one.seed;
    return report;
}

/// The chords bar by bar, eight bars a line.
std::string chordLines(const Harmonization& one, const Score& score) {
    std::string out;
    std::size_t next = 0;
    std::string last = "";
    for (std::size_t bar = 0; bar < score.measures.size(); ++bar) {
        std::string text;
        for (; next < one.chords.size() && one.chords[next].bar == static_cast<int>(bar); ++next)
            text += (text.empty() ? "" : " ") + one.chords[next].text;
        out += (bar % 8 == 0 ? "  | " : " ") + (text.empty() ? std::string("%") : text) + " |";
        if (bar % 8 == 7 || bar + 1 == score.measures.size()) out += "\n";
    }
    return out;
}

void harmonizeCommand(const HarmonizeFlags& flags) {
    if (!isAudioName(flags.out)) static_cast<void>(scoreKindOf(flags.out));
    for (int i = 0; i < std::clamp(flags.candidates, 1, 64); ++i)
        checkOutput(rankedName(flags.out, static_cast<std::size_t>(i) + 1), flags.force);
    ReadOptions options;
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.melody, options);
    HarmonizeRequest request = requestOf(flags, score);
    const KnowledgeGraph knowledge = openKnowledge(
        findDataFolder(flags.dataFolder), {flags.knowledge.begin(), flags.knowledge.end()});
    const ChoraleRules rules = choraleRules(knowledge);
    const HarmonyRules chords = harmonyRules(knowledge);
    request.rules = &rules;
    request.harmony = &chords;
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    request.voices = fillerOf(flags.method, folder);
    const std::vector<Harmonization> all = harmonize(*loadHarmony(folder), score, request);
    json reports = json::array();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const fs::path path = rankedName(flags.out, i + 1);
        reports.push_back(reportOf(all[i], score, path));
        const json rendered = writeOrRender(all[i].score,
                                            {path.string(),
                                             {},
                                             flags.seed.value_or(1),
                                             flags.force,
                                             flags.quiet || flags.json,
                                             flags.modelsFolder,
                                             flags.dataFolder},
                                            provenanceOf(flags, folder, i + 1));
        if (!rendered.is_null()) reports.back()["render"] = rendered;
    }
    if (flags.json) {
        fmt::print("{}\n", reports.dump(2));
        return;
    }
    if (flags.quiet) return;
    for (std::size_t i = 0; i < all.size(); ++i) {
        fmt::print("{}: {}, {} chords, {:.2f} nats a beat\n", rankedName(flags.out, i + 1).string(),
                   flags.texture, all[i].chords.size(), all[i].natsPerBeat);
        fmt::print("{}", chordLines(all[i], score));
        if (all[i].faults.parallels > 0)
            fmt::print("  {} parallel fifths or octaves could not be avoided\n",
                       all[i].faults.parallels);
    }
}

}  // namespace

void addHarmonizeCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("harmonize", "Write chords, or voices, for a melody");
    const auto flags = std::make_shared<HarmonizeFlags>();
    command
        ->add_option("melody", flags->melody,
                     "MusicXML, MuseScore, MIDI or ABC file with a melody; it comes out unchanged, "
                     "with its words")
        ->type_name("MELODY")
        ->required();
    command
        ->add_option("-o,--output", flags->out,
                     "score to write (.musicxml, .mxl, .mid, .abc), or audio (.wav, .flac, .ogg)")
        ->type_name("OUT")
        ->required();
    command
        ->add_option("--texture", flags->texture,
                     "lead-sheet (chord symbols alone), chorale (four voices), piano (what suits "
                     "the metre), chords (held), pulse, oom-pah, broken, arpeggio, repeated or "
                     "syncopated")
        ->type_name("NAME")
        ->capture_default_str();
    command
        ->add_option("--part", flags->part, "which part is the melody; else the one that is sung")
        ->type_name("NAME");
    command->add_option("--key", flags->key, "as \"D minor\" or Bb; else found, with modulations")
        ->type_name("KEY");
    command
        ->add_option("--mode-bias", flags->modeBias,
                     "-1 minor chords … 1 major chords; 0 as the key has them")
        ->type_name("X");
    command
        ->add_option("--adventure", flags->adventure,
                     "0 the usual chords … 1 what fits the melody, whatever the usual")
        ->type_name("X")
        ->capture_default_str();
    command
        ->add_option("--rhythm", flags->rhythm,
                     "how often chords change: free (as learnt), beat, half, bar or 2bars")
        ->type_name("NAME")
        ->capture_default_str();
    command
        ->add_option("--method", flags->method,
                     "inner voices of a chorale by rules alone; or by a four-part model under "
                     "the rules: rbm (four beats at once) or rnn-rbm (all before and after)")
        ->type_name("NAME")
        ->capture_default_str();
    command
        ->add_option("--keep", flags->keep,
                     "what stays untouched, by comma: bars as 1-4, names of parts, chords (all "
                     "symbols of the score)")
        ->type_name("LIST");
    command
        ->add_option("--avoid", flags->avoid,
                     "chords not to use, by comma: as E7 or F#m, kinds as dim or m7, sevenths")
        ->type_name("LIST");
    command
        ->add_option("--seed", flags->seed,
                     "draw other chords than the likeliest; the same seed, the same chords")
        ->type_name("N");
    command
        ->add_option("--candidates", flags->candidates,
                     "so many harmonies, the likeliest first: OUT, OUT-2, …; 1…64")
        ->type_name("N")
        ->capture_default_str();
    addTuneOption(*command, flags->tune);
    addKnowledgeOption(command, flags->knowledge);
    command->add_flag("--force", flags->force, "replace files that exist");
    command->add_flag("--json", flags->json, "report as JSON, with all chords");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->callback([flags] { harmonizeCommand(*flags); });
}

}  // namespace arioso::cli
