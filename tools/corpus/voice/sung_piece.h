#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/manifest.h"

namespace arioso::corpus {

/// An entry of a corpus of singing: files named after `id`.
CorpusEntry sungEntry(const Instrument& voice, const std::string& id, const std::string& source,
                      const std::string& split);

/// Writes sound and notes of an entry below `out`, unless an earlier run has. The notes come last:
/// sound beside notes that say the same is whole and right. Errors: Error(Output).
void writeSungPiece(const std::filesystem::path& out, CorpusEntry& entry, const PerformedPart& part,
                    const std::function<std::vector<float>()>& makeSound);

}  // namespace arioso::corpus
