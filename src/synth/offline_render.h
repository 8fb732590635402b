#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "src/synth/engine.h"
#include "src/synth/mixdown.h"
#include "src/synth/render_plan.h"
#include "src/synth/scratch_file.h"
#include "src/synth/stem_renderer.h"

namespace arioso {

/// A mix that has been made, waiting to be mastered: interleaved stereo at dsp::kSampleRate.
struct RawMix {
    ScratchFile mix;
    std::vector<ScratchFile> stems;       ///< one an audible stem, if the request names a folder
    std::unique_ptr<ScratchFile> reverb;  ///< if there are stems and a reverb
    double integratedLufs = 0.0;
    double seconds = 0.0;
};

/// Renders and mixes the audible stems of a plan in constant memory, windows in parallel. The
/// result is the same whatever the number of threads. Temporary files lie in `scratchFolder`.
RawMix renderMix(const ModelSets& models, const RenderPlan& plan,
                 const std::vector<StemPlan>& audible, const RenderRequest& request,
                 const MixSettings& settings, const std::filesystem::path& scratchFolder,
                 const RenderCallbacks& callbacks);

/// Threads to use for a request that leaves it open: those this process may run on.
int usableThreads(int requested);

}  // namespace arioso
