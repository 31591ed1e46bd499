#include "desk/preview.hpp"

#include <array>
#include <string_view>

#include "base/utf8.hpp"

namespace valise::desk {
namespace {

using base::as_text;
using base::ByteView;

// Reading gives numbers and parts from the front of what is left; at the end it gives nothing more and says so.
class Reading {
 public:
  explicit Reading(ByteView bytes) : left_(bytes) {}

  [[nodiscard]] bool ended() const { return ended_; }
  ByteView take(std::size_t count) {
    if (count > left_.size()) {
      ended_ = true;
      left_ = {};
      return {};
    }
    const ByteView out = left_.first(count);
    left_ = left_.subspan(count);
    return out;
  }
  bool begins(std::string_view mark) { return as_text(take(mark.size())) == mark && !ended_; }
  std::uint32_t big(std::size_t bytes) {
    std::uint32_t out = 0;
    for (const base::Byte byte : take(bytes)) out = out << 8 | byte;
    return out;
  }
  std::uint32_t little(std::size_t bytes) {
    std::uint32_t out = 0, shift = 0;
    for (const base::Byte byte : take(bytes)) {
      out |= std::uint32_t{byte} << shift;
      shift += 8;
    }
    return out;
  }

 private:
  ByteView left_;
  bool ended_ = false;
};

bool is_moderate(std::uint64_t width, std::uint64_t height) {
  return width > 0 && height > 0 && width <= kMostPixels && height <= kMostPixels / width;
}

bool is_png(Reading in) {
  if (!in.begins("\x89PNG\r\n\x1a\n") || in.big(4) != 13 || !in.begins("IHDR")) return false;
  const auto width = in.big(4), height = in.big(4);
  return !in.ended() && is_moderate(width, height);
}

void skip_sub_blocks(Reading& in) {
  while (const auto size = in.little(1)) in.take(size);
}

std::size_t table_size(std::uint32_t flags) { return (flags & 0x80) == 0 ? 0 : std::size_t{3} << ((flags & 7) + 1); }

// A frame may reach beyond the screen that the header speaks of: each is looked at.
bool is_gif(Reading in) {
  const auto mark = as_text(in.take(6));
  if (mark != "GIF87a" && mark != "GIF89a") return false;
  const auto width = in.little(2), height = in.little(2), flags = in.little(1);
  in.take(2 + table_size(flags));
  if (in.ended() || !is_moderate(width, height)) return false;
  for (auto block = in.little(1); block != 0x3b && !in.ended(); block = in.little(1)) {
    if (block == 0x21) {
      in.take(1);
    } else if (block == 0x2c) {
      const auto left = in.little(2), top = in.little(2), wide = in.little(2), high = in.little(2), local = in.little(1);
      if (!in.ended() && !is_moderate(std::uint64_t{left} + wide, std::uint64_t{top} + high)) return false;
      in.take(table_size(local) + 1);
    } else {
      return false;
    }
    skip_sub_blocks(in);
  }
  return true;
}

bool is_jpeg(Reading in) {
  if (!in.begins("\xff\xd8")) return false;
  constexpr std::uint32_t scan = 0xda;
  for (bool known = false; !in.ended();) {
    if (in.big(1) != 0xff) return false;
    auto marker = in.big(1);
    while (marker == 0xff) marker = in.big(1);
    if (marker == scan) return known;
    const auto length = in.big(2);
    if (length < 2) return false;
    Reading segment(in.take(length - 2));
    const bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (!frame) continue;
    segment.take(1);
    const auto height = segment.big(2), width = segment.big(2);
    if (segment.ended() || !is_moderate(width, height)) return false;
    known = true;
  }
  return false;
}

bool is_webp(Reading in) {
  if (!in.begins("RIFF")) return false;
  in.take(4);
  if (!in.begins("WEBP")) return false;
  const auto chunk = as_text(in.take(4));
  in.take(4);
  std::uint32_t width = 0, height = 0;
  if (chunk == "VP8X") {
    in.take(4);
    width = in.little(3) + 1;
    height = in.little(3) + 1;
  } else if (chunk == "VP8L") {
    if (in.little(1) != 0x2f) return false;
    const auto bits = in.little(4);
    width = (bits & 0x3fff) + 1;
    height = (bits >> 14 & 0x3fff) + 1;
  } else if (chunk == "VP8 ") {
    in.take(3);
    if (!in.begins("\x9d\x01\x2a")) return false;
    width = in.little(2) & 0x3fff;
    height = in.little(2) & 0x3fff;
  }
  return !in.ended() && is_moderate(width, height);
}

struct Format {
  const char* media_type;
  bool (*is)(Reading);
};
constexpr std::array<Format, 4> kFormats{
    {{"image/png", is_png}, {"image/jpeg", is_jpeg}, {"image/gif", is_gif}, {"image/webp", is_webp}}};

bool is_control(char32_t c) { return (c < 0x20 && c != U'\t' && c != U'\n' && c != U'\f' && c != U'\r') || c == 0x7f; }

// What a browser that sniffs would take for a document, or another program for one of its own.
bool is_document(std::string_view text) {
  constexpr std::string_view blank = " \t\n\f\r";
  text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
  std::string begin(text.substr(0, 16));
  for (char& c : begin) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const std::string_view mark : {"<!doctype", "<!--", "<?", "<html", "<head", "<body", "<svg", "<script", "<style",
                                      "<iframe", "<math", "%pdf", "{\\rtf"}) {
    if (begin.starts_with(mark)) return true;
  }
  return false;
}

std::optional<Preview> text_of(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (is_document(text)) return std::nullopt;
  std::size_t shown = 0;
  for (std::string_view left = text; !left.empty();) {
    const auto character = base::next_code_point(left);
    if (!character || is_control(*character)) return std::nullopt;
    if (const auto read = text.size() - left.size(); read <= kMostText) shown = read;
  }
  return Preview{.media_type = {}, .text = std::string(text.substr(0, shown)), .cut = shown < text.size()};
}

}  // namespace

std::optional<Preview> preview_of(ByteView content) {
  if (content.size() > kMostShown) return std::nullopt;
  for (const Format& format : kFormats) {
    if (format.is(Reading(content))) return Preview{.media_type = format.media_type, .text = {}, .cut = false};
  }
  return text_of(as_text(content));
}

}  // namespace valise::desk
