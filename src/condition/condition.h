#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/excitation.h"
#include "dsp/mel.h"
#include "src/condition/instruments.h"
#include "src/perform/performance.h"

namespace arioso {

/// The excitation of one stem. Drums: each key has its own tone and noise mixture.
dsp::Excitation makeExcitation(const PerformedPart& part, const Instrument& instrument,
                               std::uint64_t seed);

/// Planes per frame for a range of frames of one stem: all that the generator sees of the score.
struct Condition {
    static constexpr int kPitches = 128;
    /// Values a frame of `roll`: velocity at the onset frame, velocity while held, and the held
    /// velocity times exp(-age / 1 s), for each pitch.
    static constexpr int kRollPlanes = 3;
    /// Values a frame of `curves`: breathiness, tension, gender (each -1…1) and voicing (0…1).
    static constexpr int kCurves = 4;

    std::int64_t firstFrame = 0;
    std::int64_t frames = 0;
    int instrument = 0;
    std::vector<float> excitationMel;  ///< frames × kMelBands, log-mel of the excitation
    std::vector<float> roll;  ///< frames × (kRollPlanes × kPitches), plane-major in a frame
    std::vector<std::int16_t> phoneme;  ///< frames, index into phonemeInventory(), 0 = none
    std::vector<float> phonemePlace;    ///< frames, 0…1 inside the phoneme
    std::vector<float> curves;          ///< frames × kCurves
};

/// What of a condition can be held at a value that says nothing.
enum class ConditionPlane { ExcitationMel, Roll, Phonemes, Curves };

/// Silence, no notes, no sounds of words, or curves that are drawn nowhere.
void neutralise(Condition& condition, ConditionPlane plane);

/// Builds conditions of one stem, any range in any order. Holds scratch buffers: one a thread.
class ConditionBuilder {
  public:
    ConditionBuilder(const PerformedPart& part, const Instrument& instrument,
                     const dsp::Excitation& excitation);
    void build(std::int64_t firstFrame, std::int64_t frames, Condition& out);

  private:
    const PerformedPart* part_;
    int instrument_;
    const dsp::Excitation* excitation_;
    double longest_ = 0.0;
    dsp::MelAnalyser mel_;
    std::vector<float> samples_;
};

/// Symbols that `Condition::phoneme` counts in; index 0 is the empty symbol. Order is part of the
/// model format: only append.
const std::vector<std::string>& phonemeInventory();

}  // namespace arioso
