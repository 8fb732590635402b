#pragma once

#include <fmt/format.h>

#include <exception>

#include "dsp/error.h"

namespace arioso {

/// Runs a tool's body and turns what it throws into one line on standard error and an exit code.
template <typename Body>
int runProgram(const char* name, Body&& body) {
    try {
        return body();
    } catch (const Error& error) {
        fmt::print(stderr, "{}: {}\n", name, error.what());
        return static_cast<int>(error.code());
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}: {}\n", name, error.what());
        return static_cast<int>(ExitCode::General);
    }
}

}  // namespace arioso
