// valise-registrar: key ceremonies and the directory (keys/registrar/README.md).
#include <google/protobuf/stubs/logging.h>

#include <exception>
#include <iostream>

#include "keys/crypto/process.hpp"
#include "keys/crypto/random.hpp"
#include "keys/registrar/commands.hpp"
#include "keys/registrar/relay_net.hpp"
#include "keys/registrar/terminal.hpp"

namespace {

int run(const std::vector<std::string>& arguments) {
  using namespace valise;
  if (auto hardened = crypto::harden_process(); !hardened) {
    std::cerr << "valise-registrar: " << hardened.error().message() << '\n';
    return 1;
  }
  google::protobuf::SetLogHandler(nullptr);  // it would put a peer's bytes on the terminal
  const base::SystemClock clock;
  crypto::SystemRandom random;
  registrar::TerminalPerson person;
  registrar::Environment environment{std::cout, std::cerr, clock, random, person, registrar::connect_relay};
  const int code = registrar::run_registrar(arguments, environment);
  std::cout.flush();
  return std::cout ? code : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& bug) {
    std::cerr << "valise-registrar: internal error: " << bug.what() << '\n';
    return 1;
  }
}
