# Options and the flags that every target shares.
set(VALISE_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address' (with undefined) or 'thread'")
option(VALISE_WERROR "Treat warnings as errors" OFF)
option(VALISE_FUZZ "Build libFuzzer targets (clang)" OFF)
option(VALISE_BENCH "Build the benchmarks" ON)
option(VALISE_PCH "Use precompiled headers" ON)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "Debug or RelWithDebInfo" FORCE)
endif()
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

add_library(valise_flags INTERFACE)
target_compile_options(valise_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wno-nullability-extension>
  # gcc 14 raises these for the insides of std::string, std::vector and std::optional, where nothing is wrong.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow>
  # clang does not see that coroutines use their parameters; gcc counts designated initialisers' defaults as missing.
  -Wno-missing-field-initializers
  -fstack-protector-strong
  $<$<BOOL:${VALISE_WERROR}>:-Werror>)
target_compile_definitions(valise_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  $<$<CONFIG:RelWithDebInfo>:_FORTIFY_SOURCE=2>)
target_include_directories(valise_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_link_options(valise_flags INTERFACE -Wl,-z,relro,-z,now)

# Sixty programs of up to 40 MB are linked: lld takes a fifth of the time of GNU ld.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=lld VALISE_HAS_LLD)
if(VALISE_HAS_LLD)
  add_link_options(-fuse-ld=lld)
endif()

if(VALISE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(VALISE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(NOT VALISE_SANITIZE STREQUAL "")
  message(FATAL_ERROR "VALISE_SANITIZE is '${VALISE_SANITIZE}'; use address or thread")
endif()
if(VALISE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "VALISE_FUZZ needs clang (libFuzzer)")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# ccache: precompiled headers need these sloppiness settings, and the base directory lets several checkouts share the cache.
find_program(VALISE_CCACHE ccache)
if(VALISE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${VALISE_CCACHE})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
