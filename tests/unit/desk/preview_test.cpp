// What of a file may be shown in the page, judged by its content.
#include "desk/preview.hpp"

#include <gtest/gtest.h>

namespace valise::desk {
namespace {

using namespace std::string_literals;

std::string big(std::uint32_t number, int bytes) {
  std::string out;
  for (int n = bytes - 1; n >= 0; --n) out += static_cast<char>(number >> (8 * n) & 0xff);
  return out;
}
std::string little(std::uint32_t number, int bytes) {
  const auto out = big(number, bytes);
  return {out.rbegin(), out.rend()};
}
std::string png(std::uint32_t width, std::uint32_t height) {
  return "\x89PNG\r\n\x1a\n"s + big(13, 4) + "IHDR" + big(width, 4) + big(height, 4) + "\x08\x06\0\0\0crc."s;
}
std::string gif(std::uint32_t width, std::uint32_t height, std::uint32_t frame_width, std::uint32_t frame_height) {
  return "GIF89a" + little(width, 2) + little(height, 2) + "\0\0\0"s + "\x21\xf9\x04\0\0\0\0\0"s + "\x2c" + little(0, 4) +
         little(frame_width, 2) + little(frame_height, 2) + "\0\x02\x02\x4c\x01\0"s + "\x3b";
}
std::string jpeg(std::uint32_t width, std::uint32_t height) {
  return "\xff\xd8\xff\xe0"s + big(4, 2) + "ab" + "\xff\xc0"s + big(11, 2) + "\x08" + big(height, 2) + big(width, 2) +
         "\x01\x01\x11\0"s + "\xff\xda"s + big(2, 2) + "scan";
}
std::string webp(const std::string& chunk, const std::string& content) {
  return "RIFF" + little(100, 4) + "WEBP" + chunk + little(50, 4) + content;
}

std::string kind(const std::string& content) {
  const auto preview = preview_of(base::as_bytes(content));
  if (!preview) return "no";
  return preview->media_type.empty() ? "text" : preview->media_type;
}

TEST(Preview, PicturesAreKnownByTheirContent) {
  EXPECT_EQ(kind(png(2, 3)), "image/png");
  EXPECT_EQ(kind(gif(2, 3, 2, 3)), "image/gif");
  EXPECT_EQ(kind(jpeg(2, 3)), "image/jpeg");
  EXPECT_EQ(kind(webp("VP8X", "\0\0\0\0"s + little(1, 3) + little(2, 3))), "image/webp");
  EXPECT_EQ(kind(webp("VP8L", "\x2f" + little(1 | 2 << 14, 4))), "image/webp");
  EXPECT_EQ(kind(webp("VP8 ", "abc\x9d\x01\x2a" + little(2, 2) + little(3, 2))), "image/webp");
}

// A picture takes four bytes a pixel in the browser, however small its file is.
TEST(Preview, PicturesOfHugeOrNoDimensionsAreNotShown) {
  EXPECT_EQ(kind(png(8000, 5000)), "image/png");
  EXPECT_EQ(kind(png(8001, 5000)), "no");
  EXPECT_EQ(kind(png(0xffffffff, 0xffffffff)), "no");
  EXPECT_EQ(kind(png(0x80000000, 2)), "no");
  EXPECT_EQ(kind(png(0, 5)), "no");
  EXPECT_EQ(kind(gif(65535, 65535, 1, 1)), "no");
  EXPECT_EQ(kind(gif(1, 1, 65535, 65535)), "no") << "a frame reaches beyond the screen";
  EXPECT_EQ(kind(jpeg(65535, 65535)), "no");
  EXPECT_EQ(kind(webp("VP8X", "\0\0\0\0"s + little(0xffffff, 3) + little(0xffffff, 3))), "no");
  EXPECT_EQ(kind(webp("VP8L", "\x2f" + little(0xffffffff, 4))), "no");
}

TEST(Preview, WhatBreaksOffIsNoPictureAndHarmsNothing) {
  for (const auto& whole : {png(2, 3), gif(2, 3, 2, 3), jpeg(2, 3), webp("VP8L", "\x2f" + little(1 | 2 << 14, 4))}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto cut = kind(whole.substr(0, size));
      EXPECT_TRUE(cut == "no" || cut == kind(whole) || (cut == "text" && size <= 6)) << size << " " << cut;
    }
  }
  EXPECT_EQ(kind("\xff\xd8\xff\xff\xff\xff"s), "no");
  EXPECT_EQ(kind("\xff\xd8\xff\xe0\0\0\xff\xe0\0\0"s), "no") << "a segment without a length";
}

TEST(Preview, DocumentsAreNeverShown) {
  for (const std::string content :
       {"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "<?xml version='1.0'?><svg/>", " \n<!DOCTYPE html><p>",
        "<HTML>", "<!-- --><svg/>", "\xef\xbb\xbf<svg/>", "<Script>alert(1)</Script>", "%PDF-1.7", "{\\rtf1", "<body onload=x>"})
    EXPECT_EQ(kind(content), "no") << content;
  EXPECT_EQ(kind("PK\x03\x04"), "no");
  EXPECT_EQ(kind("text with a \0 in it"s), "no");
  EXPECT_EQ(kind("\x1b[31m"), "no");
}

// What is a picture to us is one to the browser, which gets it under that type: what follows has no say.
TEST(Preview, APictureThatIsADocumentAsWellIsAPicture) { EXPECT_EQ(kind(png(2, 3) + "<script>alert(1)</script>"), "image/png"); }

TEST(Preview, TextIsUtf8InWholeCharacters) {
  EXPECT_EQ(kind("<img src=x onerror=alert(1)> نص"), "text");
  EXPECT_EQ(preview_of(base::as_bytes("\xef\xbb\xbfنص\r\n\tx"))->text, "نص\r\n\tx");
  EXPECT_EQ(kind(""), "text");
  for (const std::string wrong :
       {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x80\x80\x80", "\xd9", "a\x80"})
    EXPECT_EQ(kind(wrong), "no");
  std::string large;
  while (large.size() <= kMostText) large += "ن";
  const auto cut = preview_of(base::as_bytes("x" + large));
  ASSERT_TRUE(cut);
  EXPECT_TRUE(cut->cut);
  EXPECT_EQ(cut->text.size(), kMostText - 1) << "half a character";
  EXPECT_EQ(kind(std::string(kMostShown + 1, 'x')), "no");
}

}  // namespace
}  // namespace valise::desk
