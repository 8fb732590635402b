#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/perform/performance.h"

namespace arioso {

/// How one singer differs from the soloist that the figures of singerPitch describe.
struct SingerManner {
    /// One of a choir: a smaller vibrato at a rate and phase of their own.
    bool chorister = false;
    /// Depth of the vibrato in percent of the usual, by seconds of the performance; empty = 100.
    std::span<const CurvePoint> vibrato{};
};

/// What a singer does to the pitch of a note, as cents after its onset: a glide of 80 ms out of the
/// note before, its middle just before the beat, and the first half of the glide into the next; a
/// small overshoot after leaps; a scoop from below after a rest; a vibrato that begins late and
/// grows; a slow drift and a fast, fine unsteadiness (Saitou et al. 2007; Akagi and Kitakaze 2000;
/// figures as OpenUtau's and NNSVS's users know them). `previous` and `next` are the neighbours in
/// the line or nullptr. `depthCents`: of the vibrato. `amount` 0 … 1 is the humanize setting: 0
/// leaves the pitch alone, from 0.5 on all is whole. Deterministic in (seed, stream, note.id).
std::vector<dsp::PitchPoint> singerPitch(const PerformedNote& note, const PerformedNote* previous,
                                         const PerformedNote* next, float depthCents, double amount,
                                         std::uint64_t seed, std::uint64_t stream,
                                         const SingerManner& manner = {});

/// What the vibrato of singerPitch(), called with the same values, does to the level: it sways with
/// the pitch by 2.2 dB either way at its usual depth (Saitou et al. 2007: a singer's amplitude is
/// modulated in step with F0), which keeps a long vowel alive and is heard as the same vibrato.
/// Points in dB after the onset, 0 at both ends; empty where there is no vibrato.
std::vector<CurvePoint> singerLevels(const PerformedNote& note, double amount, std::uint64_t seed,
                                     std::uint64_t stream, const SingerManner& manner = {});

}  // namespace arioso
