#include "client-sdk/client/history_exchange.hpp"

#include "client-sdk/client/history_parts.hpp"

namespace valise::sdk::client {

asio::awaitable<Result<bool>> keep_histories(Context& context, Link link, Intake intake) {
  if (auto fetched = co_await fetch_parts(context, link); !fetched) co_return pass_on(fetched);
  auto given = co_await keep_links(context, link, intake);
  if (!given) co_return given;
  auto owed = co_await keep_successions(context, link, intake);
  if (!owed) co_return owed;
  co_return *given || *owed;
}

}  // namespace valise::sdk::client
