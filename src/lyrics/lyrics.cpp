#include "src/lyrics/lyrics.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "dsp/error.h"
#include "src/lyrics/lrc.h"
#include "src/lyrics/lyric_words.h"
#include "src/lyrics/plain_lyrics.h"
#include "src/lyrics/srt.h"
#include "src/lyrics/vowels.h"
#include "src/perform/sung_text.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

/// More than the longest opera; each is worked on for a microsecond.
constexpr std::size_t kMostBytes = 512U << 10U;

[[noreturn]] void fail(const std::string& name, const std::string& text) {
    throw Error(ExitCode::Input, fmt::format("{}: {}", name, text));
}

/// UTF-16 by its byte order mark, or by the zeros that Latin text leaves in every other byte.
std::string encodingOf(std::string_view bytes) {
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return "UTF-16";
    const std::string_view sample = bytes.substr(0, 4096);
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (sample[i] == '\0') ++zeros[i % 2];
    }
    const std::size_t half = sample.size() / 2;
    if (half > 1 && zeros[1] * 2 > half && zeros[0] * 8 < half) return "UTF-16LE";
    if (half > 1 && zeros[0] * 2 > half && zeros[1] * 8 < half) return "UTF-16BE";
    return guessEncoding(bytes);
}

bool isBinary(std::string_view bytes, const std::string& encoding) {
    if (encoding.starts_with("UTF-16") || encoding.starts_with("UTF-32")) return false;
    const std::string_view sample = bytes.substr(0, 4096);
    const auto odd = std::count_if(sample.begin(), sample.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0 || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' &&
                             byte != '\f' && byte != 0x1A && byte != 0x1B);
    });
    return static_cast<std::size_t>(odd) * 50 > sample.size();
}

/// Files in which most long words carry hyphens mean them as syllable marks.
bool hyphensAreSyllables(const Lyrics& lyrics) {
    std::size_t longWords = 0;
    std::size_t hyphenated = 0;
    for (const LyricLine& line : lyrics.lines) {
        for (const LyricWord& word : line.words) {
            std::string whole;
            for (const LyricPiece& piece : word.pieces) whole += shownSyllable(piece.text);
            if (vowelGroups(whole) < 2) continue;
            ++longWords;
            if (word.pieces.size() > 1) ++hyphenated;
        }
    }
    return hyphenated * 2 >= longWords;
}

/// Hyphens that are spelling belong to the text.
void restoreHyphens(Lyrics& lyrics) {
    for (LyricLine& line : lyrics.lines) {
        for (LyricWord& word : line.words) {
            if (marksSounds(word)) continue;
            for (LyricPiece& piece : word.pieces) {
                if (piece.hyphen) piece.text += '-';
            }
        }
        line.text = shownText(line.words);
    }
}

}  // namespace

std::size_t Lyrics::sungLines() const {
    return static_cast<std::size_t>(std::count_if(
        lines.begin(), lines.end(), [](const LyricLine& line) { return !line.words.empty(); }));
}

Lyrics parseLyrics(std::string_view bytes, const std::string& name) {
    if (bytes.size() > kMostBytes) {
        fail(name, fmt::format("expected lyrics of at most {} KiB, found {} bytes",
                               kMostBytes >> 10U, bytes.size()));
    }
    const std::string encoding = encodingOf(bytes);
    if (isBinary(bytes, encoding)) fail(name, "expected a lyric file (text), found binary data");
    std::string text = toUtf8(bytes, encoding);
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    if (text.starts_with(kMark)) text.erase(0, kMark.size());
    Lyrics lyrics;
    lyrics.source = name;
    if (looksLikeSrt(text)) {
        parseSrt(text, lyrics);
    } else if (looksLikeLrc(text)) {
        parseLrc(text, lyrics);
    } else {
        parsePlainLyrics(text, lyrics);
    }
    if (lyrics.sungLines() == 0) fail(name, "expected lines of text to sing, found none");
    lyrics.hyphenated = hyphensAreSyllables(lyrics);
    if (!lyrics.hyphenated) restoreHyphens(lyrics);
    return lyrics;
}

Lyrics readLyrics(const std::filesystem::path& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) {
        fail(path.string(), "expected a lyric file, found a folder");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) fail(path.string(), "expected a lyric file, found nothing that can be opened");
    std::string bytes;
    bytes.resize(kMostBytes + 1);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (file.bad()) fail(path.string(), "cannot be read");
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return parseLyrics(bytes, path.filename().string());
}

}  // namespace arioso
