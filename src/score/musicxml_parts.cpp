#include "src/score/musicxml_parts.h"

#include <algorithm>
#include <array>

#include "src/score/instrument_names.h"

namespace arioso {
namespace {

struct DrumName {
    std::string_view word;
    int key;
};

/// More particular names first.
constexpr std::array kDrumNames = {
    DrumName{"bass drum 2", 35},
    DrumName{"acoustic bass drum", 35},
    DrumName{"bass drum", 36},
    DrumName{"kick", 36},
    DrumName{"grosse caisse", 36},
    DrumName{"gran cassa", 36},
    DrumName{"gr trommel", 36},
    DrumName{"grosse trommel", 36},
    DrumName{"bombo", 36},
    DrumName{"side stick", 37},
    DrumName{"rim", 37},
    DrumName{"cross stick", 37},
    DrumName{"electric snare", 40},
    DrumName{"snare", 38},
    DrumName{"caisse claire", 38},
    DrumName{"kleine trommel", 38},
    DrumName{"tamburo", 38},
    DrumName{"caja", 38},
    DrumName{"hand clap", 39},
    DrumName{"clap", 39},
    DrumName{"pedal hi hat", 44},
    DrumName{"hi hat pedal", 44},
    DrumName{"hi hat foot", 44},
    DrumName{"open hi hat", 46},
    DrumName{"hi hat open", 46},
    DrumName{"hi hat", 42},
    DrumName{"hihat", 42},
    DrumName{"high floor tom", 43},
    DrumName{"floor tom", 41},
    DrumName{"low tom", 45},
    DrumName{"low mid tom", 47},
    DrumName{"mid tom", 47},
    DrumName{"hi mid tom", 48},
    DrumName{"high tom", 50},
    DrumName{"hi tom", 50},
    DrumName{"tom", 47},
    DrumName{"chinese", 52},
    DrumName{"china", 52},
    DrumName{"ride bell", 53},
    DrumName{"ride", 51},
    DrumName{"splash", 55},
    DrumName{"crash", 49},
    DrumName{"cymbal", 49},
    DrumName{"becken", 49},
    DrumName{"piatti", 49},
    DrumName{"cymbales", 49},
    DrumName{"tam tam", 52},
    DrumName{"gong", 52},
    DrumName{"tambourine", 54},
    DrumName{"tamburin", 54},
    DrumName{"cowbell", 56},
    DrumName{"vibraslap", 58},
    DrumName{"hi bongo", 60},
    DrumName{"low bongo", 61},
    DrumName{"bongo", 60},
    DrumName{"conga", 63},
    DrumName{"timbale", 65},
    DrumName{"agogo", 67},
    DrumName{"cabasa", 69},
    DrumName{"maracas", 70},
    DrumName{"shaker", 70},
    DrumName{"whistle", 72},
    DrumName{"guiro", 73},
    DrumName{"claves", 75},
    DrumName{"wood block", 76},
    DrumName{"woodblock", 76},
    DrumName{"temple block", 76},
    DrumName{"cuica", 79},
    DrumName{"triang", 81},
    DrumName{"mute triangle", 80},
    DrumName{"castanet", 75},
    DrumName{"sleigh", 54},
    DrumName{"drum", 38},
};

constexpr int kChoirAahs = 52;

/// Choir Aahs, Voice Oohs, Synth Voice, Lead 6 (voice), Pad 4 (choir).
bool isVoiceProgram(int program) {
    return (program >= 52 && program <= 54) || program == 85 || program == 91;
}

/// Notation programs let an oboe or a piano stand in for singers in <midi-program>; what the part
/// is stands in <instrument-sound>.
void readInstruments(pugi::xml_node part, PartHead& head) {
    for (const pugi::xml_node node : part.children("score-instrument")) {
        WrittenInstrument instrument;
        instrument.id = node.attribute("id").value();
        instrument.name = childText(node, "instrument-name");
        instrument.sound = childText(node, "instrument-sound");
        head.instruments.push_back(std::move(instrument));
    }
    for (const pugi::xml_node node : part.children("midi-instrument")) {
        const std::string id = node.attribute("id").value();
        auto it = std::find_if(head.instruments.begin(), head.instruments.end(),
                               [&](const WrittenInstrument& one) { return one.id == id; });
        if (it == head.instruments.end()) {
            head.instruments.push_back({});
            it = std::prev(head.instruments.end());
            it->id = id;
        }
        if (const auto value = childInt(node, "midi-channel")) it->channel = *value;
        if (const auto value = childInt(node, "midi-program")) {
            it->program = std::clamp(*value - 1, 0, 127);
        }
        if (const auto value = childInt(node, "midi-unpitched")) {
            it->drumKey = std::clamp(*value - 1, 0, 127);
        }
        if (const auto value = childNumber(node, "volume")) {
            it->volume = std::clamp(*value / 100.0, 0.0, 1.0);
        }
        // Degrees: -90 is left, 90 right, beyond lies behind the listener.
        if (const auto value = childNumber(node, "pan")) {
            it->pan = std::clamp(*value / 90.0, -1.0, 1.0);
        }
    }
    for (WrittenInstrument& instrument : head.instruments) {
        const bool voice = instrument.sound.rfind("voice.", 0) == 0;
        if (voice && !isVoiceProgram(instrument.program)) instrument.program = kChoirAahs;
    }
}

}  // namespace

std::vector<PartHead> readPartList(pugi::xml_node root) {
    std::vector<PartHead> out;
    for (const pugi::xml_node part : root.child("part-list").children("score-part")) {
        PartHead head;
        head.id = part.attribute("id").value();
        head.name = childText(part, "part-name");
        // Line breaks stand in names for the page's sake.
        std::replace(head.name.begin(), head.name.end(), '\n', ' ');
        head.abbreviation = childText(part, "part-abbreviation");
        if (head.name.empty()) {
            head.name = childText(part.child("part-name-display"), "display-text");
        }
        readInstruments(part, head);
        out.push_back(std::move(head));
    }
    return out;
}

int drumKeyForName(const std::string& name) {
    const std::string plain = plainName(name);
    for (const DrumName& drum : kDrumNames) {
        const std::size_t at = plain.find(drum.word);
        if (at != std::string::npos && (at == 0 || plain[at - 1] == ' ')) return drum.key;
    }
    return -1;
}

int drumKeyForPlace(char step, int octave, bool cross) {
    constexpr std::string_view kSteps = "CDEFGAB";
    const std::size_t index = kSteps.find(step);
    const int place = octave * 7 + (index == std::string_view::npos ? 6 : static_cast<int>(index));
    constexpr int kTop = 5 * 7 + 3;  // F5, the upper line
    switch (place - kTop) {
        case -9:
            return 44;  // D4, pedal hi-hat
        case -8:
            return 35;  // E4
        case -7:
            return 36;  // F4, bass drum
        case -6:
            return 41;  // G4
        case -5:
            return 43;  // A4, floor tom
        case -4:
            return 45;  // B4
        case -3:
            return cross ? 37 : 38;  // C5, snare
        case -2:
            return cross ? 54 : 47;  // D5
        case -1:
            return cross ? 56 : 48;  // E5
        case 0:
            return cross ? 51 : 50;  // F5, ride or high tom
        case 1:
            return 42;  // G5, hi-hat
        case 2:
            return 49;  // A5, crash
        default:
            return place < kTop ? 36 : 52;
    }
}

}  // namespace arioso
