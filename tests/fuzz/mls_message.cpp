// MLSMessage and the ratchet tree: whatever is accepted re-encodes to the same bytes.
#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/ratchet_tree.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  const base::ByteView input(data, size);
  if (const auto message = mls::parse<mls::MlsMessage>(input)) fuzz::require(base::equal(mls::encode(*message), input));
  if (const auto tree = mls::parse<mls::RatchetTree>(input)) fuzz::require(base::equal(mls::encode(*tree), input));
  return 0;
}
