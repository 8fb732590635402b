#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace arioso::corpus {

/// One entry of a voice bank: a mora within a recording. Seconds; all but `offset` and `end` count
/// from the offset.
struct VoiceUnit {
    std::string file;           ///< name in the bank's folder
    double offset = 0.0;        ///< where the unit begins in its file
    double consonant = 0.0;     ///< end of what is never stretched
    double cutoff = 0.0;        ///< 0 or more: silence at the end of the file; below 0: -length
    double preutterance = 0.0;  ///< where the vowel begins
    double overlap = 0.0;       ///< blended with the unit before

    /// End of the unit in its file, which lasts `fileSeconds`.
    [[nodiscard]] double end(double fileSeconds) const;
};

/// A voice bank of Japanese for the UTAU synthesiser: recordings and an `oto.ini`, in UTF-8 (a file
/// `oto_utf8.ini` goes first), as the OpenUtau wiki describes it. Of the aliases, single morae
/// ("ka", "か") and morae after a vowel ("a か", "- か", with "n" for the syllabic n) are read; all
/// others are left out.
class VoiceBank {
  public:
    /// Error(Input) names file, line, and what was expected.
    static VoiceBank read(const std::filesystem::path& folder);

    /// The unit of a mora (in hiragana) after `before`: one of "a i u e o n", or "-" at the start
    /// of a phrase; nullptr if there is none. Of a bank of single morae all that matters is the
    /// mora.
    [[nodiscard]] const VoiceUnit* find(char before, const std::string& mora) const;
    /// How a phrase ends on this vowel; nullptr if the bank does not say.
    [[nodiscard]] const VoiceUnit* ending(char vowel) const;
    /// A unit by its name.
    struct Named {
        char before = '*';  ///< as find() has it; '*' of a bank of single morae
        std::string mora;   ///< or "-", the end of a phrase
        VoiceUnit unit;
    };
    [[nodiscard]] std::vector<Named> all() const;
    /// Whether units hold the change from the vowel before.
    [[nodiscard]] bool joined() const { return joined_; }
    /// Morae that the bank has in every place, sorted.
    [[nodiscard]] const std::vector<std::string>& morae() const { return morae_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
    std::map<std::pair<char, std::string>, VoiceUnit> units_;
    std::vector<std::string> morae_;
    bool joined_ = false;
};

/// The letter by which a voice bank calls the vowel of a mora: one of "a i u e o n". `before` is
/// that of the mora before, which a mark of length goes on with.
char vowelOfMora(const std::string& mora, char before);

}  // namespace arioso::corpus
