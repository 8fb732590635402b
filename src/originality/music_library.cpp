#include "src/originality/music_library.h"

namespace arioso {
namespace {

std::vector<std::uint32_t> symbolsOf(const std::vector<PlacedSymbol>& row, std::size_t from,
                                     std::size_t count) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = from; i < from + count; ++i) out.push_back(row[i].symbol);
    return out;
}

void learn(const SymbolLibrary& library, ChanceModel& model) {
    for (std::size_t p = 0; p < library.pieces().size(); ++p) {
        std::vector<std::uint32_t> row;
        for (std::size_t i = 0; i < library.pieces()[p].count; ++i)
            row.push_back(library.at(p, i).symbol);
        model.add(row);
    }
}

}  // namespace

void MusicLibrary::add(const std::string& title, const std::string& composer,
                       const std::vector<MelodyLine>& lines, const PieceSymbols& symbols) {
    for (const MelodyLine& line : lines)
        tunes.add(lines.size() == 1 ? title : title + " (" + line.name + ")", composer, line.notes);
    harmonies.add(title, composer, symbols.harmony);
    rhythms.add(title, composer, symbols.rhythm);
}

void MusicLibrary::index() {
    tunes.index();
    harmonies.index();
    rhythms.index();
}

ChanceTables::ChanceTables(const MusicLibrary& library, const ChanceScales& fitted)
    : scales(fitted) {
    const TuneLibrary& tunes = library.tunes;
    for (const TuneLibrary::Tune& tune : tunes.tunes()) {
        std::vector<StudyNote> notes(tune.count);
        for (std::size_t i = 0; i < tune.count; ++i) {
            notes[i].onset = tunes.columns().onsets[tune.first + i];
            notes[i].pitch = tunes.columns().pitches[tune.first + i];
        }
        melody.add(tuneSymbols(notes));
    }
    learn(library.harmonies, harmony);
    learn(library.rhythms, rhythm);
}

double tuneBits(const ChanceModel& model, const std::vector<StudyNote>& tune, std::size_t from,
                std::size_t count, bool own) {
    const auto first = tune.begin() + static_cast<std::ptrdiff_t>(from);
    const std::vector<StudyNote> run(first, first + static_cast<std::ptrdiff_t>(count));
    return model.bits(tuneSymbols(run), own);
}

double symbolBits(const ChanceModel& model, const std::vector<PlacedSymbol>& row, std::size_t from,
                  std::size_t count, bool own) {
    return model.bits(symbolsOf(row, from, count), own);
}

}  // namespace arioso
