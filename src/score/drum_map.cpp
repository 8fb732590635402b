#include "src/score/drum_map.h"

#include <array>
#include <cstddef>

namespace arioso {
namespace {

constexpr int kFirst = 35;
constexpr std::array kSigns = {
    DrumSign{"Acoustic Bass Drum", 'E', 4, false},
    DrumSign{"Bass Drum 1", 'F', 4, false},
    DrumSign{"Side Stick", 'C', 5, true},
    DrumSign{"Acoustic Snare", 'C', 5, false},
    DrumSign{"Hand Clap", 'E', 5, true},
    DrumSign{"Electric Snare", 'C', 5, false},
    DrumSign{"Low Floor Tom", 'G', 4, false},
    DrumSign{"Closed Hi-Hat", 'G', 5, true},
    DrumSign{"High Floor Tom", 'A', 4, false},
    DrumSign{"Pedal Hi-Hat", 'D', 4, true},
    DrumSign{"Low Tom", 'B', 4, false},
    DrumSign{"Open Hi-Hat", 'G', 5, true},
    DrumSign{"Low-Mid Tom", 'D', 5, false},
    DrumSign{"Hi-Mid Tom", 'D', 5, false},
    DrumSign{"Crash Cymbal 1", 'A', 5, true},
    DrumSign{"High Tom", 'E', 5, false},
    DrumSign{"Ride Cymbal 1", 'F', 5, true},
    DrumSign{"Chinese Cymbal", 'B', 5, true},
    DrumSign{"Ride Bell", 'F', 5, true},
    DrumSign{"Tambourine", 'B', 4, true},
    DrumSign{"Splash Cymbal", 'B', 5, true},
    DrumSign{"Cowbell", 'E', 5, true},
    DrumSign{"Crash Cymbal 2", 'A', 5, true},
    DrumSign{"Vibraslap", 'B', 4, true},
    DrumSign{"Ride Cymbal 2", 'F', 5, true},
    DrumSign{"Hi Bongo", 'E', 5, false},
    DrumSign{"Low Bongo", 'D', 5, false},
    DrumSign{"Mute Hi Conga", 'C', 5, true},
    DrumSign{"Open Hi Conga", 'C', 5, false},
    DrumSign{"Low Conga", 'B', 4, false},
    DrumSign{"High Timbale", 'E', 5, false},
    DrumSign{"Low Timbale", 'D', 5, false},
    DrumSign{"High Agogo", 'E', 5, true},
    DrumSign{"Low Agogo", 'D', 5, true},
    DrumSign{"Cabasa", 'B', 4, true},
    DrumSign{"Maracas", 'B', 4, true},
    DrumSign{"Short Whistle", 'F', 5, false},
    DrumSign{"Long Whistle", 'F', 5, false},
    DrumSign{"Short Guiro", 'B', 4, true},
    DrumSign{"Long Guiro", 'B', 4, true},
    DrumSign{"Claves", 'D', 5, true},
    DrumSign{"Hi Wood Block", 'E', 5, true},
    DrumSign{"Low Wood Block", 'D', 5, true},
    DrumSign{"Mute Cuica", 'C', 5, true},
    DrumSign{"Open Cuica", 'C', 5, false},
    DrumSign{"Mute Triangle", 'A', 5, true},
    DrumSign{"Open Triangle", 'A', 5, true},
};

}  // namespace

DrumSign drumSign(int key) {
    const int index = key - kFirst;
    if (index < 0 || index >= static_cast<int>(kSigns.size())) return {"Percussion", 'B', 4, false};
    return kSigns[static_cast<std::size_t>(index)];
}

}  // namespace arioso
