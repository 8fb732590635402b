#include "tools/train/originality/judge_originality.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "dsp/error.h"
#include "src/compose/compose_piece.h"
#include "src/compose/event_piece.h"
#include "src/compose/rewrite.h"
#include "src/compose/study.h"
#include "src/compose/tune_corpus.h"
#include "src/condition/instruments.h"
#include "src/originality/melody_lines.h"
#include "src/originality/tune_library.h"
#include "tools/train/originality/copy_tally.h"
#include "tools/train/statistics/judge_composer.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

using Line = std::vector<StudyNote>;
using Key = std::tuple<std::string, std::string, std::size_t, std::size_t>;

Key keyOf(const StudyPiece& piece) {
    return {piece.composer, piece.title, piece.bars.size(), piece.melody.size()};
}

Line from(Line line, std::size_t bar) {
    std::erase_if(line, [&](const StudyNote& note) { return note.bar < static_cast<int>(bar); });
    return line;
}

void print(const std::string& name, const CopyTally& tally) {
    fmt::print(
        "{:<44} {:>6} {:>7} {:>8.2f} % {:>7.1f} % {:>7.1f} % {:>7.1f} % {:>7} {:>5.1f} % {:>5.1f} "
        "% "
        "{:>5.1f} %\n",
        name, tally.pieces(), tally.notes(), 100.0 * tally.known(), 100.0 * tally.flagged(0),
        100.0 * tally.flagged(1), 100.0 * tally.flagged(2), tally.longest(),
        100.0 * tally.rare(Facet::Melody), 100.0 * tally.rare(Facet::Harmony),
        100.0 * tally.rare(Facet::Rhythm));
}

/// As `arioso continue` does it, by its defaults.
Score continued(const Score& score, const EventModel& model, double topP, std::size_t bars,
                std::uint64_t seed) {
    const Score longer = withBars(score, bars);
    const std::vector<EventLane> lanes = lanesOf(score);
    RewriteRequest request;
    request.seed = seed;
    request.decoding.sampling = {1.0, 0, topP};
    request.newFrom = score.measures.size();
    request.cells.assign(longer.measures.size() * lanes.size(), 0);
    for (std::size_t bar = score.measures.size(); bar < longer.measures.size(); ++bar)
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            const int part = lanes[lane].part;
            if (part < 0 || !score.parts[static_cast<std::size_t>(part)].notes.empty())
                request.cells[bar * lanes.size() + lane] = 1;
        }
    return rewrite(longer, model, request).front().score;
}

void judgeComposed(const OriginalityJudgeSettings& settings, const MusicLibrary& library,
                   const ChanceTables& chances) {
    const InstrumentTable table = InstrumentTable::load(settings.instruments);
    const auto model = ComposerModel::load(settings.model, table);
    CopyTally tunes(library, chances);
    CopyTally all(library, chances);
    for (int i = 0; i < settings.pieces; ++i) {
        const Score score = composePiece(
            model, {variedSteering(i), 32, settings.seed + static_cast<std::uint64_t>(i)});
        tunes.add({{{"tune", tuneOf(score.parts.front(), studyBars(score))}}, pieceSymbols(score)});
        all.add({melodyLines(score), {}});
    }
    print("composed, 32 bars: the tune", tunes);
    print("composed, 32 bars: every line of every part", all);
}

void judgeContinued(const OriginalityJudgeSettings& settings, const MusicLibrary& library,
                    const ChanceTables& chances, const std::vector<const Score*>& works,
                    const std::vector<std::pair<std::string, const EventModel*>>& writers) {
    const auto bars = static_cast<std::size_t>(settings.bars);
    const auto tuneFrom = [&](const Score& score, std::size_t part, std::size_t bar) {
        return from(tuneOf(score.parts[part], studyBars(score)), bar);
    };
    const auto partOf = [](const Score& score) {
        return static_cast<std::size_t>(tunePart(score) - score.parts.data());
    };
    CopyTally human(library, chances);
    for (const Score* work : works)
        human.add({{{"tune", tuneFrom(*work, partOf(*work), work->measures.size() - bars)}}, {}});
    print(fmt::format("last {} bars of {} held-out works", bars, works.size()), human);
    for (const auto& [name, model] : writers) {
        CopyTally tally(library, chances);
        for (std::size_t i = 0; i < works.size(); ++i) {
            // The counts' default is lower.
            const double topP = name == "ppm" ? 0.95 : 1.0;
            const Score score = continued(*works[i], *model, topP, bars, settings.seed + i);
            tally.add(
                {{{"tune", tuneFrom(score, partOf(*works[i]), works[i]->measures.size())}}, {}});
        }
        print(fmt::format("{} bars after them, {}", bars, name), tally);
    }
}

}  // namespace

void judgeOriginality(const OriginalityJudgeSettings& settings,
                      const std::vector<std::pair<std::string, const EventModel*>>& writers) {
    const ShippedLibrary library = ShippedLibrary::load(settings.model);
    const ChanceTables chances(library.music, library.scales);
    std::mutex mutex;
    std::map<Key, Score> scores;
    const auto keep = [&](const Score& score, StudyPiece& piece) {
        if (!isHeldOut(piece.composer, piece.title, settings.heldOut) || piece.melody.empty() ||
            static_cast<int>(score.measures.size()) < 2 * settings.bars)
            return;
        const std::lock_guard lock(mutex);
        scores.emplace(keyOf(piece), score);
    };
    const StudyCorpus corpus =
        readStudyCorpus(settings.scores, settings.heldOut, settings.threads, keep);
    fmt::print("{:<44} {:>6} {:>7} {:>10} {:>9} {:>9} {:>9} {:>7} {:>7} {:>7} {:>7}\n",
               "pieces with runs of", "pieces", "notes", "8 known", ">= 8", ">= 10", ">= 12",
               "longest", "rare", "chords", "rhythm");
    CopyTally human(library.music, chances);
    std::vector<const Score*> works;
    for (const StudyPiece& piece : corpus.heldOut) {
        human.add({{{"tune", piece.melody}}, pieceSymbols(piece)});
        if (const auto found = scores.find(keyOf(piece)); found != scores.end())
            works.push_back(&found->second);
    }
    if (human.pieces() == 0)
        throw Error(ExitCode::Input, "no tunes of composers that are held out in these scores");
    print("held-out works, whole: the tune", human);
    judgeComposed(settings, library.music, chances);
    // Every so many, so that all collections have their share.
    std::vector<const Score*> chosen;
    const std::size_t count = std::min(works.size(), static_cast<std::size_t>(settings.continued));
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(works[i * works.size() / count]);
    if (!chosen.empty()) judgeContinued(settings, library.music, chances, chosen, writers);
}

}  // namespace arioso::train
