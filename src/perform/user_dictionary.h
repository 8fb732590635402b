#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace arioso {

/// How a user wants words to be said. Immutable after loading.
class UserDictionary {
  public:
    struct Entry {
        std::string text;
        bool ipa = false;      ///< else another spelling to be said in place of the word
        bool spelled = false;  ///< sounds between blanks: see spelledPhones
    };

    /// One word a line: "word /ipa/", "word [k ae t]" or "word respelling"; "#" begins a comment.
    /// Lines that are none of these are left out. A file that cannot be read is an empty
    /// dictionary.
    static UserDictionary load(const std::filesystem::path& path);
    static UserDictionary parse(std::string_view text);
    /// That of $ARIOSO_DICTIONARY, else of arioso/dictionary.txt in the folder of the user's
    /// settings; read once a process.
    static const UserDictionary& shared();

    /// The entry of a word, capitals or not; null if there is none.
    [[nodiscard]] const Entry* find(const std::string& word) const;

  private:
    std::map<std::string, Entry> entries_;
};

}  // namespace arioso
