# valise_layer(NAME SOURCES ... USES ...): a folder is a target. USES are linked PRIVATE: a layer that needs another names it itself.
# valise_program(NAME ...), valise_test(NAME LABEL unit ...): the same for programs and GoogleTest executables.
function(valise_common target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  target_link_libraries(${target} PRIVATE valise_flags ${arg_USES})
  if(VALISE_PCH)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <chrono> <cstdint> <expected> <functional> <map> <memory> <optional> <span> <string> <string_view>
      <system_error> <utility> <variant> <vector>)
  endif()
endfunction()

function(valise_layer target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_library(${target} STATIC ${arg_SOURCES})
  valise_common(${target} USES ${arg_USES})
endfunction()

function(valise_program target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${target} ${arg_SOURCES})
  valise_common(${target} USES ${arg_USES})
endfunction()

function(valise_test target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;USES")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${target} ${arg_SOURCES})
  valise_common(${target} USES ${arg_USES} GTest::gtest GTest::gmock GTest::gtest_main)
  if(NOT TARGET tests_${arg_LABEL})
    add_custom_target(tests_${arg_LABEL})  # builds what the label needs and no more: cmake --build --target tests_unit
  endif()
  add_dependencies(tests_${arg_LABEL} ${target})
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
endfunction()
