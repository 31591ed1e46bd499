#include "keys/directory/checkpoint.hpp"

#include <charconv>

#include "base/reader.hpp"
#include "base/text_encoding.hpp"
#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;

constexpr base::Byte kEd25519 = 0x01;
constexpr std::string_view kDash = "\u2014 ";

// A name has no blanks, no plus sign and no control characters.
bool is_key_name(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const auto c = next_code_point(text);
    if (!c || *c < 0x20 || *c == '+' || is_space(*c)) return false;
  }
  return true;
}

bool is_note_text(std::string_view note) {
  return is_utf8(note) && std::ranges::all_of(note, [](char c) { return c == '\n' || static_cast<unsigned char>(c) >= 0x20; });
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || last != end || std::to_string(value) != text) return std::nullopt;
  return value;
}

std::optional<TreeHash> parse_root(std::string_view text) {
  const auto bytes = base::parse_base64(text);
  if (!bytes) return std::nullopt;
  return TreeHash::parse(*bytes);
}

std::optional<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank))) return std::nullopt;
  const auto bytes = base::parse_base64(line.substr(blank + 1));
  if (!bytes) return std::nullopt;
  base::Reader reader(*bytes);
  const auto id = reader.u32();
  if (!id || reader.empty()) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, blank)), *id, base::to_bytes(reader.rest())};
}

Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines) {
  std::vector<NoteSignature> signatures;
  while (!lines.empty()) {
    const auto line = take_line(lines);
    auto signature = line ? parse_signature_line(*line) : std::nullopt;
    if (!signature) return fail(CheckpointError::signature_malformed);
    if (signatures.size() == Checkpoint::max_signatures) return fail(CheckpointError::note_too_large);
    signatures.push_back(std::move(*signature));
  }
  if (signatures.empty()) return fail(CheckpointError::note_malformed);
  return signatures;
}

base::Bytes typed_key(const crypto::VerifyKey& key) {
  base::Bytes out{kEd25519};
  base::append(out, key.view());
  return out;
}

}  // namespace

std::uint32_t note_key_id(std::string_view name, const crypto::VerifyKey& key) {
  const auto digest = crypto::Sha256::of_parts({as_bytes(name), as_bytes("\n"), typed_key(key)});
  return *base::Reader(digest).u32();
}

std::string verifier_key(std::string_view name, const crypto::VerifyKey& key) {
  base::Writer id;
  id.u32(note_key_id(name, key));
  return std::string(name) + '+' + base::to_hex(id.view()) + '+' + base::to_base64(typed_key(key));
}

bool is_origin(std::string_view text) { return text.size() <= 128 && is_key_name(text); }

Checkpoint Checkpoint::make(std::string origin, const Head& head) {
  Checkpoint out;
  out.origin_ = std::move(origin);
  out.head_ = head;
  return out;
}

Result<Checkpoint> Checkpoint::parse(std::string_view note) {
  if (note.size() > max_size) return fail(CheckpointError::note_too_large);
  const auto gap = note.rfind("\n\n");
  if (!is_note_text(note) || gap == std::string_view::npos) return fail(CheckpointError::note_malformed);
  auto text = note.substr(0, gap + 1);

  Checkpoint out;
  const auto origin = take_line(text);
  if (!origin || origin->empty()) return fail(CheckpointError::origin_malformed);
  out.origin_ = *origin;
  const auto size = parse_size(take_line(text).value_or(""));
  if (!size) return fail(CheckpointError::size_malformed);
  const auto root = parse_root(take_line(text).value_or(""));
  if (!root) return fail(CheckpointError::root_malformed);
  out.head_ = {*size, *root};
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line->empty()) return fail(CheckpointError::note_malformed);
    out.extensions_.emplace_back(*line);
  }
  auto signatures = parse_signatures(note.substr(gap + 2));
  if (!signatures) return pass_on(signatures);
  out.signatures_ = std::move(*signatures);
  return out;
}

std::string Checkpoint::text() const {
  std::string out = origin_ + '\n' + std::to_string(head_.size) + '\n' + base::to_base64(head_.root.view()) + '\n';
  for (const auto& line : extensions_) out += line + '\n';
  return out;
}

std::string Checkpoint::format() const {
  std::string out = text() + '\n';
  for (const auto& signature : signatures_) {
    base::Writer bytes;
    bytes.u32(signature.key_id).bytes(signature.signature);
    out.append(kDash).append(signature.name).append(" ").append(base::to_base64(bytes.view())).append("\n");
  }
  return out;
}

void Checkpoint::sign(const crypto::SigningKey& log_key) {
  const auto signature = log_key.sign(as_bytes(text()));
  signatures_.push_back({origin_, note_key_id(origin_, log_key.verify_key()), base::to_bytes(signature)});
}

Result<> Checkpoint::verify(std::string_view origin, const crypto::VerifyKey& log_key) const {
  if (origin_ != origin) return fail(CheckpointError::origin_unexpected);
  const auto id = note_key_id(origin, log_key);
  const std::string signed_text = text();
  bool found = false;
  for (const auto& signature : signatures_) {
    if (signature.name != origin || signature.key_id != id) continue;
    if (!crypto::verify(log_key, as_bytes(signed_text), signature.signature)) return fail(CheckpointError::signature_wrong);
    found = true;
  }
  if (!found) return fail(CheckpointError::signature_missing);
  return {};
}

}  // namespace valise::directory
