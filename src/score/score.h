#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace arioso {

/// Exact position or length in quarter notes: a reduced fraction. Everything written in a score is
/// counted in these; seconds appear in the performance only. Arithmetic saturates to the nearest
/// representable fraction instead of overflowing.
struct Beat {
    std::int64_t num = 0;
    std::int64_t den = 1;

    constexpr Beat() = default;
    Beat(std::int64_t numerator, std::int64_t denominator);
    static Beat whole(std::int64_t quarters) { return {quarters, 1}; }
    /// Nearest fraction of 1/1920 quarter, for input without exact fractions.
    static Beat fromDouble(double quarters);

    [[nodiscard]] double value() const {
        return static_cast<double>(num) / static_cast<double>(den);
    }
    friend Beat operator+(Beat a, Beat b);
    friend Beat operator-(Beat a, Beat b);
    friend Beat operator*(Beat a, Beat b);
    friend bool operator==(Beat a, Beat b) { return a.num == b.num && a.den == b.den; }
    friend bool operator<(Beat a, Beat b);
    friend bool operator>(Beat a, Beat b) { return b < a; }
    friend bool operator<=(Beat a, Beat b) { return !(b < a); }
    friend bool operator>=(Beat a, Beat b) { return !(a < b); }
};

/// Written pitch class and octave; `alter` in semitones, quarter tones allowed.
struct SpelledPitch {
    char step = 'C';
    float alter = 0.0F;
    int octave = 4;
};

enum class Syllabic { Single, Begin, Middle, End };

/// One syllable of one verse under a note.
struct Lyric {
    int verse = 1;
    std::string text;  ///< UTF-8; an elision joins both syllables with U+203F
    Syllabic syllabic = Syllabic::Single;
    bool extend = false;  ///< a melisma line follows
    bool operator==(const Lyric&) const = default;
};

/// Marks on a note that change how it is played; several may be set.
enum class Articulation : std::uint32_t {
    None = 0,
    Staccato = 1U << 0U,
    Staccatissimo = 1U << 1U,
    Tenuto = 1U << 2U,
    Accent = 1U << 3U,
    Marcato = 1U << 4U,
    Fermata = 1U << 5U,
    Slurred = 1U << 6U,  ///< a slur leads on to the next note of the voice
    BreathAfter = 1U << 7U,
    Arpeggio = 1U << 8U,
    Trill = 1U << 9U,
    Mordent = 1U << 10U,
    Turn = 1U << 11U,
    Tremolo = 1U << 12U,
    Pizzicato = 1U << 13U,
};
constexpr Articulation operator|(Articulation a, Articulation b) {
    return static_cast<Articulation>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr Articulation& operator|=(Articulation& a, Articulation b) {
    return a = a | b;
}
constexpr bool has(Articulation set, Articulation mark) {
    return (static_cast<std::uint32_t>(set) & static_cast<std::uint32_t>(mark)) != 0;
}

/// Grace notes take their time from the main note they precede.
enum class Grace { None, Appoggiatura, Acciaccatura };

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
};

struct TempoChange {
    Beat at;
    double quartersPerMinute = 120.0;
    bool ramp = false;  ///< glides linearly from here to the next change
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
    enum class Kind { Volume, Pan, Expression, Sustain, PitchBendSemitones };
    Beat at;
    Kind kind = Kind::Expression;
    float value = 0.0F;  ///< Pan -1…1; PitchBendSemitones in semitones; Sustain 0 or 1
};

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

/// A chord symbol as written above the staff.
struct ChordSymbol {
    Beat at;
    std::string text;  ///< e.g. "Dm7/F"
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
    std::vector<ChordSymbol> chords;
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
