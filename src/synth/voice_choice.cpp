#include "src/synth/voice_choice.h"

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
    if (says(kLow)) return false;
    if (says(kHigh)) return true;
    return std::nullopt;
}

std::size_t notesWithin(const PerformedPart& part, const Instrument& voice) {
    return static_cast<std::size_t>(
        std::count_if(part.notes.begin(), part.notes.end(), [&voice](const PerformedNote& note) {
            const long key = std::lround(note.pitch);
            return key >= voice.lowest && key <= voice.highest;
        }));
}

bool sings(const StemPlan& stem) {
    return stem.part.vocal &&
           std::any_of(stem.part.notes.begin(), stem.part.notes.end(),
                       [](const PerformedNote& note) { return !note.phonemes.empty(); });
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
    std::string language = request.language.empty() ? score.language : request.language;
    if (language.empty()) language = "en";
    bool told = false;
    for (StemPlan& stem : plan.stems) {
        if (!sings(stem) || chosen.count(stem.scorePart) > 0) continue;
        bool exact = true;
        const auto found = named.find(stem.scorePart);
        const Instrument* voice = found != named.end() ? found->second : everyone;
        if (voice == nullptr) {
            voice = &voiceFor(voices, stem.part, language, &exact);
        } else {
            exact = contains(voice->languages, language);
        }
        if (!exact && !told) {
            plan.notes.push_back(
                fmt::format("no voice was trained to sing '{}': {} tries, with the sounds it knows",
                            language, voice->name));
            told = true;
        }
        const RangeFit fit = fitRange(stem.part, *voice);
        if (fit.outside > 0 && request.strict) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: part '{}': expected notes from {} to {} (MIDI keys) for "
                                    "the voice {}, found {} outside",
                                    request.score, stem.part.name, voice->lowest, voice->highest,
                                    voice->name, fit.outside));
        }
        if (fit.outside > 0) {
            const std::string what =
                fit.octaves == 0
                    ? " and are sung an octave off"
                    : fmt::format(": the whole part is sung {} {}",
                                  std::abs(fit.octaves) == 1 ? "an octave" : "two octaves",
                                  fit.octaves < 0 ? "lower" : "higher");
            plan.notes.push_back(fmt::format("{}: {} of {} notes lie outside the range of {}{}",
                                             stem.part.name, fit.outside, stem.part.notes.size(),
                                             voice->name, what));
        }
        stem.instrument = *voice;
    }
}

}  // namespace arioso
