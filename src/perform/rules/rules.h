#pragma once

#include <span>

#include "src/perform/rules/rule.h"
#include "src/perform/rules/rule_note.h"

namespace arioso::rules {

/// The rule system of KTH: A. Friberg, R. Bresin and J. Sundberg, "Overview of the KTH rule system
/// for musical performance", Advances in Cognitive Psychology 2(2-3), 2006; A. Friberg, "Generative
/// rules for music performance: a formal description of a rule system", Computer Music Journal
/// 15(2), 1991. Each function adds what one rule does at quantity 1, times `k` of the note, to
/// `out`; the three are of one length, notes in order of a line. Where a figure is this project's
/// own, the comment says "own".
using Line = std::span<const RuleNote>;
using Amounts = std::span<const double>;
using Out = std::span<Deviation>;

/// Between 30 and 600 ms: shorter by 16.5 ms and softer by 0.825 dB at 200, by 10.5 ms and 0.525 dB
/// at 400 (Friberg 1991).
void durationContrast(Line line, Amounts k, Out out);
/// A gap of as many ms behind the notes that duration contrast shortens, unless a rest follows or
/// they are slurred (Bresin and Friberg 2000; the figures: own, those of duration contrast).
void durationContrastArticulation(Line line, Amounts k, Out out);
/// Of two notes as 2 to 1 the second is longer by 12 % of itself, the first as much shorter
/// (Friberg 1991).
void doubleDuration(Line line, Amounts k, Out out);
/// The last note of a group is lengthened by 6 % (at most 50 ms) and followed by a gap of 20 % (at
/// most 110 ms). The idea: A. Friberg, R. Bresin, L. Frydén and J. Sundberg, "Musical punctuation
/// on the microlevel", Journal of New Music Research 27(3), 1998; figures and groups
/// (melodyGroups): own.
void punctuation(Line line, Amounts k, Out out);
/// Parabolas after A. Friberg, "Matching the rule parameters of phrase arch to performances of
/// Träumerei", 1995, and N. P. Todd's: slower towards both ends of a phrase, faster about its
/// middle, so that the mean stays; louder as it is faster. At the ends 8 % slower and 2 dB softer
/// than where the mean is, turning at 0.5 (figures: own).
void phraseArch(Line line, Amounts k, Out out);
/// The same in halves of phrases: 4 %, 1 dB (figures: own).
void subPhraseArch(Line line, Amounts k, Out out);
/// v(x) = (1 + (w^q - 1) x)^(1/q), the tempo of a runner who stops: A. Friberg and J. Sundberg,
/// "Does music performance allude to locomotion?", JASA 105(3), 1999, with q = 3. The final tempo w
/// is 1 / (1 + k), not below 0.2 (own).
void finalRitard(Line line, Amounts k, Out out);
/// 3 dB an octave (Friberg 1991, about C4; here about the mean pitch of the part, so that parts
/// keep their balance).
void highLoud(Line line, Amounts k, Out out);
/// 0.2 dB and 2/3 % of the time for each unit of melodicCharge (Friberg 1991).
void melodicCharge(Line line, Amounts k, Out out);
/// 1.5 dB times the square root of harmonicCharge (Friberg 1991; its part in time is left out).
void harmonicCharge(Line line, Amounts k, Out out);
/// 2 ms less where the line has risen and goes on to rise (Friberg 1991).
void fasterUphill(Line line, Amounts k, Out out);
/// Before a leap of a fourth or more up 4.2 ms less, down 2.4 ms more, times the square root of its
/// semitones (Friberg 1991, as remembered).
void leapTone(Line line, Amounts k, Out out);
/// A gap of 4.2 ms times the square root of the semitones before a leap of more than a fourth,
/// unless it is slurred (idea: Friberg 1991; figure: own).
void leapArticulation(Line line, Amounts k, Out out);
/// A gap of 20 ms between two notes of one pitch (idea: Friberg 1991; figure: own).
void repetitionArticulation(Line line, Amounts k, Out out);
/// Slurred notes that ring overlap by the key overlap ratio of R. Bresin, "Articulation rules for
/// automatic music performance", ICMC 2001: of the time to the next onset T ms, 0 < k <= 1:
/// (-4.3e-6 k - 6.6e-6) T + 58.533e-3 k + 113.15e-3, above 1: (0.5e-6 k - 11.4e-6) T + 11.05e-3 k +
/// 160.63e-3 (the slope above 1 is set so that both meet).
void scoreLegato(Line line, Amounts k, Out out);
/// Staccato notes are silent for the key detached ratio of the same paper: 0.458 k + 0.207 up to k
/// = 1, 0.0216 k + 0.643 above, in place of the half that is usual.
void scoreStaccato(Line line, Amounts k, Out out);
/// Of a pair of eighths the first 22 % longer, the second as much shorter (Friberg 1991).
void inegales(Line line, Amounts k, Out out);
/// Off-beat eighths come late, by swingRatio of the tempo.
void ensembleSwing(Line line, Amounts k, Out out);
/// 1 dB on the first beat of the bar, 0.5 dB on its middle, -0.5 dB off the beats (own).
void metricAccents(Line line, Amounts k, Out out);

/// Piecewise linear through 0 at 30, -16.5 at 200, -10.5 at 400 and 0 at 600 ms: what duration
/// contrast adds to an interval of `ms`.
double durationContrastMs(double ms);

/// Distance of a pitch class (0…11, from a tonic) on the circle of fifths: 0 for the tonic, 1 for
/// the fifth, 6.5 for the lowered second (Friberg 1991).
double melodicChargeOf(double fromTonic);

/// Long to short eighth of ride cymbals: 3.5 up to 100 quarters a minute, 1 from 300 on, linear
/// between (A. Friberg and A. Sundström, "Swing ratios and ensemble timing in jazz performance",
/// Music Perception 19(3), 2002; the two ends: own).
double swingRatio(double quartersPerMinute);

}  // namespace arioso::rules
