// Arguments: the words of a request line, read in order. The first trouble is remembered and asked for once, at finish(); until
// then what cannot be read is empty or zero, so that a command reads like its row in the protocol's table.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "tests/interop/peer/error.hpp"

namespace valise::interop {

class Arguments {
 public:
  // The line is borrowed.
  explicit Arguments(std::string_view line) : rest_(line) {}

  // word takes the next word; there must be one.
  std::string_view word();
  // bytes takes a word of hexadecimal digits, or `-` for nothing.
  base::Bytes bytes();
  // number takes a decimal number of at most `most`.
  std::uint64_t number(std::uint64_t most = UINT32_MAX);
  // more tells whether a word is left.
  [[nodiscard]] bool more();

  void fail(PeerError error);
  // finish gives the first trouble, or too_many_arguments when words are left.
  [[nodiscard]] base::Result<> finish();

 private:
  std::string_view rest_;
  std::optional<PeerError> error_;
};

}  // namespace valise::interop
