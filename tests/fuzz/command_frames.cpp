// What a command line or a desk reads from the local socket, in pieces as they may come. However it is cut, the same frames come
// out, nothing is kept behind a fault, and what was understood is written as a frame again.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "local/frames.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace valise;

// A map is written in whatever order its table has; here in that of its keys, so that equal frames have equal bytes.
std::string in_order(const google::protobuf::MessageLite& frame) {
  std::string out;
  google::protobuf::io::StringOutputStream stream(&out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  fuzz::require(frame.SerializeToCodedStream(&coded));
  coded.Trim();
  return out;
}

template <class Message>
std::string read_in_pieces(std::string_view bytes, std::size_t step, bool& broken) {
  local::FrameReader reader;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.add(bytes.substr(at, step));
    for (Message frame; reader.next(frame);) {
      fuzz::require(local::encode(frame).has_value());
      out += in_order(frame);
    }
  }
  broken = reader.broken();
  return out;
}

template <class Message>
void read_both_ways(std::string_view bytes, std::size_t step) {
  bool broken_whole = false, broken_cut = false;
  const auto whole = read_in_pieces<Message>(bytes, std::max<std::size_t>(bytes.size(), 1), broken_whole);
  const auto cut = read_in_pieces<Message>(bytes, step, broken_cut);
  fuzz::require(whole == cut && broken_whole == broken_cut);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t step = input.u8() % 61 + 1;
  const auto text = base::as_text(input.rest());
  read_both_ways<v1::CommandToDesk>(text, step);
  read_both_ways<v1::CommandFromDesk>(text, step);
  return 0;
}
