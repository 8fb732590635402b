#include <gmock/gmock.h>
#include <unistd.h>
#include <zip.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string errorOf(const std::string& bytes, const ReadLimits& limits = {}) {
    try {
        readXml(bytes, limits);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
        return error.what();
    }
    return "no error";
}

/// A ZIP archive of (name, content) entries.
std::string archive(const std::vector<std::pair<std::string, std::string>>& entries) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(source);
    zip_t* zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    for (const auto& [name, content] : entries) {
        zip_source_t* data = zip_source_buffer(zip, content.data(), content.size(), 0);
        zip_file_add(zip, name.c_str(), data, ZIP_FL_OVERWRITE);
    }
    zip_close(zip);
    zip_stat_t stat;
    zip_source_stat(source, &stat);
    std::string out(stat.size, '\0');
    zip_source_open(source);
    zip_source_read(source, out.data(), out.size());
    zip_source_close(source);
    zip_source_free(source);
    return out;
}

std::string container(const std::string& path) {
    return "<container><rootfiles><rootfile full-path=\"" + path + "\"/></rootfiles></container>";
}

const std::string kSmall = document({{note("C4", 16)}});

std::string fullScore() {
    const std::string wedge =
        "<direction><direction-type><wedge "
        "type=\"crescendo\"/></direction-type><staff>1</staff></direction>";
    return document(
        {{"<attributes><key><fifths>1</fifths></key><time><beats>4</beats><beat-type>4</"
          "beat-type></time>"
          "<transpose><chromatic>-2</chromatic></transpose></attributes>" +
              kForward + words("rit.") + wedge +
              note("C4", 8, lyric("a") + lyric("b", "begin", "number=\"2\"")) +
              note("D4", 8, "<tie type=\"start\"/><notations><slur type=\"start\"/></notations>"),
          note("D4", 16, "<tie type=\"stop\"/>") + kBackward}});
}

TEST(MusicXmlMalformed, EveryTruncationIsRefusedInOneLine) {
    const std::string whole = fullScore();
    ASSERT_EQ(errorOf(whole), "no error");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_NE(errorOf(whole.substr(0, length)), "no error") << length;
    }
}

TEST(MusicXmlMalformed, EveryDamagedByteIsReadOrRefusedInOneLine) {
    const std::string whole = fullScore();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const char value : {'\0', '<', '9', '-', '\xFF'}) {
            std::string damaged = whole;
            damaged[i] = value;
            errorOf(damaged);
        }
    }
}

TEST(MusicXmlMalformed, SaysWhatWasExpectedAndFound) {
    EXPECT_THAT(errorOf("<score-partwise>\n<part>"),
                AllOf(HasSubstr("line 2"), HasSubstr("broken XML")));
    EXPECT_THAT(errorOf("<html/>"),
                AllOf(HasSubstr("<score-partwise>"), HasSubstr("found <html>")));
    EXPECT_THAT(errorOf("<score-partwise/>"), HasSubstr("expected a part with measures"));
}

TEST(MusicXmlMalformed, ImpossibleNumbersAreRefusedOrNamed) {
    EXPECT_THAT(errorOf(document({{note("C4", 2'000'000'000) + note("C4", 2'000'000'000) +
                                   note("C4", 2'000'000'000)}})),
                AllOf(HasSubstr("measure 1"), HasSubstr("quarter notes")));
    const Score score =
        readBars({"<attributes><divisions>0</divisions></attributes>"
                  "<sound tempo=\"0\"/><backup><duration>99</duration></backup>" +
                  note("C4", 4) +
                  "<note><pitch><step>H</step><octave>4</octave></pitch>"
                  "<duration>4</duration></note>"
                  "<note><duration>4</duration></note>"});
    EXPECT_EQ(score.parts[0].notes.size(), 1U);
    EXPECT_GE(score.diagnostics.size(), 4U);
}

TEST(MusicXmlMalformed, RepeatsThatNeverEndAreCutWithANotice) {
    std::vector<std::string> bars;
    for (int i = 0; i < 40; ++i) {
        bars.push_back(kForward + note("C4", 1) +
                       barline("right", "<repeat direction=\"backward\" times=\"999999\"/>"));
    }
    ReadLimits limits;
    limits.notes = 10'000;
    const Score score = readXml(document({bars}), limits);
    EXPECT_EQ(score.parts[0].notes.size(), 10'000U);
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_THAT(score.diagnostics[0].text, HasSubstr("cut after 10000 measures"));
}

TEST(MusicXmlMalformed, EntitiesAndDeepNestingAreHarmless) {
    std::string bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE score-partwise [<!ENTITY a \"aaaaaaaaaa\">";
    char before = 'a';
    for (char name = 'b'; name <= 'i'; ++name) {
        bomb += std::string("<!ENTITY ") + name + " \"";
        for (int i = 0; i < 10; ++i) bomb += std::string("&") + before + ";";
        bomb += "\">";
        before = name;
    }
    bomb += "<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" +
            document({{note("C4", 16, lyric("&i;&x;"))}}).substr(21);
    EXPECT_EQ(readXml(bomb).parts[0].notes[0].lyrics[0].text, "&i;&x;");
    std::string deep = "<score-partwise>";
    for (int i = 0; i < 200'000; ++i) deep += "<a>";
    EXPECT_THAT(errorOf(deep), HasSubstr("broken XML"));
}

TEST(MusicXmlMalformed, NoteLimitHolds) {
    std::string bar;
    for (int i = 0; i < 101; ++i) bar += note("C4", 1);
    ReadLimits limits;
    limits.notes = 100;
    EXPECT_THAT(errorOf(document({{bar}}), limits), HasSubstr("at most 100 notes"));
}

TEST(CompressedMusicXml, IsFoundByItsContainer) {
    const std::string mxl = archive({{"META-INF/container.xml", container("deep/song.xml")},
                                     {"other.xml", "<html/>"},
                                     {"deep/song.xml", kSmall}});
    EXPECT_EQ(readXml(mxl).parts[0].notes.size(), 1U);
    EXPECT_EQ(readXml(archive({{"song.musicxml", kSmall}})).parts.size(), 1U) << "no container";
}

TEST(CompressedMusicXml, IsRefusedWhereItIsDamagedOrABomb) {
    EXPECT_THAT(errorOf("PK\x03\x04nonsense"), HasSubstr("broken archive"));
    EXPECT_THAT(errorOf(archive({{"readme.txt", "x"}})), HasSubstr("META-INF/container.xml"));
    const std::string bomb = archive({{"a.xml", std::string(30U << 20U, ' ')}});
    EXPECT_LT(bomb.size(), 100'000U);
    ReadLimits limits;
    limits.fileBytes = 20U << 20U;
    EXPECT_THAT(errorOf(bomb, limits), HasSubstr("bytes unpacked"));
    const std::string whole = archive({{"a.xml", kSmall}});
    for (std::size_t length = 4; length < whole.size(); ++length) errorOf(whole.substr(0, length));
}

TEST(MusicXmlEncodings, AreConverted) {
    const auto song = [](const std::string& declared, const std::string& text) {
        return "<?xml version=\"1.0\" encoding=\"" + declared + "\"?>" +
               document({{note("C4", 16, lyric(text))}}).substr(21);
    };
    const auto wordOf = [](const std::string& xml) {
        return readXml(xml).parts[0].notes[0].lyrics[0].text;
    };
    EXPECT_EQ(wordOf(song("UTF-8", "für")), "für");
    EXPECT_EQ(wordOf("\xEF\xBB\xBF" + song("UTF-8", "für")), "für");
    EXPECT_EQ(wordOf(song("ISO-8859-1", "f\xFCr")), "für");
    EXPECT_EQ(wordOf(song("windows-1251", "\xE4\xE0")), "да");
    EXPECT_EQ(wordOf(song("UTF-8", "f\xFCr")), "für") << "a wrong declaration";
    const std::string plain = song("UTF-16", "fuer");
    std::string wide = "\xFF\xFE";
    for (const char c : plain) wide += std::string{c, '\0'};
    EXPECT_EQ(wordOf(wide), "fuer");
}

TEST(ReadScore, TellsFormatsByContent) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("arioso-sniff-" + std::to_string(::getpid()) + ".bin");
    const auto write = [&](const std::string& bytes) {
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    };
    EXPECT_EQ(readScore(write(kSmall)).parts.size(), 1U);
    EXPECT_EQ(readScore(write(archive({{"a.xml", kSmall}}))).parts.size(), 1U);
    EXPECT_EQ(readScore(write(midiFile(0, 96, {Track{}.note(96, 60).chunk()}))).parts.size(), 1U);
    for (const std::string& bad : {std::string(), std::string("no score"), std::string(3, '\0')}) {
        EXPECT_THROW(readScore(write(bad)), Error);
    }
    std::filesystem::remove(path);
    EXPECT_THROW(readScore(path), Error);
    EXPECT_THROW(readScore(std::filesystem::temp_directory_path()), Error);
}

TEST(MusicXmlMalformed, ABookUnderOneNoteIsRefused) {
    try {
        readBars({note("C4", 4, lyric(std::string(50'000, 'a')))});
        FAIL() << "was read";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("words of at most 4096 bytes"));
    }
}

TEST(MusicXmlMalformed, ANoteOfALibraryOfLyricsIsRefused) {
    std::string lyrics;
    for (int i = 0; i < 20'000; ++i) lyrics += lyric("la");
    try {
        readBars({note("C4", 4, lyrics)});
        FAIL() << "was read";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(),
                    ::testing::HasSubstr("measure 1: expected at most 10000 elements"));
    }
}

}  // namespace
}  // namespace arioso::test
