# Chooses a supported compiler unless the caller named one (CXX, CMAKE_CXX_COMPILER, a toolchain file).
if(NOT DEFINED CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX} AND NOT DEFINED CMAKE_TOOLCHAIN_FILE)
  find_program(VALISE_CLANG NAMES clang++-19 clang++-20 clang++-21)
  if(VALISE_CLANG)
    set(CMAKE_CXX_COMPILER "${VALISE_CLANG}")
  endif()
endif()
