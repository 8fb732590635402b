#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/file_kind.h"
#include "src/cli/folder_survey.h"
#include "src/cli/models_folder.h"
#include "src/likeness/joint_embedding.h"
#include "src/lyrics/lyrics.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct SimilarFlags {
    std::string file;
    std::vector<std::string> among;
    int count = 10;
    int tune = 0;
    bool words = false;
    bool json = false;
    std::string modelsFolder;
    std::string dataFolder;
};

enum class Kind { Score, Recording, Words };

const char* nameOf(Kind kind) {
    static constexpr std::array kNames = {"score", "recording", "words"};
    return kNames[static_cast<std::size_t>(kind)];
}

Kind kindOf(const fs::path& path) {
    if (isSoundFile(path)) return Kind::Recording;
    std::string suffix = path.extension().string();
    std::ranges::transform(suffix, suffix.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::array words = {".txt", ".lrc", ".srt", ".vtt"};
    return std::ranges::find(words, suffix) == words.end() ? Kind::Score : Kind::Words;
}

JointEmbedding::Place placeOf(const JointEmbedding& space, const fs::path& path, bool words,
                              int tune) {
    switch (kindOf(path)) {
        case Kind::Recording: {
            const dsp::LoadedAudio loaded = dsp::readAudioFile(path);
            std::vector<std::span<const float>> channels;
            for (int c = 0; c < loaded.buffer.channels(); ++c)
                channels.emplace_back(loaded.buffer.channel(c));
            return space.ofAudio(channels, loaded.sampleRate);
        }
        case Kind::Words:
            return space.ofWords(wordsOf(readLyrics(path)));
        case Kind::Score:
            break;
    }
    ReadOptions options(RepeatMode::None);
    if (tune != 0) options.tune = tune;
    const Score score = readScore(path, options);
    return words ? space.ofWords(wordsOf(score)) : space.ofScore(score);
}

/// The files to look among: those named, and those of folders by their endings.
std::vector<fs::path> filesAmong(const SimilarFlags& flags) {
    std::vector<fs::path> out;
    for (const std::string& name : flags.among) {
        if (!fs::exists(name))
            throw Error(ExitCode::Input, name + ": expected a file or a folder, found neither");
        if (!fs::is_directory(name)) {
            out.emplace_back(name);
            continue;
        }
        for (const fs::path& score : scoresIn(name)) out.push_back(score);
        for (const auto& entry :
             fs::recursive_directory_iterator(name, fs::directory_options::skip_permission_denied))
            if (entry.is_regular_file() && kindOf(entry.path()) != Kind::Score)
                out.push_back(entry.path());
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    std::erase_if(out, [&](const fs::path& path) {
        std::error_code ignored;
        return fs::equivalent(path, flags.file, ignored);
    });
    return out;
}

struct Neighbour {
    fs::path path;
    double likeness = 0.0;
};

void similar(const SimilarFlags& flags) {
    const JointEmbedding space =
        JointEmbedding::load(findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer");
    JointEmbedding::Place asked;
    try {
        asked = placeOf(space, flags.file, flags.words, flags.tune);
    } catch (const Error& error) {
        const std::string text = error.what();
        throw Error(error.code(), text.starts_with(flags.file) ? text : flags.file + ": " + text);
    }
    std::vector<Neighbour> found;
    std::size_t unreadable = 0;
    for (const fs::path& path : filesAmong(flags)) {
        try {
            found.push_back({path, models::cosine(asked, placeOf(space, path, false, 0))});
        } catch (const Error&) {
            ++unreadable;  // a folder always has something else in it
        }
    }
    std::ranges::stable_sort(found, std::greater{}, &Neighbour::likeness);
    const std::size_t compared = found.size();
    if (found.size() > static_cast<std::size_t>(flags.count))
        found.resize(static_cast<std::size_t>(flags.count));
    if (flags.json) {
        json list = json::array();
        for (const Neighbour& one : found)
            list.push_back({{"file", one.path.string()},
                            {"kind", nameOf(kindOf(one.path))},
                            {"likeness", one.likeness}});
        const json report = {{"file", flags.file},
                             {"kind", flags.words ? "words" : nameOf(kindOf(flags.file))},
                             {"compared", compared},
                             {"unreadable", unreadable},
                             {"nearest", list}};
        return fmt::print("{}\n", report.dump(2, ' ', false, json::error_handler_t::replace));
    }
    if (found.empty()) fmt::print("nothing to compare {} with\n", flags.file);
    for (const Neighbour& one : found)
        fmt::print("{:+.2f}  {:<10} {}\n", one.likeness, nameOf(kindOf(one.path)),
                   one.path.string());
    if (unreadable > 0) fmt::print("{} files could not be compared\n", unreadable);
}

}  // namespace

void addSimilarCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "similar", "Find scores, recordings and words that are most like a file");
    const auto flags = std::make_shared<SimilarFlags>();
    command
        ->add_option("file", flags->file,
                     "score, recording (.wav, .flac, .ogg, .aiff) or words (.txt, .lrc, .srt)")
        ->type_name("FILE")
        ->required();
    command
        ->add_option("--among", flags->among,
                     "folder or file to look in; may be given several times")
        ->type_name("PATH")
        ->required();
    command->add_option("-n,--count", flags->count, "how many are told (default 10)")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000));
    command->add_flag("--words", flags->words, "go by the words of a score, not by its notes");
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags] { similar(*flags); });
}

}  // namespace arioso::cli
