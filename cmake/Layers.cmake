# valise_layer(NAME SOURCES ... USES ...): a folder is a target. USES are linked PRIVATE: a layer that needs another names it itself.
# valise_program(NAME ...), valise_test(NAME LABEL unit ...): the same for programs and GoogleTest executables.
# HEADERS <...> or FILE: further headers that are worth precompiling for this target alone: those that most of its files include and
# that take long to read.

# Precompiled headers are made once for all targets of a kind: layers and tests, each with and without Asio.
set(VALISE_STD_HEADERS
  <algorithm> <array> <chrono> <cstdint> <expected> <functional> <map> <memory> <optional> <span> <string> <string_view>
  <system_error> <utility> <variant> <vector>)
set(VALISE_ASIO_HEADERS <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp>
  <boost/asio/use_awaitable.hpp>)

function(valise_pch_headers out kind with_asio)
  set(headers ${VALISE_STD_HEADERS})
  if(with_asio)
    list(APPEND headers ${VALISE_ASIO_HEADERS})
  endif()
  if(kind STREQUAL test)
    list(APPEND headers <gmock/gmock.h> <gtest/gtest.h>)
  endif()
  set(${out} ${headers} PARENT_SCOPE)
endfunction()

# valise_pch(OUT KIND ASIO): names the target whose precompiled header fits, and makes it at the first call.
function(valise_pch out kind with_asio)
  set(target valise_pch_${kind})
  valise_pch_headers(headers ${kind} ${with_asio})
  set(uses valise_flags)
  if(with_asio)
    string(APPEND target _asio)
    list(APPEND uses valise_asio)
  endif()
  if(kind STREQUAL test)
    list(APPEND uses GTest::gtest GTest::gmock)
  endif()
  if(NOT TARGET ${target})
    add_library(${target} STATIC ${PROJECT_SOURCE_DIR}/cmake/pch.cpp)
    if(kind STREQUAL test)  # the tests are executables: their code is compiled as such, and so must be the header
      set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${target} PRIVATE -fPIE)
    endif()
    target_link_libraries(${target} PRIVATE ${uses})
    target_precompile_headers(${target} PRIVATE ${headers})
  endif()
  set(${out} ${target} PARENT_SCOPE)
endfunction()

function(valise_common target kind)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "USES;HEADERS")
  target_link_libraries(${target} PRIVATE valise_flags ${arg_USES})
  if(NOT VALISE_PCH OR kind STREQUAL program)
    return()  # a program is one small file: precompiling headers for it would cost more than it saves
  endif()
  set(with_asio OFF)
  if(valise_asio IN_LIST arg_USES)
    set(with_asio ON)
  endif()
  if(arg_HEADERS)
    valise_pch_headers(headers ${kind} ${with_asio})
    target_precompile_headers(${target} PRIVATE ${headers} ${arg_HEADERS})
    return()
  endif()
  valise_pch(shared ${kind} ${with_asio})
  target_precompile_headers(${target} REUSE_FROM ${shared})
endfunction()

function(valise_layer target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES;HEADERS")
  add_library(${target} STATIC ${arg_SOURCES})
  valise_common(${target} layer USES ${arg_USES} HEADERS ${arg_HEADERS})
endfunction()

function(valise_program target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${target} ${arg_SOURCES})
  valise_common(${target} program USES ${arg_USES})
endfunction()

# valise_labelled(TARGET LABEL): the target tests_LABEL builds what the tests of that label need, and no more.
function(valise_labelled target label)
  if(NOT TARGET tests_${label})
    add_custom_target(tests_${label})
  endif()
  add_dependencies(tests_${label} ${target})
endfunction()

function(valise_test target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT;ALSO;OF" "SOURCES;USES;HEADERS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${target} ${arg_SOURCES})
  valise_common(${target} test USES ${arg_USES} GTest::gtest GTest::gmock GTest::gtest_main HEADERS ${arg_HEADERS})
  valise_labelled(${target} ${arg_LABEL})
  gtest_discover_tests(${target} TEST_LIST ${target}_tests DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
  if(arg_ALSO)
    valise_also_labelled(${target} ${arg_LABEL} ${arg_ALSO} "${arg_OF}")
  endif()
endfunction()

# valise_also_labelled(TARGET LABEL OTHER REGEX): those of its tests whose names match have both labels. CTest does it, once it has
# asked the program for its tests.
function(valise_also_labelled target label other regex)
  valise_labelled(${target} ${other})
  set(script ${CMAKE_CURRENT_BINARY_DIR}/${target}_${other}.cmake)
  file(WRITE ${script} "foreach(test IN LISTS ${target}_tests)
  if(test MATCHES \"${regex}\")
    set_tests_properties(\"\${test}\" PROPERTIES LABELS \"${label};${other}\")
  endif()
endforeach()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${script})
endfunction()
