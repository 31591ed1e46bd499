// scan_target: a relay with its defaults and a small directory, for scan.sh. Prints its port and stays until it is ended.
#include <unistd.h>

#include <iostream>

#include "tests/abuse/arena.hpp"

int main() {
  valise::tests::Arena arena(4);
  std::cout << arena.endpoint().port << std::endl;
  ::pause();
}
