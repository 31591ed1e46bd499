// A C2SP checkpoint: whatever is accepted is formatted as the same bytes.
#include "keys/directory/checkpoint.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  const base::ByteView input(data, size);
  const auto checkpoint = directory::Checkpoint::parse(base::as_text(input));
  if (checkpoint) fuzz::require(checkpoint->format() == base::as_text(input));
  return 0;
}
