#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"

namespace arioso::corpus {

/// Makes the audio that the models learn from and are judged by. One object a thread.
class Teacher {
  public:
    virtual ~Teacher() = default;
    /// Dry mono sound of `part` played on `instrument`, samples [0, samples) at dsp::kSampleRate.
    /// Gain and pan curves are left out: they are applied after the models. The result depends on
    /// the arguments alone, not on what was rendered before. Errors: Error(Input),
    /// Error(Processing).
    virtual std::vector<float> render(const PerformedPart& part, const Instrument& instrument,
                                      std::int64_t samples) = 0;
};

/// Where Debian's fluid-soundfont-gm puts its soundfont.
inline constexpr const char* kDefaultSoundFont = "/usr/share/sounds/sf2/FluidR3_GM.sf2";

/// FluidSynth without reverb and chorus, at a fixed gain. Onsets are placed to the nearest 64
/// samples, the size of FluidSynth's inner block. Error(Input) if the soundfont cannot be loaded.
std::unique_ptr<Teacher> makeSoundFontTeacher(const std::filesystem::path& soundFont);

/// The soundfont teacher and, for instruments whose `teacher` is "samples:NAME", real recorded
/// notes of NAME from the folder `samples` (SFZ or MANIFEST.tsv, see sample_map.h): shifted in
/// pitch, dynamic layers crossfaded, held by crossfaded loops. Without a folder the soundfont plays
/// everything. Errors: Error(Input), for a sample folder that lacks an instrument when that is
/// first rendered.
std::unique_ptr<Teacher> makeTeacher(const std::filesystem::path& soundFont,
                                     const std::filesystem::path& samples);

/// Ends notes where the same key is struck again, as an instrument would, sorts by onset and
/// numbers the notes: teacher and condition then mean the same by "held".
void untangle(PerformedPart& part);

/// Cents of a note's pitch curve at `seconds` after its onset.
double bendAt(const std::vector<dsp::PitchPoint>& bend, double seconds);

}  // namespace arioso::corpus
