// A key file from a stranger: whatever is accepted is in its one form, and asks for bounded memory only.
#include "keys/crypto/key_file_format.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  const auto text = base::as_text(base::ByteView(data, size));
  const auto parsed = crypto::KeyFileText::parse(text);
  if (parsed) fuzz::require(crypto::within_bounds(parsed->params) && parsed->format() == text);
  return 0;
}
