#include "tools/corpus/voice/sentence_song.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/lyrics/syllabifier.h"
#include "src/perform/performer.h"
#include "src/perform/pronounce.h"
#include "tools/corpus/voice/spoken_text.h"

namespace arioso::corpus {
namespace {

constexpr std::array<int, 7> kMajor{0, 2, 4, 5, 7, 9, 11};
constexpr std::array<int, 7> kMinor{0, 2, 3, 5, 7, 8, 10};

/// Walks about a scale, around a middle that lies anywhere in the voice's range.
class Melody {
  public:
    Melody(const Instrument& voice, Random& random)
        : random_(random),
          scale_(random.chance(0.6) ? kMajor : kMinor),
          tonic_(random.integer(0, 11)),
          tuning_(random.chance(0.3) ? random.range(-0.4, 0.4) : 0.0) {
        const int span = voice.highest - voice.lowest;
        const int width = std::min(span, random.integer(7, 14));
        low_ = voice.lowest + random.integer(0, span - width);
        high_ = low_ + width;
        degree_ = nearestDegree(0.5 * (low_ + high_));
    }

    double next() {
        static const std::vector<int> steps{-1, 1, -1, 1,  -1, 1,  0, -2, 2,
                                            -2, 2, 3,  -3, 4,  -4, 5, 7};
        for (int attempt = 0; attempt < 20; ++attempt) {
            const int step = random_.pick(steps);
            if (pitchOf(degree_ + step) < low_ || pitchOf(degree_ + step) > high_) continue;
            degree_ += step;
            break;
        }
        return pitchOf(degree_) + tuning_;
    }

  private:
    [[nodiscard]] int pitchOf(int degree) const {
        const int octave = degree >= 0 ? degree / 7 : (degree - 6) / 7;
        return tonic_ + 12 * octave + scale_[static_cast<std::size_t>(degree - 7 * octave)];
    }
    [[nodiscard]] int nearestDegree(double pitch) const {
        int best = 0;
        for (int degree = 0; degree < 70; ++degree) {
            if (std::abs(pitchOf(degree) - pitch) < std::abs(pitchOf(best) - pitch)) best = degree;
        }
        return best;
    }

    Random& random_;
    std::array<int, 7> scale_;
    int tonic_;
    double tuning_;
    int low_ = 48;
    int high_ = 60;
    int degree_ = 0;
};

std::vector<SongWord> songWordsOf(const std::string& text, const std::string& language) {
    const Pronouncer pronouncer(language);
    const SpokenText spoken = spokenText(text, pronouncer);
    const Syllabifier syllabifier(
        language, [&](const std::string& word) { return pronouncer.syllables(word); });
    std::vector<SongWord> out;
    for (std::size_t w = 0; w < spoken.words.size(); ++w) {
        out.push_back({syllabifier.split(spoken.words[w]), spoken.markAfter[w]});
    }
    return out;
}

Syllabic placeOf(std::size_t index, std::size_t count) {
    if (count == 1) return Syllabic::Single;
    if (index == 0) return Syllabic::Begin;
    return index + 1 == count ? Syllabic::End : Syllabic::Middle;
}

std::vector<CurvePoint> perhaps(Random& random, double probability, double low, double high) {
    if (!random.chance(probability)) return {};
    return {{0.0, static_cast<float>(random.range(low, high))}};
}

}  // namespace

Score sentenceSong(const std::string& text, const std::string& language, const Instrument& voice,
                   Random& random) {
    return wordSong(songWordsOf(text, language), language, voice, random);
}

Score wordSong(const std::vector<SongWord>& words, const std::string& language,
               const Instrument& voice, Random& random) {
    Melody melody(voice, random);
    // In eighths; short notes are more usual than long ones.
    static const std::vector<int> lengths{1, 1, 1, 1, 1, 2, 2, 2, 3, 4};
    static const std::vector<int> ends{3, 4, 4, 6, 8};
    const bool even = random.chance(0.35);

    Score score;
    score.language = language;
    // Songs have two to four syllables a second; much slower ones teach few changes of sound.
    score.tempos.push_back({Beat(), random.range(72.0, 200.0), false});
    Part& part = score.parts.emplace_back();
    part.id = "P1";
    part.name = voice.name;
    part.program = voice.program;
    part.vocal = true;
    const auto level = static_cast<float>(random.range(0.35, 0.9));
    int eighths = random.integer(1, 3);
    const auto add = [&](int length, const Lyric* lyric) {
        Note note;
        note.onset = Beat(eighths, 2);
        note.duration = Beat(length, 2);
        note.pitch = melody.next();
        note.velocity = std::clamp(level + static_cast<float>(random.range(-0.1, 0.1)), 0.2F, 1.0F);
        if (lyric != nullptr) note.lyrics.push_back(*lyric);
        part.notes.push_back(std::move(note));
        eighths += length;
    };
    for (const SongWord& word : words) {
        for (std::size_t s = 0; s < word.syllables.size(); ++s) {
            const bool last = s + 1 == word.syllables.size();
            Lyric lyric;
            lyric.text = word.syllables[s];
            lyric.syllabic = placeOf(s, word.syllables.size());
            const bool phraseEnds = last && word.phraseEnds;
            const int length = phraseEnds ? random.pick(ends) : even ? 2 : random.pick(lengths);
            add(length, &lyric);
            if (random.chance(0.12)) add(random.integer(1, 2), nullptr);
            if (phraseEnds) {
                eighths += random.integer(2, 3);
            } else if (last && random.chance(0.02)) {
                eighths += 2;
            }
        }
    }
    return score;
}

PerformedPart performSong(const Score& song, const std::string& language, Random& random) {
    PerformOptions options;
    options.humanize = random.range(0.15, 1.0);
    options.seed = static_cast<std::uint64_t>(random.integer(0, 1 << 30));
    options.language = language;
    options.breaths = false;
    Performance performance = perform(song, options);
    if (performance.parts.empty()) return {};
    PerformedPart part = std::move(performance.parts.front());
    part.gainDb.clear();
    for (PerformedNote& note : part.notes) note.levels.clear();
    part.voice.breathiness = perhaps(random, 0.35, -60.0, 80.0);
    part.voice.tension = perhaps(random, 0.35, -50.0, 60.0);
    // The whole range and often: with less of it a voice unlearnt what the slider does while its
    // words became clearer.
    part.voice.gender = perhaps(random, 0.5, -100.0, 100.0);
    return part;
}

}  // namespace arioso::corpus
