#include "tools/eval/measure/stem_judge.h"

#include <cmath>

#include "tools/eval/measure/distances.h"
#include "tools/eval/measure/spurious_onsets.h"

namespace arioso::eval {
namespace {

/// Slower falls, in dB a second, are a level that is held: their ratio would be noise.
constexpr double kLeastFall = 3.0;

}  // namespace

StemJudge::StemJudge(const PerformedPart& part, bool sustained, std::span<const float> teacher)
    : part_(part),
      teacher_(teacher),
      sites_(planSites(part, sustained)),
      teacherMel_(logMel(teacher)),
      onsetThreshold_(onsetThreshold(novelty(teacher), part)),
      teacherLoudness_(loudness(teacher)) {
    for (const NoteSite& site : sites_) {
        teacherNotes_.push_back(measureNote(teacher, site));
        teacherRises_.push_back(riseEnvelope(teacher, site));
        teacherPartials_.push_back(partialLevels(teacher, site));
    }
}

StemMeasures StemJudge::measure(std::span<const float> audio) const {
    StemMeasures out;
    out.notes = part_.notes.size();
    measureNotes(audio, out);
    out.invented = spuriousOnsets(novelty(audio), onsetThreshold_, part_).size();
    const auto mel = logMel(audio);
    out.mrStft = spectralDistance(audio, teacher_);
    out.mcdDb = cepstralDistance(mel, teacherMel_);
    out.movementRatio = movementRatio(mel, teacherMel_);
    out.loudnessDb = loudness(audio) - teacherLoudness_;
    out.timbre = timbreFeatures(mel);
    out.singing = measureSinging(part_, audio);
    out.f0FramePercent = f0FrameErrorPercent(part_, audio, teacher_);
    return out;
}

void StemJudge::measureNotes(std::span<const float> audio, StemMeasures& out) const {
    for (std::size_t i = 0; i < sites_.size(); ++i) {
        const NoteSite& site = sites_[i];
        const NoteMeasure& reference = teacherNotes_[i];
        const NoteMeasure heard = measureNote(audio, site);
        // Where even the teacher shows no clear rise or fall, the note tells nothing.
        if (!std::isnan(reference.onset)) {
            out.onsetMs.push_back(1000.0 * std::abs(heard.onset - site.onset));
            const double shift = riseShift(riseEnvelope(audio, site), teacherRises_[i]);
            out.onsetShiftMs.push_back(1000.0 * std::abs(shift));
            out.attackRatio.push_back(heard.attack / reference.attack);
        }
        if (reference.fallDbPerSecond > kLeastFall) {
            out.fallRatio.push_back(heard.fallDbPerSecond / reference.fallDbPerSecond);
        }
        if (!site.steady.empty()) out.cents.push_back(std::abs(pitchError(audio, site)));
        if (isMissing(partialLevels(audio, site), teacherPartials_[i])) ++out.missing;
    }
}

}  // namespace arioso::eval
