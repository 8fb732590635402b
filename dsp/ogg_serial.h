#pragma once

#include <filesystem>

namespace arioso::dsp {

/// Gives every page of an Ogg file the same fixed stream serial number and the checksum that goes
/// with it (RFC 3533, section 6): encoders draw the serial at random, and a render must give the
/// same bytes each time. Changes the file in place, which must hold one logical stream. Throws
/// Error(Output).
void fixOggSerial(const std::filesystem::path& path);

}  // namespace arioso::dsp
