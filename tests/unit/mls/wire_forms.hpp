// Every structure that is read from bytes, as a function that reads it and writes it again. The strictness test and the fuzz
// targets go through the same table.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "client-sdk/mls/types.hpp"

namespace valise::mls::test {

struct WireForm {
  const char* name;
  // rewrite gives what was read, encoded again, or nothing when the bytes are refused.
  std::optional<Bytes> (*rewrite)(ByteView bytes);
  // Ends in zero bytes that belong to nothing (PrivateMessageContent), so that more or fewer of them are as good.
  bool padded = false;
};

// wire_forms is the table. New ones go to its end: the corpora of the fuzzers name them by their number.
[[nodiscard]] std::span<const WireForm> wire_forms();
// wire_form gives the one of that name, which must be there.
[[nodiscard]] const WireForm& wire_form(const std::string& name);
// wire_form_number gives its place in the table.
[[nodiscard]] std::size_t wire_form_number(const std::string& name);

}  // namespace valise::mls::test
