#include "src/compose/form_writer.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/endless_composer.h"
#include "src/compose/ensemble.h"
#include "src/compose/form.h"
#include "src/compose/phrase_score.h"
#include "src/compose/phrase_writer.h"
#include "src/compose/scale_steps.h"
#include "src/compose/tables.h"

namespace arioso {
namespace {

constexpr int kPhraseBars = 4;
constexpr int kIntroductionBars = 2;
constexpr std::size_t kMostParts = 9;

enum Stream : std::uint64_t { kPlan = 11, kSection, kPlay, kMarks, kLead };

/// Where a section stands harmonically and how it is played.
struct Ground {
    Character character;
    int tonic = 0;
    std::vector<double> textures;
};

/// A phrase with everything that it was written from.
struct SetPhrase {
    PhraseBrief brief;
    WrittenPhrase written;
    std::uint64_t number = 0;  ///< of its random streams: the same phrase is played the same way
};

/// A tune by its letter and primes.
struct Theme {
    Ground ground;
    std::vector<SetPhrase> phrases;
};

/// Twelve bars: tonic, subdominant, dominant, as sevenths; the last bar leads back.
std::vector<ChordSlot> bluesChords(const MetrePlan& metre, bool minor, int phrase) {
    const ChordQuality plain = minor ? ChordQuality::Minor7 : ChordQuality::Dominant7;
    const Chord one{0, plain};
    const Chord four{5, plain};
    const Chord five{7, ChordQuality::Dominant7};
    const std::array<std::array<Chord, 4>, 3> kBars = {
        {{one, four, one, one}, {four, four, one, one}, {five, four, one, one}}};
    std::vector<ChordSlot> out;
    for (int bar = 0; bar < kPhraseBars; ++bar) {
        const Chord chord = kBars[static_cast<std::size_t>(phrase)][static_cast<std::size_t>(bar)];
        const bool turn = phrase == 2 && bar == 3 && metre.half > 0;
        const int length = turn ? metre.half : metre.barTicks;
        out.push_back({bar * metre.barTicks, length, bar, chord});
        if (turn)
            out.push_back({bar * metre.barTicks + length, metre.barTicks - length, bar, five});
    }
    return out;
}

class FormWriter {
  public:
    FormWriter(const ComposerModel& model, const PieceRequest& request)
        : model_(model),
          request_(request),
          form_(*request.form),
          metre_(metrePlan(request.steering.beats, request.steering.beatType)) {
        models::RandomStream random = stream(kPlan, 0);
        home_.character = characterOf(request.steering, random.chance(0.4));
        home_.textures = drawTextures(random);
        ensemble_ = ensembleOf(home_.character.programs, request.steering.drums,
                               model.instruments(), model.rules());
        home_.tonic = tonicOf(random);
        upbeat_ = drawUpbeat(model.tables(), metre_, random);
        sectionBars_ = sectionBars(form_, request.bars);
    }

    Score write() {
        for (std::size_t i = 0; i < form_.sections.size(); ++i) {
            Theme theme = themeOf(form_.sections[i]);
            if (i + 1 == form_.sections.size()) close(theme);
            played_.push_back(std::move(theme));
        }
        for (std::size_t i = 0; i + 1 < played_.size(); ++i)
            leadInto(played_[i].phrases.back(), played_[i + 1], i);
        Score whole;
        if (request_.steering.programs.size() != 1) addIntroduction(whole);
        for (std::size_t i = 0; i < played_.size(); ++i)
            addSection(whole, played_[i], form_.sections[i].name);
        return whole;
    }

  private:
    [[nodiscard]] models::RandomStream stream(Stream kind, std::uint64_t number) const {
        return models::RandomStream(request_.seed, (std::uint64_t{kind} << 48U) + number);
    }

    static std::vector<double> drawTextures(models::RandomStream& random) {
        std::vector<double> out;
        for (std::size_t i = 0; i < kMostParts; ++i) out.push_back(random.uniform());
        return out;
    }

    [[nodiscard]] int tonicOf(models::RandomStream& random) const {
        // Keys with few signs are the kinder to players.
        static constexpr int kMajorHomes[] = {0, 2, 5, 7, 10, 9, 3};
        static constexpr int kMinorHomes[] = {9, 2, 4, 7, 0, 11};
        const int drawn =
            home_.character.minor ? kMinorHomes[random.below(6)] : kMajorHomes[random.below(7)];
        return request_.steering.tonic.value_or(drawn);
    }

    /// Where a letter that is new stands: at home, or for a contrast in a near key.
    Ground groundOf(const FormSection& section, bool first, models::RandomStream& random) const {
        Ground out = home_;
        if (first) return out;
        const bool contrasts = section.bridge || (!section.chorus && !form_.blues);
        out.textures = drawTextures(random);
        if (section.chorus) {
            out.character.level = std::min(0.9, out.character.level + 0.08);
            out.character.activity = std::min(1.0, out.character.activity + 0.15);
            out.character.centre += 2;
        }
        if (!contrasts) return out;
        out.character.level += random.chance(0.5) ? 0.04 : -0.06;
        if (request_.steering.tonic || !random.chance(0.6)) return out;
        // The relative key, or the one a fifth up or down.
        const bool minor = home_.character.minor;
        if (random.chance(0.5) && !request_.steering.minor) {
            out.tonic = pitchClassOf(home_.tonic + (minor ? 3 : 9));
            out.character.minor = !minor;
        } else {
            out.tonic = pitchClassOf(home_.tonic + (random.chance(0.5) ? 7 : 5));
        }
        return out;
    }

    /// How the phrases of a section are made of each other.
    std::vector<PhrasePlan> planOf(models::RandomStream& random) const {
        if (form_.blues)
            return {{-1, false, Cadence::Deceptive},
                    {0, false, Cadence::Deceptive},
                    {-1, true, Cadence::Perfect}};
        const int phrases = sectionBars_ / kPhraseBars;
        const Cadence open = random.chance(0.6) ? Cadence::Half : Cadence::Imperfect;
        switch (phrases) {
            case 1:
                return {{-1, false, Cadence::Perfect}};
            case 2:
                return {{-1, false, open}, {random.chance(0.65) ? 0 : -1, false, Cadence::Perfect}};
            case 3:
                return {{-1, false, open}, {0, false, open}, {-1, true, Cadence::Perfect}};
            default:
                return drawForm(random);
        }
    }

    [[nodiscard]] PhraseBrief briefFor(const Ground& ground, const PhrasePlan& plan,
                                       std::size_t index) const {
        PhraseBrief out = phraseBrief(ensemble_, ground.character, kPhraseBars, ground.tonic);
        out.cadence = plan.cadence;
        out.contrast = plan.contrast;
        out.nextUpbeat = upbeat_;
        out.marks = model_.marks();
        if (form_.blues)
            out.slots = bluesChords(metre_, ground.character.minor, static_cast<int>(index));
        return out;
    }

    /// Writes a phrase behind those that the theme has.
    void addPhrase(Theme& theme, PhraseBrief brief, std::uint64_t number) {
        if (!theme.phrases.empty()) {
            const WrittenPhrase& before = theme.phrases.back().written;
            for (const TuneNote& note : before.tune) brief.before.push_back(note.pitch);
            for (const TuneNote& note : before.upbeat) brief.upbeat.push_back(note.pitch);
            if (!before.upbeat.empty()) brief.first = before.upbeatGoal;
            brief.chordBefore = before.slots.back().chord.index();
            brief.layoutBefore = &before.layouts.back();
        }
        models::RandomStream random = stream(kSection, number);
        SetPhrase out;
        out.number = number;
        out.written = writePhrase(model_.tables(), metre_, theme.ground.character, brief, random);
        // What they point at does not last; what is played needs neither.
        brief.like = nullptr;
        brief.layoutBefore = nullptr;
        out.brief = std::move(brief);
        theme.phrases.push_back(std::move(out));
    }

    [[nodiscard]] std::uint64_t numberOf(const FormSection& section, std::size_t phrase) const {
        return (static_cast<std::uint64_t>(section.letter) * 16 +
                static_cast<std::uint64_t>(section.primes)) *
                   64 +
               phrase;
    }

    /// The tune of a section; written when its letter, or that many primes, comes for the first
    /// time.
    const Theme& themeOf(const FormSection& section) {
        const std::pair key(section.letter, section.primes);
        if (const auto found = themes_.find(key); found != themes_.end()) return found->second;
        if (section.primes > 0) return themes_[key] = varied(section);
        models::RandomStream random = stream(kSection, numberOf(section, 63));
        Theme theme;
        theme.ground = groundOf(section, themes_.empty(), random);
        const std::vector<PhrasePlan> plan = planOf(random);
        for (std::size_t i = 0; i < plan.size(); ++i) {
            PhraseBrief brief = briefFor(theme.ground, plan[i], i);
            if (section.bridge) brief.contrast = true;
            PhraseMemory memory;
            if (plan[i].like >= 0) {
                memory = theme.phrases[static_cast<std::size_t>(plan[i].like)].written.memory(
                    theme.ground.character.minor);
                brief.like = &memory;
            }
            if (i + 1 < plan.size() && plan[i + 1].like >= 0 &&
                static_cast<std::size_t>(plan[i + 1].like) < theme.phrases.size()) {
                const SetPhrase& next = theme.phrases[static_cast<std::size_t>(plan[i + 1].like)];
                if (!next.written.tune.empty()) brief.nextFirst = next.written.tune.front().pitch;
            }
            addPhrase(theme, std::move(brief), numberOf(section, i));
        }
        return themes_[key] = std::move(theme);
    }

    /// A' is like A, phrase by phrase, with other turns here and there.
    Theme varied(const FormSection& section) {
        FormSection plain = section;
        plain.primes = 0;
        const Theme source = themeOf(plain);
        models::RandomStream random = stream(kSection, numberOf(section, 62));
        Theme out;
        out.ground = source.ground;
        if (form_.blues || section.primes > 1) out.ground.textures = drawTextures(random);
        for (std::size_t i = 0; i < source.phrases.size(); ++i) {
            const SetPhrase& phrase = source.phrases[i];
            PhraseBrief brief = phrase.brief;
            const PhraseMemory memory = phrase.written.memory(source.ground.character.minor);
            brief.like = &memory;
            brief.novelty = 0.15 * section.primes;
            brief.before.clear();
            brief.upbeat.clear();
            brief.first.reset();
            brief.chordBefore = -1;
            addPhrase(out, std::move(brief), numberOf(section, i));
        }
        return out;
    }

    /// The very last phrase ends the piece.
    void close(Theme& theme) {
        const SetPhrase last = theme.phrases.back();
        theme.phrases.pop_back();
        const PhraseMemory memory = last.written.memory(theme.ground.character.minor);
        PhraseBrief brief = last.brief;
        brief.like = &memory;
        brief.last = true;
        brief.piecePlace = 2;
        brief.cadence = Cadence::Perfect;
        brief.nextUpbeat.clear();
        brief.nextFirst.reset();
        brief.before.clear();
        brief.upbeat.clear();
        brief.first.reset();
        brief.chordBefore = -1;
        if (form_.blues) {
            ChordSlot& end = brief.slots[brief.slots.size() - (metre_.half > 0 ? 2 : 1)];
            end.length = metre_.barTicks;
            if (metre_.half > 0) brief.slots.pop_back();
        }
        addPhrase(theme, std::move(brief), last.number + 32);
    }

    /// The upbeat from a section's last phrase to the first note of the next.
    void leadInto(SetPhrase& phrase, const Theme& next, std::size_t index) {
        const WrittenPhrase& goal = next.phrases.front().written;
        phrase.written.upbeat.clear();
        if (upbeat_.empty() || goal.tune.empty() || goal.tune.front().tick > 0) return;
        TuneWish wish;
        wish.tonic = goal.tonicNote;
        wish.lowest = phrase.brief.tuneLowest;
        wish.highest = phrase.brief.tuneHighest;
        models::RandomStream random = stream(kLead, index);
        const auto pitches =
            writeUpbeat(model_.tables(), next.ground.character, upbeat_,
                        {7, ChordQuality::Dominant7}, wish, goal.tune.front().pitch, random);
        int tick =
            kPhraseBars * metre_.barTicks - std::accumulate(upbeat_.begin(), upbeat_.end(), 0);
        for (std::size_t i = 0; i < pitches.size(); ++i) {
            phrase.written.upbeat.push_back({tick, upbeat_[i], pitches[i], kPhraseBars - 1});
            tick += upbeat_[i];
        }
        phrase.written.upbeatGoal = goal.tune.front().pitch;
    }

    Score sounding(const Ground& ground, const SetPhrase& phrase, bool opening) const {
        models::RandomStream random = stream(kPlay, phrase.number);
        const auto played = playParts(ensemble_, metre_, ground.character, phrase.written,
                                      phrase.brief, ground.textures, opening, random);
        models::RandomStream marks = stream(kMarks, phrase.number);
        return phraseScore(ensemble_, metre_, ground.character, phrase.written, phrase.brief,
                           played, marks);
    }

    void addIntroduction(Score& whole) {
        const Theme& first = played_.front();
        PhraseBrief brief =
            phraseBrief(ensemble_, first.ground.character, kIntroductionBars, first.ground.tonic);
        brief.cadence = Cadence::Half;
        brief.marks = model_.marks();
        brief.piecePlace = 0;
        models::RandomStream random = stream(kSection, 0);
        SetPhrase phrase;
        phrase.brief = brief;
        phrase.written =
            writePhrase(model_.tables(), metre_, first.ground.character, brief, random);
        phrase.written.tune.clear();
        leadInto(phrase, first, kMostParts + form_.sections.size());
        for (TuneNote& note : phrase.written.upbeat) {
            note.tick -= (kPhraseBars - kIntroductionBars) * metre_.barTicks;
            note.bar = kIntroductionBars - 1;
        }
        Score score = sounding(first.ground, phrase, true);
        score.measures.front().section = "Intro";
        appendScore(whole, score);
    }

    void addSection(Score& whole, const Theme& theme, const std::string& name) const {
        for (std::size_t i = 0; i < theme.phrases.size(); ++i) {
            Score score = sounding(theme.ground, theme.phrases[i], i == 0);
            if (i == 0) score.measures.front().section = name;
            appendScore(whole, score);
        }
    }

    const ComposerModel& model_;
    const PieceRequest& request_;
    const PieceForm& form_;
    MetrePlan metre_;
    std::vector<EnsemblePart> ensemble_;
    Ground home_;
    std::vector<int> upbeat_;  ///< note lengths, the same all through the piece
    int sectionBars_ = 8;
    std::map<std::pair<char, int>, Theme> themes_;
    std::vector<Theme> played_;
};

}  // namespace

Score composeInForm(const ComposerModel& model, const PieceRequest& request) {
    return FormWriter(model, request).write();
}

}  // namespace arioso
