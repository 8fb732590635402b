#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <tuple>

#include "dsp/error.h"
#include "src/cli/c2pa_signing.h"
#include "src/cli/candidate_choice.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/composed_output.h"
#include "src/cli/knowledge_option.h"
#include "src/cli/models_folder.h"
#include "src/cli/originality_guard.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/compose/bar_pattern.h"
#include "src/compose/compose_piece.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/moods.h"
#include "src/compose/piece_rank.h"
#include "src/compose/song.h"
#include "src/compose/steering_text.h"
#include "src/compose/styles.h"
#include "src/compose/word_fit.h"
#include "src/condition/instruments.h"
#include "src/lyrics/lyrics.h"
#include "src/report/image.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kBars = 32;
constexpr int kSectionBars = 8;
constexpr const char* kUsualMood = "calm";

struct ComposeFlags {
    std::string out;
    std::string lyrics;
    std::string language;
    std::string form;
    std::string voice;
    std::string voiceRange;
    std::string saveScore;
    std::string mood;
    std::string style;
    std::string key;
    std::string metre;
    std::string instruments;
    std::string accompaniment = "rules";
    std::optional<double> tempo;
    std::optional<double> density;
    std::optional<std::uint64_t> seed;
    std::optional<int> bars;
    OriginalityWish originality;
    int candidates = 1;
    bool listStyles = false;
    bool drums = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::vector<std::string> knowledge;
    std::string dataFolder;
    std::string modelsFolder;
    C2paFlags c2pa;
};

/// One of the pieces that were written for a request.
struct Candidate {
    Score score;
    std::uint64_t seed = 1;
    double rank = 0.0;
    double shape = 0.0;
    std::optional<WordFit> fit;           ///< of a song
    std::optional<KnownRun> knownRun;     ///< its longest, where that was asked for
    std::optional<CandidateMarks> marks;  ///< what it was chosen by among several
};

/// By mood or style, then by whatever else was said.
Steering steeringOf(const ComposeFlags& flags, const MoodTable& moods, const Style* style,
                    std::uint64_t seed) {
    Steering steering;
    if (style == nullptr)
        steering = moods.steeringOf(flags.mood.empty() ? kUsualMood : flags.mood);
    else if (flags.mood.empty())
        steering = style->steering(seed);
    else
        steering = style->steering(seed, moods.steeringOf(flags.mood));
    if (!flags.key.empty()) {
        const auto [tonic, minor] = parseKey(flags.key);
        steering.tonic = tonic;
        steering.minor = minor;
    }
    if (!flags.metre.empty()) std::tie(steering.beats, steering.beatType) = parseMetre(flags.metre);
    if (flags.tempo) steering.quartersPerMinute = *flags.tempo;
    if (flags.density) steering.density = *flags.density;
    if (flags.drums) steering.drums = true;
    return steering;
}

/// Who sings: a voice of configs/voices.toml, a register, or a voice of middle height.
SongVoice voiceOf(const ComposeFlags& flags, const fs::path& data,
                  std::vector<std::string>& singers) {
    SongVoice voice;
    const InstrumentTable voices = InstrumentTable::load(data / "configs/voices.toml");
    if (const Instrument* singer = voices.find(flags.voice)) {
        const SongVoice usual = voiceOfRegister(singer->high ? "mezzo" : "baritone");
        voice.lowest = std::max(usual.lowest, singer->lowest);
        voice.highest = std::min(usual.highest, singer->highest);
        singers.push_back(flags.voice);
    } else if (!flags.voice.empty()) {
        voice = voiceOfRegister(flags.voice);
    }
    if (!flags.voiceRange.empty()) setRange(voice, flags.voiceRange);
    return voice;
}

void checkFlags(const ComposeFlags& flags) {
    const auto only = [&](const char* flag, bool given, bool withWords) {
        if (!given || withWords == !flags.lyrics.empty()) return;
        throw Error(ExitCode::Usage,
                    withWords ? fmt::format("compose: {} goes with --lyrics", flag)
                              : fmt::format("compose: {} does not go with --lyrics: the words "
                                            "decide the length",
                                            flag));
    };
    only("--language", !flags.language.empty(), true);
    only("--voice", !flags.voice.empty(), true);
    only("--voice-range", !flags.voiceRange.empty(), true);
    only("--bars", flags.bars.has_value(), false);
    if (flags.out.empty()) throw Error(ExitCode::Usage, "--output is required");
    if ((flags.c2pa.sign || !flags.c2pa.key.empty()) && !isAudioName(flags.out))
        throw Error(ExitCode::Usage, "compose: --c2pa goes with audio (.wav, .flac)");
}

/// What kind of piece it is, by style or mood, and its key.
std::string titleOf(const std::string& kind, const Score& score) {
    const Measure& first = score.measures.front();
    const int relative = ((first.fifths * 7) % 12 + 12) % 12;
    const std::string key = keyName((relative + (first.minor ? 9 : 0)) % 12, first.minor);
    std::string name = kind.find(',') == std::string::npos ? kind : "piece";
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name + " in " + key;
}

/// The title that the words have, else their first line.
std::string titleOf(const Lyrics& lyrics, const SongText& text) {
    const auto tag = lyrics.tags.find("ti");
    std::string title =
        tag != lyrics.tags.end() ? tag->second : text.stanzas.front().lines.front().text;
    while (!title.empty() && std::string_view(",;:.-").find(title.back()) != std::string::npos)
        title.pop_back();
    return title;
}

class Composing {
  public:
    Composing(const ComposeFlags& flags, const fs::path& data)
        : flags_(flags),
          instruments_(InstrumentTable::load(data / "configs/instruments.toml")),
          moods_(MoodTable::load(data / "configs/moods.toml")) {
        if (!flags.style.empty()) style_ = loadStyles(data, instruments_).named(flags.style);
        // Whatever is refused is refused before the models are loaded.
        static_cast<void>(steeringOf(flags, moods_, styleGiven(), 0));
        if (!flags.lyrics.empty()) {
            prepareSong(data);
        } else if (const std::string form = formAsked(); !form.empty()) {
            form_ = parsePieceForm(form);
        }
        if (!flags.instruments.empty() && flags.instruments != "none")
            programs_ = parsePrograms(flags.instruments, instruments_);
        const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
        const HarmonyRules rules =
            harmonyRules(openKnowledge(data, {flags.knowledge.begin(), flags.knowledge.end()}));
        model_ = ComposerModel::load(folder, instruments_, &rules);
        if (flags.accompaniment == "gan") patterns_ = loadPatterns(folder);
    }

    Candidate write(std::uint64_t seed) const {
        Candidate out;
        out.seed = seed;
        const Steering steering = steeringFor(seed);
        if (lyrics_) {
            SongRequest request;
            request.text = text_;
            request.steering = steering;
            request.voice = voice_;
            request.seed = seed;
            out.score = composeSong(model_, request);
            out.score.title = titleOf(*lyrics_, text_);
            if (const auto author = lyrics_->tags.find("au"); author != lyrics_->tags.end())
                out.score.lyricist = author->second;
            out.fit = measureWordFit(out.score);
        } else {
            out.score = composePiece(
                model_, {steering, barsAsked(), seed, form_, flags_.metre.empty() && !style_});
            out.score.title = titleOf(style_                ? style_->name
                                      : flags_.mood.empty() ? std::string(kUsualMood)
                                                            : flags_.mood,
                                      out.score);
            out.score.composer = "Arioso";
        }
        out.shape = pieceShape(out.score);
        out.rank = 0.25 * out.shape;
        if (out.fit && out.fit->syllables > 0)
            out.rank += out.fit->strongShare() - out.fit->lightStrongShare() -
                        0.5 * static_cast<double>(out.fit->melismas) /
                            static_cast<double>(out.fit->syllables);
        return out;
    }

    /// Sections of a piece in a form with the number of the bar that each begins in; else null.
    [[nodiscard]] nlohmann::json sections(const Score& score) const {
        if (!form_) return nullptr;
        const auto each = static_cast<std::size_t>(sectionBars(*form_, barsAsked()));
        // Whatever is before them is the introduction.
        std::size_t bar = score.measures.size() - each * form_->sections.size();
        nlohmann::json out = nlohmann::json::array();
        for (const FormSection& section : form_->sections) {
            out.push_back({{"name", section.name}, {"from", score.measures[bar].number}});
            bar += each;
        }
        return out;
    }
    [[nodiscard]] const std::vector<std::string>& singers() const { return singers_; }
    [[nodiscard]] const std::vector<std::string>& remarks() const { return text_.remarks; }
    /// Empty without words.
    [[nodiscard]] SongWords words() const { return lyrics_ ? wordsOf(*lyrics_) : SongWords{}; }

  private:
    [[nodiscard]] const Style* styleGiven() const { return style_ ? &*style_ : nullptr; }

    /// Without a wish eight bars a section.
    [[nodiscard]] int barsAsked() const {
        const int usual = form_ ? kSectionBars * static_cast<int>(form_->sections.size()) : kBars;
        return flags_.bars.value_or(usual);
    }

    [[nodiscard]] std::string formAsked() const {
        return flags_.form.empty() && style_ ? style_->form : flags_.form;
    }

    void prepareSong(const fs::path& data) {
        lyrics_ = readLyrics(flags_.lyrics);
        text_ = songText(*lyrics_, flags_.language, flags_.form);
        voice_ = voiceOf(flags_, data, singers_);
    }

    [[nodiscard]] Steering steeringFor(std::uint64_t seed) const {
        Steering out = steeringOf(flags_, moods_, styleGiven(), seed);
        if (lyrics_) {
            if (flags_.metre.empty() && !style_)
                std::tie(out.beats, out.beatType) = metreFor(text_);
            // What a mood plays begins with its tune, which is sung here.
            if (!out.programs.empty()) out.programs.erase(out.programs.begin());
            if (out.programs.empty() && flags_.instruments != "none") out.programs = {0};
            if (flags_.instruments == "none") out.programs.clear();
        }
        if (!programs_.empty()) out.programs = programs_;
        out.patterns = patterns_;
        return out;
    }

    const ComposeFlags& flags_;
    InstrumentTable instruments_;
    MoodTable moods_;
    std::optional<Style> style_;
    std::optional<PieceForm> form_;
    std::vector<int> programs_;
    std::shared_ptr<const PatternModel> patterns_;
    std::shared_ptr<const ComposerModel> model_;
    std::optional<Lyrics> lyrics_;
    SongText text_;
    SongVoice voice_;
    std::vector<std::string> singers_;
};

nlohmann::json jsonOf(const Candidate& one, const std::string& output) {
    nlohmann::json out = {{"output", output},
                          {"title", one.score.title},
                          {"measures", one.score.measures.size()},
                          {"tempo", one.score.tempos.front().quartersPerMinute},
                          {"seed", one.seed},
                          {"rank", one.rank},
                          {"shape", one.shape}};
    for (const Part& part : one.score.parts) out["parts"].push_back(part.name);
    if (one.marks) {
        out["choice"] = {{"judge", one.marks->judge}, {"quality", one.marks->quality}};
        if (one.marks->words) out["choice"]["likeness_to_words"] = *one.marks->words;
        if (one.marks->nearest >= -0.999) out["choice"]["likeness_to_others"] = one.marks->nearest;
    }
    if (one.fit)
        out["words"] = {{"syllables", one.fit->syllables},
                        {"melisma_notes", one.fit->melismas},
                        {"stressed", one.fit->stressed},
                        {"stressed_on_strong", one.fit->strongShare()},
                        {"stressed_on_beat", one.fit->onBeatShare()},
                        {"light_on_strong", one.fit->lightStrongShare()},
                        {"lines", one.fit->lines},
                        {"lines_closed", one.fit->linesClosed},
                        {"lowest", one.fit->lowest},
                        {"highest", one.fit->highest}};
    return out;
}

std::string lineOf(const Candidate& one, const std::string& output) {
    std::string line =
        fmt::format("{}: {}, {} measures, {} parts, tempo {:g}, seed {}", output, one.score.title,
                    one.score.measures.size(), one.score.parts.size(),
                    one.score.tempos.front().quartersPerMinute, one.seed);
    if (one.fit) line += fmt::format("; {} syllables", one.fit->syllables);
    if (one.fit && one.fit->stressed > 0)
        line += fmt::format(", {:.0f} % of the stressed ones on strong beats",
                            100.0 * one.fit->strongShare());
    return line;
}

/// What decides the notes; nothing of where things lie.
nlohmann::json provenanceOf(const ComposeFlags& flags, const Candidate& one,
                            const fs::path& folder) {
    nlohmann::json request = {{"seed", one.seed}, {"drums", flags.drums}};
    const auto add = [&request](const char* field, const std::string& value) {
        if (!value.empty()) request[field] = value;
    };
    add("mood", flags.mood);
    add("style", flags.style);
    add("accompaniment", flags.accompaniment);
    add("key", flags.key);
    add("metre", flags.metre);
    add("instruments", flags.instruments);
    add("language", flags.language);
    add("form", flags.form);
    add("voice", flags.voice);
    add("voice_range", flags.voiceRange);
    if (flags.tempo) request["tempo"] = *flags.tempo;
    if (flags.density) request["density"] = *flags.density;
    if (flags.bars) request["bars"] = *flags.bars;
    std::vector<fs::path> inputs;
    if (!flags.lyrics.empty()) inputs.emplace_back(flags.lyrics);
    std::vector<std::string> models{"statistics", "marks"};
    if (flags.accompaniment == "gan") models.emplace_back("patterns");
    if (one.marks) models.insert(models.end(), {"likeness", "judge"});
    return scoreProvenance("compose", request, inputs, folder, models);
}

void listStyles(const ComposeFlags& flags) {
    const fs::path data = findDataFolder(flags.dataFolder);
    const StyleTable styles =
        loadStyles(data, InstrumentTable::load(data / "configs/instruments.toml"));
    if (flags.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const Style& style : styles.all()) {
            nlohmann::json metres = nlohmann::json::array();
            for (const auto& [beats, type] : style.metres)
                metres.push_back(fmt::format("{}/{}", beats, type));
            list.push_back({{"name", style.name},
                            {"meaning", style.meaning},
                            {"metres", metres},
                            {"tempo", {style.slowest, style.fastest}},
                            {"form", style.form}});
        }
        return fmt::print("{}\n", list.dump(2));
    }
    for (const Style& style : styles.all()) fmt::print("{:<10} {}\n", style.name, style.meaning);
}

/// The best of a pool that differ, in the order in which they are offered.
std::vector<Candidate> chosen(std::vector<Candidate> pool, std::size_t count,
                              CandidateChoice& choice) {
    std::vector<const Score*> pieces;
    std::vector<double> ranks;
    for (const Candidate& one : pool) {
        pieces.push_back(&one.score);
        ranks.push_back(one.rank);
    }
    std::vector<Candidate> out;
    for (const std::size_t index : choice.choose(pieces, ranks, count)) {
        if (choice.judges()) pool[index].marks = choice.marks()[index];
        out.push_back(std::move(pool[index]));
    }
    return out;
}

void compose(const ComposeFlags& flags) {
    if (flags.listStyles) return listStyles(flags);
    checkFlags(flags);
    const bool audio = isAudioName(flags.out);
    const auto count = static_cast<std::size_t>(flags.candidates);
    if (!audio) static_cast<void>(scoreKindOf(flags.out));
    checkCandidates(flags.candidates, flags.out, flags.force);
    if (!flags.saveScore.empty()) {
        static_cast<void>(scoreKindOf(flags.saveScore));
        checkOutput(flags.saveScore, flags.force);
    }
    const fs::path data = findDataFolder(flags.dataFolder);
    if (data.empty())
        throw Error(ExitCode::Model, "no data folder found (set --data-dir or ARIOSO_DATA_DIR)");
    const C2paSigning signing(flags.c2pa, flags.out, "");
    const Composing composing(flags, data);
    const std::uint64_t seed = flags.seed ? *flags.seed : std::random_device{}();
    std::vector<Candidate> all;
    const fs::path composerFolder =
        findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    OriginalityGuard guard(flags.originality, composerFolder);
    CandidateChoice choice(composerFolder, count > 1 ? composing.words() : SongWords{});
    const std::size_t pool = count > 1 && choice.judges() ? CandidateChoice::kPool * count : count;
    for (std::uint64_t next = seed; all.size() < pool; ++next) {
        Candidate one = composing.write(next);
        if (!guard.watches() || guard.passes(one.score, melodyLines(one.score), next, one.knownRun))
            all.push_back(std::move(one));
    }
    if (count > 1) all = chosen(std::move(all), count, choice);
    if (!flags.quiet && !flags.json)
        for (const std::string& remark : composing.remarks())
            fmt::print(stderr, "arioso: note: {}\n", remark);
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    if (!flags.saveScore.empty())
        writeScore(all.front().score, flags.saveScore, provenanceOf(flags, all.front(), folder));
    if (audio) {
        renderComposed(all.front().score,
                       {flags.out, composing.singers(), all.front().seed, flags.force,
                        flags.quiet || flags.json, flags.modelsFolder, flags.dataFolder},
                       provenanceOf(flags, all.front(), folder));
        signing.sign(flags.out, {});
    } else {
        for (std::size_t i = 0; i < all.size(); ++i)
            writeScore(all[i].score, rankedName(flags.out, i + 1),
                       provenanceOf(flags, all[i], folder));
    }
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string name =
            audio && i > 0 ? std::string() : rankedName(flags.out, i + 1).string();
        if (flags.json) list.push_back(jsonOf(all[i], name));
        if (const auto sections = composing.sections(all[i].score);
            flags.json && !sections.is_null())
            list.back()["sections"] = sections;
        if (flags.json && guard.watches())
            list.back()["longest_known_run"] = cli::jsonOf(all[i].knownRun);
        if (flags.json || flags.quiet) continue;
        std::string line = lineOf(all[i], name.empty() ? "(not rendered)" : name);
        if (guard.watches()) line += guard.remark(all[i].knownRun);
        fmt::print("{}\n", line);
    }
    if (!flags.json) {
        if (guard.rejected() > 0 && !flags.quiet) fmt::print("{}\n", guard.rejectedText());
        return;
    }
    nlohmann::json report = list.front();
    report["kind"] = audio ? "audio" : nameOf(scoreKindOf(flags.out));
    if (count > 1) report["candidates"] = list;
    if (count > 1 && choice.judges())
        report["diversity"] = {{"mean_distance", choice.spread().mean},
                               {"least_distance", choice.spread().least}};
    if (guard.watches()) report["originality"] = guard.report();
    if (!composing.remarks().empty()) report["remarks"] = composing.remarks();
    fmt::print("{}\n", report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

void addComposeCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("compose", "Write a piece of music by mood, or a song for words");
    const auto flags = std::make_shared<ComposeFlags>();
    command
        ->add_option("-o,--output", flags->out,
                     "score to write (.musicxml, .mxl, .mid, .abc), or audio (.wav, .flac, .ogg) "
                     "to render it to")
        ->type_name("OUT");
    command
        ->add_option("--lyrics", flags->lyrics,
                     "set the words of this file to music: stanzas between blank lines, [Chorus] "
                     "and other sections")
        ->type_name("FILE");
    command->add_option("--language", flags->language, "of the words, if their file does not say")
        ->type_name("TAG");
    command
        ->add_option("--form", flags->form,
                     "sections that come again: letters with primes (AABA, \"A A' B A\"), binary, "
                     "ternary, song, rondo, verse-chorus, strophic, through or blues; with "
                     "--lyrics strophic (stanzas share a tune), through (each its own), "
                     "verse-chorus, or letters for the stanzas in turn")
        ->type_name("FORM");
    command
        ->add_option("--voice", flags->voice,
                     "who sings: soprano, mezzo, alto, tenor, baritone, bass, or one of arioso "
                     "voices")
        ->type_name("VOICE");
    command->add_option("--voice-range", flags->voiceRange, "lowest and highest note, as C4-E5")
        ->type_name("LOW-HIGH");
    command
        ->add_option("--mood", flags->mood,
                     "a name of configs/moods.toml (calm, happy, sad, tense, energetic, dreamy, "
                     "…) or valence,arousal in -1…1; else calm, or the style's")
        ->type_name("MOOD");
    command
        ->add_option("--style", flags->style,
                     "metre, tempo, instruments, figures and form of a kind of music: a name of "
                     "configs/styles.toml; --mood and other flags go before it")
        ->type_name("NAME");
    command->add_flag("--list-styles", flags->listStyles, "tell the styles and end");
    command->add_option("--key", flags->key, "as \"D minor\" or Bb; else by mood, with modulations")
        ->type_name("KEY");
    command
        ->add_option("--metre", flags->metre,
                     "2/4 to 7/4, 2/2, 3/2, 3/8 to 12/8; else what the words, the style or the "
                     "piece has")
        ->type_name("N/N");
    command->add_option("--tempo", flags->tempo, "quarters a minute, 20…300; else by mood")
        ->type_name("N");
    command
        ->add_option("--bars", flags->bars,
                     "length in bars, 4…1024; else 32, with a form eight a section")
        ->type_name("N");
    command
        ->add_option(
            "--density", flags->density,
            "0 few notes … 1 many; else as the mood has it, and each piece somewhat its own")
        ->type_name("X");
    command
        ->add_option("--instruments", flags->instruments,
                     "by comma: tune, inner parts, bass (below a voice: inner parts, bass, or "
                     "none); else some that suit the mood; ids as in configs/instruments.toml or "
                     "General MIDI programs")
        ->type_name("LIST");
    command
        ->add_option("--accompaniment", flags->accompaniment,
                     "how chords are played: rules, or gan (patterns by a learnt generator, in "
                     "2/4, 4/4, 3/4 and 6/8)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"rules", "gan"}))
        ->capture_default_str();
    command->add_flag("--drums", flags->drums, "with drums");
    command
        ->add_option("--seed", flags->seed, "the same seed, the same piece; else a new one, told")
        ->type_name("N");
    command
        ->add_option("--candidates", flags->candidates,
                     "write so many, with seeds one after another; the best is OUT, the next "
                     "OUT-2, …")
        ->type_name("N")
        ->capture_default_str();
    addOriginalityOptions(command, flags->originality);
    command
        ->add_option("--save-score", flags->saveScore, "of what is rendered: also write the score")
        ->type_name("FILE");
    addKnowledgeOption(command, flags->knowledge);
    addC2paOptions(*command, flags->c2pa);
    addReportFlags(*command, flags->force, flags->json, flags->quiet);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->callback([flags] { compose(*flags); });
}

}  // namespace arioso::cli
