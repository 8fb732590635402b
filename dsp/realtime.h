#pragma once

/// Marks a function of the real-time thread: it allocates nothing, locks nothing, throws nothing
/// and makes no system call. Clang from version 20 on checks it (-Wfunction-effects at compile
/// time, -fsanitize=realtime at run time); other compilers see an empty word.
#if defined(__clang__) && __clang_major__ >= 20
#define ARIOSO_NONBLOCKING [[clang::nonblocking]]
#else
#define ARIOSO_NONBLOCKING
#endif
