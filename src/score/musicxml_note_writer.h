#pragma once

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>

#include "src/score/musicxml_marks_writer.h"
#include "src/score/note_values.h"
#include "src/score/voice_streams.h"

namespace arioso {

/// Writes the <note> elements of a part. Slurs run from bar to bar: hand it the bars in order.
class MusicXmlNotes {
  public:
    /// `instrumentIds` of a percussion part's sounds by drum key; empty for a pitched part.
    /// `explicitly`: see addLyric.
    MusicXmlNotes(bool manyStaves, std::map<int, std::string> instrumentIds, bool explicitly);

    void setDivisions(std::int64_t divisions) { divisions_ = divisions; }
    /// What is added to written pitches to sound, in semitones, and the written key.
    void setTransposition(int semitones, int fifths) {
        transposition_ = semitones;
        fifths_ = fifths;
    }
    /// Notes that stand in bars where "pizz." is in force need no mark of their own.
    void setPizzicato(bool inForce) { pizzicato_ = inForce; }
    /// The same for mutes.
    void setMuted(bool inForce) { muted_ = inForce; }

    /// To be called for all bars before the first one is written: finds the held notes that end
    /// among newly struck ones, with which their closing marks (fermata, breath) would be read.
    void lookAt(const std::vector<Segment>& bar);

    /// All slots of a stream from the current place on. `before` is called at each slot.
    template <class Before>
    void stream(pugi::xml_node measure, const VoiceStream& stream, Before before) {
        pieces_ = writtenPieces(stream);
        for (std::size_t i = 0; i < stream.slots.size(); ++i) {
            before(stream.slots[i]);
            slot(measure, stream, i);
        }
    }
    void wholeRest(pugi::xml_node measure, const VoiceStream& stream, Beat length) const;
    /// <backup> or <forward>.
    void move(pugi::xml_node measure, const char* element, Beat length) const;

  private:
    void slot(pugi::xml_node measure, const VoiceStream& stream, std::size_t index);
    void rest(pugi::xml_node measure, const VoiceStream& stream, const WrittenPiece& piece) const;
    void note(pugi::xml_node measure, const VoiceStream& stream, const Slot& slot,
              std::size_t index, const WrittenPiece& piece, bool firstPiece, bool lastPiece,
              const std::string& slur);
    void linked(int voice, const Slot& slot, bool firstPiece, bool lastPiece, NoteMarks& marks);
    void pitch(pugi::xml_node node, const Segment& segment) const;
    void duration(pugi::xml_node node, Beat length) const;
    static void type(pugi::xml_node node, const NoteValue& value);
    static void ratio(pugi::xml_node node, const NoteValue& value);
    void staff(pugi::xml_node node, int number) const;

    bool manyStaves_;
    std::map<int, std::string> instrumentIds_;
    std::size_t firstHead_ = 0;   ///< of the slot's notes, the first that begins
    std::size_t firstWhole_ = 0;  ///< and the first that begins and ends
    std::int64_t divisions_ = 1;
    int transposition_ = 0;
    int fifths_ = 0;
    bool pizzicato_ = false;
    bool muted_ = false;
    std::vector<std::vector<WrittenPiece>> pieces_;  ///< by slot of the stream
    std::map<int, Glide> gliding_;                   ///< by voice: leads to the next note
    std::map<int, bool> alternating_;                ///< by voice: the next note is a pair's second
    std::map<int, int> strokes_;                     ///< by voice: of the tremolo begun last
    std::set<const Note*> early_;                    ///< closing marks stand where they begin
    bool explicitly_;
    std::map<int, bool> slurred_;  ///< by voice: a slur is open
};

}  // namespace arioso
