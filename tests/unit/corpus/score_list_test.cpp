#include "tools/train/statistics/score_list.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "dsp/error.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

class ScoreList : public testing::Test {
  protected:
    // Tests run side by side, each in a process of its own.
    ScoreList()
        : folder(fs::temp_directory_path() /
                 ("arioso_score_list_" + std::to_string(::getpid()) + "_" +
                  testing::UnitTest::GetInstance()->current_test_info()->name())) {
        fs::create_directories(folder);
    }
    ~ScoreList() override { fs::remove_all(folder); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name) << text;
    }
    [[nodiscard]] std::vector<ListedScore> list() const {
        ScoreListSettings settings;
        settings.scores = {folder};
        settings.out = folder / "list.tsv";
        settings.threads = 1;
        return listScores(settings);
    }

    fs::path folder;
};

std::string abc(const std::string& title, const std::string& key, const std::string& tune) {
    return "X:1\nT:" + title + "\nC:Somebody\nM:4/4\nL:1/4\nK:" + key + "\n" + tune + "\n";
}

TEST_F(ScoreList, TellsWhatIsLeftOutAndWhy) {
    write("a.abc", abc("First", "C", "C E G E|F A c A|G B d B|c G E C|D F A F|E G c G|"));
    write("b.abc", abc("Higher", "D", "D F A F|G B d B|A c e c|d A F D|E G B G|F A d A|"));
    write("c.abc", abc("Other", "C", "c2 B A|G4|A/G/F/E/ D2|C2 D E|F2 G A|B3 c|"));
    write("d.abc", abc("Short", "C", "C D E F|"));
    write("e.mid", "no music");
    write("f.txt", "not a score");
    const std::vector<ListedScore> scores = list();
    ASSERT_EQ(scores.size(), 5U);
    EXPECT_NE(scores[0].side, ListedScore::Side::LeftOut);
    EXPECT_EQ(scores[1].side, ListedScore::Side::LeftOut);
    EXPECT_EQ(scores[1].like.filename(), "a.abc");
    EXPECT_NE(scores[1].why.find("+2 semitones"), std::string::npos) << scores[1].why;
    EXPECT_NE(scores[2].side, ListedScore::Side::LeftOut);
    EXPECT_NE(scores[3].why.find("fewer than 4 bars"), std::string::npos);
    EXPECT_NE(scores[4].why.find("cannot be read"), std::string::npos);
    // Works of one composer are on one side.
    EXPECT_EQ(scores[0].side, scores[2].side);
    std::ifstream in(folder / "list.tsv");
    const std::string table((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 6);
    EXPECT_NE(table.find("\tHigher\tSomebody\t6\t24\t24"), std::string::npos) << table;
}

TEST_F(ScoreList, RefusesAFolderThatIsNotThere) {
    ScoreListSettings settings;
    settings.scores = {folder / "nowhere"};
    EXPECT_THROW((void)listScores(settings), Error);
}

}  // namespace
}  // namespace arioso::train
