// Handling conditions: what the originator of a message allows to be done with it (docs/design/0028). A condition is a code of
// the vocabulary or the originator's own words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client-sdk/client/context.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

inline constexpr std::size_t kMostHandling = 64;        // conditions of one message
inline constexpr std::size_t kLongestHandling = 1'000;  // bytes

// spelled gives a condition as it is written down: codes in small letters ("H2" is "h2"), own words as they are.
[[nodiscard]] std::string spelled(std::string_view condition);

// add_handling adds conditions, each once; empty ones are left out. Fails with handling_invalid beyond the limits.
[[nodiscard]] Result<> add_handling(v1::Content& content, const std::vector<std::string>& conditions);

// Whom words reach that are said again elsewhere, compared with where they were said first.
enum class Reach { same_participants, same_authorities, beyond };

// stand_against gives those of the conditions that do not allow it without the originator's permission. A program cannot
// understand own words: they count as if nothing were allowed.
[[nodiscard]] std::vector<std::string> stand_against(const std::vector<std::string>& conditions, Reach reach);

}  // namespace valise::sdk::client
