// UTF-8, strict: no overlong forms, no surrogates, nothing beyond U+10FFFF.
#pragma once

#include <optional>
#include <string_view>

namespace valise::base {

// next_code_point reads one code point and moves the view behind it; nothing, and the view stays, at the end or where the bytes
// are not valid UTF-8.
[[nodiscard]] std::optional<char32_t> next_code_point(std::string_view& text);
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace valise::base
