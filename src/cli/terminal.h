#pragma once

#include <string>

namespace arioso::cli {

/// The terminal while music plays: single keys from standard input, one line of status on standard
/// error. Where either is no terminal, that half does nothing. Main thread; the terminal is as
/// before when it goes.
class Terminal {
  public:
    Terminal(bool readsKeys, bool quiet);
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// The next key, waiting at most so long: a character, or "left", "right", "up", "down"; empty
    /// = none.
    std::string key(int milliseconds);
    /// Replaces the status line.
    void show(const std::string& line);
    /// Writes a line that stays, above the status line.
    void tell(const std::string& line);
    /// Gives the terminal back, for a suspended program, and takes it again.
    void release();
    void acquire();
    [[nodiscard]] bool showsStatus() const { return shows_; }
    [[nodiscard]] bool readsKeys() const { return reads_; }

  private:
    bool reads_;
    bool shows_;
    bool held_ = false;
    std::size_t shown_ = 0;
};

}  // namespace arioso::cli
