#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/unit/score/musicxml_text.h"

namespace {

std::atomic<bool> isCounting{false};
std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> allocatedBytes{0};

}  // namespace

// GCC 12 takes the pair of malloc and free for a mismatch where sanitizers keep it from inlining.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

// Counts what reading allocates: a count is the same on every machine, a time is not. The form that
// does not throw is replaced too: std::stable_sort takes it, and its memory is given back here.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    if (isCounting) {
        ++allocations;
        allocatedBytes += size;
    }
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace arioso::test {
namespace {

/// An orchestra of twenty parts: eight eighths a bar, with slurs, dynamics and a word here and
/// there.
std::string orchestra(int bars) {
    std::vector<std::vector<std::string>> parts(20);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        for (int b = 0; b < bars; ++b) {
            std::string bar;
            if (b % 8 == 0) {
                bar +=
                    "<direction><direction-type><dynamics><mf/></dynamics></direction-type>"
                    "</direction>";
            }
            for (int i = 0; i < 8; ++i) {
                const char step = "CDEFGAB"[(static_cast<int>(p) + b + i) % 7];
                bar += note(std::string(1, step) + "4", 2,
                            i == 0   ? "<notations><slur type=\"start\"/></notations>"
                            : i == 7 ? "<notations><slur type=\"stop\"/></notations>"
                                     : "");
            }
            parts[p].push_back(bar);
        }
    }
    return document(parts);
}

struct Cost {
    std::size_t notes = 0;
    std::size_t allocations = 0;
    std::size_t bytes = 0;
};

Cost costOf(const std::string& xml) {
    const auto bytes = asBytes(xml);
    allocations = allocatedBytes = 0;
    isCounting = true;
    const Score score = readMusicXml(bytes, "test.musicxml");
    isCounting = false;
    Cost cost{0, allocations, allocatedBytes};
    for (const Part& part : score.parts) cost.notes += part.notes.size();
    return cost;
}

TEST(MusicXmlLarge, TheCostOfReadingGrowsWithTheSize) {
    const Cost half = costOf(orchestra(80));
    const Cost whole = costOf(orchestra(160));
    EXPECT_EQ(whole.notes, 2 * half.notes);
    EXPECT_LT(static_cast<double>(whole.allocations), 2.2 * static_cast<double>(half.allocations));
    EXPECT_LT(static_cast<double>(whole.bytes), 2.3 * static_cast<double>(half.bytes));
    // 10^5 notes have to fit into 300 MB, with room for the parsed text beside them.
    EXPECT_LT(static_cast<double>(whole.bytes) / static_cast<double>(whole.notes), 2000.0);
}

}  // namespace
}  // namespace arioso::test
