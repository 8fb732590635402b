#pragma once

#include <fmt/format.h>

#include <exception>
#include <string_view>

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
        // LibTorch puts a stack trace on the lines below.
        const std::string_view text = error.what();
        fmt::print(stderr, "{}: {}\n", name, text.substr(0, text.find('\n')));
        return static_cast<int>(ExitCode::General);
    }
}

}  // namespace arioso
