#include "tools/corpus/score_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "dsp/error.h"
#include "src/perform/performer.h"
#include "src/score/reader.h"
#include "tools/corpus/parallel.h"
#include "tools/corpus/random.h"

namespace arioso::corpus {
namespace {

constexpr std::size_t kFewestNotes = 12;
/// Longer pieces are not performed whole, over and over, for one excerpt of half a minute.
constexpr std::size_t kMostNotes = 60'000;

bool isScore(const std::filesystem::path& path) {
    static const std::array kExtensions{".mid", ".midi", ".mxl", ".musicxml", ".xml"};
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

std::vector<LibraryScore> findScores(const std::filesystem::path& folder) {
    if (!std::filesystem::is_directory(folder)) {
        throw Error(ExitCode::Input, fmt::format("{}: no such folder of scores", folder.string()));
    }
    std::vector<LibraryScore> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || !isScore(entry.path())) continue;
        LibraryScore score;
        score.path = entry.path();
        score.source = std::filesystem::relative(entry.path(), folder).generic_string();
        // By the name alone: the same piece as MIDI and as MusicXML lands in the same split.
        const std::uint64_t hash = stableHash(entry.path().stem().string());
        score.place = static_cast<double>((hash * 0x9E3779B97F4A7C15U) >> 11U) * 0x1p-53;
        out.push_back(std::move(score));
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.source < b.source; });
    return out;
}

ScorePart summarise(const PerformedPart& part, const InstrumentTable& table) {
    ScorePart out;
    out.percussion = part.percussion;
    out.instrument = table.forProgram(part.program, part.percussion).index;
    std::vector<float> pitches;
    double overlapped = 0.0;
    double sounding = 0.0;
    double end = 0.0;
    for (const PerformedNote& note : part.notes) {
        pitches.push_back(note.pitch);
        const double length = note.offset - note.onset;
        overlapped += std::clamp(end - note.onset, 0.0, length);
        sounding += length;
        end = std::max(end, note.offset);
    }
    std::sort(pitches.begin(), pitches.end());
    const auto at = [&](double place) {
        const auto last = static_cast<double>(pitches.size() - 1);
        return static_cast<int>(std::lround(pitches[static_cast<std::size_t>(place * last)]));
    };
    out.lowest = at(0.02);
    out.highest = at(0.98);
    out.chords = overlapped > 0.15 * sounding;
    out.seconds = end;
    return out;
}

std::vector<ScorePart> readParts(const LibraryScore& score, const InstrumentTable& table) {
    ReadLimits limits;
    limits.notes = kMostNotes;
    const Performance performance = perform(readScore(score.path, limits));
    std::vector<ScorePart> out;
    for (std::size_t i = 0; i < performance.parts.size(); ++i) {
        if (performance.parts[i].notes.size() < kFewestNotes) continue;
        out.push_back(summarise(performance.parts[i], table));
        out.back().part = i;
    }
    return out;
}

}  // namespace

ScoreLibrary scanScores(const std::vector<std::filesystem::path>& folders,
                        const InstrumentTable& table, int threads) {
    ScoreLibrary library;
    for (const auto& folder : folders) {
        for (LibraryScore& score : findScores(folder)) library.scores.push_back(std::move(score));
    }
    std::vector<std::optional<std::vector<ScorePart>>> found(library.scores.size());
    forEachParallel(found.size(), threads, [&] {
        return [&](std::size_t i) {
            try {
                found[i] = readParts(library.scores[i], table);
            } catch (const Error&) {
                // A collection of thousands always has some that are damaged or too long.
                found[i].reset();
            }
        };
    });
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i]) {
            ++library.unreadable;
            continue;
        }
        for (ScorePart& part : *found[i]) {
            part.score = i;
            library.parts.push_back(part);
        }
    }
    return library;
}

}  // namespace arioso::corpus
