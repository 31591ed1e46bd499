#include "audit/proof.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <optional>

#include "audit/audit_error.hpp"
#include "audit/tree.hpp"
#include "base/text_encoding.hpp"

namespace valise::audit {
namespace {

namespace json = boost::json;
using base::fail;
using base::Result;

std::optional<Hash> hash_in(const json::value* value) {
  const auto bytes =
      value != nullptr && value->is_string() ? base::parse_hex(std::string_view(value->get_string())) : std::nullopt;
  Hash out{};
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

std::optional<std::uint64_t> number_in(const json::value* value) {
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::uint64_t>(error);
  return error ? std::nullopt : std::optional(number);
}

Result<std::string> check_proof(const json::object& proof) {
  const auto malformed = fail(AuditError::malformed, "proof");
  std::vector<Hash> hashes;
  const auto* list = proof.if_contains("hashes");
  if (list == nullptr || !list->is_array()) return malformed;
  for (const auto& item : list->get_array()) {
    const auto hash = hash_in(&item);
    if (!hash) return malformed;
    hashes.push_back(*hash);
  }
  const auto size = number_in(proof.if_contains("tree_size"));
  const auto root = hash_in(proof.if_contains("root"));
  if (!size || !root) return malformed;
  if (const auto index = number_in(proof.if_contains("index"))) {
    const auto leaf = hash_in(proof.if_contains("leaf"));
    if (!leaf) return malformed;
    if (auto checked = check_inclusion(*leaf, *index, *size, hashes, *root); !checked) return pass_on(checked);
    return "entry " + std::to_string(*index) + " with leaf hash " + base::to_hex(*leaf) + " stands in the log of size " +
           std::to_string(*size);
  }
  const auto old_size = number_in(proof.if_contains("old_size"));
  const auto old_root = hash_in(proof.if_contains("old_root"));
  if (!old_size || !old_root) return malformed;
  if (auto checked = check_consistency(*old_size, *old_root, *size, *root, hashes); !checked) return pass_on(checked);
  return "the log of size " + std::to_string(*size) + " begins with the one of size " + std::to_string(*old_size);
}

}  // namespace

Result<std::string> check_proof(std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error || !value.is_object()) return fail(AuditError::malformed, "proof");
  return check_proof(value.get_object());
}

}  // namespace valise::audit
