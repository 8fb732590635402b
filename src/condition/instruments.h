#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dsp/excitation.h"

namespace arioso {

/// A trained instrument: one entry of configs/instruments.toml.
struct Instrument {
    int index = 0;     ///< row of the model's embedding table
    std::string id;    ///< e.g. "violin"
    std::string name;  ///< e.g. "Violin"
    std::string family;
    int program = 0;  ///< the General MIDI program it was trained as
    bool percussion = false;
    bool singer = false;    ///< sings words: one of configs/voices.toml
    bool sustained = true;  ///< holds its level (bowed, blown) or decays (struck, plucked)
    int lowest = 0;         ///< MIDI keys it was trained on
    int highest = 127;
    dsp::ExcitationEnvelope envelope;
    float pan = 0.0F;                   ///< place on the stage, -1…1
    float decayOctave = 1.0F;           ///< factor on envelope.decayT60 an octave above key 60
    std::string teacher = "soundfont";  ///< what rendered its training audio
    /// Singers only: BCP 47 tags of the languages that the voice was trained to sing, and of those
    /// that it sings with sounds learnt from others, which nobody has checked.
    std::vector<std::string> languages;
    std::vector<std::string> experimental;
    /// Singers only: what the formants of the recorded voice are multiplied by (1 = its own).
    float formants = 1.0F;
    /// Singers only: mean pitch of a line, as a MIDI key, up to which its words are known to be
    /// told.
    std::optional<int> clear;
    bool high = true;  ///< singers only: sings soprano and alto rather than tenor and bass
};

/// Which instrument plays which General MIDI program.
class InstrumentTable {
  public:
    /// Reads configs/instruments.toml, or configs/voices.toml, whose entries cover no programs;
    /// Error(Input) names file, line and field.
    static InstrumentTable load(const std::filesystem::path& path);

    [[nodiscard]] const std::vector<Instrument>& all() const { return instruments_; }
    /// Nearest trained instrument of a program; `exact` tells whether it is that program itself.
    [[nodiscard]] const Instrument& forProgram(int program, bool percussion,
                                               bool* exact = nullptr) const;
    /// nullptr if there is none of that id.
    [[nodiscard]] const Instrument* find(const std::string& id) const;

  private:
    std::vector<Instrument> instruments_;
    std::vector<int> map_;  // program -> instrument index
    int drums_ = -1;
};

}  // namespace arioso
