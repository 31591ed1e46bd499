#include "keys/crypto/key_file_format.hpp"

#include <charconv>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/crypto/label.hpp"

namespace valise::crypto {
namespace {

using base::as_bytes;
using base::fail;

constexpr std::string_view magic = "valise-key ";
constexpr std::string_view first_line = "valise-key 1";
constexpr std::string_view checksum_mark = "\nchecksum: ";
constexpr std::size_t checksum_digits = 64;

std::string checksum_of(std::string_view body) { return base::to_hex(Sha256::of(as_bytes(body))); }

// check_whole gives the text above the checksum line.
base::Result<std::string_view> check_whole(std::string_view content) {
  const auto start = content.substr(0, magic.size());
  if (start != magic.substr(0, start.size())) return fail(KeyFileError::not_a_key_file);
  const auto mark = content.rfind(checksum_mark);
  if (mark == content.npos) return fail(KeyFileError::truncated);
  const auto body = content.substr(0, mark + 1);
  const auto checksum = content.substr(mark + checksum_mark.size());
  if (checksum.size() < checksum_digits + 1) return fail(KeyFileError::truncated);
  if (checksum != checksum_of(body) + '\n') return fail(KeyFileError::altered);
  return body;
}

// Lines takes a text apart from the front.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // next gives the next line without its name and its end; nothing if it has another name.
  std::optional<std::string_view> next(std::string_view name) {
    const auto end = rest_.find('\n');
    if (end == rest_.npos || !rest_.starts_with(name)) return std::nullopt;
    const auto line = rest_.substr(name.size(), end - name.size());
    rest_.remove_prefix(end + 1);
    return line;
  }

 private:
  std::string_view rest_;
};

// take_number reads "<before><number>" from the front; format() undoes it, which shows that it was canonical.
bool take_number(std::string_view& text, std::string_view before, std::uint32_t& out) {
  if (!text.starts_with(before)) return false;
  text.remove_prefix(before.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool parse_params(std::string_view text, Argon2Params& out) {
  return take_number(text, "argon2id m=", out.memory_kib) && take_number(text, " t=", out.passes) && text == " p=1";
}

template <std::size_t N>
bool parse_array(std::string_view text, base::ByteArray<N>& out) {
  const auto bytes = base::parse_base64(text);
  if (!bytes || bytes->size() != N) return false;
  std::ranges::copy(*bytes, out.begin());
  return true;
}

bool parse_fields(Lines lines, KeyFileText& out) {
  if (lines.next(first_line) != "") return false;
  const auto type = lines.next("type: ");
  const auto kdf = lines.next("kdf: ");
  const auto salt = lines.next("salt: ");
  const auto nonce = lines.next("nonce: ");
  const auto data = lines.next("data: ");
  if (!type || !kdf || !salt || !nonce || !data) return false;
  auto sealed = base::parse_base64(*data);
  if (!Label::acceptable(*type) || !parse_params(*kdf, out.params) || !parse_array(*salt, out.salt) ||
      !parse_array(*nonce, out.nonce) || !sealed) {
    return false;
  }
  out.type = *type;
  out.sealed = std::move(*sealed);
  return true;
}

}  // namespace

std::string KeyFileText::header() const {
  std::string out(first_line);
  out += "\ntype: " + type;
  out += "\nkdf: argon2id m=" + std::to_string(params.memory_kib) + " t=" + std::to_string(params.passes) + " p=1";
  out += "\nsalt: " + base::to_base64(salt);
  out += "\nnonce: " + base::to_base64(nonce) + "\n";
  return out;
}

std::string KeyFileText::format() const {
  auto out = header() + "data: " + base::to_base64(sealed) + "\n";
  const auto checksum = checksum_of(out);
  return out + "checksum: " + checksum + "\n";
}

base::Result<KeyFileText> KeyFileText::parse(std::string_view content) {
  const auto body = check_whole(content);
  if (!body) return std::unexpected(body.error());
  if (!body->starts_with(std::string(first_line) + "\n")) return fail(KeyFileError::unknown_version);
  KeyFileText out;
  if (!parse_fields(Lines(*body), out) || out.format() != content) return fail(KeyFileError::malformed);
  if (!within_bounds(out.params)) return fail(KeyFileError::excessive_cost);
  return out;
}

}  // namespace valise::crypto
