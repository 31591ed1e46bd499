#include "keys/directory/checkpoint.hpp"

#include <charconv>

#include "base/reader.hpp"
#include "base/text_encoding.hpp"
#include "base/utf8.hpp"
#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;

constexpr std::string_view kDash = "\u2014 ";

// A name has no blanks, no plus sign and no control characters.
bool is_key_name(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const auto c = base::next_code_point(text);
    if (!c || *c < 0x20 || *c == '+' || is_space(*c)) return false;
  }
  return true;
}

bool is_note_text(std::string_view note) {
  return base::is_utf8(note) && std::ranges::all_of(note, [](char c) { return c == '\n' || static_cast<unsigned char>(c) >= 0x20; });
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

base::Bytes typed_key(const crypto::VerifyKey& key, NoteAlgorithm algorithm) {
  base::Bytes out{static_cast<base::Byte>(algorithm)};
  base::append(out, key.view());
  return out;
}

std::optional<VerifierKey> parse_typed_key(std::string_view name, base::ByteView typed) {
  if (typed.empty() || !is_key_name(name)) return std::nullopt;
  const auto algorithm = static_cast<NoteAlgorithm>(typed.front());
  if (algorithm != NoteAlgorithm::ed25519 && algorithm != NoteAlgorithm::cosignature) return std::nullopt;
  const auto key = crypto::VerifyKey::parse(typed.subspan(1));
  if (!key) return std::nullopt;
  return VerifierKey{std::string(name), *key, algorithm};
}

}  // namespace

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

std::uint32_t note_key_id(std::string_view name, const crypto::VerifyKey& key, NoteAlgorithm algorithm) {
  const auto digest = crypto::Sha256::of_parts({as_bytes(name), as_bytes("\n"), typed_key(key, algorithm)});
  return *base::Reader(digest).u32();
}

std::string verifier_key(std::string_view name, const crypto::VerifyKey& key, NoteAlgorithm algorithm) {
  base::Writer id;
  id.u32(note_key_id(name, key, algorithm));
  return std::string(name) + '+' + base::to_hex(id.view()) + '+' + base::to_base64(typed_key(key, algorithm));
}

// The base64 alphabet has a plus sign, names and hexadecimal digits have none.
Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const auto after_name = text.find('+');
  const auto after_id = after_name == text.npos ? text.npos : text.find('+', after_name + 1);
  const auto typed = after_id == text.npos ? std::nullopt : base::parse_base64(text.substr(after_id + 1));
  auto key = typed ? parse_typed_key(text.substr(0, after_name), *typed) : std::nullopt;
  if (!key || verifier_key(key->name, key->key, key->algorithm) != text) return fail(CheckpointError::verifier_key_malformed);
  return std::move(*key);
}

std::string format_signature(const NoteSignature& signature) {
  base::Writer bytes;
  bytes.u32(signature.key_id).bytes(signature.signature);
  std::string out(kDash);
  return out.append(signature.name).append(" ").append(base::to_base64(bytes.view())).append("\n");
}

bool is_origin(std::string_view text) { return text.size() <= 128 && is_key_name(text); }

Checkpoint Checkpoint::make(std::string origin, const Head& head, std::vector<std::string> extensions) {
  Checkpoint out;
  out.origin_ = std::move(origin);
  out.head_ = head;
  out.extensions_ = std::move(extensions);
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
  for (const auto& signature : signatures_) out += format_signature(signature);
  return out;
}

void Checkpoint::sign(const crypto::SigningKey& log_key) {
  const auto signature = log_key.sign(as_bytes(text()));
  signatures_.push_back({origin_, note_key_id(origin_, log_key.verify_key()), base::to_bytes(signature)});
}

void Checkpoint::attach(NoteSignature signature) {
  const auto same = [&](const NoteSignature& other) { return other.name == signature.name && other.key_id == signature.key_id; };
  const auto before = std::ranges::find_if(signatures_, same);
  if (before == signatures_.end()) {
    signatures_.push_back(std::move(signature));
  } else {
    *before = std::move(signature);
  }
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
