#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "src/compose/study.h"
#include "src/originality/column.h"
#include "src/originality/posting_index.h"

namespace arioso {

/// A run of notes that a line shares with a tune of a library.
struct SharedRun {
    std::size_t tune = 0;      ///< of the library
    std::size_t notes = 0;     ///< how many
    std::size_t from = 0;      ///< first note of the line
    std::size_t tuneFrom = 0;  ///< and of the tune
    bool operator==(const SharedRun&) const = default;
};

/// Tunes to compare lines with. Two runs are the same if their intervals are and their onsets lie
/// where those of the other would lie when stretched, within 15 % of the distance between
/// neighbours, both as they are or one of them with its swing taken out: in any key, at any tempo
/// or written length, swung or straight. Found by a sorted
/// index of the intervals of kGram notes, twelve bytes a note. Immutable once `index` has been
/// called; any thread.
class TuneLibrary {
  public:
    /// Notes of the shortest run that is found.
    static constexpr std::size_t kGram = 8;

    struct Tune {
        std::string title;
        std::string composer;
        std::size_t first = 0;  ///< of its notes among all
        std::size_t count = 0;
    };

    /// Notes as they lie in a file: ticks from the beginning, MIDI keys, bars from 0.
    struct Columns {
        Column<std::int32_t> onsets;
        Column<std::int16_t> pitches;
        Column<std::uint16_t> bars;
    };

    TuneLibrary() = default;
    TuneLibrary(std::vector<Tune> tunes, Columns columns, PostingIndex index);

    /// Only pitches, onsets and bars are kept.
    void add(const std::string& title, const std::string& composer,
             const std::vector<StudyNote>& melody);
    /// Before anything is asked for.
    void index();

    [[nodiscard]] const std::vector<Tune>& tunes() const { return tunes_; }
    [[nodiscard]] const Columns& columns() const { return columns_; }
    [[nodiscard]] const PostingIndex& postings() const { return index_; }
    /// Stretches of kGram notes in all.
    [[nodiscard]] std::size_t stretches() const;
    /// Bar of a tune's note, counted from 1, every bar once.
    [[nodiscard]] int barOf(std::size_t tune, std::size_t note) const;
    /// For each note of a line: whether it begins a run of kGram notes that some tune has.
    [[nodiscard]] std::vector<bool> known(const std::vector<StudyNote>& line) const;
    /// The longest runs, each note of the line in one at most; longest first, no shorter than
    /// `least` notes.
    [[nodiscard]] std::vector<SharedRun> shared(const std::vector<StudyNote>& line,
                                                std::size_t least = kGram) const;

    /// The weights "tunes" of a composer's folder. Error(Model).
    static TuneLibrary load(const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder, const std::string& version) const;

  private:
    struct Point {
        std::int32_t onset = 0;  // ticks
        std::int32_t even = 0;   // quarters of ticks, if the music is swung and were not
        std::int16_t pitch = 0;
    };
    using Window = std::array<Point, kGram>;
    [[nodiscard]] std::vector<SharedRun> runsAt(const std::vector<Point>& line,
                                                std::size_t from) const;
    [[nodiscard]] Window windowAt(std::size_t place) const;
    static bool sameRhythm(const Point* a, const Point* b, std::size_t count);
    static bool inStep(const Point* a, std::int32_t Point::*timeA, const Point* b,
                       std::int32_t Point::*timeB, std::size_t count);
    static std::vector<Point> pointsOf(const std::vector<StudyNote>& melody);

    std::vector<Tune> tunes_;
    Columns columns_;
    PostingIndex index_;
};

}  // namespace arioso
