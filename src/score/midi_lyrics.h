#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/score/diagnostics.h"
#include "src/score/midi_channels.h"
#include "src/score/midi_file.h"

namespace arioso {

/// Lays lyric events (FF 05), or the text events of karaoke files (.kar), on the notes they sound
/// with. `encoding` as for toUtf8. Sets Lyric, Part::vocal and the title and language that karaoke
/// tags name. Words are told from syllables by hyphens or blanks, whichever the file uses.
void attachMidiLyrics(const MidiFile& file, std::span<const std::byte> bytes,
                      const std::string& encoding, std::vector<MidiStrand>& strands, Score& score,
                      Diagnostics& diagnostics);

}  // namespace arioso
