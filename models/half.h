#pragma once

#include <cstdint>

namespace arioso::models {

/// IEEE 754 binary16 nearest to a value (ties to even); beyond its range infinity.
std::uint16_t toHalf(float value);
/// The value of a binary16, exactly.
float fromHalf(std::uint16_t half);

}  // namespace arioso::models
