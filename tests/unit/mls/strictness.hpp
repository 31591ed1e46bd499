// expect_one_encoding: what the strictness of a decoder means, for tests of wire forms and of saved state.
#pragma once

#include <functional>
#include <optional>

#include "client-sdk/mls/types.hpp"

namespace valise::mls::test {

using Rewrite = std::function<std::optional<Bytes>(ByteView bytes)>;
enum class Ending { exact, zeros };  // zeros: ends in padding, of which any length is right

// expect_one_encoding expects that `bytes` are accepted and written as they are; that every shorter and longer input is refused;
// that every length in it, written in a longer form, is refused; and that altered bytes are refused or written as they are.
void expect_one_encoding(const Rewrite& rewrite, const Bytes& bytes, Ending ending = Ending::exact);

}  // namespace valise::mls::test
