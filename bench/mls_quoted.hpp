// Figures quoted from elsewhere: mlspp, the best known C++ implementation, with OpenSSL 3.0 and cipher suite 3, measured once on
// the same kind of machine (medians). Not measured here: what is compared with them is scaled, see bench/README.md.
#pragma once

#include <array>
#include <cstdint>

namespace valise::mls::bench::quoted {

// What libsodium took on that machine at that time: a signature and a verification of 64 bytes, together.
inline constexpr double signature_and_verification_us = 13.4 + 37.9;

struct Group {
  std::uint32_t size;
  double create_ms;  // with size-1 Adds
  double commit_bytes, welcome_bytes;
  double join_ms;
  double blank_make_ms, blank_process_ms;  // an empty commit
  double full_make_ms, full_process_ms, full_bytes;
};

inline constexpr std::array groups = {
    Group{2, 0.55, 501, 782, 0.40, 0.44, 0.38, 0.70, 0.56, 534},
    Group{10, 4.0, 3'154, 3'469, 1.1, 1.4, 0.54, 0.91, 0.51, 867},
    Group{50, 21, 16'402, 16'805, 4.8, 5.5, 0.98, 2.2, 1.6, 1'110},
    Group{200, 109, 66'417, 67'265, 20, 21, 2.9, 3.5, 2.7, 1'334},
    Group{1000, 1'403, 332'590, 335'996, 102, 96, 17, 13.6, 20, 1'587},
};

inline constexpr double protect_us = 80;
inline constexpr double unprotect_us = 176;
inline constexpr double message_bytes = 1'165;
inline constexpr double key_package_make_us = 213;
inline constexpr double key_package_check_us = 151;
inline constexpr double key_package_bytes = 320;
inline constexpr double peak_mib = 33;         // N = 1000
inline constexpr double state_mib = 1.44;      // each further member's state, N = 1000
inline constexpr double first_protect_ms = 1;  // N = 1000; 0.5 to 1.1

}  // namespace valise::mls::bench::quoted
