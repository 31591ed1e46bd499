// Search in the history of a profile: the words of the question in the index, then the messages, no more than are wanted.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/search.hpp"

namespace valise::sdk::client {

// find_messages is Search::find. Errors: no_words, room_unknown.
[[nodiscard]] Result<valise::SearchResult> find_messages(Context& context, const valise::SearchQuery& query);

}  // namespace valise::sdk::client
