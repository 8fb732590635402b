#include "tools/eval/measure/figures.h"

#include <cmath>
#include <limits>
#include <string>

#include "dsp/error.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {

std::string_view nameOf(Version version) {
    switch (version) {
        case Version::Teacher:
            return "teacher";
        case Version::GriffinLim:
            return "griffin-lim";
        case Version::Vocoder:
            return "vocoder";
        case Version::Ceiling:
            return "ceiling";
        case Version::Generated:
            return "generated";
    }
    return "";
}

Version parseVersion(std::string_view name) {
    std::string known;
    for (const Version version : kVersions) {
        if (nameOf(version) == name) return version;
        known += (known.empty() ? "" : ", ") + std::string(nameOf(version));
    }
    throw Error(ExitCode::Usage,
                "no version '" + std::string(name) + "'; expected one of: " + known);
}

Figures summarise(const std::vector<StemMeasures>& stems) {
    StemMeasures all;
    std::vector<double> mrStft;
    std::vector<double> mcd;
    std::vector<double> movement;
    std::vector<double> loudness;
    std::vector<double> f0Frames;
    const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    for (const auto& stem : stems) {
        append(all.onsetMs, stem.onsetMs);
        append(all.onsetShiftMs, stem.onsetShiftMs);
        append(all.cents, stem.cents);
        append(all.attackRatio, stem.attackRatio);
        append(all.fallRatio, stem.fallRatio);
        all.singing.append(stem.singing);
        all.notes += stem.notes;
        all.missing += stem.missing;
        all.invented += stem.invented;
        mrStft.push_back(stem.mrStft);
        mcd.push_back(stem.mcdDb);
        movement.push_back(stem.movementRatio);
        loudness.push_back(std::abs(stem.loudnessDb));
        f0Frames.push_back(stem.f0FramePercent);
    }
    const auto percent = [&](std::size_t count) {
        return all.notes > 0 ? 100.0 * static_cast<double>(count) / static_cast<double>(all.notes)
                             : std::numeric_limits<double>::quiet_NaN();
    };
    Figures figures;
    figures.onsetMs = median(all.onsetMs);
    figures.onsetShiftMs = median(all.onsetShiftMs);
    figures.pitchCents = median(all.cents);
    figures.missingPercent = percent(all.missing);
    figures.inventedPercent = percent(all.invented);
    figures.mrStft = mean(mrStft);
    figures.mcdDb = mean(mcd);
    figures.movementRatio = mean(movement);
    figures.attackRatio = median(all.attackRatio);
    figures.fallRatio = median(all.fallRatio);
    figures.loudnessDb = mean(loudness);
    figures.recognisedPercent = std::numeric_limits<double>::quiet_NaN();
    figures.centreCents = median(all.singing.centreCents);
    figures.centreCents95 = quantile(all.singing.centreCents, 0.95);
    figures.vowelOnsetMs = median(all.singing.vowelOnsetMs);
    figures.vowelOnset95Ms = quantile(all.singing.vowelOnsetMs, 0.95);
    figures.voicingPercent = all.singing.voicingErrorPercent();
    figures.f0FramePercent = mean(f0Frames);
    return figures;
}

const std::vector<FigureColumn>& figureColumns() {
    static const std::vector<FigureColumn> columns = {
        {"onset_ms", "onset", "median distance of heard from written onset, ms", 1,
         &Figures::onsetMs},
        {"onset_vs_teacher_ms", "vs teacher",
         "median shift of a note's rise against the teacher's, ms", 1, &Figures::onsetShiftMs},
        {"pitch_cents", "cents", "median pitch error of notes that sound alone, cents", 1,
         &Figures::pitchCents},
        {"missing_percent", "missing", "notes not heard that the teacher plays, %", 1,
         &Figures::missingPercent},
        {"invented_percent", "invented", "onsets heard that nobody wrote, % of the notes", 1,
         &Figures::inventedPercent},
        {"mr_stft", "MR-STFT", "multi-resolution STFT distance to the teacher", 3,
         &Figures::mrStft},
        {"mcd_db", "MCD", "mel-cepstral distortion to the teacher, dB", 2, &Figures::mcdDb},
        {"movement_ratio", "moves", "movement of the timbre from frame to frame over the teacher's",
         2, &Figures::movementRatio},
        {"attack_ratio", "attack", "attack time over the teacher's, median over notes", 2,
         &Figures::attackRatio},
        {"decay_ratio", "decay",
         "slope of the fall (held if struck, released if blown) over the teacher's", 2,
         &Figures::fallRatio},
        {"loudness_db", "loudness", "difference of loudness to the teacher, dB", 2,
         &Figures::loudnessDb},
        {"recognised_percent", "named",
         "stretches that a classifier trained on the teacher gives to this instrument, %", 1,
         &Figures::recognisedPercent},
        {"centre_cents", "sung at", "median pitch error in the middle of sung steady notes, cents",
         1, &Figures::centreCents},
        {"centre_cents_p95", "95 %", "95th percentile of the same", 1, &Figures::centreCents95},
        {"vowel_onset_ms", "vowel", "median distance of a vowel's voice from its written start, ms",
         1, &Figures::vowelOnsetMs},
        {"vowel_onset_p95_ms", "95 %", "95th percentile of the same", 1, &Figures::vowelOnset95Ms},
        {"voicing_percent", "voicing", "frames sung with a voice that should have none, or without",
         1, &Figures::voicingPercent},
        {"f0_frame_percent", "F0",
         "frames whose voicing or pitch (50 cents) is not the teacher's, %", 1,
         &Figures::f0FramePercent},
    };
    return columns;
}

}  // namespace arioso::eval
