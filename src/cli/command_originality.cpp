#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/models_folder.h"
#include "src/cli/originality_guard.h"
#include "src/cli/score_output.h"
#include "src/cli/tune_folder.h"
#include "src/originality/comparison.h"
#include "src/originality/library_file.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct OriginalityFlags {
    std::string file;
    std::vector<std::string> against;
    std::string saveIndex;
    int notes = static_cast<int>(TuneLibrary::kGram);
    double chance = 0.01;
    int tune = 0;
    bool only = false;
    bool json = false;
    bool force = false;
    std::string modelsFolder;
    std::string dataFolder;
};

constexpr std::array kFacets = {Facet::Melody, Facet::Harmony, Facet::Rhythm};

Score readOnce(const fs::path& path, int tune) {
    ReadOptions options(RepeatMode::None);
    if (tune != 0) options.tune = tune;
    return readScore(path, options);
}

/// What all libraries together tell.
struct Findings {
    std::size_t tunes = 0;
    std::size_t progressions = 0;
    std::size_t unreadable = 0;
    Comparison all;
};

void sortNear(std::vector<NearPiece>& pieces) {
    std::ranges::stable_sort(pieces, std::greater{}, &NearPiece::share);
    pieces.resize(std::min<std::size_t>(pieces.size(), 3));
}

void add(const Score& score, const MusicLibrary& library, const ChanceTables& chances, bool own,
         Findings& out) {
    if (library.tunes.tunes().empty() && library.harmonies.pieces().empty()) return;
    out.tunes += library.tunes.tunes().size();
    out.progressions += library.harmonies.pieces().size();
    Comparison found = compare(score, library, chances, own);
    out.all.stretches = found.stretches;
    out.all.known = std::max(out.all.known, found.known);
    const auto append = [](auto& to, auto& from) {
        to.insert(to.end(), std::make_move_iterator(from.begin()),
                  std::make_move_iterator(from.end()));
    };
    append(out.all.figures, found.figures);
    append(out.all.harmonies, found.harmonies);
    append(out.all.rhythms, found.rhythms);
    std::ranges::stable_sort(out.all.figures, [](const SharedFigure& a, const SharedFigure& b) {
        return a.facet != b.facet ? a.facet < b.facet : a.chance < b.chance;
    });
    sortNear(out.all.harmonies);
    sortNear(out.all.rhythms);
}

std::string lineOf(const SharedFigure& figure) {
    return fmt::format("{:4} {}  {}; by chance {}", figure.place.notes, unitOf(figure.facet),
                       textOf(figure.place), chanceText(figure.chance));
}

json jsonOf(const std::vector<NearPiece>& pieces) {
    json out = json::array();
    for (const NearPiece& one : pieces)
        out.push_back({{"title", one.title}, {"composer", one.composer}, {"share", one.share}});
    return out;
}

json jsonOf(const SharedFigure& figure) {
    json out = cli::jsonOf(figure.place);
    if (figure.facet != Facet::Melody) {
        out[unitOf(figure.facet)] = out["notes"];
        out.erase("notes");
        out.erase("line");
    }
    out["bits"] = figure.bits;
    out["chance"] = figure.chance;
    return out;
}

void printReport(const OriginalityFlags& flags, const Findings& found,
                 const std::vector<SharedFigure>& told) {
    const double share = found.all.stretches == 0 ? 0.0
                                                  : static_cast<double>(found.all.known) /
                                                        static_cast<double>(found.all.stretches);
    if (flags.json) {
        json runs = {
            {"melody", json::array()}, {"harmony", json::array()}, {"rhythm", json::array()}};
        for (const SharedFigure& one : told) runs[nameOf(one.facet)].push_back(jsonOf(one));
        const json report = {
            {"file", flags.file},
            {"tunes", found.tunes},
            {"progressions", found.progressions},
            {"unreadable", found.unreadable},
            {"stretches_of_8_notes", found.all.stretches},
            {"known_share", share},
            {"chance", flags.chance},
            {"runs", runs["melody"]},
            {"harmony", {{"runs", runs["harmony"]}, {"nearest", jsonOf(found.all.harmonies)}}},
            {"rhythm", {{"runs", runs["rhythm"]}, {"nearest", jsonOf(found.all.rhythms)}}}};
        return fmt::print("{}\n", report.dump(2, ' ', false, json::error_handler_t::replace));
    }
    fmt::print("{} beside {} tunes and the chords of {} pieces\n", flags.file, found.tunes,
               found.progressions);
    if (found.unreadable > 0) fmt::print("{} files could not be read\n", found.unreadable);
    const auto nearest = [](const std::vector<NearPiece>& pieces) {
        return pieces.empty()
                   ? std::string("like no other's")
                   : fmt::format(
                         "nearest to \"{}\"{}, which has {:.0f} % of it", pieces.front().title,
                         pieces.front().composer.empty() ? "" : " by " + pieces.front().composer,
                         100.0 * pieces.front().share);
    };
    for (const Facet facet : kFacets) {
        if (facet == Facet::Melody)
            fmt::print(
                "melody: {:.1f} % of its stretches of {} notes are known, in any key and at "
                "any tempo\n",
                100.0 * share, TuneLibrary::kGram);
        else
            fmt::print("{}: {}\n", nameOf(facet),
                       nearest(facet == Facet::Harmony ? found.all.harmonies : found.all.rhythms));
        for (const SharedFigure& one : told)
            if (one.facet == facet) fmt::print("{}\n", lineOf(one));
    }
    if (told.empty() && flags.chance < 1.0)
        fmt::print("nothing is shared that chance makes in less than one piece of {:.0f}\n",
                   std::ceil(1.0 / flags.chance));
}

void saveIndex(const OriginalityFlags& flags) {
    std::size_t unreadable = 0;
    checkOutput(flags.saveIndex, flags.force);
    std::vector<MusicLibrary> libraries =
        librariesIn(flags.against, flags.saveIndex, Gathered::Everything, unreadable);
    if (libraries.size() > 1)
        throw Error(ExitCode::Usage,
                    "--save-index: expected scores and folders of them, found an index");
    writeLibraryFile(flags.saveIndex, libraries.front());
    if (!flags.json)
        fmt::print("{}: {} tunes and the chords of {} pieces{}\n", flags.saveIndex,
                   libraries.front().tunes.tunes().size(),
                   libraries.front().harmonies.pieces().size(),
                   unreadable == 0 ? "" : fmt::format("; {} files could not be read", unreadable));
}

void originality(const OriginalityFlags& flags) {
    if (!flags.saveIndex.empty()) saveIndex(flags);
    if (flags.file.empty()) return;
    const Score score = readOnce(flags.file, flags.tune);
    Findings found;
    const ShippedLibrary shipped =
        ShippedLibrary::load(findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer");
    const ChanceTables chances(shipped.music, shipped.scales);
    if (!flags.only) add(score, shipped.music, chances, true, found);
    if (!flags.against.empty())
        for (const MusicLibrary& library :
             librariesIn(flags.against, flags.file, Gathered::Everything, found.unreadable))
            add(score, library, chances, false, found);
    std::vector<SharedFigure> told;
    for (const SharedFigure& one : found.all.figures)
        if (one.chance <= flags.chance &&
            (one.facet != Facet::Melody ||
             one.place.notes >= static_cast<std::size_t>(flags.notes)))
            told.push_back(one);
    printReport(flags, found, told);
}

}  // namespace

void addOriginalityCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("originality",
                                               "Tell what a score shares, in melody, harmony and "
                                               "rhythm, with what the composer learnt from");
    const auto flags = std::make_shared<OriginalityFlags>();
    auto* file = command->add_option("file", flags->file, "MusicXML, MuseScore, MIDI or ABC file")
                     ->type_name("SCORE");
    auto* against =
        command
            ->add_option("--against", flags->against,
                         "also compare with this score, every score of this folder, or an index "
                         "that --save-index wrote; may be given several times")
            ->type_name("PATH")
            ->expected(1)
            ->take_all();
    command
        ->add_option("--save-index", flags->saveIndex,
                     "keep what was read of --against in this file, which --against takes in its "
                     "place: a hundred thousand pieces are then asked in a second")
        ->type_name("FILE")
        ->needs(against);
    command->add_flag("--force", flags->force, "overwrite the index");
    command->add_flag("--only", flags->only, "compare with --against alone")->needs("--against");
    command
        ->add_option("--chance", flags->chance,
                     "tell what pieces by other hands share by chance in at most this share of "
                     "them (default 0.01; 1 = all)")
        ->type_name("P")
        ->check(CLI::Range(0.0, 1.0));
    command
        ->add_option("--notes", flags->notes, "the shortest run of notes that is told (default 8)")
        ->type_name("N")
        ->check(CLI::Range(static_cast<int>(TuneLibrary::kGram), 1000));
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags, file] {
        if (flags->file.empty() && flags->saveIndex.empty())
            throw CLI::RequiredError(file->get_name());
        originality(*flags);
    });
}

}  // namespace arioso::cli
