#include "tools/eval/export.h"

#include <string>

#include "src/perform/performance_midi.h"
#include "src/report/image.h"
#include "tools/eval/wav.h"

namespace arioso::eval {

void exportStem(const std::filesystem::path& folder, const Stem& stem,
                std::span<const float> generated) {
    const auto target = folder / std::filesystem::path(stem.id).filename();
    writeWav(target / "teacher.wav", stem.teacher);
    writeWav(target / "generated.wav", generated);
    Performance performance;
    performance.parts = {stem.part};
    const std::string midi = writePerformanceMidi(performance);
    writeFileAtomically(target / "notes.mid", midi.data(), midi.size());
}

}  // namespace arioso::eval
