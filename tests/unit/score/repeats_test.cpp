#include <gtest/gtest.h>

#include "src/score/repeats.h"

namespace arioso {
namespace {

/// Bars from a line of letters with signs in front of and behind them:
/// `|:` forward, `:|` and `:|3` backward, `[1,2` ending starts, `]` ending closes, `$` segno,
/// `@` coda, `>@` to coda, `DC`, `DS`, `fine`.
std::string played(const std::string& text, RepeatMode mode = RepeatMode::Written) {
    std::vector<RepeatSigns> bars;
    std::string names;
    RepeatSigns pending;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        at = end + 1;
        if (word == "|:") {
            pending.forward = true;
        } else if (word.rfind(":|", 0) == 0) {
            bars.back().backward = word.size() > 2 ? word[2] - '0' : 2;
        } else if (word[0] == '[') {
            for (std::size_t i = 1; i < word.size(); i += 2) {
                pending.voltaStart.push_back(word[i] - '0');
            }
        } else if (word == "]") {
            bars.back().voltaEnd = true;
        } else if (word == "$") {
            pending.segno = "";
        } else if (word == "@") {
            pending.coda = "";
        } else if (word == ">@") {
            bars.back().toCoda = "";
        } else if (word == "DC") {
            bars.back().daCapo = true;
        } else if (word == "DS") {
            bars.back().dalSegno = "";
        } else if (word == "fine") {
            bars.back().fine = true;
        } else {
            names += word;
            bars.push_back(pending);
            pending = {};
        }
    }
    std::string out;
    for (const PlayedBar& bar : playOrder(bars, 1000, mode)) {
        out += names[static_cast<std::size_t>(bar.index)];
    }
    return out;
}

TEST(Repeats, AreTakenAsOftenAsTheySay) {
    EXPECT_EQ(played("A B C"), "ABC");
    EXPECT_EQ(played("A B :| C"), "ABABC");
    EXPECT_EQ(played("A |: B :| C"), "ABBC");
    EXPECT_EQ(played("A |: B :|4 C"), "ABBBBC");
    EXPECT_EQ(played("A :| B :| C"), "AABBC");
    EXPECT_EQ(played("|: A :| |: B :| C"), "AABBC");
    EXPECT_EQ(played("A |: B C"), "ABC") << "a repeat that never ends";
}

TEST(Repeats, MayBeNested) {
    EXPECT_EQ(played("|: A |: B :| C :| D"), "ABBCABBCD");
}

TEST(Repeats, ChooseTheEndingOfThePass) {
    EXPECT_EQ(played("A [1 B :| [2 C ] D"), "ABACD");
    EXPECT_EQ(played("A [1,2 B :| [3 C ] D"), "ABABACD");
    EXPECT_EQ(played("A [1 B :| C"), "ABAC") << "a first ending alone";
    EXPECT_EQ(played("A [1 B :| [2 C :| D"), "ABACD");
    EXPECT_EQ(played("A [1 B :| [2 C :| [3 D ] E"), "ABACADE");
    EXPECT_EQ(played("|: A [1 B C :| [2 D E ] F :| G"), "ABCADEFFG");
    EXPECT_EQ(played("A [1,2 B :| C"), "ABABAC");
    EXPECT_EQ(played("A [1 B :| [2 C ] D E [1 F :| [2 G ] H"), "ABACDEFDEGH");
}

TEST(Repeats, JumpDaCapoAndDalSegno) {
    EXPECT_EQ(played("A B fine C DC"), "ABCAB");
    EXPECT_EQ(played("A $ B fine C DS D"), "ABCB");
    EXPECT_EQ(played("A B >@ C DC @ D E"), "ABCABDE");
    EXPECT_EQ(played("A $ B >@ C DS @ D"), "ABCBD");
    EXPECT_EQ(played("A B DC C"), "ABABC") << "a jump is taken once";
    EXPECT_EQ(played("A DS"), "A") << "no segno anywhere";
}

TEST(Repeats, AreNotTakenAgainAfterAJump) {
    EXPECT_EQ(played("|: A :| B fine |: C :| DC"), "AABCCAB");
    EXPECT_EQ(played("A [1 B :| [2 C ] fine D DC"), "ABACDAC");
    EXPECT_EQ(played("|: A :| >@ B DC @ |: C :|"), "AABACC") << "but those of the coda are";
}

TEST(Repeats, AreTakenAgainAfterAJumpIfAskedFor) {
    EXPECT_EQ(played("|: A :| B fine |: C :| DC", RepeatMode::All), "AABCCAAB");
    EXPECT_EQ(played("A [1 B :| [2 C ] fine D DC", RepeatMode::All), "ABACDABAC");
    EXPECT_EQ(played("|: A $ B :| C fine D DS", RepeatMode::All), "ABABCDBABC");
}

TEST(Repeats, MayAllBeLeftOut) {
    EXPECT_EQ(played("A [1 B :| [2 C ] fine D DC", RepeatMode::None), "ABCD");
}

TEST(Repeats, BehindAJumpBeginWhereTheyAreWritten) {
    EXPECT_EQ(played("A B DC C D :| E"), "ABABCDCDE")
        << "a repeat without a start, in what follows the return";
}

TEST(Repeats, SignsMayNameTheirPasses) {
    std::vector<RepeatSigns> bars(4);
    bars[1].toCoda = "";
    bars[1].codaOnly = {2};
    bars[1].backward = 2;
    bars[3].coda = "";
    std::string order;
    for (const PlayedBar& bar : playOrder(bars, 100)) order += std::to_string(bar.index);
    EXPECT_EQ(order, "01013") << "to the coda the second time, without any jump";
    bars[1].toCoda.reset();
    bars[1].fine = true;
    bars[1].fineOnly = {2};
    order.clear();
    for (const PlayedBar& bar : playOrder(bars, 100)) order += std::to_string(bar.index);
    EXPECT_EQ(order, "0101");
}

TEST(Repeats, CountThePasses) {
    std::vector<RepeatSigns> bars(2);
    bars[1].backward = 3;
    const auto order = playOrder(bars, 100);
    ASSERT_EQ(order.size(), 6U);
    EXPECT_EQ(order[0].pass, 1);
    EXPECT_EQ(order[5].pass, 3);
}

TEST(Repeats, StopAtTheLimit) {
    std::vector<RepeatSigns> bars(40);
    for (int i = 0; i < 40; ++i) {
        bars[static_cast<std::size_t>(i)].forward = true;
        bars[static_cast<std::size_t>(i)].backward = 1'000'000;
    }
    EXPECT_EQ(playOrder(bars, 5000).size(), 5001U);
}

}  // namespace
}  // namespace arioso
