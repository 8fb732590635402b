#include "src/cli/engine_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <exception>

#include "dsp/error.h"
#include "tools/common/blas_env.h"

namespace arioso::cli {
namespace {

constexpr const char* kLibrary = "libarioso.so.0";

void onProgress(void* user, const char* stage, double fraction, double audioSeconds) {
    const auto& callbacks = *static_cast<const EngineLibrary::Callbacks*>(user);
    if (callbacks.progress) callbacks.progress(stage, fraction, audioSeconds);
}

void onMessage(void* user, const char* line) {
    const auto& callbacks = *static_cast<const EngineLibrary::Callbacks*>(user);
    if (callbacks.message) callbacks.message(line);
}

int onCancelled(void* user) {
    const auto& callbacks = *static_cast<const EngineLibrary::Callbacks*>(user);
    return callbacks.cancelled && callbacks.cancelled() ? 1 : 0;
}

}  // namespace

/// The matrix library and OpenMP read these once, while they are loaded. The engine runs one thread
/// a product and many products at once, so both are kept from starting threads of their own.
void prepareTensorLibraries() {
    if (const char* core = openBlasCoreType(); core != nullptr)
        setenv("OPENBLAS_CORETYPE", core, 0);
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
}

void* EngineLibrary::find(const char* name) const {
    void* function = dlsym(handle_, name);
    if (function == nullptr)
        throw Error(ExitCode::General,
                    fmt::format("{}: lacks '{}'; is it of another version?", kLibrary, name));
    return function;
}

EngineLibrary::EngineLibrary(const std::filesystem::path& modelsFolder,
                             const std::filesystem::path& dataFolder) {
    prepareTensorLibraries();
    handle_ = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr)
        throw Error(ExitCode::General, fmt::format("cannot load the engine: {}", dlerror()));
    load(new_, "arioso_engine_new");
    load(free_, "arioso_engine_free");
    load(render_, "arioso_render_file");
    load(freeString_, "arioso_string_free");
    char* error = nullptr;
    const arioso_status status = new_(modelsFolder.c_str(), dataFolder.c_str(), &engine_, &error);
    check(status, error);
}

// The library stays loaded: LibTorch's threads do not survive being unloaded.
EngineLibrary::~EngineLibrary() {
    if (free_ != nullptr) free_(engine_);
}

std::string EngineLibrary::take(char* text) const {
    if (text == nullptr) return {};
    std::string result(text);
    freeString_(text);
    return result;
}

void EngineLibrary::check(arioso_status status, char* error) const {
    const std::string message = take(error);
    if (status != ARIOSO_OK) throw Error(static_cast<ExitCode>(status), message);
}

nlohmann::json EngineLibrary::run(Job job, const RenderRequest& request,
                                  const Callbacks& callbacks) {
    arioso_callbacks functions{};
    functions.user = const_cast<Callbacks*>(&callbacks);
    functions.progress = onProgress;
    functions.message = onMessage;
    functions.cancelled = onCancelled;
    char* report = nullptr;
    char* error = nullptr;
    const std::string json = toJson(request).dump();
    const arioso_status status = job(engine_, json.c_str(), &functions, &report, &error);
    const std::string text = take(report);
    check(status, error);
    return nlohmann::json::parse(text);
}

nlohmann::json EngineLibrary::render(const RenderRequest& request, const Callbacks& callbacks) {
    return run(render_, request, callbacks);
}

nlohmann::json EngineLibrary::ablate(const RenderRequest& request, const Callbacks& callbacks) {
    Job job = nullptr;
    load(job, "arioso_ablate");
    return run(job, request, callbacks);
}

}  // namespace arioso::cli
