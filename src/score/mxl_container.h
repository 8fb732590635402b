#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "src/score/reader.h"

namespace arioso {

/// Whether the bytes begin like a ZIP archive.
bool isZip(std::span<const std::byte> bytes);

/// The score inside a compressed MusicXML or MuseScore file: the first root file of
/// META-INF/container.xml, else the first .xml, .musicxml or .mscx entry. Nothing is written to
/// disk. Entries that unpack to more than `limits.fileBytes` are refused with Error(Input).
std::string unpackMxl(std::span<const std::byte> bytes, const std::string& name,
                      const ReadLimits& limits);

/// The text of a score file that may be packed or plain: unpackMxl for a ZIP, else the bytes as
/// they are. Errors of unpackMxl.
std::string scoreText(std::span<const std::byte> bytes, const std::string& name,
                      const ReadLimits& limits);

}  // namespace arioso
