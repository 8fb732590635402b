#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "dsp/philox.h"
#include "tools/corpus/voice/aligner.h"

namespace arioso::corpus::test {

/// "Speech" of tones and noises that are easily told apart, with boundaries that are known.
struct KnownUtterance {
    Utterance utterance;
    std::vector<PhoneTime> phones;  ///< the truth, pauses included
};

class KnownSpeech {
  public:
    static constexpr int kRate = 16000;

    explicit KnownSpeech(std::uint64_t seed) : random_(seed) {}

    /// Words of two or three syllables; a pause after a word if its place in `pauses` says so.
    /// `unspoken`: index of a word that the text has and the speaker leaves out; `unwritten`: one
    /// that is said but not in the text. -1: none.
    KnownUtterance make(const std::vector<bool>& pauses, int unspoken = -1, int unwritten = -1) {
        signal_.clear();
        KnownUtterance out;
        sound(out, kPause, -1, 0.2);
        int written = 0;
        for (std::size_t w = 0; w < pauses.size(); ++w) {
            const bool said = static_cast<int>(w) != unspoken;
            const bool inText = static_cast<int>(w) != unwritten;
            std::string name;
            const int syllables = 2 + pick(2);
            for (int i = 0; i < 2 * syllables; ++i) {
                // No closure after a pause: nobody could tell where it begins.
                const std::string symbol = i % 2 == 1 ? vowels()[at(pick(3))]
                                           : i == 0   ? consonants()[at(pick(3))]
                                                      : consonants()[at(pick(4))];
                name += symbol;
                if (inText) out.utterance.spoken.phones.push_back({symbol, written});
                const double seconds = (symbol == "t" ? kClosure : 0.04) + 0.01 * (1 + pick(8));
                if (said) sound(out, symbol, inText ? written : -1, seconds);
            }
            if (inText) {
                out.utterance.spoken.words.push_back(name);
                out.utterance.spoken.markAfter.push_back(pauses[w]);
                out.utterance.text += name + " ";
                ++written;
            }
            if (pauses[w]) sound(out, kPause, -1, 0.15);
        }
        sound(out, kPause, -1, 0.2);
        out.utterance.file = "known-" + std::to_string(made_++);
        out.utterance.features = speechFeatures(signal_, kRate);
        return out;
    }

  private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    static constexpr double kClosure = 0.06;  ///< of a "t", seconds

    static const std::vector<std::string>& consonants() {
        static const std::vector<std::string> all{"s", "ʃ", "m", "t"};
        return all;
    }
    static const std::vector<std::string>& vowels() {
        static const std::vector<std::string> all{"a", "i", "u"};
        return all;
    }
    int pick(int below) {
        return std::min(below - 1,
                        static_cast<int>(random_.uniform(drawn_++) * static_cast<float>(below)));
    }

    void sound(KnownUtterance& out, std::string_view symbol, int word, double seconds) {
        const double start = static_cast<double>(signal_.size()) / kRate;
        const auto samples = static_cast<std::size_t>(std::lround(seconds * kRate));
        for (std::size_t i = 0; i < samples; ++i) {
            const double t = static_cast<double>(signal_.size()) / kRate;
            const auto tone = [&](double hz, double level) {
                return level * std::sin(2.0 * std::numbers::pi * hz * t);
            };
            const double noise = random_.normal(1'000'000 + drawn_++);
            double value = 0.0005 * noise;
            if (symbol == "a") value += tone(750, 0.2) + tone(1200, 0.1);
            if (symbol == "i") value += tone(300, 0.2) + tone(2300, 0.1);
            if (symbol == "u") value += tone(330, 0.2) + tone(700, 0.1);
            if (symbol == "m") value += tone(220, 0.1);
            if (symbol == "s") value += 0.05 * (noise - before_);
            if (symbol == "ʃ") value += tone(2800.0 + 400.0 * noise, 0.05);
            // Closure, then burst.
            if (symbol == "t" && t - start > kClosure) value += 0.05 * noise;
            before_ = noise;
            signal_.push_back(static_cast<float>(value));
        }
        out.phones.push_back({std::string(symbol), start, start + seconds, word});
    }

    dsp::Philox random_;
    std::uint64_t drawn_ = 0;
    double before_ = 0.0;
    int made_ = 0;
    std::vector<float> signal_;
};

}  // namespace arioso::corpus::test
