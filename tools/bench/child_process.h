#pragma once

#include <string>
#include <vector>

namespace arioso::bench {

/// How a program that was run to its end went.
struct ChildRun {
    int status = 0;              ///< exit status; 128 + signal if it was killed
    double seconds = 0.0;        ///< from the fork to its end
    double firstOutput = 0.0;    ///< from the fork to its first byte on standard output; 0 = none
    double peakMebibytes = 0.0;  ///< largest resident set
};

/// Runs a program with its standard output read and its standard error dropped. Error(Processing)
/// if it cannot be started.
ChildRun runChild(const std::vector<std::string>& arguments);

}  // namespace arioso::bench
