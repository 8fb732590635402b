#pragma once

namespace arioso::tests {

/// Begins or ends to count what the calling thread allocates and frees by new and delete; returns
/// the number so far and begins again at zero.
long countAllocations(bool on);

}  // namespace arioso::tests
