#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/score/articulation.h"
#include "src/score/beat.h"
#include "src/score/expression_kind.h"
#include "src/score/harmony.h"
#include "src/score/repeats.h"

namespace arioso {

/// Written pitch class and octave; `alter` in semitones, quarter tones allowed.
struct SpelledPitch {
    char step = 'C';
    float alter = 0.0F;
    int octave = 4;
};

enum class Syllabic { Single, Begin, Middle, End };

/// What a syllable is sung on.
enum class Voicing { Words, Humming, Laughing };

/// One syllable of one verse under a note.
struct Lyric {
    int verse = 1;
    /// UTF-8; an elision joins both syllables with U+203F. May hold the marks of SungText.
    std::string text;
    Syllabic syllabic = Syllabic::Single;
    bool extend = false;        ///< a melisma line follows
    std::string name = {};      ///< of the verse, where it has no plain number: "chorus"
    std::string language = {};  ///< BCP 47 where it is not the score's
    Voicing voicing = Voicing::Words;
    bool everyPass = false;      ///< a chorus line, sung whatever the verse
    std::vector<int> only = {};  ///< passes of the bar it is meant for; empty = by verse
    bool lineEnd = false;        ///< the last of a line of text: singers breathe behind it
    bool operator==(const Lyric&) const = default;
};

/// Grace notes take their time from the main note they precede (long ones), from the note before it
/// (short ones), or, after-graces, from the end of the note they follow: their onset is its end.
enum class Grace { None, Appoggiatura, Acciaccatura, After };

/// How a note leads to the next one of its voice: by the steps between, or by a continuous slide.
enum class Glide { None, Glissando, Slide };

/// A point of a note's own inflection: bends, scoops, falls.
struct Inflection {
    float place = 0.0F;      ///< 0 = onset … 1 = end of the note
    float semitones = 0.0F;  ///< against the note's pitch
    bool operator==(const Inflection&) const = default;
};

/// One written note. Tied notes are joined by the reader: `duration` is the sounding length.
struct Note {
    Beat onset;           ///< from the start of the piece, repeats unfolded
    Beat duration;        ///< zero for a grace note
    double pitch = 60.0;  ///< sounding MIDI note number, fractions are microtones; drums: GM key
    std::optional<SpelledPitch> spelled;
    int voice = 1;
    int staff = 1;
    Grace grace = Grace::None;
    Articulation articulation = Articulation::None;
    std::optional<float> velocity;  ///< 0…1 where the file states it (MIDI); else from the dynamics
    std::vector<Lyric> lyrics;
    int measure = 0;  ///< index into Score::measures
    Glide glide = Glide::None;
    int strokes = 0;  ///< bars through the stem of a Tremolo, 1…8; 0 = not said
    /// Accidentals written above or below an ornament: the alter of that neighbour.
    std::optional<float> alterAbove;
    std::optional<float> alterBelow;
    /// A grace note's share (0…1) of the note before or after it, where the file states it.
    std::optional<float> stealPrevious;
    std::optional<float> stealFollowing;
    std::vector<Inflection> inflection;  ///< by place; linear between, held outside
};

/// One bar as played, after repeats are unfolded.
struct Measure {
    Beat start;
    Beat length;
    std::string number;  ///< as printed ("1", "12a"); repeats show a number again
    int beats = 4;
    int beatType = 4;
    int fifths = 0;  ///< key signature, sharps positive
    bool minor = false;
    int pass = 1;  ///< how often this bar has been reached
    /// Place among the bars of the file (pieces of bars, where a repeat stands inside one): what
    /// is played again has the same number again.
    int written = 0;
    RepeatSigns signs;  ///< that stand around it in the file
    /// Of the section that begins with this bar, as printed ("A", "Chorus"): its rehearsal mark.
    /// Empty where none begins.
    std::string section = {};
};

struct TempoChange {
    Beat at;
    double quartersPerMinute = 120.0;
    bool ramp = false;  ///< glides linearly from here to the next change
};

/// From here on pairs of equal notes are played unequally; or no more.
struct SwingChange {
    Beat at;
    double first = 0.5;  ///< share of the pair that its first note takes; 0.5 = straight
    Beat unit = {1, 2};  ///< written length of each of the two: an eighth, or a sixteenth
};

/// A dynamic mark or the value a hairpin has reached: velocity 0…1.
struct DynamicMark {
    Beat at;
    float level = 0.6F;
    bool ramp = false;  ///< a hairpin leads from here to the next mark
    int staff = 0;      ///< 0 = the whole part
};

/// A timed controller value of a part: 0…1, except where said.
struct ControlChange {
    /// From Dynamics on: the curves of a singer, in the order of Expression.
    enum class Kind {
        Volume,
        Pan,
        Expression,
        Sustain,
        PitchBendSemitones,
        Sostenuto,
        Dynamics,
        Pitch,
        Vibrato,
        Breathiness,
        Tension,
        Gender,
        Voicing,
        Attack
    };
    static constexpr std::size_t kKinds = 14;
    Beat at;
    Kind kind = Kind::Expression;
    /// Pan -1…1; PitchBendSemitones in semitones; pedals 0 or 1; curves as in expressionRanges.
    float value = 0.0F;
    bool ramp = false;  ///< of a curve: leads straight to its next value
};

/// The curve that a kind stands for, and back; nothing for the other controllers.
std::optional<Expression> curveOf(ControlChange::Kind kind);
ControlChange::Kind controlOf(Expression curve);

struct ProgramChange {
    Beat at;
    int program = 0;  ///< General MIDI, 0-based
    int bank = 0;
};

struct Part {
    std::string id;
    std::string name;
    std::string abbreviation;
    int program = 0;          ///< General MIDI, 0-based, at the start
    bool percussion = false;  ///< pitches are GM drum keys
    bool vocal = false;       ///< carries lyrics or is named as a voice
    std::vector<Note> notes;  ///< sorted by onset, then pitch
    std::vector<DynamicMark> dynamics;
    std::vector<ControlChange> controls;
    std::vector<ProgramChange> programs;
};

/// Something in the file that was not understood or had to be mended; one line for the user.
struct Diagnostic {
    std::string part;
    std::string measure;
    std::string text;
};

/// A whole piece as written, in exact beats. Plain data: copy freely, no invariants beyond sorting.
struct Score {
    std::string title;
    std::string composer;
    std::string lyricist;
    std::string language;  ///< BCP 47 of the lyrics, if stated
    std::vector<Part> parts;
    std::vector<Measure> measures;
    std::vector<TempoChange> tempos;  ///< sorted; empty = 120
    std::vector<SwingChange> swings;  ///< sorted; empty = straight
    std::vector<ChordSymbol> chords;
    std::vector<FiguredBass> figures;
    std::vector<Diagnostic> diagnostics;

    [[nodiscard]] Beat end() const;
};

/// Beats to seconds and back along a tempo map (linear ramps integrated exactly).
class TempoMap {
  public:
    explicit TempoMap(std::vector<TempoChange> changes);
    [[nodiscard]] double seconds(double beat) const;
    [[nodiscard]] double beat(double seconds) const;
    /// Quarters a minute at a beat.
    [[nodiscard]] double tempoAt(double beat) const;

  private:
    struct Piece {
        double beat;
        double seconds;
        double tempo;
        double slope;  // quarters a minute gained per quarter
    };
    std::vector<Piece> pieces_;
};

}  // namespace arioso
