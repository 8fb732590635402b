#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/originality/column.h"
#include "src/originality/piece_symbols.h"
#include "src/originality/posting_index.h"

namespace arioso {

/// A run of symbols that a row shares with one of a library.
struct SymbolRun {
    std::size_t piece = 0;      ///< of the library
    std::size_t count = 0;      ///< symbols
    std::size_t from = 0;       ///< first symbol of the row
    std::size_t theirFrom = 0;  ///< and of the piece's
    bool operator==(const SymbolRun&) const = default;
};

/// A piece that is like a row in much of what it has.
struct SymbolLikeness {
    std::size_t piece = 0;
    double share = 0.0;  ///< 0…1 of the row's stretches are in the piece, the rarer the weightier
};

/// Rows of symbols, chords or rhythms of pieces, to compare others with. Immutable once `index`
/// has been called; any thread.
class SymbolLibrary {
  public:
    /// Symbols of the shortest run that is found.
    static constexpr std::size_t kGram = 4;

    struct Piece {
        std::string title;
        std::string composer;
        std::size_t first = 0;  ///< of its symbols among all
        std::size_t count = 0;
    };
    /// As they lie in a file.
    struct Columns {
        Column<std::uint32_t> symbols;
        Column<std::uint16_t> from;
        Column<std::uint16_t> to;
    };

    SymbolLibrary() = default;
    SymbolLibrary(std::vector<Piece> pieces, Columns columns, PostingIndex index);

    void add(const std::string& title, const std::string& composer,
             const std::vector<PlacedSymbol>& row);
    /// Before anything is asked for.
    void index();

    [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
    [[nodiscard]] const Columns& columns() const { return columns_; }
    [[nodiscard]] const PostingIndex& postings() const { return index_; }
    [[nodiscard]] PlacedSymbol at(std::size_t piece, std::size_t i) const;
    /// Stretches of kGram symbols in all.
    [[nodiscard]] std::size_t stretches() const;

    /// Every run of kGram or more that goes on neither before nor after. What lies in more than
    /// kCommon places is passed over where a run would begin: half the music there is has it.
    [[nodiscard]] std::vector<SymbolRun> shared(const std::vector<PlacedSymbol>& row) const;
    /// The pieces that have most of a row's stretches, weighted by the logarithm of how few pieces
    /// have each; the nearest first. None for a row of fewer than kFewest different stretches.
    [[nodiscard]] std::vector<SymbolLikeness> nearest(const std::vector<PlacedSymbol>& row,
                                                      std::size_t count) const;

    static constexpr std::size_t kCommon = 20000;
    static constexpr std::size_t kFewest = 8;

  private:
    [[nodiscard]] std::size_t pieceAt(std::size_t place) const;
    [[nodiscard]] bool equal(const std::vector<PlacedSymbol>& row, std::size_t from,
                             std::size_t place) const;

    std::vector<Piece> pieces_;
    Columns columns_;
    PostingIndex index_;
};

}  // namespace arioso
