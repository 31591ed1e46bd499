// mls_peer: Valise's MLS behind the line protocol for tests of interoperation (tests/interop/README.md).
//
//   mls_peer             randomness is the system's
//   mls_peer --seed N    randomness can be replayed; for tests only
#include <charconv>
#include <iostream>
#include <memory>

#include "keys/crypto/random.hpp"
#include "tests/interop/peer/dispatch.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using valise::tests::SeededRandom;

std::unique_ptr<valise::base::Random> randomness(int argc, char** argv) {
  if (argc == 1) return std::make_unique<valise::crypto::SystemRandom>();
  if (argc != 3 || std::string_view(argv[1]) != "--seed") return nullptr;
  const std::string_view text = argv[2];
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) return nullptr;
  valise::crypto::init();
  return std::make_unique<SeededRandom>(seed);
}

}  // namespace

int main(int argc, char** argv) {
  const auto random = randomness(argc, argv);
  if (!random) {
    std::cerr << "usage: mls_peer [--seed NUMBER]\n";
    return 2;
  }
  std::ios::sync_with_stdio(false);
  valise::interop::Peer peer(*random);
  valise::interop::serve(peer, std::cin, std::cout);
  return 0;
}
