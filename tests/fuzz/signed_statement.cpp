// A statement for the directory log, as the relay takes it from anybody: accepted bytes are the only encoding of what they say,
// and replay never accepts one that has no signatures.
#include "keys/directory/state.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  const base::ByteView input(data, size);
  const auto statement = directory::SignedStatement::parse(input);
  if (statement) fuzz::require(base::equal(statement->bytes(), input));
  const directory::DirectoryState empty;
  if (empty.check(input)) fuzz::require(statement.has_value());
  return 0;
}
