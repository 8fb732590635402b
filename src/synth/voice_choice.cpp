#include "src/synth/voice_choice.h"
#include "src/lyrics/words_language.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "dsp/error.h"

namespace arioso {
namespace {

/// "de-AT" is sung by those who sing "de".
std::string primary(const std::string& language) {
    return language.substr(0, language.find_first_of("-_"));
}

bool contains(const std::vector<std::string>& list, const std::string& language) {
    return std::find(list.begin(), list.end(), primary(language)) != list.end();
}

/// What a part's name says of its register: true for the high one.
std::optional<bool> registerOf(const std::string& name) {
    static constexpr std::array<std::string_view, 9> kHigh{
        "sopran", "alto", "alt", "mezzo", "treble", "descant", "women", "frauen", "discant"};
    static constexpr std::array<std::string_view, 6> kLow{"tenor",   "bass",   "bariton",
                                                          "baryton", "männer", "mens"};
    std::string lower;
    for (const char c : name) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto says = [&lower](const auto& words) {
        return std::any_of(words.begin(), words.end(), [&lower](std::string_view word) {
            return lower.find(word) != std::string::npos;
        });
    };
    const bool low = says(kLow);
    const bool high = says(kHigh);
    // "Soprano, Alto, Tenor, Bass" of one stave is no register.
    if (low == high) return std::nullopt;
    return high;
}

std::size_t notesWithin(const PerformedPart& part, const Instrument& voice) {
    return static_cast<std::size_t>(
        std::count_if(part.notes.begin(), part.notes.end(), [&voice](const PerformedNote& note) {
            const long key = std::lround(note.pitch);
            return key >= voice.lowest && key <= voice.highest;
        }));
}

const Instrument& demandVoice(const InstrumentTable& voices, const std::string& name) {
    const auto found = std::find_if(
        voices.all().begin(), voices.all().end(),
        [&name](const Instrument& voice) { return voice.id == name || voice.name == name; });
    if (found != voices.all().end()) return *found;
    std::string known;
    for (const Instrument& voice : voices.all()) known += (known.empty() ? "" : ", ") + voice.id;
    throw Error(ExitCode::Usage, fmt::format("voice: expected one of {}; found '{}'", known, name));
}

}  // namespace

bool singsWords(const StemPlan& stem) {
    return stem.part.vocal &&
           std::any_of(stem.part.notes.begin(), stem.part.notes.end(),
                       [](const PerformedNote& note) { return !note.phonemes.empty(); });
}

const Instrument& voiceFor(const InstrumentTable& voices, const PerformedPart& part,
                           const std::string& language, bool* exact) {
    const auto asked = registerOf(part.name);
    const auto worth = [&](const Instrument& voice) {
        const int speaks = contains(voice.languages, language)      ? 2
                           : contains(voice.experimental, language) ? 1
                                                                    : 0;
        const int suits = asked ? static_cast<int>(*asked == voice.high) : 0;
        return std::tuple(speaks, suits, notesWithin(part, voice));
    };
    const auto& all = voices.all();
    const auto best = std::max_element(
        all.begin(), all.end(),
        [&](const Instrument& a, const Instrument& b) { return worth(a) < worth(b); });
    if (exact != nullptr) *exact = contains(best->languages, language);
    return *best;
}

RangeFit fitRange(PerformedPart& part, const Instrument& voice) {
    constexpr double kFew = 0.1;  // of the notes; for fewer the rest of the melody stays in place
    const auto outside = [&](int octaves) {
        return std::count_if(part.notes.begin(), part.notes.end(), [&](const PerformedNote& note) {
            const long key = std::lround(note.pitch) + 12L * octaves;
            return key < voice.lowest || key > voice.highest;
        });
    };
    RangeFit fit;
    fit.outside = static_cast<std::size_t>(outside(0));
    if (static_cast<double>(fit.outside) > kFew * static_cast<double>(part.notes.size())) {
        for (const int octaves : {-1, 1, -2, 2}) {
            if (outside(octaves) < outside(fit.octaves)) fit.octaves = octaves;
        }
    }
    for (PerformedNote& note : part.notes) {
        note.pitch += 12.0F * static_cast<float>(fit.octaves);
        while (std::lround(note.pitch) > voice.highest) note.pitch -= 12.0F;
        while (std::lround(note.pitch) < voice.lowest) note.pitch += 12.0F;
    }
    return fit;
}

namespace {

/// The written voices of a stem that have singers of their own; one where they have not.
std::vector<int> voicesOf(const StemPlan& stem) {
    std::set<int> voices;
    for (const SingerPlan& singer : stem.singers) voices.insert(singer.voice);
    return voices.empty() ? std::vector<int>{0} : std::vector<int>(voices.begin(), voices.end());
}

/// What moved a part's notes by octaves moves them for those who share its line.
void takePitches(const PerformedPart& part, PerformedPart& singer) {
    std::map<std::uint32_t, float> pitches;
    for (const PerformedNote& note : part.notes) pitches[note.id] = note.pitch;
    for (PerformedNote& note : singer.notes) note.pitch = pitches.at(note.id);
}

/// Finds voices for the lines of stems and says what the user should know of it.
class Casting {
  public:
    Casting(const RenderRequest& request, std::string language, const InstrumentTable& voices,
            std::vector<std::string>& notes)
        : request_(request), language_(std::move(language)), voices_(voices), notes_(notes) {}

    /// The voice of one line of a stem, 0 = all of it; its notes are moved into the voice's range.
    const Instrument& cast(StemPlan& stem, int line, const Instrument* voice) {
        std::vector<std::size_t> places;
        PerformedPart sung = stem.part;
        sung.notes.clear();
        for (std::size_t i = 0; i < stem.part.notes.size(); ++i) {
            if (line != 0 && stem.part.notes[i].voice != line) continue;
            places.push_back(i);
            sung.notes.push_back(stem.part.notes[i]);
        }
        bool exact = true;
        if (voice == nullptr) {
            voice = &voiceFor(voices_, sung, language_, &exact);
        } else {
            exact = contains(voice->languages, language_);
        }
        if (!exact && !told_) {
            notes_.push_back(
                fmt::format("no voice was trained to sing '{}': {} tries, with the sounds it knows",
                            language_, voice->name));
            told_ = true;
        }
        const RangeFit fit = fitRange(sung, *voice);
        for (std::size_t i = 0; i < places.size(); ++i)
            stem.part.notes[places[i]].pitch = sung.notes[i].pitch;
        if (fit.outside > 0) tellMoved(sung, *voice, fit);
        return *voice;
    }

  private:
    void tellMoved(const PerformedPart& part, const Instrument& voice, const RangeFit& fit) {
        if (request_.strict) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: part '{}': expected notes from {} to {} (MIDI keys) for "
                                    "the voice {}, found {} outside",
                                    request_.score, part.name, voice.lowest, voice.highest,
                                    voice.name, fit.outside));
        }
        const std::string what =
            fit.octaves == 0 ? " and are sung an octave off"
                             : fmt::format(": the whole part is sung {} {}",
                                           std::abs(fit.octaves) == 1 ? "an octave" : "two octaves",
                                           fit.octaves < 0 ? "lower" : "higher");
        notes_.push_back(fmt::format("{}: {} of {} notes lie outside the range of {}{}", part.name,
                                     fit.outside, part.notes.size(), voice.name, what));
    }

    const RenderRequest& request_;
    std::string language_;
    const InstrumentTable& voices_;
    std::vector<std::string>& notes_;
    bool told_ = false;
};

}  // namespace

void assignVoices(const RenderRequest& request, const Score& score, const InstrumentTable& voices,
                  const std::set<std::size_t>& chosen, RenderPlan& plan) {
    std::map<std::size_t, const Instrument*> named;
    const Instrument* everyone = nullptr;
    for (const auto& choice : request.voices) {
        const Instrument& voice = demandVoice(voices, choice.instrument);
        if (choice.part.empty()) {
            everyone = &voice;
            continue;
        }
        for (const std::size_t part : findParts(choice.part, score, "voice")) named[part] = &voice;
    }
    std::string language = request.language.empty() ? wordsLanguage(score) : request.language;
    if (language.empty()) language = "en";
    if (request.language.empty() && std::any_of(plan.stems.begin(), plan.stems.end(), singsWords)) {
        std::string remark = guessedLanguageRemark(score);
        if (!remark.empty()) plan.notes.push_back(std::move(remark));
    }
    Casting casting(request, language, voices, plan.notes);
    for (StemPlan& stem : plan.stems) {
        if (!singsWords(stem) || chosen.count(stem.scorePart) > 0) continue;
        const auto found = named.find(stem.scorePart);
        const Instrument* asked = found != named.end() ? found->second : everyone;
        const std::vector<int> written = voicesOf(stem);
        for (const int line : written) {
            const Instrument& voice = casting.cast(stem, line, asked);
            for (SingerPlan& singer : stem.singers) {
                if (singer.voice != line) continue;
                singer.instrument = voice;
                takePitches(stem.part, singer.part);
            }
            if (line == written.front()) stem.instrument = voice;
        }
    }
}

}  // namespace arioso
