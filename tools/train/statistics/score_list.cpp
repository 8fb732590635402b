#include "tools/train/statistics/score_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "src/compose/study.h"
#include "src/compose/tune_corpus.h"
#include "src/score/reader.h"
#include "tools/common/parallel.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFewestBars = 4;
constexpr std::size_t kMostNotes = 100'000;

struct Read {
    ListedScore listed;
    std::vector<StudyNote> tune;
};

std::vector<StudyNote> tuneFor(const Score& score) {
    const std::vector<StudyBar> bars = studyBars(score);
    const Part* part = tunePart(score);
    for (std::size_t i = 0; part == nullptr && i < score.parts.size(); ++i)
        if (!score.parts[i].percussion && !score.parts[i].notes.empty()) part = &score.parts[i];
    return part == nullptr ? std::vector<StudyNote>{} : tuneOf(*part, bars);
}

Read readOne(const fs::path& path) {
    Read out;
    out.listed.path = path;
    ReadOptions options(RepeatMode::None);
    options.limits.notes = kMostNotes;
    try {
        const Score score = readScore(path, options);
        out.listed.title = score.title.empty() ? path.stem().string() : score.title;
        out.listed.composer =
            score.composer.empty() ? path.parent_path().filename().string() : score.composer;
        out.listed.bars = score.measures.size();
        for (const Part& part : score.parts) out.listed.notes += part.notes.size();
        if (out.listed.notes == 0)
            out.listed.why = "no notes";
        else if (out.listed.bars < kFewestBars)
            out.listed.why = fmt::format("fewer than {} bars", kFewestBars);
        else
            out.tune = tuneFor(score);
        out.listed.tuneNotes = out.tune.size();
    } catch (const Error& error) {
        out.listed.why = std::string("cannot be read: ") + error.what();
    }
    return out;
}

double meanPitch(const std::vector<StudyNote>& tune) {
    double sum = 0.0;
    for (const StudyNote& note : tune) sum += note.pitch;
    return sum / static_cast<double>(std::max<std::size_t>(1, tune.size()));
}

/// Tabs and ends of lines would break the table.
std::string cell(std::string text) {
    for (char& c : text)
        if (c == '\t' || c == '\n' || c == '\r') c = ' ';
    return text;
}

const char* nameOf(ListedScore::Side side) {
    switch (side) {
        case ListedScore::Side::Training:
            return "training";
        case ListedScore::Side::HeldOut:
            return "held out";
        case ListedScore::Side::LeftOut:
            return "left out";
    }
    return "";
}

void writeTable(const fs::path& path, const std::vector<ListedScore>& scores) {
    std::string text = "file\tside\twhy\tlike\ttitle\tcomposer\tbars\tnotes\ttune_notes\n";
    for (const ListedScore& one : scores)
        text +=
            fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", cell(one.path.string()),
                        nameOf(one.side), cell(one.why), cell(one.like.string()), cell(one.title),
                        cell(one.composer), one.bars, one.notes, one.tuneNotes);
    models::AtomicFile file(path);
    file.write(text);
    file.commit();
}

}  // namespace

std::vector<ListedScore> listScores(const ScoreListSettings& settings) {
    const std::vector<fs::path> paths = findScores(settings.scores);
    std::vector<Read> read(paths.size());
    parallelFor(
        paths.size(), settings.threads, [] {}, [&](std::size_t i) { read[i] = readOne(paths[i]); });
    TuneIndex index(kDuplicateNotes);
    std::map<std::string, std::size_t> sums;
    std::vector<ListedScore> out;
    for (std::size_t i = 0; i < read.size(); ++i) {
        ListedScore& one = read[i].listed;
        if (one.why.empty()) {
            const TuneIndex::Nearest nearest = index.nearest(read[i].tune);
            if (nearest.share > kDuplicateShare) {
                const int semitones = static_cast<int>(
                    std::lround(meanPitch(read[i].tune) - meanPitch(read[nearest.number].tune)));
                one.like = read[nearest.number].listed.path;
                one.why = fmt::format(
                    "{:.0f} % of its tune is that of another file{}", 100.0 * nearest.share,
                    semitones == 0 ? std::string() : fmt::format(", {:+} semitones", semitones));
            } else {
                index.add(read[i].tune, i);
            }
        }
        if (one.why.empty())
            one.side = isHeldOut(one.composer, one.title, settings.heldOut)
                           ? ListedScore::Side::HeldOut
                           : ListedScore::Side::Training;
        const std::size_t colon = one.why.find(':');
        const bool like = !one.like.empty();
        ++sums[one.side == ListedScore::Side::LeftOut
                   ? "left out: " + (like ? "tune of another file" : one.why.substr(0, colon))
                   : nameOf(one.side)];
        out.push_back(one);
    }
    fmt::print("{} files\n", out.size());
    for (const auto& [name, count] : sums) fmt::print("{:>6} {}\n", count, name);
    if (!settings.out.empty()) writeTable(settings.out, out);
    return out;
}

}  // namespace arioso::train
