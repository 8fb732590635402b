#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::corpus {

/// One recorded note and where it is used.
struct SampleRegion {
    std::filesystem::path file;
    double centre = 60.0;  ///< MIDI pitch at which it sounds unchanged, cents in the fraction
    int lowKey = 0;
    int highKey = 127;
    double velocity = 0.65;  ///< 0…1, middle of its dynamic layer
    float gain = 1.0F;       ///< linear
    /// Loop as the file states it, in samples of the file; 0, 0 = find one where one is needed.
    std::int64_t loopStart = 0;
    std::int64_t loopEnd = 0;
};

/// Reads the basics of an SFZ instrument (sample, key, lokey, hikey, pitch_keycenter, lovel, hivel,
/// tune, transpose, volume, trigger, loop_start, loop_end, default_path); release samples and other
/// opcodes are passed over. Error(Input) names file and line.
std::vector<SampleRegion> readSfz(const std::filesystem::path& path);

/// Regions of the instrument `name` in a sample folder: NAME.sfz if there is one, else the rows of
/// MANIFEST.tsv (columns file, instrument, articulation, dynamic, midi, cents) of its commonest
/// articulation, each note used as far as half way to its neighbours. Error(Input).
std::vector<SampleRegion> readSamples(const std::filesystem::path& folder, const std::string& name);

}  // namespace arioso::corpus
