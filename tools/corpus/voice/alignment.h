#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::corpus {

/// When a sound is heard, seconds from the start of the recording. Sounds follow one another
/// without gaps and fill the recording.
struct PhoneTime {
    std::string symbol;  ///< of phonemeInventory(), or kPause
    double start = 0.0;
    double end = 0.0;
    int word = -1;  ///< index into Alignment::words; -1 in a pause
};

struct WordTime {
    std::string text;
    double start = 0.0;
    double end = 0.0;
};

/// One utterance with its words and sounds in time.
struct Alignment {
    std::string file;  ///< as the table of speech names it
    std::string text;
    std::vector<WordTime> words;
    std::vector<PhoneTime> phones;  ///< empty if the text cannot be said in so short a recording
    double score = 0.0;  ///< mean log likelihood of a frame, natural logarithm; higher is better
    /// Mean log likelihood of a frame in the worst three neighbouring sounds, less that of the
    /// sounds which fit best there whatever the text: 0 or less; far below the others' = bad text.
    double worst = 0.0;
    bool suspect = false;  ///< text and recording seem to differ: better left out
    bool heldOut = false;  ///< not trained on
};

/// Alignments of one speaker.
struct AlignmentSet {
    std::string language;  ///< BCP 47, as given
    std::vector<Alignment> utterances;

    [[nodiscard]] std::string json() const;
    /// Reads what json() made. Error(Input) names the file, the place, and what was expected.
    static AlignmentSet read(const std::filesystem::path& path);
};

}  // namespace arioso::corpus
