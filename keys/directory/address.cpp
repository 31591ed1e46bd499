#include "keys/directory/address.hpp"

#include <algorithm>

namespace valise::directory {
namespace {

using base::fail;
using base::Result;

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool has_country_prefix(std::string_view text) {
  return text.size() > 3 && is_lower(text[0]) && is_lower(text[1]) && text[2] == '-';
}
bool has_organisation_prefix(std::string_view text) { return text.size() > 4 && text.starts_with("org-"); }

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 40 && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, is_name_character);
}

Result<AuthorityId> AuthorityId::parse(std::string_view text) {
  if (!is_name(text) || (!has_country_prefix(text) && !has_organisation_prefix(text))) return fail(AddressError::bad_authority);
  return AuthorityId(text);
}

std::string AuthorityId::country() const {
  if (text_[2] != '-') return {};
  return {static_cast<char>(text_[0] - 'a' + 'A'), static_cast<char>(text_[1] - 'a' + 'A')};
}

Result<PostAddress> PostAddress::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return fail(AddressError::bad_post_address);
  auto authority = AuthorityId::parse(text.substr(0, slash));
  auto post = PostId::parse(text.substr(slash + 1));
  if (!authority || !post) return fail(AddressError::bad_post_address);
  return PostAddress{std::move(*authority), std::move(*post)};
}

Result<OfficerAddress> OfficerAddress::parse(std::string_view text) {
  const auto mark = text.find("/@");
  if (mark == std::string_view::npos) return fail(AddressError::bad_officer_address);
  auto authority = AuthorityId::parse(text.substr(0, mark));
  auto officer = OfficerId::parse(text.substr(mark + 2));
  if (!authority || !officer) return fail(AddressError::bad_officer_address);
  return OfficerAddress{std::move(*authority), std::move(*officer)};
}

}  // namespace valise::directory
