#include "tools/corpus/voice/aligner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/corpus/known_speech.h"

namespace arioso::corpus {
namespace {

using test::KnownSpeech;
using test::KnownUtterance;

/// 10 ms, and 15 ms after a burst, where only the models' wider windows tell; and rounding.
double closeEnough(const std::vector<PhoneTime>& phones, std::size_t boundary) {
    return boundary > 0 && phones[boundary - 1].symbol == "t" ? 0.0151 : 0.0101;
}

/// Thirty utterances of three words, with a pause after the first, the second, both or none.
std::vector<KnownUtterance> material(std::uint64_t seed) {
    KnownSpeech speech(seed);
    std::vector<KnownUtterance> out;
    for (int i = 0; i < 30; ++i) out.push_back(speech.make({i % 2 == 0, i % 3 == 0, false}));
    return out;
}

std::vector<Utterance> utterancesOf(const std::vector<KnownUtterance>& known) {
    std::vector<Utterance> out;
    for (const KnownUtterance& one : known) out.push_back(one.utterance);
    return out;
}

std::vector<std::string> symbolsOf(const std::vector<PhoneTime>& phones) {
    std::vector<std::string> out;
    for (const PhoneTime& phone : phones) out.push_back(phone.symbol);
    return out;
}

TEST(Aligner, FindsSoundsAndPausesWithinTenMilliseconds) {
    const auto known = material(1);
    const auto utterances = utterancesOf(known);
    const Aligner aligner = Aligner::train(utterances);
    for (std::size_t i = 0; i < known.size(); ++i) {
        const Alignment found = aligner.align(utterances[i]);
        // Pauses that are there are found, and no others.
        ASSERT_EQ(symbolsOf(found.phones), symbolsOf(known[i].phones)) << found.file;
        for (std::size_t k = 0; k < found.phones.size(); ++k) {
            EXPECT_NEAR(found.phones[k].start, known[i].phones[k].start,
                        closeEnough(found.phones, k))
                << found.file << " " << k << " " << found.phones[k].symbol;
            EXPECT_EQ(found.phones[k].word, known[i].phones[k].word);
        }
        EXPECT_DOUBLE_EQ(found.phones.back().end, utterances[i].features.seconds);
    }
}

TEST(Aligner, AnUtteranceThatWasNotTrainedOnIsAlignedAsWell) {
    auto known = material(2);
    auto utterances = utterancesOf(known);
    utterances[7].heldOut = true;
    const Alignment found = Aligner::train(utterances).align(utterances[7]);
    EXPECT_TRUE(found.heldOut);
    ASSERT_EQ(symbolsOf(found.phones), symbolsOf(known[7].phones));
    for (std::size_t k = 0; k < found.phones.size(); ++k)
        EXPECT_NEAR(found.phones[k].start, known[7].phones[k].start, closeEnough(found.phones, k));
}

TEST(Aligner, ATextThatLacksASpokenWordOrHasOneTooManyIsSuspect) {
    KnownSpeech speech(3);
    std::vector<Utterance> utterances;
    for (int i = 0; i < 30; ++i) {
        const int unspoken = i == 11 ? 1 : -1;
        const int unwritten = i == 17 ? 1 : -1;
        utterances.push_back(
            speech.make({i % 2 == 0, false, false}, unspoken, unwritten).utterance);
    }
    const Aligner aligner = Aligner::train(utterances);
    std::vector<Alignment> found;
    for (const Utterance& utterance : utterances) found.push_back(aligner.align(utterance));
    markSuspects(found);
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_EQ(found[i].suspect, i == 11 || i == 17) << i << ": " << found[i].worst;
}

TEST(Aligner, SameUtterancesSameTimes) {
    const auto utterances = utterancesOf(material(4));
    AlignmentSet sets[2];
    for (AlignmentSet& set : sets) {
        const Aligner aligner = Aligner::train(utterances);
        for (const Utterance& utterance : utterances)
            set.utterances.push_back(aligner.align(utterance));
    }
    EXPECT_EQ(sets[0].json(), sets[1].json());
}

TEST(Aligner, ATextTooLongForItsRecordingIsSuspectAndHasNoTimes) {
    auto utterances = utterancesOf(material(5));
    Utterance& brief = utterances[3];
    brief.features = speechFeatures(std::vector<float>(800, 0.1F), KnownSpeech::kRate);
    const Aligner aligner = Aligner::train(utterances);
    std::vector<Alignment> found;
    for (const Utterance& utterance : utterances) found.push_back(aligner.align(utterance));
    markSuspects(found);
    EXPECT_TRUE(found[3].suspect);
    EXPECT_TRUE(found[3].phones.empty());
    EXPECT_FALSE(found[4].suspect);
}

TEST(Aligner, NoWordsAtAllAreAnError) {
    EXPECT_THROW(Aligner::train({}), Error);
}

}  // namespace
}  // namespace arioso::corpus
