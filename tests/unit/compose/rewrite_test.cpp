#include "src/compose/rewrite.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "dsp/error.h"
#include "src/compose/event_fill.h"
#include "src/compose/keep_text.h"
#include "src/compose/study.h"
#include "src/compose/tables_file.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

/// Knows nothing: whatever the rules allow is as likely. What keeps the rules here always does.
class Ignorant : public EventModel {
  public:
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override {
        return std::make_unique<Context>();
    }

  private:
    class Context : public EventContext {
      public:
        [[nodiscard]] std::unique_ptr<EventContext> clone() const override {
            return std::make_unique<Context>();
        }
        void read(const EventReader& /*reader*/) override {}
        void predict(const EventReader& /*reader*/, int ending, std::span<double> logs) override {
            std::fill(logs.begin(), logs.end(), 0.0);
            // Else cells would be as long as can be.
            logs[static_cast<std::size_t>(ending)] = 3.0;
        }
    };
};

/// What chance writes into the cells under the rules of their plans.
EventPiece filledIn(const EventPiece& piece, const CutCells& cut,
                    const std::vector<CellPlan>& plans, std::uint64_t seed) {
    const Ignorant model;
    const EventFill start(model, piece, cut, plans);
    models::RandomStream random(seed);
    const auto decoded = models::sampleSequence(start, {}, random);
    EventFill end(start);
    for (const int symbol : decoded.symbols) end.push(symbol);
    EXPECT_TRUE(end.finished()) << seed;
    return end.piece();
}

Score sample(const std::string& name) {
    return readScore(std::string(ARIOSO_SOURCE_DIR "/samples/") + name, ReadOptions());
}

RewriteRequest requestFor(const Score& score, const std::string& bars,
                          const std::vector<std::string>& keep = {}) {
    const auto lanes = lanesOf(score);
    const BarSpan span = parseBars(bars, score, "--bars");
    const Kept kept = parseKeep(keep, score);
    RewriteRequest request;
    request.cells.assign(score.measures.size() * lanes.size(), 0);
    for (std::size_t bar = span.first; bar <= span.last; ++bar)
        for (std::size_t lane = 0; lane < lanes.size(); ++lane)
            request.cells[bar * lanes.size() + lane] =
                lanes[lane].part >= 0 && kept.cells[bar * lanes.size() + lane] == 0 ? 1 : 0;
    request.kept = kept.notes;
    request.keepRhythm = kept.rhythm;
    return request;
}

bool sameNote(const Note& a, const Note& b) {
    const auto spelling = [](const Note& note) {
        return note.spelled
                   ? std::tuple(note.spelled->step, note.spelled->alter, note.spelled->octave)
                   : std::tuple('\0', 0.0F, 0);
    };
    return a.onset == b.onset && a.duration == b.duration && a.pitch == b.pitch &&
           a.voice == b.voice && a.staff == b.staff && a.grace == b.grace &&
           a.articulation == b.articulation && a.velocity == b.velocity && a.lyrics == b.lyrics &&
           a.measure == b.measure && spelling(a) == spelling(b);
}

/// Notes outside the bars whose numbers `isNew` names, in order.
std::vector<Note> others(const Part& part, const Score& score,
                         const std::function<bool(const std::string&)>& isNew) {
    std::vector<Note> out;
    for (const Note& note : part.notes)
        if (!isNew(score.measures[static_cast<std::size_t>(note.measure)].number))
            out.push_back(note);
    return out;
}

void expectSame(const std::vector<Note>& a, const std::vector<Note>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(sameNote(a[i], b[i])) << i;
}

TEST(Rewrite, OneBarOpenChangesNothingElse) {
    for (const char* name :
         {"petzold-minuet-in-g.musicxml", "brahms-lullaby.musicxml", "when-the-saints-band.mid",
          "haydn-emperor-theme.musicxml", "old-hundredth-chorale.musicxml"}) {
        const Score score = sample(name);
        const auto isNew = [](const std::string& number) { return number == "3"; };
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            RewriteRequest request = requestFor(score, "3");
            request.seed = seed;
            const Rewritten done = rewrite(score, Ignorant(), request).front();
            EXPECT_GT(done.notes, 0U) << name;
            for (std::size_t p = 0; p < score.parts.size(); ++p)
                expectSame(others(done.score.parts[p], done.score, isNew),
                           others(score.parts[p], score, isNew));
            EXPECT_EQ(done.score.measures.size(), score.measures.size());
            EXPECT_EQ(done.score.tempos.size(), score.tempos.size());
            EXPECT_EQ(done.score.chords.size(), score.chords.size());
            // What stays, stays also on the page: the same score with that bar's notes taken out.
            Score before = score;
            Score after = done.score;
            for (Score* one : {&before, &after})
                for (Part& part : one->parts)
                    std::erase_if(part.notes, [&](const Note& note) {
                        return isNew(one->measures[static_cast<std::size_t>(note.measure)].number);
                    });
            EXPECT_TRUE(writeMusicXml(after) == writeMusicXml(before)) << name;
        }
    }
}

TEST(Rewrite, SungBarsKeepEverySyllableAndTheirRhythm) {
    const Score score = sample("brahms-lullaby.musicxml");
    RewriteRequest request = requestFor(score, "3-6");
    bool moved = false;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        request.seed = seed;
        const Score after = rewrite(score, Ignorant(), request).front().score;
        for (std::size_t p = 0; p < score.parts.size(); ++p) {
            if (!score.parts[p].vocal) continue;
            ASSERT_EQ(after.parts[p].notes.size(), score.parts[p].notes.size());
            for (std::size_t i = 0; i < score.parts[p].notes.size(); ++i) {
                const Note& a = score.parts[p].notes[i];
                const Note& b = after.parts[p].notes[i];
                EXPECT_TRUE(a.onset == b.onset);
                EXPECT_TRUE(a.duration == b.duration);
                EXPECT_EQ(a.lyrics, b.lyrics);
                moved = moved || a.pitch != b.pitch;
            }
        }
    }
    EXPECT_TRUE(moved);
}

TEST(Rewrite, KeptNotesStayAsTheyAre) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    const Kept kept = parseKeep({"Piano@5:1", "Piano@6:2"}, score);
    ASSERT_FALSE(kept.notes.empty());
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        RewriteRequest request = requestFor(score, "5-6", {"Piano@5:1", "Piano@6:2"});
        request.seed = seed;
        const Score after = rewrite(score, Ignorant(), request).front().score;
        for (const auto& [part, index] : kept.notes) {
            const auto p = static_cast<std::size_t>(part);
            const Note& note = score.parts[p].notes[index];
            const auto& notes = after.parts[p].notes;
            EXPECT_EQ(std::count_if(notes.begin(), notes.end(),
                                    [&](const Note& other) { return sameNote(other, note); }),
                      1)
                << seed;
        }
    }
}

TEST(Rewrite, RhythmCanBeKept) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    RewriteRequest request = requestFor(score, "1-8", {"rhythm"});
    const Score after = rewrite(score, Ignorant(), request).front().score;
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        ASSERT_EQ(after.parts[p].notes.size(), score.parts[p].notes.size());
        std::vector<std::pair<double, double>> rhythm[2];
        for (const Note& note : score.parts[p].notes)
            rhythm[0].emplace_back(note.onset.value(), note.duration.value());
        for (const Note& note : after.parts[p].notes)
            rhythm[1].emplace_back(note.onset.value(), note.duration.value());
        for (auto& one : rhythm) std::sort(one.begin(), one.end());
        EXPECT_EQ(rhythm[0], rhythm[1]);
    }
}

TEST(Rewrite, LinesStayLinesWithinTheirCompassAndEndWithTheirBars) {
    const Score score = sample("haydn-emperor-theme.musicxml");
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        RewriteRequest request = requestFor(score, "4-5");
        request.seed = seed;
        const Score after = rewrite(score, Ignorant(), request).front().score;
        for (std::size_t p = 0; p < score.parts.size(); ++p) {
            const auto pitches = [](const Part& part) {
                std::pair<double, double> out{127.0, 0.0};
                for (const Note& note : part.notes) {
                    out.first = std::min(out.first, note.pitch);
                    out.second = std::max(out.second, note.pitch);
                }
                return out;
            };
            const auto was = pitches(score.parts[p]);
            const auto is = pitches(after.parts[p]);
            if (was.second - was.first >= 8) {
                EXPECT_GE(is.first, was.first - 3.0);
                EXPECT_LE(is.second, was.second + 3.0);
            }
            const BarSpan bars = parseBars("4-5", score, "");
            const Measure& last = score.measures[bars.last];
            for (const Note& note : after.parts[p].notes) {
                const auto bar = static_cast<std::size_t>(note.measure);
                if (bar < bars.first || bar > bars.last) continue;
                EXPECT_TRUE(note.onset + note.duration <= last.start + last.length);
            }
        }
    }
}

TEST(Rewrite, AScoreGoesOn) {
    const Score score = sample("old-hundredth-chorale.musicxml");
    const Score longer = withBars(score, 4);
    ASSERT_EQ(longer.measures.size(), score.measures.size() + 4);
    RewriteRequest request;
    const std::size_t lanes = lanesOf(longer).size();
    request.cells.assign(longer.measures.size() * lanes, 0);
    std::fill(request.cells.begin() + static_cast<std::ptrdiff_t>(score.measures.size() * lanes),
              request.cells.end(), char{1});
    request.candidates = 3;
    request.newFrom = score.measures.size();
    const auto done = rewrite(longer, Ignorant(), request);
    ASSERT_EQ(done.size(), 3U);
    EXPECT_GE(done[0].logProbability, done[1].logProbability);
    EXPECT_GE(done[1].logProbability, done[2].logProbability);
    const Score& after = done.front().score;
    const auto isNew = [&](const std::string& number) {
        return std::atoi(number.c_str()) > std::atoi(score.measures.back().number.c_str());
    };
    for (std::size_t p = 0; p < score.parts.size(); ++p)
        expectSame(others(after.parts[p], after, isNew), score.parts[p].notes);
    EXPECT_GT(done.front().notes, 0U);
}

TEST(Rewrite, ASeedIsAPieceAndCandidatesDiffer) {
    const Score score = sample("sakura.musicxml");
    RewriteRequest request = requestFor(score, "2-5");
    request.candidates = 2;
    request.seed = 7;
    const auto one = rewrite(score, Ignorant(), request);
    const auto two = rewrite(score, Ignorant(), request);
    EXPECT_TRUE(writeMusicXml(one[0].score) == writeMusicXml(two[0].score));
    EXPECT_FALSE(writeMusicXml(one[0].score) == writeMusicXml(one[1].score));
}

TEST(Rewrite, BarsThatAreRepeatedStayRepeats) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    const Score after = rewrite(score, Ignorant(), requestFor(score, "2-3")).front().score;
    const std::string text = writeMusicXml(after);
    EXPECT_NE(text.find("<repeat direction=\"backward\""), std::string::npos);
    std::size_t bars[2] = {0, 0};
    const std::string before = writeMusicXml(score);
    for (std::size_t at = 0; (at = text.find("<measure ", at)) != std::string::npos; ++at)
        ++bars[0];
    for (std::size_t at = 0; (at = before.find("<measure ", at)) != std::string::npos; ++at)
        ++bars[1];
    EXPECT_EQ(bars[0], bars[1]);
}

TEST(Rewrite, RefusesWhatLeavesNothingToWrite) {
    const Score score = sample("sakura.musicxml");
    EXPECT_THROW(rewrite(score, Ignorant(), requestFor(score, "2", {"1-8"})), Error);
}

TEST(KeepText, NamesWhatIsNotThere) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    const auto text = [&](const std::string& item) -> std::string {
        try {
            parseKeep({item}, score);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage);
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(text("Organ"), "--keep: expected one of the parts Piano, found 'Organ'");
    EXPECT_EQ(text("90-99"), "--keep: expected bars of 1 to 32, found '90-99'");
    EXPECT_EQ(text("Piano@1:1.25"),
              "--keep: expected a note where 'Piano@1:1.25' says, found none that begins there");
    EXPECT_EQ(text("Piano@1:0"),
              "--keep: expected PART@BAR:BEAT with beats from 1, found 'Piano@1:0'");
}

/// Whatever is planned, drawing at random comes to an end and does what the plans say.
TEST(EventFill, NeverDeadEnds) {
    models::RandomStream dice(5);
    for (int round = 0; round < 300; ++round) {
        EventPiece piece;
        piece.lanes = {{events::LaneKind::Violin, 0, 0}, {events::LaneKind::Keys, 1, 0}};
        for (int bar = 0; bar < 3; ++bar) piece.bars.push_back({4, 4, 48, 0, -1, {{}, {}}});
        CutCells cut(6, 0);
        std::vector<CellPlan> plans;
        for (char& cell : cut) {
            cell = dice.chance(0.6) ? 1 : 0;
            if (cell == 0) continue;
            CellPlan plan;
            plan.single = dice.chance(0.5);
            plan.closed = dice.chance(0.3);
            plan.lowest = 50 + dice.below(10);
            plan.highest = plan.lowest + 12 + dice.below(12);
            plan.until = 48 + dice.below(2) * 48;
            int at = 0;
            for (int i = 0; i < dice.below(5); ++i) {
                at += dice.below(14);
                PlannedGroup group{at, 1 + dice.below(10), {}, 1};
                if (group.onset + group.duration > 48) break;
                if (!plan.closed || dice.chance(0.5)) group.pitches = {55 + dice.below(5)};
                if (group.pitches.empty() && !plan.single) group.count = 1 + dice.below(4);
                at += group.duration;
                plan.groups.push_back(group);
            }
            if (plan.single && plan.groups.empty() && dice.chance(0.3)) plan.from = dice.below(48);
            plans.push_back(plan);
        }
        if (plans.empty()) continue;
        const EventPiece written = filledIn(piece, cut, plans, static_cast<std::uint64_t>(round));
        std::size_t next = 0;
        for (std::size_t cell = 0; cell < cut.size(); ++cell) {
            if (cut[cell] == 0) continue;
            const CellPlan& plan = plans[next++];
            const auto notes = notesOf(written.bars[cell / 2].cells[cell % 2]);
            std::size_t planned = 0;
            for (const PlannedGroup& group : plan.groups) {
                const auto begins = [&](const EventNote& note) {
                    return note.onset == group.onset && note.duration == group.duration &&
                           (group.pitches.empty() || note.pitch == group.pitches.front());
                };
                const auto found = std::count_if(notes.begin(), notes.end(), begins);
                EXPECT_GE(found, group.pitches.empty() ? group.count : 1) << round;
                planned += group.pitches.empty() ? static_cast<std::size_t>(group.count) : 1;
            }
            if (plan.closed) {
                EXPECT_EQ(notes.size(), planned) << round;
            }
            int until = plan.from;
            for (const EventNote& note : notes) {
                EXPECT_LE(note.onset + note.duration, plan.until) << round;
                if (!plan.single) continue;
                EXPECT_GE(note.onset, until) << round;
                until = note.onset + note.duration;
            }
        }
    }
}

TEST(EventFill, ALaneRestsNoLongerThanItMay) {
    for (std::uint64_t round = 0; round < 50; ++round) {
        EventPiece piece;
        piece.lanes = {{events::LaneKind::Voice, 0, 0}, {events::LaneKind::Keys, 1, 0}};
        for (int bar = 0; bar < 12; ++bar) piece.bars.push_back({3, 4, 36, 0, -1, {{}, {}}});
        CutCells cut(24, 1);
        std::vector<CellPlan> plans(24);
        for (std::size_t cell = 0; cell < 24; cell += 2) {
            plans[cell].single = true;
            plans[cell].until = 36;
            plans[cell].mostRests = 2;
        }
        const EventPiece written = filledIn(piece, cut, plans, round);
        std::size_t rests = 0;
        for (const EventBar& bar : written.bars) {
            rests = bar.cells.front().empty() ? rests + 1 : 0;
            EXPECT_LE(rests, 2U) << round;
        }
    }
}

/// Whatever the model says, words are set: all of them, in order, one at a time.
TEST(EventFill, SetsEverySyllable) {
    for (int round = 0; round < 300; ++round) {
        models::RandomStream dice(static_cast<std::uint64_t>(round), 7);
        EventPiece piece;
        piece.lanes = {{events::LaneKind::Voice, 0, 0}, {events::LaneKind::KeysLower, 1, 0}};
        for (int bar = 0; bar < 4; ++bar) piece.bars.push_back({3, 4, 36, 0, -1, {{}, {}}});
        CutCells cut = {0, 0, 1, 1, 1, 0, 1, 1};
        std::vector<CellPlan> plans;
        for (std::size_t cell = 0; cell < cut.size(); ++cell) {
            if (cut[cell] == 0) continue;
            CellPlan& plan = plans.emplace_back();
            if (cell % 2 != 0) continue;
            plan.single = true;
            plan.lowest = 60;
            plan.highest = 72;
            plan.until = 36;
            if (cell == 2) plan.from = dice.below(7);
            auto& syllables = plan.syllables.emplace();
            for (int i = dice.below((36 - plan.from) / kSyllableTicks + 1); i > 0; --i)
                syllables.push_back(dice.below(3));
        }
        const EventPiece written = filledIn(piece, cut, plans, static_cast<std::uint64_t>(round));
        std::size_t next = 0;
        for (std::size_t cell = 0; cell < cut.size(); ++cell) {
            if (cut[cell] == 0) continue;
            const CellPlan& plan = plans[next++];
            if (!plan.syllables) continue;
            std::vector<int> sung;
            int until = plan.from;
            for (const EventNote& note : notesOf(written.bars[cell / 2].cells[0])) {
                EXPECT_GE(note.onset, until) << round;
                until = note.onset + note.duration;
                if (note.syllable >= 0) sung.push_back(note.syllable);
            }
            EXPECT_LE(until, 36) << round;
            EXPECT_EQ(sung, *plan.syllables) << round;
        }
    }
}

/// Notes what it is told of words where a cell of the singer begins.
class Listener : public Ignorant {
  public:
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override {
        return std::make_unique<Ears>(heard);
    }
    mutable std::vector<int> heard;  ///< SyllablesLeft

  private:
    class Ears : public EventContext {
      public:
        explicit Ears(std::vector<int>& heard) : heard_(&heard), ignorant_(Ignorant().begin()) {}
        [[nodiscard]] std::unique_ptr<EventContext> clone() const override {
            return std::make_unique<Ears>(*heard_);
        }
        void read(const EventReader& reader) override {
            const auto columns = reader.features().columns;
            if (columns[EventReader::Symbol] ==
                events::kLane + static_cast<int>(events::LaneKind::Voice))
                heard_->push_back(columns[EventReader::SyllablesLeft]);
        }
        void predict(const EventReader& reader, int ending, std::span<double> logs) override {
            ignorant_->predict(reader, ending, logs);
        }

      private:
        std::vector<int>* heard_;
        std::unique_ptr<EventContext> ignorant_;
    };
};

TEST(EventFill, TheModelHearsTheWordsBeforeItSetsThem) {
    EventPiece piece;
    piece.lanes = {{events::LaneKind::Voice, 0, 0}};
    const auto sung = cellOf({{0, 12, 60, -1, 1}, {12, 24, 62, -1, -1}});
    for (int bar = 0; bar < 3; ++bar) piece.bars.push_back({3, 4, 36, 0, -1, {{}}});
    piece.bars.front().cells.front() = sung;
    piece.worded = true;
    CellPlan three;
    three.single = true;
    three.until = 36;
    three.syllables = {1, 0, 2};
    CellPlan none = three;
    none.syllables->clear();
    const Listener model;
    EventFill start(model, piece, {0, 1, 1}, {three, none});
    models::RandomStream random(1);
    for (const int symbol : models::sampleSequence(start, {}, random).symbols) start.push(symbol);
    // The head, the page (one syllable, twice what is not known yet), then the answers.
    model.heard.resize(6);
    EXPECT_EQ(model.heard, (std::vector<int>{0, 2, 0, 0, 4, 1}));
}

/// Behind the end of a song models know that it is over, and let the singer rest for good.
TEST(Rewrite, ASongThatGoesOnIsSungAgain) {
    const Score song = sample("brahms-lullaby.musicxml");
    const std::size_t before = song.measures.size();
    const Score score = withBars(song, 16);
    const auto lanes = lanesOf(score);
    RewriteRequest request;
    request.newFrom = before;
    request.cells.assign(score.measures.size() * lanes.size(), 0);
    std::fill(request.cells.begin() + static_cast<std::ptrdiff_t>(before * lanes.size()),
              request.cells.end(), char{1});
    for (request.seed = 1; request.seed <= 5; ++request.seed) {
        const Score done = rewrite(score, Ignorant(), request).front().score;
        const auto singer = std::find_if(done.parts.begin(), done.parts.end(),
                                         [](const Part& part) { return part.vocal; });
        std::vector<char> sung(16, 0);
        for (const Note& note : singer->notes)
            if (note.measure >= static_cast<int>(before))
                sung[static_cast<std::size_t>(note.measure) - before] = 1;
        const std::string bars(sung.begin(), sung.end());
        EXPECT_EQ(bars.find(std::string(5, '\0')), std::string::npos) << request.seed;
    }
}

TEST(Rewrite, WordsAreSungByTheNewBarsInTheirOrder) {
    const Score song = sample("brahms-lullaby.musicxml");
    const std::string text = "When the moon is on the hill all the world is soft and still";
    std::vector<WordSyllable> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        WordSyllable word;
        word.lyric.text = text.substr(at, end - at);
        word.stress = words.size() % 2 == 0 ? 1 : 0;
        word.lineStart = words.size() % 7 == 0;
        words.push_back(word);
        at = end + 1;
    }
    const std::size_t before = song.measures.size();
    const Score score = withBars(song, 4);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        RewriteRequest request;
        request.seed = seed;
        request.newFrom = before;
        request.words = words;
        const auto lanes = lanesOf(score);
        request.cells.assign(score.measures.size() * lanes.size(), 0);
        std::fill(request.cells.begin() + static_cast<std::ptrdiff_t>(before * lanes.size()),
                  request.cells.end(), char{1});
        for (std::size_t part = 0; part < song.parts.size(); ++part)
            if (song.parts[part].vocal) request.singer = static_cast<int>(part);
        ASSERT_GE(request.singer, 0);
        const auto done = rewrite(score, Ignorant(), request);
        std::string sung;
        for (const Note& note :
             done.front().score.parts[static_cast<std::size_t>(request.singer)].notes) {
            if (note.measure < static_cast<int>(before)) continue;
            for (const Lyric& lyric : note.lyrics) sung += (sung.empty() ? "" : " ") + lyric.text;
        }
        EXPECT_EQ(sung, text) << seed;
    }
    RewriteRequest request;
    request.newFrom = before;
    request.singer = 0;
    request.words.assign(100, words.front());
    request.cells.assign(score.measures.size() * lanesOf(score).size(), 1);
    EXPECT_THROW(rewrite(score, Ignorant(), request), Error);
}

TEST(SyllablesByBar, BeginBarsWithLinesAndStresses) {
    // "The | cur-few tolls the | knell of part-ing day, the low-ing herd …" has its upbeats before.
    std::vector<WordSyllable> words(20);
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i].stress = static_cast<int>(i % 2);
        words[i].lineStart = i % 10 == 0;
    }
    std::size_t first = 0;
    const auto counts = syllablesByBar(words, {12, 12, 12, 12});
    ASSERT_EQ(counts.size(), 4U);
    for (std::size_t bar = 0; bar < counts.size(); ++bar) {
        // Every bar line but the song's first has a stress behind it, or a new line.
        if (bar > 0) {
            EXPECT_TRUE(words[first].stress == 1 || words[first].lineStart) << bar;
        }
        first += counts[bar];
    }
    EXPECT_EQ(first, words.size());
    EXPECT_THROW(syllablesByBar(words, {4, 4}), Error);
}

TEST(PpmEventModel, IsWrittenReadAndWrites) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    models::PpmTrainer trainer(events::kPlainSymbols, 4);
    trainer.add(sequenceOf(eventsOf(score)));
    const std::string bytes = ppmBytes(trainer.model());
    const PpmEventModel model(parsePpm(bytes, "test"));
    EXPECT_EQ(ppmBytes(model.ppm()), bytes);
    const auto done = rewrite(score, model, requestFor(score, "5-8"));
    EXPECT_GT(done.front().notes, 4U);
    // It has seen nothing else than this piece.
    EXPECT_GT(done.front().logProbability, -1.5);
    EXPECT_THROW(parsePpm("nonsense", "test"), Error);
}

}  // namespace
}  // namespace arioso
