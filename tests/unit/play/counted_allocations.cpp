// In a file of their own: where the compiler sees through them it takes them for mistakes.
#include "tests/unit/play/counted_allocations.h"

#include <cstdlib>
#include <new>
#include <utility>

namespace {

thread_local bool counting = false;
thread_local long allocations = 0;

}  // namespace

namespace arioso::tests {

long countAllocations(bool on) {
    counting = on;
    return std::exchange(allocations, 0);
}

}  // namespace arioso::tests

void* operator new(std::size_t size) {
    if (counting) ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
    if (counting && memory != nullptr) ++allocations;
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    if (counting && memory != nullptr) ++allocations;
    std::free(memory);
}
