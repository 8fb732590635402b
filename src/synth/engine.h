#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/phone_lengths.h"
#include "src/perform/rules/palettes.h"
#include "src/synth/mix_settings.h"
#include "src/synth/model_sets.h"
#include "src/synth/render_request.h"

namespace arioso {

/// What a render tells while it runs, on the thread that started it. All may be empty.
struct RenderCallbacks {
    /// `fraction` 0…1 of the stage, which makes `audioSeconds` of sound (0 = none).
    std::function<void(const char* stage, double fraction, double audioSeconds)> progress;
    std::function<void(const std::string& line)> message;
    /// True gives up: Error(Interrupted), and no file is left.
    std::function<bool()> cancelled;
};

/// Models and settings, loaded once, and the renders made with them. One render at a time; each
/// uses as many threads as its request says. Errors: Error.
class Engine {
  public:
    /// Empty folders are looked for: see findDataFolder and models::findModelFolder.
    Engine(const std::filesystem::path& modelsFolder, const std::filesystem::path& dataFolder);

    /// Renders to the files that the request names and reports as JSON: version, output, seconds,
    /// loudness, stems, models, remarks, and the request with everything filled in.
    nlohmann::json renderFile(const RenderRequest& request, const RenderCallbacks& callbacks) const;
    /// The same into memory, interleaved stereo at the request's sample rate.
    nlohmann::json renderAudio(const RenderRequest& request, const RenderCallbacks& callbacks,
                               std::vector<float>& interleaved) const;

    /// What of the conditions moves the sound of a request, as JSON: see ablateConditions. The
    /// request's output is ignored.
    nlohmann::json ablate(const RenderRequest& request, const RenderCallbacks& callbacks) const;

    [[nodiscard]] nlohmann::json models() const;

    /// A request with what it leaves open filled in: seed, steps, curves. Error(Usage).
    [[nodiscard]] RenderRequest resolved(RenderRequest request) const;
    /// What renders are made with, for those that play instead of rendering. Live as long as the
    /// engine.
    [[nodiscard]] const ModelSets& modelSets() const { return models_; }
    [[nodiscard]] const InstrumentTable& instruments() const { return instruments_; }
    [[nodiscard]] const InstrumentTable* voices() const { return voices_.get(); }
    [[nodiscard]] const MixSettings& mix() const { return mix_; }
    [[nodiscard]] const PhoneLengths& lengths() const { return lengths_; }
    [[nodiscard]] const Palettes& palettes() const { return palettes_; }
    [[nodiscard]] const std::filesystem::path& dataFolder() const { return dataFolder_; }
    [[nodiscard]] const std::filesystem::path& modelsFolder() const { return modelsFolder_; }

  private:
    std::filesystem::path dataFolder_;
    std::filesystem::path modelsFolder_;
    ModelSets models_;
    InstrumentTable instruments_;
    std::unique_ptr<const InstrumentTable> voices_;  ///< none where the models have no voices
    MixSettings mix_;
    PhoneLengths lengths_;
    Palettes palettes_;
};

}  // namespace arioso
