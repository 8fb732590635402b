#pragma once

#include <chrono>
#include <string>

namespace arioso::cli {

/// Tells on standard error how far a job is: a bar that is redrawn on a terminal, otherwise a line
/// now and then. Colour only on a terminal and without NO_COLOR. One thread.
class ProgressBar {
  public:
    /// `quiet` shows nothing at all.
    explicit ProgressBar(bool quiet);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// `fraction` 0…1 of the stage; `audioSeconds` of sound it makes in all, 0 = none.
    void update(const std::string& stage, double fraction, double audioSeconds);
    /// Clears the bar, so that other lines can be written.
    void clear();

  private:
    using Clock = std::chrono::steady_clock;

    void drawBar(double fraction, const std::string& figures);

    bool quiet_;
    bool terminal_;
    bool colour_;
    bool drawn_ = false;
    std::string stage_;
    Clock::time_point stageStart_;
    Clock::time_point lastShown_;
    double lastFraction_ = 0.0;
};

/// Seconds as m:ss or h:mm:ss.
std::string clockTime(double seconds);

}  // namespace arioso::cli
