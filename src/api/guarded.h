#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>
#include <string>

#include "dsp/error.h"
#include "src/api/arioso.h"
#include "src/synth/engine.h"

struct arioso_engine {
    arioso_engine(const char* modelsFolder, const char* dataFolder)
        : engine(modelsFolder == nullptr ? "" : modelsFolder,
                 dataFolder == nullptr ? "" : dataFolder) {}
    arioso::Engine engine;
};

/// What all functions of the C interface need: nothing thrown gets out, text goes out as malloc'ed
/// copies.
namespace arioso::capi {

inline void give(char** to, const std::string& text) {
    if (to == nullptr) return;
    *to = static_cast<char*>(std::malloc(text.size() + 1));
    if (*to != nullptr) std::memcpy(*to, text.c_str(), text.size() + 1);
}

/// Runs `work` and turns whatever it throws into a status and a line.
template <typename Work>
arioso_status guarded(char** error, Work&& work) noexcept {
    if (error != nullptr) *error = nullptr;
    try {
        work();
        return ARIOSO_OK;
    } catch (const Error& caught) {
        give(error, caught.what());
        return static_cast<arioso_status>(caught.code());
    } catch (const std::bad_alloc&) {
        give(error, "out of memory");
        return ARIOSO_PROCESSING;
    } catch (const std::exception& caught) {
        // Other libraries' messages may have many lines; ours have one.
        std::string line = caught.what();
        line.resize(std::min(line.find('\n'), line.size()));
        give(error, "internal error: " + line);
        return ARIOSO_PROCESSING;
    } catch (...) {
        give(error, "internal error");
        return ARIOSO_PROCESSING;
    }
}

/// Error(Usage) names what is not JSON.
inline nlohmann::json parseJson(const char* text, const char* name) {
    auto json = nlohmann::json::parse(text == nullptr ? "" : text, nullptr, false);
    if (json.is_discarded()) throw Error(ExitCode::Usage, std::string(name) + ": is not JSON");
    return json;
}

inline void demand(const void* pointer, const char* name) {
    if (pointer == nullptr) throw Error(ExitCode::Usage, std::string(name) + ": must not be NULL");
}

}  // namespace arioso::capi
