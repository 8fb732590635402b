#pragma once

#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "tools/corpus/manifest.h"

namespace arioso::eval {

/// The pieces of one instrument that are looked at.
struct Selection {
    const Instrument* instrument = nullptr;
    std::vector<corpus::CorpusEntry> entries;
};

/// For each instrument, in the table's order, pieces of `split` in the manifest's order until
/// `seconds` are reached. `ids` empty = all instruments that have any. Error(Usage) for an unknown
/// id or one without pieces, naming those there are; Error(Input) if nothing is left or the corpus
/// names an instrument that the table lacks.
std::vector<Selection> select(const corpus::Manifest& manifest, const InstrumentTable& table,
                              const std::string& split, const std::vector<std::string>& ids,
                              double seconds);

}  // namespace arioso::eval
