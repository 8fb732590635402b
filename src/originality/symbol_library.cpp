#include "src/originality/symbol_library.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

namespace arioso {

SymbolLibrary::SymbolLibrary(std::vector<Piece> pieces, Columns columns, PostingIndex index)
    : pieces_(std::move(pieces)), columns_(std::move(columns)), index_(std::move(index)) {}

void SymbolLibrary::add(const std::string& title, const std::string& composer,
                        const std::vector<PlacedSymbol>& row) {
    if (row.size() < kGram) return;
    pieces_.push_back({title, composer, columns_.symbols.size(), row.size()});
    for (const PlacedSymbol& one : row) {
        columns_.symbols.add(one.symbol);
        columns_.from.add(one.from);
        columns_.to.add(one.to);
    }
}

void SymbolLibrary::index() {
    index_ = PostingIndex(stretches(), [this](const PostingIndex::Sink& sink) {
        for (const Piece& piece : pieces_)
            for (std::size_t i = 0; i + kGram <= piece.count; ++i) {
                GramHash hash;
                for (std::size_t k = 0; k < kGram; ++k)
                    hash.mix(columns_.symbols[piece.first + i + k]);
                sink(hash.value(), static_cast<std::uint32_t>(piece.first + i));
            }
    });
}

PlacedSymbol SymbolLibrary::at(std::size_t piece, std::size_t i) const {
    const std::size_t place = pieces_[piece].first + i;
    return {columns_.symbols[place], columns_.from[place], columns_.to[place]};
}

std::size_t SymbolLibrary::stretches() const {
    std::size_t out = 0;
    for (const Piece& piece : pieces_) out += piece.count + 1 - kGram;
    return out;
}

std::size_t SymbolLibrary::pieceAt(std::size_t place) const {
    const auto after = std::ranges::upper_bound(pieces_, place, {}, &Piece::first);
    return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

bool SymbolLibrary::equal(const std::vector<PlacedSymbol>& row, std::size_t from,
                          std::size_t place) const {
    // A place of a file may lie anywhere.
    if (place + kGram > columns_.symbols.size()) return false;
    for (std::size_t k = 0; k < kGram; ++k)
        if (columns_.symbols[place + k] != row[from + k].symbol) return false;
    return true;
}

namespace {

std::uint32_t hashOf(const std::vector<PlacedSymbol>& row, std::size_t from) {
    GramHash hash;
    for (std::size_t k = 0; k < SymbolLibrary::kGram; ++k) hash.mix(row[from + k].symbol);
    return hash.value();
}

}  // namespace

std::vector<SymbolRun> SymbolLibrary::shared(const std::vector<PlacedSymbol>& row) const {
    std::vector<SymbolRun> out;
    for (std::size_t i = 0; i + kGram <= row.size(); ++i) {
        const auto places = index_.places(hashOf(row, i));
        if (places.size() > kCommon) continue;
        for (const std::uint32_t place : places) {
            if (!equal(row, i, place)) continue;
            const std::size_t piece = pieceAt(place);
            SymbolRun run{piece, kGram, i, place - pieces_[piece].first};
            const auto alike = [&](std::size_t mine, std::size_t theirs) {
                return columns_.symbols[pieces_[piece].first + theirs] == row[mine].symbol;
            };
            // Backwards, too: the stretch before may have been too common to be looked up.
            const bool begun =
                run.from > 0 && run.theirFrom > 0 && alike(run.from - 1, run.theirFrom - 1);
            if (begun && index_.places(hashOf(row, i - 1)).size() <= kCommon) continue;
            while (run.from > 0 && run.theirFrom > 0 && alike(run.from - 1, run.theirFrom - 1)) {
                --run.from;
                --run.theirFrom;
                ++run.count;
            }
            while (run.from + run.count < row.size() &&
                   run.theirFrom + run.count < pieces_[piece].count &&
                   alike(run.from + run.count, run.theirFrom + run.count))
                ++run.count;
            out.push_back(run);
        }
    }
    return out;
}

std::vector<SymbolLikeness> SymbolLibrary::nearest(const std::vector<PlacedSymbol>& row,
                                                   std::size_t count) const {
    std::map<std::vector<std::uint32_t>, std::size_t> grams;
    for (std::size_t i = 0; i + kGram <= row.size(); ++i) {
        std::vector<std::uint32_t> gram;
        for (std::size_t k = 0; k < kGram; ++k) gram.push_back(row[i + k].symbol);
        grams.emplace(std::move(gram), i);
    }
    if (grams.size() < kFewest) return {};
    std::unordered_map<std::size_t, double> sums;
    double all = 0.0;
    for (const auto& [gram, from] : grams) {
        std::vector<std::size_t> having;
        const auto places = index_.places(hashOf(row, from));
        for (const std::uint32_t place : places) {
            if (!equal(row, from, place)) continue;
            const std::size_t piece = pieceAt(place);
            if (having.empty() || having.back() != piece) having.push_back(piece);
        }
        const double weight = std::log((static_cast<double>(pieces_.size()) + 1.0) /
                                       (static_cast<double>(having.size()) + 1.0));
        all += weight;
        for (const std::size_t piece : having) sums[piece] += weight;
    }
    std::vector<SymbolLikeness> out;
    for (const auto& [piece, sum] : sums)
        if (all > 0.0) out.push_back({piece, sum / all});
    std::ranges::sort(out, [](const SymbolLikeness& a, const SymbolLikeness& b) {
        return a.share != b.share ? a.share > b.share : a.piece < b.piece;
    });
    out.resize(std::min(out.size(), count));
    return out;
}

}  // namespace arioso
