#pragma once

#include <span>
#include <vector>

#include "src/perform/performance.h"
#include "tools/eval/measure/figures.h"
#include "tools/eval/measure/note_measures.h"
#include "tools/eval/measure/note_sites.h"

namespace arioso::eval {

/// Measures versions of one stem against its teacher. Deterministic; one thread an object.
class StemJudge {
  public:
    /// `sustained`: the instrument holds its level. `teacher` is mono at dsp::kSampleRate and must
    /// outlive the judge, as must the part.
    StemJudge(const PerformedPart& part, bool sustained, std::span<const float> teacher);

    /// `audio` has as many samples as the teacher's.
    [[nodiscard]] StemMeasures measure(std::span<const float> audio) const;

  private:
    void measureNotes(std::span<const float> audio, StemMeasures& out) const;

    const PerformedPart& part_;
    std::span<const float> teacher_;
    std::vector<NoteSite> sites_;
    std::vector<NoteMeasure> teacherNotes_;
    std::vector<NoteEnvelope> teacherRises_;
    std::vector<std::vector<double>> teacherPartials_;
    std::vector<float> teacherMel_;
    double onsetThreshold_ = 0.0;
    double teacherLoudness_ = 0.0;
};

}  // namespace arioso::eval
