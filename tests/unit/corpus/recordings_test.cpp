#include "tools/corpus/recordings.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "tests/unit/corpus/midi_bytes.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {
namespace {

namespace fs = std::filesystem;

class Recordings : public testing::Test {
  protected:
    void SetUp() override {
        root_ = fs::path(ARIOSO_BINARY_DIR) / "recordings_test" /
                testing::UnitTest::GetInstance()->current_test_info()->name();
        fs::remove_all(root_);
    }
    void writeText(const std::string& name, const std::string& text) {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name) << text;
    }
    /// Stereo at 48 kHz; a click at each of `seconds`, on the left alone.
    void writeClicks(const std::string& name, double length, const std::vector<double>& seconds) {
        fs::create_directories((root_ / name).parent_path());
        dsp::AudioBuffer buffer(2, static_cast<std::size_t>(length * 48000));
        for (const double at : seconds) {
            buffer.channel(0)[static_cast<std::size_t>(std::lround(at * 48000))] = 0.9F;
        }
        dsp::AudioFileWriter writer(root_ / name, dsp::AudioFormat::Wav24, 48000, 2, true);
        writer.write(buffer.view());
        writer.commit();
    }
    Manifest import(const std::vector<Recording>& recordings, double segment) {
        ImportOptions options;
        options.out = root_ / "out";
        options.instrumentTable = ARIOSO_SOURCE_DIR "/configs/instruments.toml";
        options.name = "made";
        options.segmentSeconds = segment;
        options.threads = 2;
        importRecordings(options, recordings);
        return Manifest::load(root_ / "out" / "manifest.json");
    }
    PerformedPart notesOf(const CorpusEntry& entry) {
        return partFromJson(nlohmann::json::parse(readText(root_ / "out" / entry.notes)),
                            entry.notes);
    }
    fs::path root_;
};

TEST_F(Recordings, MaestroKeepsSoundAndNotesTogether) {
    // Quarters at 120 a minute from 0 s: a click where each note begins.
    writeBytes(root_ / "in/2004/one.midi", midiMelody(0, {60, 62, 64, 65, 67, 69, 71, 72}));
    writeClicks("in/2004/one.wav", 4.5, {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5});
    writeText(
        "in/maestro-v3.0.0.csv",
        "canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration\n"
        "\"Bach, J. S.\",\"He said \"\"no\"\"\",validation,2004,2004/one.midi,2004/one.wav,4.5\n");
    const auto recordings = readMaestro(root_ / "in", {});
    ASSERT_EQ(recordings.size(), 1U);
    const Manifest manifest = import(recordings, 2.2);
    ASSERT_EQ(manifest.entries.size(), 2U);
    for (const CorpusEntry& entry : manifest.entries) {
        EXPECT_EQ(entry.split, "valid");
        EXPECT_EQ(entry.instrument, "piano");
        EXPECT_EQ(entry.source, "2004/one.wav");
        const auto audio = dsp::readAudioFile(root_ / "out" / entry.audio);
        EXPECT_EQ(audio.sampleRate, dsp::kSampleRate);
        EXPECT_EQ(audio.buffer.channels(), 1);
        const auto sound = audio.buffer.channel(0);
        int begun = 0;
        for (const PerformedNote& note : notesOf(entry).notes) {
            if (note.onset < 0.0) continue;
            ++begun;
            const auto at = static_cast<std::size_t>(std::lround(note.onset * dsp::kSampleRate));
            float loudest = 0.0F;
            for (std::size_t i = at > 1 ? at - 2 : 0; i < at + 3; ++i) {
                loudest = std::max(loudest, std::abs(sound[i]));
            }
            EXPECT_GT(loudest, 0.2F) << entry.id << " at " << note.onset;
        }
        EXPECT_GE(begun, 3);
    }
    // The note that sounds over the cut is in both pieces, the second time from before its start.
    EXPECT_NEAR(notesOf(manifest.entries[1]).notes.front().onset, 2.0 - 2.25, 0.01);
}

TEST_F(Recordings, AudioBesideMidiNeedsNoTable) {
    writeBytes(root_ / "in/b.mid", midiMelody(40, {60, 62, 64}));
    writeClicks("in/b.wav", 2.0, {0.0});
    writeClicks("in/alone.wav", 1.0, {0.0});
    const auto recordings = readMaestro(root_ / "in", {});
    ASSERT_EQ(recordings.size(), 1U);
    EXPECT_EQ(import(recordings, 30.0).entries.at(0).instrument, "violin");
}

TEST_F(Recordings, MusicNetLabelsBecomeNotesAndEnsemblesAreLeftOut) {
    const std::string header =
        "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n";
    writeText("in/train_labels/1.csv",
              header + "44100,66150,43,48,0,1,Quarter\n66150,88200,43,50,1,1,Quarter\n");
    writeText("in/train_labels/2.csv",
              header + "0,66150,43,48,0,1,Quarter\n0,88200,41,60,0,1,Quarter\n");
    writeText("in/test_labels/3.csv", header + "0,66150,1,48,0,1,Quarter\n");
    writeClicks("in/train_data/1.wav", 3.0, {1.0});
    writeClicks("in/train_data/2.wav", 3.0, {1.0});
    writeClicks("in/test_data/3.wav", 3.0, {1.0});
    std::size_t leftOut = 0;
    const auto recordings = readMusicNet(root_ / "in", {}, leftOut);
    EXPECT_EQ(leftOut, 1U);
    const Manifest manifest = import(recordings, 30.0);
    ASSERT_EQ(manifest.entries.size(), 2U);
    EXPECT_EQ(manifest.entries[0].instrument, "cello");
    EXPECT_NE(manifest.entries[0].split, "test");
    EXPECT_EQ(manifest.entries[1].instrument, "piano");
    EXPECT_EQ(manifest.entries[1].split, "test");
    const auto notes = notesOf(manifest.entries[0]).notes;
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_DOUBLE_EQ(notes[0].onset, 1.0);
    EXPECT_DOUBLE_EQ(notes[0].offset, 1.5);
    EXPECT_EQ(notes[1].pitch, 50.0F);
}

TEST_F(Recordings, DamagedTablesNameFileAndLine) {
    writeText("in/maestro.csv", "split,midi_filename,audio_filename\ntrain,a.midi\n");
    try {
        readMaestro(root_ / "in", {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        EXPECT_THAT(error.what(), testing::HasSubstr("maestro.csv:2: expected 3 fields, found 2"));
    }
    writeText("net/train_labels/1.csv", "start_time,end_time,instrument,note\n0,zwei,1,60\n");
    writeClicks("net/train_data/1.wav", 1.0, {});
    std::size_t leftOut = 0;
    try {
        readMusicNet(root_ / "net", {}, leftOut);
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("1.csv:2: column 'end_time'"));
    }
    EXPECT_THROW(readMaestro(root_ / "nowhere", {}), Error);
    EXPECT_THROW(readMusicNet(root_, {}, leftOut), Error);
}

}  // namespace
}  // namespace arioso::corpus
