// Identifiers and addresses of the directory: authority "ke-odpp", post "ke-odpp/duty", officer "ke-odpp/@jmwangi", network
// "wacap". Only the canonical form is accepted, so that equal addresses are equal texts. Whether something of that name exists is
// another question (state.hpp).
#pragma once

#include <compare>
#include <string>

#include "base/result.hpp"

namespace valise::directory {

enum class AddressError {
  bad_name = 1,
  bad_authority,
  bad_post_address,
  bad_officer_address,
};
constexpr std::string_view describe(AddressError error) {
  switch (error) {
    case AddressError::bad_name: return "an identifier is 1 to 40 lower-case letters, digits and inner hyphens";
    case AddressError::bad_authority: return "an authority is written like ke-odpp, or org-name for an organisation";
    case AddressError::bad_post_address: return "a post is written like ke-odpp/duty";
    case AddressError::bad_officer_address: return "an officer is written like ke-odpp/@jmwangi";
  }
  return "address failure";
}

// is_name tells whether a text is an identifier: 1 to 40 of [a-z0-9-], no hyphen first or last.
[[nodiscard]] bool is_name(std::string_view text);

// Name is an identifier that is_name() accepts. The tag keeps posts, officers and networks apart.
template <class Tag>
class Name {
 public:
  // parse fails with bad_name.
  [[nodiscard]] static base::Result<Name> parse(std::string_view text) {
    if (!is_name(text)) return base::fail(make_name_error());
    return Name(text);
  }
  [[nodiscard]] const std::string& string() const { return text_; }
  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  explicit Name(std::string_view text) : text_(text) {}
  static std::error_code make_name_error();

  std::string text_;
};

using PostId = Name<struct PostIdTag>;
using OfficerId = Name<struct OfficerIdTag>;
using NetworkId = Name<struct NetworkIdTag>;

// AuthorityId is an identifier that begins with a country code of two letters and a hyphen, or with "org-".
class AuthorityId {
 public:
  // parse fails with bad_authority.
  [[nodiscard]] static base::Result<AuthorityId> parse(std::string_view text);

  [[nodiscard]] const std::string& string() const { return text_; }
  // country gives the upper-case code ("KE"), or nothing for an organisation.
  [[nodiscard]] std::string country() const;
  friend auto operator<=>(const AuthorityId&, const AuthorityId&) = default;

 private:
  explicit AuthorityId(std::string_view text) : text_(text) {}
  std::string text_;
};

struct PostAddress {
  AuthorityId authority;
  PostId post;

  // parse reads "ke-odpp/duty". Fails with bad_post_address.
  [[nodiscard]] static base::Result<PostAddress> parse(std::string_view text);
  [[nodiscard]] std::string string() const { return authority.string() + '/' + post.string(); }
  friend auto operator<=>(const PostAddress&, const PostAddress&) = default;
};

struct OfficerAddress {
  AuthorityId authority;
  OfficerId officer;

  // parse reads "ke-odpp/@jmwangi". Fails with bad_officer_address.
  [[nodiscard]] static base::Result<OfficerAddress> parse(std::string_view text);
  [[nodiscard]] std::string string() const { return authority.string() + "/@" + officer.string(); }
  friend auto operator<=>(const OfficerAddress&, const OfficerAddress&) = default;
};

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, AddressError, "address")

template <class Tag>
std::error_code valise::directory::Name<Tag>::make_name_error() {
  return AddressError::bad_name;
}
