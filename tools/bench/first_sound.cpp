#include "tools/bench/first_sound.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "dsp/error.h"
#include "models/model_set.h"
#include "src/condition/instruments.h"
#include "src/perform/performer.h"
#include "src/score/reader.h"
#include "src/synth/stem_renderer.h"
#include "tools/common/parallel.h"

namespace arioso::bench {

int makeFirstSound(const std::filesystem::path& models,
                   const std::filesystem::path& instrumentTable, const std::filesystem::path& score,
                   int threads) {
    const auto table = InstrumentTable::load(instrumentTable);
    const auto performance = perform(readScore(score));
    const auto loaded = models::ModelSet::load(models::findModelFolder(models));
    std::vector<std::vector<float>> stems(performance.parts.size());
    parallelFor(stems.size(), threads, models::prepareEngineThread, [&](std::size_t i) {
        const PerformedPart& part = performance.parts[i];
        StemOptions options;
        options.stem = static_cast<std::uint32_t>(i);
        const StemRenderer renderer(loaded, part, table.forProgram(part.program, part.percussion),
                                    options);
        stems[i].resize(StemRenderer::kWindowSamples);
        renderer.renderWindow(0, stems[i]);
    });
    float loudest = 0.0F;
    for (std::int64_t s = 0; s < StemRenderer::kWindowSamples; ++s) {
        float sum = 0.0F;
        for (const auto& stem : stems) sum += stem[static_cast<std::size_t>(s)];
        loudest = std::max(loudest, std::abs(sum));
    }
    if (loudest <= 0.0F) {
        throw Error(ExitCode::Processing, score.string() + ": the first window is silent");
    }
    return static_cast<int>(stems.size());
}

}  // namespace arioso::bench
