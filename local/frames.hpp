// Frames of the local socket (proto/valise/v1/command.proto): four bytes of length, big-endian, then one message. What comes is
// hostile until parsed: the length is checked before anything is allocated, and a reader that met a fault stays at it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "valise/v1/command.pb.h"

namespace valise::local {

// kMostFrame bounds a frame's message: arguments with a message of 64 KiB among them, and room to spare.
inline constexpr std::size_t kMostFrame = 1 << 20;
// kPiece is how much of standard input or output one frame carries.
inline constexpr std::size_t kPiece = 32 << 10;

// encode gives a frame; nothing where the message is larger than kMostFrame.
[[nodiscard]] std::optional<std::string> encode(const google::protobuf::MessageLite& message);

class FrameReader {
 public:
  // add takes bytes as they came; at most kMostFrame + 4 of them are kept beyond what next() gave.
  void add(std::string_view bytes);
  // next parses the next whole frame into `message`; false where there is none yet, or never again: see broken().
  [[nodiscard]] bool next(google::protobuf::MessageLite& message);
  // broken says that a frame was too long or no message: nothing behind it can be understood.
  [[nodiscard]] bool broken() const { return broken_; }
  // wipe overwrites what is kept, and what was given already: a passphrase may have been among it.
  void wipe();

 private:
  std::string bytes_;
  std::size_t taken_ = 0;
  bool broken_ = false;
};

}  // namespace valise::local
