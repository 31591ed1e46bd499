// The files of desk/web/dist, embedded at build time (embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace valise::desk {

struct Page {
  std::string_view path;  // "/index.html"
  std::string_view content;
};

[[nodiscard]] std::span<const Page> pages();

}  // namespace valise::desk
