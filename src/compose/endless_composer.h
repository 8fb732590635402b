#pragma once

#include <cstdint>
#include <memory>

#include "src/compose/composer_model.h"
#include "src/compose/steering.h"
#include "src/score/score.h"

namespace arioso {

/// Writes music for ever, a phrase at a time, steered as it goes. The same seed and the same
/// sequence of steerings give the same phrases, bit for bit. Copying one is a bookmark: the copy
/// goes on from there, which is how music is rewound and continued (about 1 MiB each, whatever has
/// been played). No bar, all parts taken together, is ever repeated exactly among the last 32,768.
///
/// Errors: Error(Usage), one line, for a steering out of its ranges; the state is then as before.
/// Control or composing thread, one thread an object, never real-time: it allocates; a phrase takes
/// under 50 ms.
class EndlessComposer {
  public:
    EndlessComposer(std::shared_ptr<const ComposerModel> model, std::uint64_t seed);
    EndlessComposer(const EndlessComposer& other);
    EndlessComposer& operator=(const EndlessComposer& other);
    EndlessComposer(EndlessComposer&&) noexcept;
    EndlessComposer& operator=(EndlessComposer&&) noexcept;
    ~EndlessComposer();

    /// The next phrase, mostly four bars, as a Score of its own that starts at beat 0. Its notes
    /// end inside its last bar, where an upbeat to the phrase that follows may already stand. Parts
    /// keep their number, order, names, ids and programs over phrases as long as the steering's
    /// programs and drums stay (programs by mood: as long as the mood stays in its quarter of the
    /// plane). Chords, tempo, key, metre and dynamics are in it; tempo and level are stated at beat
    /// 0. `bars` 1…16 asks for a length; 0 leaves it to the form.
    Score nextPhrase(const Steering& steering, int bars = 0);

    /// Bars before the tune comes in, 1…4: the accompaniment alone, from tonic to dominant, and the
    /// tune's upbeat. A lone melody instrument gets its upbeat only.
    Score introduction(const Steering& steering, int bars = 2);

    /// Like nextPhrase, and ends the music: full cadence, slowing down, a last held chord. The
    /// composer may go on behind it, with a new theme.
    Score lastPhrase(const Steering& steering, int bars = 0);

    /// Phrases written so far.
    [[nodiscard]] std::int64_t phrases() const;

  private:
    struct State;
    enum class Place { Opening, Middle, End };
    Score phrase(const Steering& steering, int bars, Place place);

    std::shared_ptr<const ComposerModel> model_;
    std::unique_ptr<State> state_;
};

/// Appends a phrase's bars, notes, chords, tempos, dynamics and controls behind the last bar of a
/// whole, for saving. Parts are joined by id; a part that is new has rests before. Titles and names
/// of an empty whole are taken from the phrase.
void appendScore(Score& whole, const Score& phrase);

}  // namespace arioso
