#include "local/frames.hpp"

#include <cstring>

namespace valise::local {
namespace {

constexpr std::size_t kHeader = 4;

std::size_t length_at(const char* bytes) {
  std::size_t length = 0;
  for (std::size_t n = 0; n < kHeader; ++n) length = length << 8 | static_cast<std::uint8_t>(bytes[n]);
  return length;
}

}  // namespace

std::optional<std::string> encode(const google::protobuf::MessageLite& message) {
  const std::size_t size = message.ByteSizeLong();
  if (size > kMostFrame) return std::nullopt;
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
  return message.AppendToString(&out) ? std::optional(std::move(out)) : std::nullopt;
}

void FrameReader::add(std::string_view bytes) {
  if (broken_) return;
  bytes_.append(bytes);
}

bool FrameReader::next(google::protobuf::MessageLite& message) {
  if (broken_ || bytes_.size() - taken_ < kHeader) return false;
  const std::size_t length = length_at(bytes_.data() + taken_);
  if (length > kMostFrame) {
    broken_ = true;
    return false;
  }
  if (bytes_.size() - taken_ < kHeader + length) return false;
  broken_ = !message.ParseFromArray(bytes_.data() + taken_ + kHeader, static_cast<int>(length));
  taken_ += kHeader + length;
  if (taken_ == bytes_.size()) wipe();
  return !broken_;
}

void FrameReader::wipe() {
  explicit_bzero(bytes_.data(), bytes_.size());
  bytes_.clear();
  taken_ = 0;
}

}  // namespace valise::local
