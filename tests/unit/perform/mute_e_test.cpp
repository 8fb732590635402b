#include <gtest/gtest.h>

#include "sung_builder.h"

namespace arioso {
namespace {

using testing::singAll;
using testing::sungAt;
using testing::symbolsOf;

TEST(MuteE, IsSungWhereItHasANote) {
    const Performance sung = singAll(
        {sungAt(0.0, 1.0, "Jac", Syllabic::Begin), sungAt(1.0, 1.0, "ques,", Syllabic::End)}, "fr");
    EXPECT_EQ(symbolsOf(sung.parts[0].notes[0]), "ʒ a");
    EXPECT_EQ(sung.parts[0].notes[1].phonemes.back().symbol, "ə");
    // The consonant comes before the beat of its own note.
    EXPECT_EQ(symbolsOf(sung.parts[0].notes[1]), "k ə");
}

TEST(MuteE, IsSilentInASyllableWithAnotherVowel) {
    const Performance sung = singAll({sungAt(0.0, 1.0, "lune")}, "fr");
    EXPECT_EQ(symbolsOf(sung.parts[0].notes[0]), "l y n");
}

}  // namespace
}  // namespace arioso
