#include "tools/corpus/voice/spoken_part.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/perform/ipa.h"

namespace arioso::corpus {
namespace {

constexpr double kBendStep = 0.01;  // seconds
constexpr float kMeanVelocity = 0.6F;
constexpr double kVelocityDb = 30.0;  // as resing() has it

double midiOf(double hz) {
    return 69.0 + 12.0 * std::log2(hz / 440.0);
}

/// MIDI pitch of every frame, on straight lines across what has none; empty if nothing has.
std::vector<double> pitchTrack(const std::vector<float>& f0) {
    std::vector<double> out(f0.size());
    std::ptrdiff_t last = -1;
    for (std::size_t i = 0; i < f0.size(); ++i) {
        if (f0[i] <= 0.0F) continue;
        out[i] = midiOf(static_cast<double>(f0[i]));
        const auto begin = static_cast<std::size_t>(last + 1);
        for (std::size_t j = begin; j < i; ++j) {
            const double place =
                static_cast<double>(j - begin + 1) / static_cast<double>(i - begin + 1);
            out[j] = last < 0 ? out[i]
                              : out[static_cast<std::size_t>(last)] +
                                    place * (out[i] - out[static_cast<std::size_t>(last)]);
        }
        last = static_cast<std::ptrdiff_t>(i);
    }
    if (last < 0) return {};
    std::fill(out.begin() + last + 1, out.end(), out[static_cast<std::size_t>(last)]);
    return out;
}

double levelDb(const dsp::VoiceFrames& frames, std::size_t frame) {
    const auto envelope = frames.envelopeOf(std::min(frame, frames.size() - 1));
    const double sum = std::accumulate(envelope.begin(), envelope.end(), 0.0);
    return 10.0 * std::log10(sum / static_cast<double>(frames.bins()) + 1e-14);
}

}  // namespace

PerformedPart spokenPart(const dsp::VoiceFrames& frames, const Alignment& spoken) {
    PerformedPart part;
    part.name = "Speech";
    part.vocal = true;
    const std::vector<double> pitch = pitchTrack(frames.f0);
    if (pitch.empty()) return part;
    const auto frameOf = [&](double seconds) {
        return std::min(pitch.size() - 1, static_cast<std::size_t>(
                                              std::max(0.0, seconds / frames.framePeriod + 0.5)));
    };
    std::vector<PhonemeSpan> waiting;  // consonants whose vowel is still to come
    std::vector<double> levels;
    int word = -1;
    bool open = false;
    const auto close = [&] {
        // Consonants without a vowel after them in their word end the syllable before.
        if (!part.notes.empty() && open) {
            auto& last = part.notes.back();
            last.phonemes.insert(last.phonemes.end(), waiting.begin(), waiting.end());
            if (!last.phonemes.empty()) last.offset = last.phonemes.back().end;
        }
        waiting.clear();
        open = false;
    };
    bool wasVowel = false;
    for (const PhoneTime& phone : spoken.phones) {
        if (phone.word != word) close();
        word = phone.word;
        const bool vowel = isVowelSymbol(phone.symbol);
        if (phone.word < 0) {
            wasVowel = false;
            continue;
        }
        const PhonemeSpan span{phone.symbol, phone.start, phone.end, vowel};
        if (vowel && wasVowel && open && waiting.empty()) {
            part.notes.back().phonemes.push_back(span);  // the glide of a diphthong
            part.notes.back().offset = phone.end;
        } else if (vowel) {
            PerformedNote note;
            note.onset = phone.start;
            note.offset = phone.end;
            note.id = static_cast<std::uint32_t>(part.notes.size());
            note.syllable = phone.symbol;
            note.phonemes = waiting;
            note.phonemes.push_back(span);
            waiting.clear();
            if (!part.notes.empty() && note.phonemes.front().start < note.onset) {
                auto& last = part.notes.back();
                last.offset = std::min(last.offset, note.phonemes.front().start);
            }
            std::vector<double> inside;
            for (auto f = frameOf(phone.start); f <= frameOf(phone.end); ++f)
                inside.push_back(pitch[f]);
            std::nth_element(inside.begin(), inside.begin() + inside.size() / 2, inside.end());
            note.pitch = static_cast<float>(inside[inside.size() / 2]);
            levels.push_back(levelDb(frames, frameOf(0.5 * (phone.start + phone.end))));
            part.notes.push_back(std::move(note));
            open = true;
        } else {
            waiting.push_back(span);
        }
        wasVowel = vowel;
    }
    close();
    const double mean = levels.empty() ? 0.0
                                       : std::accumulate(levels.begin(), levels.end(), 0.0) /
                                             static_cast<double>(levels.size());
    for (std::size_t i = 0; i < part.notes.size(); ++i) {
        PerformedNote& note = part.notes[i];
        note.velocity = std::clamp(
            kMeanVelocity * static_cast<float>(std::pow(10.0, (levels[i] - mean) / kVelocityDb)),
            0.2F, 1.0F);
        const double from = std::min(note.onset, note.phonemes.front().start);
        const double to = i + 1 < part.notes.size()
                              ? part.notes[i + 1].onset
                              : std::max(note.offset, note.phonemes.back().end);
        for (double t = from; t < to; t += kBendStep) {
            const double cents = 100.0 * (pitch[frameOf(t)] - static_cast<double>(note.pitch));
            note.bend.push_back({t - note.onset, static_cast<float>(cents)});
        }
    }
    return part;
}

}  // namespace arioso::corpus
