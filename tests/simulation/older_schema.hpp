// The schemas of an older program: what a store would be if the newest steps had not been taken yet. Whoever adds a step says in
// older_schema.cpp how it is taken back.
#pragma once

#include "base/result.hpp"
#include "sql/database.hpp"

namespace valise::simulation {

// How many versions make_*_older go back.
inline constexpr int kVersionsBack = 2;

// make_*_older take the last steps back in a store of the present version, in one transaction; what only these steps keep is
// lost, as it would not be there. Throw std::logic_error where there is a step that they do not know.
[[nodiscard]] base::Result<> make_relay_older(sql::Database& store);
[[nodiscard]] base::Result<> make_client_older(sql::Database& store);

}  // namespace valise::simulation
