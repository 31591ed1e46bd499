// What a member of a room may send: content and authenticated data, and the file names in it.
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/safe_name.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  namespace client = sdk::client;
  const base::ByteView input(data, size);
  if (const auto content = client::parse_content(input)) fuzz::require(base::MessageId::parse(content->message_id()).has_value());
  static_cast<void>(client::parse_visible(input));
  const std::string name = client::safe_name(base::as_text(input));
  fuzz::require(!name.empty() && name.size() <= 200 && name.find('/') == std::string::npos && name[0] != '.');
  return 0;
}
