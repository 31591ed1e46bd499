# Every outside library, once, as an imported target. Which layer may use which stands in docs/CONVENTIONS.md.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
if(POLICY CMP0167)  # Boost's own package files, not CMake's old module
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(SQLCIPHER REQUIRED IMPORTED_TARGET sqlcipher)
find_package(CURL REQUIRED)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(P11KIT REQUIRED IMPORTED_TARGET p11-kit-1)

# Only the headers know SQLCipher's own version; pkg-config says SQLite's.
if(SQLCIPHER_VERSION VERSION_LESS 4.6 AND SQLCIPHER_VERSION VERSION_LESS 3.46)
  message(FATAL_ERROR "SQLCipher ${SQLCIPHER_VERSION} is too old; 4.6 is needed (Debian 12: from bookworm-backports, see deploy/install-deps.sh)")
endif()

add_library(valise_sqlcipher INTERFACE)
target_compile_definitions(valise_sqlcipher INTERFACE SQLITE_HAS_CODEC)
target_link_libraries(valise_sqlcipher INTERFACE PkgConfig::SQLCIPHER)

# Boost.Asio and Beast are compiled once (wire/boost_asio.cpp, wire/boost_beast.cpp), not in every file that includes them.
add_library(valise_asio INTERFACE)
target_compile_definitions(valise_asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(valise_asio INTERFACE Boost::headers Threads::Threads OpenSSL::SSL OpenSSL::Crypto)

add_library(valise_curl INTERFACE)
target_link_libraries(valise_curl INTERFACE CURL::libcurl)
