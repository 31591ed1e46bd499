#include "keys/directory/witness_request.hpp"

#include <charconv>

#include "base/text_encoding.hpp"

namespace valise::directory {
namespace {

constexpr std::string_view kOld = "old ";

// take_line gives a line without its end.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<TreeHash> parse_hash(std::string_view line) {
  const auto bytes = base::parse_base64(line);
  return bytes ? TreeHash::parse(base::ByteView(*bytes)) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_tree_size(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || last != end || std::to_string(value) != text) return std::nullopt;
  return value;
}

std::string WitnessRequest::format() const {
  std::string out = std::string(kOld) + std::to_string(old_size) + '\n';
  for (const auto& hash : proof) out += base::to_base64(hash.view()) + '\n';
  return out + '\n' + checkpoint.format();
}

base::Result<WitnessRequest> WitnessRequest::parse(std::string_view body) {
  const auto malformed = base::fail(CheckpointError::request_malformed);
  if (body.size() > max_size) return malformed;
  const auto first = take_line(body);
  const auto old = first && first->starts_with(kOld) ? parse_tree_size(first->substr(kOld.size())) : std::nullopt;
  if (!old) return malformed;
  MerkleProof proof;
  for (;;) {
    const auto line = take_line(body);
    if (!line) return malformed;
    if (line->empty()) break;
    const auto hash = parse_hash(*line);
    if (!hash || proof.size() == max_proof) return malformed;
    proof.push_back(*hash);
  }
  auto checkpoint = Checkpoint::parse(body);
  if (!checkpoint) return pass_on(checkpoint);
  return WitnessRequest{.old_size = *old, .proof = std::move(proof), .checkpoint = std::move(*checkpoint)};
}

}  // namespace valise::directory
