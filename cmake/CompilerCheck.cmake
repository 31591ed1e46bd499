# Refuses compilers that build this program wrongly. docs/design/0001-compilers.md has the cases.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} is not supported: g++ 12 miscompiles C++ coroutines (wrong results and double frees in "
    "everyday code), and 13 is not tested. Use clang 19 (Debian 12: apt-get install clang-19) or g++ 14 (Debian 13).")
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR
    "clang ${CMAKE_CXX_COMPILER_VERSION} is not supported: std::expected needs clang 19 with Debian 12's standard library. "
    "Install it with: apt-get install clang-19")
endif()
