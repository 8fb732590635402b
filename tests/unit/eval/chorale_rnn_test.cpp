#include "tools/eval/measure/chorale_rnn.h"

#include <gtest/gtest.h>

namespace arioso::eval {
namespace {

/// A tune of three chords, in which what follows is known from two frames before, not from one.
ChoraleSet tune() {
    const Chorale phrase = {{60, 64}, {60, 64}, {62, 65}, {62, 65}, {67}, {67}};
    Chorale piece;
    for (int i = 0; i < 8; ++i) piece.insert(piece.end(), phrase.begin(), phrase.end());
    ChoraleSet set;
    set.splits[0] = {piece, piece, piece};
    set.splits[1] = {piece};
    set.splits[2] = {piece};
    return set;
}

ChoraleRnnSettings small() {
    ChoraleRnnSettings out;
    out.hidden = 8;
    out.recurrent = 10;
    out.epochs = 120;
    out.rate = 0.02;
    out.steps = 2;
    out.lookEvery = 40;
    return out;
}

TEST(ChoraleRnn, KnowsMoreThanTheFrameBefore) {
    const ChoraleSet set = tune();
    const ChoraleFigure figure = rnnRbmFigure(set, small());
    EXPECT_EQ(figure.count[2], 48U);
    EXPECT_LT(figure.nats[2], framewise(set)[1].nats[2] - 1.0);
    const std::string text = choraleReport(set, "tune.json", {figure});
    EXPECT_NE(text.find("RNN-RBM, 8 hidden and 10 recurrent units"), std::string::npos);
    EXPECT_NE(choraleReportJson(set, "tune.json", {figure}).find("RNN-RBM"), std::string::npos);
}

TEST(ChoraleRnn, SameSeedSameFigure) {
    ChoraleRnnSettings settings = small();
    settings.epochs = 3;
    settings.lookEvery = 1;
    int looks = 0;
    settings.progress = [&looks](int, double) { ++looks; };
    EXPECT_EQ(rnnRbmFigure(tune(), settings).nats, rnnRbmFigure(tune(), settings).nats);
    EXPECT_EQ(looks, 6);
}

}  // namespace
}  // namespace arioso::eval
