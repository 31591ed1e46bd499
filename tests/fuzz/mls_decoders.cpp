// Every decoder of MLS (the first byte chooses one): whatever is accepted re-encodes to the same bytes.
#include "base/bytes.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/mls/wire_forms.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  if (size == 0) return 0;
  const auto forms = mls::test::wire_forms();
  const base::ByteView input(data + 1, size - 1);
  const auto rewritten = forms[data[0] % forms.size()].rewrite(input);
  fuzz::require(!rewritten || base::equal(*rewritten, input));
  return 0;
}
