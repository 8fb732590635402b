#pragma once

#include <filesystem>
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
    bool sustained = true;  ///< holds its level (bowed, blown) or decays (struck, plucked)
    int lowest = 0;         ///< MIDI keys it was trained on
    int highest = 127;
    dsp::ExcitationEnvelope envelope;
    float pan = 0.0F;                   ///< place on the stage, -1…1
    float decayOctave = 1.0F;           ///< factor on envelope.decayT60 an octave above key 60
    std::string teacher = "soundfont";  ///< what rendered its training audio
};

/// Which instrument plays which General MIDI program.
class InstrumentTable {
  public:
    /// Reads configs/instruments.toml; Error(Input) names file, line and field.
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
