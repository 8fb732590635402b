#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "src/api/arioso.h"
#include "src/synth/render_request.h"

namespace arioso::cli {

/// Sets what the matrix library and OpenMP read while they are loaded; before the first library
/// that has LibTorch behind it.
void prepareTensorLibraries();

/// libarioso, loaded when a command needs it and not before: with the networks' library behind it,
/// it takes longer to load than most commands take to run. Errors: Error with the engine's own code
/// and line. Main thread.
class EngineLibrary {
  public:
    /// Loads the library and the models.
    EngineLibrary(const std::filesystem::path& modelsFolder,
                  const std::filesystem::path& dataFolder);
    ~EngineLibrary();
    EngineLibrary(const EngineLibrary&) = delete;
    EngineLibrary& operator=(const EngineLibrary&) = delete;

    struct Callbacks {
        std::function<void(const std::string& stage, double fraction, double audioSeconds)>
            progress;
        std::function<void(const std::string& line)> message;
        std::function<bool()> cancelled;
    };
    nlohmann::json render(const RenderRequest& request, const Callbacks& callbacks);
    /// What of its conditions moves a request's sound: see arioso_ablate.
    nlohmann::json ablate(const RenderRequest& request, const Callbacks& callbacks);

    // For what else is built on the library: its functions by name, its engine, its errors.
    template <typename F>
    void load(F& function, const char* name) {
        function = reinterpret_cast<F>(find(name));
    }
    [[nodiscard]] arioso_engine* engine() const { return engine_; }
    /// Text that the library has handed out.
    [[nodiscard]] std::string take(char* text) const;
    /// Throws what a status and its line say.
    void check(arioso_status status, char* error) const;

  private:
    using Job = decltype(&arioso_render_file);
    nlohmann::json run(Job job, const RenderRequest& request, const Callbacks& callbacks);
    [[nodiscard]] void* find(const char* name) const;

    void* handle_ = nullptr;
    arioso_engine* engine_ = nullptr;
    decltype(&arioso_engine_new) new_ = nullptr;
    decltype(&arioso_engine_free) free_ = nullptr;
    decltype(&arioso_render_file) render_ = nullptr;
    decltype(&arioso_string_free) freeString_ = nullptr;
};

}  // namespace arioso::cli
