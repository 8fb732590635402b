# One interface target carries warnings and sanitizers, so that third-party headers never see them.
add_library(arioso_options INTERFACE)
target_compile_options(arioso_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
    -Woverloaded-virtual -Werror $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-reference>)
# GCC 12 warns of overlap wherever a literal is put before a temporary string (PR105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    set_target_properties(arioso_options PROPERTIES INTERFACE_COMPILE_OPTIONS
        "-Wall;-Wextra;-Wpedantic;-Wshadow;-Wnon-virtual-dtor;-Wold-style-cast;-Wcast-align;-Woverloaded-virtual;-Wno-restrict;-Wno-stringop-overflow;-Werror")
endif()
# -ffp-contract=off: with fused multiply-add left to the optimiser, the same expression inlined at two
# places rounds differently, and renders would depend on block size.
target_compile_options(arioso_options INTERFACE -ffp-contract=off)
if(ARIOSO_SANITIZE)
    target_compile_options(arioso_options INTERFACE -fsanitize=${ARIOSO_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(arioso_options INTERFACE -fsanitize=${ARIOSO_SANITIZE})
    # GCC's manual: sanitizers make this warning tell of what is not; here of LibTorch's default arguments.
    target_compile_options(arioso_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(ARIOSO_BUILD_FUZZERS)
    # Coverage in the libraries, without libFuzzer's main. Clang knows the warnings by other names.
    target_compile_options(arioso_options INTERFACE -fsanitize=fuzzer-no-link -Wno-error)
    target_link_options(arioso_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
