#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "src/originality/chance_model.h"
#include "src/originality/melody_lines.h"
#include "src/originality/piece_symbols.h"
#include "src/originality/symbol_library.h"
#include "src/originality/tune_library.h"

namespace arioso {

/// What chance does in melody, harmony and rhythm.
struct ChanceScales {
    ChanceScale melody;
    ChanceScale harmony;
    ChanceScale rhythm;
};

/// Pieces to compare others with: their tunes, changes of chords and rhythms. Immutable once
/// indexed; any thread.
struct MusicLibrary {
    TuneLibrary tunes;
    SymbolLibrary harmonies;
    SymbolLibrary rhythms;
    /// What the columns lie in, if they do not own themselves.
    std::shared_ptr<const void> file;

    /// A piece by its lines, each a tune of its own; where there are several, the titles tell
    /// which.
    void add(const std::string& title, const std::string& composer,
             const std::vector<MelodyLine>& lines, const PieceSymbols& symbols);
    void index();
};

/// The chance models of a library's own music.
struct ChanceTables {
    ChanceModel melody;
    ChanceModel harmony;
    ChanceModel rhythm;
    ChanceScales scales;

    ChanceTables() = default;
    ChanceTables(const MusicLibrary& library, const ChanceScales& fitted);
};

/// Information of `count` notes of a tune from `from` on, bits.
double tuneBits(const ChanceModel& model, const std::vector<StudyNote>& tune, std::size_t from,
                std::size_t count, bool own);
/// The same of symbols.
double symbolBits(const ChanceModel& model, const std::vector<PlacedSymbol>& row, std::size_t from,
                  std::size_t count, bool own);

/// The library that ships: weights "tunes" and "progressions" of a composer's folder.
struct ShippedLibrary {
    MusicLibrary music;
    ChanceScales scales;

    /// Error(Model).
    static ShippedLibrary load(const std::filesystem::path& folder);
};

/// Gathers what ShippedLibrary reads: one tune a piece.
class ShippedLibraryWriter {
  public:
    void add(const StudyPiece& piece);
    /// All that was added, indexed.
    [[nodiscard]] MusicLibrary library() const;
    /// Error(Output).
    void save(const std::filesystem::path& folder, const std::string& version,
              const ChanceScales& scales) const;

  private:
    std::vector<StudyPiece> pieces_;
};

}  // namespace arioso
