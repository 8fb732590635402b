#include "src/compose/melody_line.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "dsp/error.h"
#include "src/compose/chord_finder.h"
#include "src/compose/keep_text.h"
#include "src/compose/key_finder.h"

namespace arioso {
namespace {

constexpr CellMask bit(int symbol) {
    return CellMask{1} << static_cast<unsigned>(symbol);
}

constexpr CellMask pitchBits() {
    return kAnyCell & ~(bit(kCellHold) | bit(kCellRest));
}

/// Symbols of pitches that pass a test by MIDI pitch.
template <typename Test>
CellMask pitchesThat(int reference, const Test& test) {
    CellMask out = 0;
    for (int symbol = kCellPitch; symbol < kCellSymbols; ++symbol)
        if (test(symbolPitch(symbol, reference))) out |= bit(symbol);
    return out;
}

/// Pitch class of "C", "F#", "Bb"; -1 for anything else.
int noteNamed(const std::string& text) {
    static constexpr std::array<int, 7> kSteps{9, 11, 0, 2, 4, 5, 7};
    if (text.empty() || text[0] < 'A' || text[0] > 'G') return -1;
    int pitch = kSteps[static_cast<std::size_t>(text[0] - 'A')];
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] != '#' && text[i] != 'b') return -1;
        pitch += text[i] == '#' ? 1 : -1;
    }
    return pitchClassOf(pitch);
}

}  // namespace

Part upperStaff(const Part& part) {
    Part out = part;
    const bool both =
        std::ranges::any_of(part.notes, [](const Note& note) { return note.staff <= 1; });
    if (both) std::erase_if(out.notes, [](const Note& note) { return note.staff > 1; });
    return out;
}

StudiedLine studyLine(const Score& score, std::size_t part) {
    StudiedLine out;
    out.bars = studyBars(score);
    findKeys(score, out.bars);
    out.chords = findChords(score, out.bars);
    out.line = tuneOf(upperStaff(score.parts[part]), out.bars);
    std::size_t pitched = 0;
    for (const Part& one : score.parts) pitched += one.percussion || one.notes.empty() ? 0 : 1;
    out.chordsKnown = pitched > 1 || hasChordSymbols(score);
    return out;
}

std::size_t lineOfScore(const Score& score, const std::string& name) {
    if (!name.empty()) return parsePart(name, score, "--parts");
    if (const Part* tune = tunePart(score))
        return static_cast<std::size_t>(tune - score.parts.data());
    for (std::size_t i = 0; i < score.parts.size(); ++i)
        if (!score.parts[i].percussion && !score.parts[i].notes.empty()) return i;
    throw Error(ExitCode::Input, "expected a part with pitched notes, found none");
}

std::vector<CellMask> rhythmMask(std::span<const int> cells) {
    std::vector<CellMask> out;
    for (const int symbol : cells) out.push_back(symbol >= kCellPitch ? pitchBits() : bit(symbol));
    return out;
}

CellMask onlySymbol(int symbol) {
    return bit(symbol);
}

AvoidedCells parseAvoidedCells(const std::string& text) {
    AvoidedCells out;
    std::stringstream items(text);
    std::string item;
    while (std::getline(items, item, ',')) {
        const int note = noteNamed(item);
        if (item == "chromatic")
            out.chromatic = true;
        else if (item == "rests")
            out.rests = true;
        else if (item == "triplets")
            out.triplets = true;
        else if (item == "sixteenths")
            out.sixteenths = true;
        else if (note >= 0)
            out.pitchClasses.insert(note);
        else
            throw Error(ExitCode::Usage,
                        "without: expected notes as F# or Bb, chromatic, rests, triplets or "
                        "sixteenths, found '" +
                            item + "'");
    }
    return out;
}

void avoidCells(std::vector<CellMask>& allowed, const AvoidedCells& avoided,
                const MelodyCells& window, int tonic, bool minor) {
    const std::uint32_t scale = scaleMask(minor) | (minor ? scaleMask(minor, true) : 0U);
    const CellMask pitches = pitchesThat(window.reference, [&](int pitch) {
        return avoided.pitchClasses.count(pitchClassOf(pitch)) == 0 &&
               (!avoided.chromatic || inMask(scale, pitch - tonic));
    });
    if (pitches == 0) throw Error(ExitCode::Usage, "avoid: no notes are left");
    for (std::size_t i = 0; i < allowed.size(); ++i) {
        const std::size_t place = i % kBeatCells;
        const bool third = !window.metre.compound && (place == 2 || place == 4);
        const bool sixteenth = window.metre.compound ? place % 2 == 1 : place == 1 || place == 5;
        CellMask left = allowed[i] & (pitches | bit(kCellHold) | bit(kCellRest));
        if (avoided.rests) left &= ~bit(kCellRest);
        if ((avoided.triplets && third) || (avoided.sixteenths && sixteenth))
            left &= bit(kCellHold);
        if (left != 0) allowed[i] = left;
    }
}

void keepCompass(std::vector<CellMask>& allowed, int reference, int lowest, int highest) {
    const CellMask pitches =
        pitchesThat(reference, [&](int pitch) { return pitch >= lowest && pitch <= highest; });
    for (CellMask& mask : allowed) {
        const CellMask left = mask & (pitches | bit(kCellHold) | bit(kCellRest));
        if (left != 0) mask = left;
    }
}

}  // namespace arioso
