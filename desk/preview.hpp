// What of a file may be shown in the page: pictures of four formats, and plain text. The content decides, not the name: a picture
// begins as its format does, and text is UTF-8 that no browser would take for a document. Everything else is a file to save:
// SVG and HTML above all, which can do things.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace valise::desk {

// kMostShown bounds a file that is shown, kMostText what of a text is; kMostPixels bounds a picture, which a browser keeps in
// memory at four bytes each however small its file is.
inline constexpr std::uint64_t kMostShown = 8 << 20;
inline constexpr std::size_t kMostText = 64 << 10;
inline constexpr std::uint64_t kMostPixels = 40'000'000;

struct Preview {
  std::string media_type;  // of a picture; empty: it is text
  std::string text;        // at most kMostText bytes, whole characters
  bool cut = false;        // the text goes on
};

// preview_of gives how content is to be shown; nothing: not at all. A picture is not read further than its dimensions: whether
// the rest of it is whole is for the browser to find, which shows a damaged picture as far as it goes.
[[nodiscard]] std::optional<Preview> preview_of(base::ByteView content);

}  // namespace valise::desk
