#include "src/cli/composed_output.h"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "dsp/error.h"
#include "src/cli/engine_library.h"
#include "src/cli/interrupt.h"
#include "src/cli/progress_bar.h"
#include "src/cli/request_flags.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

/// A folder that is gone when the work is.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::string pattern = (fs::temp_directory_path() / "arioso-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr)
            throw Error(ExitCode::Output, pattern + ": cannot be made");
        path_ = pattern;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

}  // namespace

bool isAudioName(const fs::path& path) {
    const std::string ending = path.extension().string();
    return ending == ".wav" || ending == ".flac" || ending == ".ogg";
}

nlohmann::json renderComposed(const Score& score, const ComposedAudio& audio,
                              const nlohmann::json& provenance) {
    const ScratchFolder folder;
    const fs::path file = folder.path() / "composed.musicxml";
    writeScore(score, file, provenance);
    RequestFlags flags;
    flags.request.score = file.string();
    flags.request.output = audio.output;
    flags.voices = audio.voices;
    flags.values["seed"] = std::to_string(audio.seed);
    flags.force = audio.force;
    const fs::path data = findDataFolder(audio.dataFolder);
    const RenderRequest request = resolveRequest(flags, data);
    validate(request);
    catchInterrupts();
    ProgressBar bar(audio.quiet);
    EngineLibrary::Callbacks callbacks;
    callbacks.progress = [&bar](const std::string& stage, double fraction, double seconds) {
        bar.update(stage, fraction, seconds);
    };
    callbacks.message = [&](const std::string& line) {
        bar.clear();
        if (!audio.quiet) fmt::print(stderr, "arioso: note: {}\n", line);
    };
    callbacks.cancelled = interrupted;
    EngineLibrary engine(audio.modelsFolder, data);
    nlohmann::json report = engine.render(request, callbacks);
    bar.clear();
    return report;
}

nlohmann::json writeOrRender(const Score& score, const ComposedAudio& audio,
                             const nlohmann::json& provenance) {
    if (isAudioName(audio.output)) return renderComposed(score, audio, provenance);
    writeScore(score, audio.output, provenance);
    return nullptr;
}

void checkCandidates(int candidates, const fs::path& output, bool force) {
    if (candidates < 1 || candidates > kMostCandidates)
        throw Error(ExitCode::Usage, fmt::format("candidates: expected 1 to {}, found {}",
                                                 kMostCandidates, candidates));
    const int files = isAudioName(output) ? 1 : candidates;
    for (int rank = 1; rank <= files; ++rank)
        checkOutput(rankedName(output, static_cast<std::size_t>(rank)), force);
}

fs::path rankedName(const fs::path& path, std::size_t rank) {
    if (rank <= 1) return path;
    fs::path out = path;
    out.replace_filename(
        fmt::format("{}-{}{}", path.stem().string(), rank, path.extension().string()));
    return out;
}

}  // namespace arioso::cli
