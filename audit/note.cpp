#include "audit/note.hpp"

#include <algorithm>

#include "audit/audit_error.hpp"
#include "base/text_encoding.hpp"

namespace valise::audit {
namespace {

using base::fail;
using base::Result;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == '\n') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  out.pop_back();  // every line has an end
  return out;
}

std::uint64_t big_endian(base::ByteView bytes) {
  std::uint64_t out = 0;
  for (const auto byte : bytes) out = out << 8U | byte;
  return out;
}

bool read_number(const std::string& text, std::uint64_t& out) {
  if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != text.npos) return false;
  out = std::stoull(text);
  return std::to_string(out) == text;
}

bool read_signature(const std::string& line, SignatureLine& out) {
  const std::string dash = "\u2014 ";
  const auto blank = line.rfind(' ');
  if (!line.starts_with(dash) || blank == line.npos || blank <= dash.size()) return false;
  out.name = line.substr(dash.size(), blank - dash.size());
  const auto bytes = base::parse_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= 4 || out.name.find_first_of(" +") != out.name.npos) return false;
  out.id = static_cast<std::uint32_t>(big_endian(base::ByteView(*bytes).first(4)));
  out.signature.assign(bytes->begin() + 4, bytes->end());
  return true;
}

std::uint32_t key_id(std::string_view name, base::Byte type, const crypto::VerifyKey& key) {
  const base::ByteArray<2> between{'\n', type};
  const auto hash = crypto::Sha256::of_parts({base::as_bytes(name), between, key.view()});
  return static_cast<std::uint32_t>(big_endian(base::ByteView(hash).first(4)));
}

Signed one(const crypto::VerifyKey& key, const std::string& signed_text, base::ByteView signature, std::uint64_t at) {
  const bool right = crypto::verify(key, base::as_bytes(signed_text), signature).has_value();
  return {.verdict = right ? Signed::Verdict::right : Signed::Verdict::wrong, .at = at};
}

}  // namespace

Result<Note> read_note(std::string_view bytes) {
  Note out;
  const auto gap = bytes.rfind("\n\n");
  if (gap == bytes.npos || !bytes.ends_with('\n')) return fail(AuditError::malformed, "checkpoint");
  out.text = bytes.substr(0, gap + 1);
  const auto head = lines_of(out.text);
  if (head.size() < 3 || head[0].empty() || !read_number(head[1], out.size)) return fail(AuditError::malformed, "checkpoint");
  const auto root = base::parse_base64(head[2]);
  if (!root || root->size() != out.root.size()) return fail(AuditError::malformed, "checkpoint");
  std::ranges::copy(*root, out.root.begin());
  out.origin = head[0];
  for (const auto& line : lines_of(bytes.substr(gap + 2))) {
    if (!read_signature(line, out.signatures.emplace_back())) return fail(AuditError::malformed, "checkpoint");
  }
  return out;
}

Signed signed_by_log(const Note& note, std::string_view name, const crypto::VerifyKey& key) {
  Signed out;
  for (const auto& line : note.signatures) {
    if (line.name != name || line.id != key_id(name, 0x01, key)) continue;
    out = one(key, note.text, line.signature, 0);
    if (out.verdict == Signed::Verdict::wrong) return out;
  }
  return out;
}

Signed signed_by_witness(const Note& note, std::string_view name, const crypto::VerifyKey& key) {
  Signed out;
  for (const auto& line : note.signatures) {
    if (line.name != name || line.id != key_id(name, 0x04, key)) continue;
    if (line.signature.size() != 72) return {.verdict = Signed::Verdict::wrong};
    const auto at = big_endian(base::ByteView(line.signature).first(8));
    const auto this_one =
        one(key, "cosignature/v1\ntime " + std::to_string(at) + "\n" + note.text, base::ByteView(line.signature).subspan(8), at);
    if (this_one.verdict == Signed::Verdict::wrong) return this_one;
    if (this_one.at >= out.at) out = this_one;
  }
  return out;
}

}  // namespace valise::audit
