#include "src/score/abc_lyrics.h"

#include "src/score/abc_file.h"

namespace arioso {
namespace {

using Kind = AbcSyllable::Kind;

class Splitter {
  public:
    std::vector<AbcSyllable> run(std::string_view line) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (c == '\\' && i + 1 < line.size() && line[i + 1] == '-') {
                text_ += '-';
                ++i;
            } else if (c == '\\' && i + 1 == line.size()) {
                break;  // continued on the next line
            } else if (c == ' ' || c == '\t') {
                flush();
            } else if (c == '-') {
                hyphen();
            } else if (c == '_') {
                flush();
                out_.push_back({Kind::Hold, {}, false});
            } else if (c == '*') {
                flush();
                out_.push_back({Kind::Skip, {}, false});
            } else if (c == '|') {
                flush();
                out_.push_back({Kind::Bar, {}, false});
            } else {
                text_ += c == '~' ? ' ' : c;
            }
        }
        flush();
        return std::move(out_);
    }

  private:
    void flush() {
        if (text_.empty()) return;
        out_.push_back({Kind::Text, abcText(text_), false});
        text_.clear();
    }

    /// The first hyphen behind a syllable leads on; each further one takes a note.
    void hyphen() {
        flush();
        if (out_.empty()) return;
        AbcSyllable& last = out_.back();
        if (last.kind == Kind::Text && !last.joinsNext) {
            last.joinsNext = true;
        } else {
            out_.push_back({Kind::Hold, {}, false});
        }
    }

    std::string text_;
    std::vector<AbcSyllable> out_;
};

}  // namespace

std::vector<AbcSyllable> readAbcSyllables(std::string_view line) {
    return Splitter().run(line);
}

}  // namespace arioso
