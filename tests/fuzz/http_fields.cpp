// Targets and header fields of HTTP requests, and tokens: the first byte says which.
#include "server/net/http_fields.hpp"

#include "base/text_encoding.hpp"
#include "keys/crypto/random.hpp"
#include "server/net/token.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace valise;
using namespace valise::server::net;

void ranges(std::string_view text) {
  if (const auto content = parse_content_range(text)) {
    fuzz::require(content->range.first <= content->range.last && content->range.last < content->size);
  }
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}, std::uint64_t{1} << 53U}) {
    const auto range = parse_range(text, size);
    if (range) fuzz::require(range->first <= range->last && range->last < size);
  }
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

void ids(std::string_view text) {
  if (const auto id = parse_hex_id<base::AttachmentId>(text)) fuzz::require(base::to_hex(id->view()) == in_lower_case(text));
  if (const auto id = parse_hex_id<base::RoomId>(text)) fuzz::require(base::to_hex(id->view()) == in_lower_case(text));
  if (const auto number = parse_decimal(text)) fuzz::require(std::to_string(*number) == text);
}

void tokens(std::string_view text) {
  static crypto::SystemRandom random;
  static const base::SystemClock clock;
  static const AttachmentTokens issuer(random, clock);
  const auto bearer = bearer_token(text);
  fuzz::require(!bearer || !issuer.check(*bearer));  // nobody guesses one
  fuzz::require(!issuer.check(text));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = base::as_text(base::ByteView(data + 1, size - 1));
  switch (data[0] % 3) {
    case 0: ranges(text); break;
    case 1: ids(text); break;
    default: tokens(text); break;
  }
  return 0;
}
