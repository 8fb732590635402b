#include "src/score/repeat_score.h"

#include <algorithm>

namespace arioso {
bool isStraight(const Score& score) {
    return std::none_of(score.measures.begin(), score.measures.end(), [](const Measure& measure) {
        return measure.pass > 1 || !(measure.signs == RepeatSigns{});
    });
}

void repeatScore(Score& score, int times) {
    if (times < 2 || score.measures.empty()) return;
    const std::size_t bars = score.measures.size();
    const Beat length = score.measures.back().start + score.measures.back().length;
    for (std::size_t i = 0; i < bars; ++i) score.measures[i].written = static_cast<int>(i);
    score.measures.front().signs.forward = true;
    score.measures.back().signs.backward = times;
    Score once = score;
    for (Part& part : once.parts)
        for (Note& note : part.notes) note.lyrics.clear();
    // The tempo that the piece begins with comes back with its beginning.
    const auto startsAtZero = [](const auto& line) {
        return !line.empty() && line.front().at == Beat{};
    };
    if (!once.tempos.empty() && !startsAtZero(once.tempos))
        once.tempos.insert(once.tempos.begin(), TempoChange{});
    score.tempos = once.tempos;
    for (int pass = 2; pass <= times; ++pass) {
        const Beat shift = length * Beat::whole(pass - 1);
        for (std::size_t i = 0; i < bars; ++i) {
            Measure measure = once.measures[i];
            measure.start = measure.start + shift;
            measure.pass = pass;
            score.measures.push_back(measure);
        }
        const auto add = [&](auto& to, const auto& from) {
            for (auto item : from) {
                item.at = item.at + shift;
                to.push_back(item);
            }
        };
        add(score.tempos, once.tempos);
        add(score.swings, once.swings);
        add(score.chords, once.chords);
        add(score.figures, once.figures);
        for (std::size_t p = 0; p < once.parts.size(); ++p) {
            Part& part = score.parts[p];
            for (Note note : once.parts[p].notes) {
                note.onset = note.onset + shift;
                note.measure += static_cast<int>(bars) * (pass - 1);
                part.notes.push_back(std::move(note));
            }
            add(part.dynamics, once.parts[p].dynamics);
            add(part.controls, once.parts[p].controls);
            if (!once.parts[p].programs.empty())
                part.programs.push_back({shift, once.parts[p].program, 0});
            add(part.programs, once.parts[p].programs);
        }
    }
}

}  // namespace arioso
