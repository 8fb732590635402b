#pragma once

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/score/diagnostics.h"
#include "src/score/musicxml_document.h"
#include "src/score/musicxml_lyrics.h"
#include "src/score/musicxml_model.h"
#include "src/score/musicxml_notations.h"

namespace arioso {

/// Reads the bars of one part into a WrittenScore: times become beats from the bar's start, pitches
/// sounding, and what concerns all parts (lengths, repeats, tempo, chord symbols) goes to the
/// frames.
class MusicXmlPartReader {
  public:
    MusicXmlPartReader(WrittenScore& score, WrittenPart& part, const ReadLimits& limits,
                       const std::string& name, Diagnostics& diagnostics, pugi::xml_node root);

    /// Bars must come in order. Error(Input) when the limits are passed; `notes` counts over all
    /// parts.
    void readBar(pugi::xml_node measure, std::size_t index, std::size_t& notes);

  private:
    struct Transposition {
        double semitones = 0.0;
        int doubling = 0;  ///< semitones from each note to the one that doubles it; 0 = none
    };

    // Bars and notes (musicxml_part_reader.cpp).
    BarFrame& frame() { return score_.frames[index_]; }
    void remark(const std::string& text);
    [[noreturn]] void refuseNotes() const;
    [[nodiscard]] Beat toBeat(double divisions) const;
    [[nodiscard]] Beat durationOf(pugi::xml_node node) const;
    void moveTo(Beat position);
    void attributes(pugi::xml_node node);
    void timeSignature(pugi::xml_node time);
    void note(pugi::xml_node node);
    void checkSize(pugi::xml_node note) const;
    void tellOfRest(std::string_view word);
    bool pitchOf(pugi::xml_node node, WrittenNote& out);
    bool drumKeyOf(pugi::xml_node node, WrittenNote& out);
    void marksOf(pugi::xml_node node, const Notations& notations, WrittenNote& out);
    void graceOf(pugi::xml_node node, WrittenNote& out) const;
    void measureStyle(pugi::xml_node style);
    void slash(pugi::xml_node node, int staff);
    [[nodiscard]] bool isSlash(const Note& note) const;
    void figuredBass(pugi::xml_node node);

    // What a bar's end decides (musicxml_bar_end.cpp).
    void closeChord();
    void joinHarmonic(std::vector<WrittenNote>& notes) const;
    void finishBar(bool isFirstPart);
    void placeFine();
    static void settleGraces(std::vector<WrittenNote>& notes);
    static void doubleNotes(std::vector<WrittenNote>& notes);
    void repeatMeasure();
    void repeatBeat(Beat length);
    static std::vector<WrittenNote> beatBefore(const std::vector<WrittenNote>& notes, Beat end,
                                               Beat beat);

    // Directions (musicxml_directions.cpp).
    void direction(pugi::xml_node node);
    void directionType(pugi::xml_node node, const std::string& kind, bool hasTempo, int staff);
    void sound(pugi::xml_node node, Beat at, int staff);
    void pedal(pugi::xml_node node);
    void pedalSound(pugi::xml_node sound, const char* name, WrittenMark::Kind kind, Beat at);
    void swing(pugi::xml_node node, Beat at);
    void mute(bool on, int staff);
    void jumps(pugi::xml_node sound);
    void metronome(pugi::xml_node node, Beat at);
    void metronomeNotes(pugi::xml_node node, Beat at);
    void words(const std::string& text, bool hasTempo, int staff);
    void section(const std::string& name);
    void dynamic(const std::string& name, Beat at, int staff);
    void otherDynamics(const std::string& text, bool hasTempo, int staff);
    void harmony(pugi::xml_node node);
    void barline(pugi::xml_node node);
    [[nodiscard]] int staffOf(pugi::xml_node direction) const;
    void mark(Beat at, WrittenMark::Kind kind, double value, int staff);
    RepeatSigns& signsAt(Beat at, bool closes);
    static RepeatSigns& signsOf(BarFrame& bar, Beat at, bool closes);

    WrittenScore& score_;
    WrittenPart& part_;
    const ReadLimits& limits_;
    const std::string& name_;
    Diagnostics& diagnostics_;
    std::string barNumber_;
    std::size_t index_ = 0;
    bool firstPart_ = false;

    Beat position_;  ///< from the bar's start
    Beat farthest_;
    double divisions_ = 1.0;
    Beat nominal_ = Beat::whole(4);
    int staves_ = 1;
    std::map<int, Transposition> transpositions_;  ///< by staff; 0 = all
    LyricReader lyrics_;
    bool toldOfRests_ = false;
    std::map<int, std::set<int>> slurs_;  ///< open slur numbers by voice
    std::map<int, bool> pizzicato_;       ///< by staff
    std::map<int, bool> muted_;           ///< by staff
    std::map<int, bool> trillLine_;       ///< by voice: inside a wavy line
    struct OpenPedal {
        int number;
        WrittenMark::Kind kind;
    };
    std::vector<OpenPedal> pedals_;  ///< drawn ones that are down
    struct BrokenPedal {
        std::size_t bar;
        Beat at;
        WrittenMark::Kind kind;
    };
    std::optional<BrokenPedal> brokenPedal_;  ///< a pedal line that may yet go on
    int measureRepeat_ = 0;                   ///< bars that repeat signs go back; 0 = none
    int repeatStaff_ = 0;                     ///< that they stand in; 0 = all
    struct Slashes {
        int staff;  ///< 0 = all
        std::set<int> exceptVoices;
    };
    std::vector<Slashes> slashes_;    ///< that bars are filled with from here on
    std::optional<Beat> beatRepeat_;  ///< where beat repeat signs begin in this bar
    std::vector<WrittenNote> lastBeat_;
    std::size_t chordStart_ = 0;  ///< first note of the chord being read
    Beat chordOnset_;
    bool lastPlayed_ = false;                    ///< the note before was played
    std::vector<std::pair<Beat, int>> accents_;  ///< places of sf and the like, with their staff
    std::optional<Beat> finePlace_;              ///< of a Fine inside the bar
    std::vector<Beat> middleBarlines_;           ///< of the bar
    bool opensNext_ = false;                     ///< a repeat begins with the next bar
    std::string nextSection_;                    ///< of the next bar, named behind this one
    std::size_t words_ = 0;                      ///< bytes of the words read
    bool codaHasSound_ = false;
    bool jumpHasSound_ = false;
    static constexpr std::size_t kNoMark = std::numeric_limits<std::size_t>::max();
    std::size_t firstMark_ = kNoMark;  ///< of the direction being read
};

}  // namespace arioso
