#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A word as a dictionary reads it.
struct JapaneseToken {
    std::string surface;  ///< as written
    std::string reading;  ///< in katakana, a mora for each that is written; empty if not known
    std::string sound;    ///< as it is said: particles by their sound, long vowels as "ー"
};

/// Splits Japanese into words and tells how they are read, by MeCab and the dictionary that the
/// system has for it (of the layouts of IPAdic and UniDic, in UTF-8).
class JapaneseReader {
  public:
    /// The one of the process, made when first asked for. Any thread.
    static const JapaneseReader& shared();

    /// With a dictionary in `folder`; empty = the system's.
    explicit JapaneseReader(const std::string& folder);
    ~JapaneseReader();
    JapaneseReader(const JapaneseReader&) = delete;
    JapaneseReader& operator=(const JapaneseReader&) = delete;

    /// Empty if there is a dictionary, else one line for the user.
    [[nodiscard]] const std::string& problem() const { return problem_; }

    /// Words in order; their surfaces are the text without its blanks. No words without a
    /// dictionary. Any thread.
    [[nodiscard]] std::vector<JapaneseToken> read(const std::string& text) const;

  private:
    struct Tagger;
    std::unique_ptr<Tagger> tagger_;
    std::string problem_;
};

}  // namespace arioso
