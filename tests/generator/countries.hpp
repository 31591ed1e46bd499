// Countries: the 193 member States of the United Nations with a time zone and the languages of their offices, from the data of
// Debian's packages iso-codes and tzdata.
#pragma once

#include <string>
#include <vector>

namespace valise::tests {

struct Country {
  std::string code;  // ISO 3166-1 alpha-2
  std::string name;  // English
  std::string time_zone;
  std::string language;  // one of the six UN languages, the one that requests to this State are mostly made in
};

// member_states gives them in the order of their codes. Throws std::runtime_error that names the missing package.
[[nodiscard]] std::vector<Country> member_states();

}  // namespace valise::tests
