#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/score/repeats.h"
#include "src/score/score.h"

namespace arioso {

/// The place of a note in a string harmonic, which is written as up to three notes.
enum class HarmonicRole { None, Base, Touching, Sounding };

/// A note as it stands in a bar: `note.onset` counts from the bar's start, ties are not joined,
/// repeats not unfolded, `note.lyrics` is empty.
struct WrittenNote {
    Note note;
    bool tieStart = false;
    bool tieStop = false;
    /// Marks of its chord, which it has too where nothing is tied to it.
    Articulation struck = Articulation::None;
    bool unpitched = false;
    int instrument = -1;  ///< index into PartHead::instruments
    Beat graceLength;     ///< of a grace note, by its type
    HarmonicRole harmonic = HarmonicRole::None;
    int doubling = 0;       ///< semitones to a note that sounds with it; 0 = none
    std::vector<int> only;  ///< passes on which it sounds; empty = all
    std::vector<Lyric> lyrics;
};

/// Something that happens to a part at a place in a bar.
struct WrittenMark {
    enum class Kind {
        Level,
        HairpinUp,
        HairpinDown,
        HairpinEnd,
        Sustain,
        Sostenuto,
        Program,
        Volume,
        Pan,
        Curve
    };
    Beat at;  ///< from the bar's start
    Kind kind = Kind::Level;
    double value = 0.0;  ///< level 0…1, pedal 0 or 1, program, volume 0…1, pan -1…1
    int staff = 0;       ///< 0 = the whole part
    Expression curve = Expression::Dynamics;  ///< of a Curve, whose value is in the curve's units
    bool ramp = false;                        ///< of a Curve: leads to its next mark
};

struct WrittenBar {
    std::vector<WrittenNote> notes;
    std::vector<WrittenMark> marks;
};

/// What a tempo direction asks for.
struct TempoEvent {
    enum class Kind {
        Exact,  ///< value = quarters a minute
        Guess,  ///< the same from a word such as Allegro
        Ratio,  ///< value = new tempo over old
        Glide,  ///< rit. or accel.; value = tempo it leads to over that it leaves
        Back,   ///< a tempo
        First,  ///< tempo primo
    };
    Beat at;  ///< from the bar's start; later from the piece's
    Kind kind = Kind::Exact;
    double value = 0.0;
    bool forPlayback = false;  ///< an Exact number meant for the ear, which beats the printed one
};

/// Repeat signs at a place inside a bar; `at` is the bar's end for those that close.
struct PlacedSigns {
    Beat at;
    bool closes = false;  ///< belongs to what stands before the place
    RepeatSigns signs;
};

/// What all parts share of one written bar.
struct BarFrame {
    std::string number;
    std::string section;    ///< that begins with this bar
    std::size_t notes = 0;  ///< of all parts
    Beat length;            ///< the longest part's content
    Beat nominal{4, 1};     ///< by the time signature
    int beats = 4;
    int beatType = 4;
    int fifths = 0;
    bool minor = false;
    std::vector<PlacedSigns> signs;
    std::vector<TempoEvent> tempos;
    std::vector<ChordSymbol> chords;
    std::vector<FiguredBass> figures;
    std::vector<SwingChange> swings;
};

/// One sound of a part: <score-instrument> with its <midi-instrument>.
struct WrittenInstrument {
    std::string id;
    std::string name;
    std::string sound;  ///< standard sound name, "wind.flutes.flute"
    int channel = -1;   ///< MIDI, 1-based
    int program = -1;   ///< 0-based
    int drumKey = -1;
    std::optional<double> volume;  ///< 0…1
    std::optional<double> pan;     ///< -1…1
};

struct PartHead {
    std::string id;
    std::string name;
    std::string abbreviation;
    std::vector<WrittenInstrument> instruments;
};

struct WrittenPart {
    PartHead head;
    std::vector<WrittenBar> bars;
    bool anyPitched = false;
    bool anyUnpitched = false;
    bool percussionClef = false;
    int maxVerse = 1;
};

struct WrittenScore {
    std::vector<BarFrame> frames;
    std::vector<WrittenPart> parts;
};

}  // namespace arioso
