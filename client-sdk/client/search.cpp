#include "client-sdk/client/search.hpp"

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/words.hpp"

namespace valise::sdk::client {
namespace {

using valise::MessageView;
using valise::SearchQuery;
using valise::SearchResult;

constexpr std::uint64_t batch = 500;

// Messages of before there was an index, or that came by a way that knows of none.
Result<> index_the_rest(Context& context) {
  for (bool again = true; again;) {
    auto done = context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
      auto missing = tx.word_index().unindexed(batch);
      if (!missing) return pass_on(missing);
      for (const store::Message& message : *missing) {
        const auto content = parse_content(message.content);
        auto put = content ? index_words(tx, message, *content) : tx.word_index().put(message.id, message.sender, "");
        if (!put) return pass_on(put);
      }
      return missing->size() == batch;
    });
    if (!done) return pass_on(done);
    again = *done;
  }
  return {};
}

// is_from compares with the post and the officer of a view: "ke-odpp", "ke-odpp/duty", "ke-odpp/@jmwangi".
bool is_from(const MessageView& view, const std::string& who) {
  if (who.empty() || view.from == who || view.officer == who) return true;
  return who.find('/') == std::string::npos && (view.from.starts_with(who + '/') || view.officer.starts_with(who + '/'));
}

Result<SearchResult> matching(Context& context, store::Transaction& tx, const SearchQuery& query,
                              const std::vector<store::SearchTerm>& terms) {
  store::FoundIn where{.room = {}, .sender = {}, .since = {}};
  if (!query.room.empty()) {
    auto room = room_by(tx, query.room);
    if (!room) return pass_on(room);
    where.room = room->id;
  }
  if (query.since) where.since = base::UnixMillis(query.since->time_since_epoch());
  SearchResult out;
  // What nobody will see is not read: one more than wanted says that there are more.
  const std::uint64_t at_once = query.limit < batch ? query.limit + 1 : batch;
  for (std::uint64_t offset = 0;; offset += at_once) {
    auto page = tx.word_index().search(terms, where, {.offset = offset, .limit = at_once});
    if (!page) return pass_on(page);
    for (const store::Message& message : *page) {
      auto view = view_of(context, tx, message);
      if (!view) return pass_on(view);
      if (!is_from(*view, query.from)) continue;
      out.more = out.messages.size() == query.limit;
      if (out.more) return out;
      out.messages.push_back(std::move(*view));
    }
    if (page->size() < at_once) return out;
  }
}

}  // namespace

Result<SearchResult> find_messages(Context& context, const SearchQuery& query) {
  const auto terms = terms_of(query.text);
  if (terms.empty()) return fail(ClientError::no_words);
  if (auto indexed = index_the_rest(context); !indexed) return pass_on(indexed);
  return context.store.transaction([&](store::Transaction& tx) { return matching(context, tx, query, terms); });
}

}  // namespace valise::sdk::client

namespace valise {

Result<SearchResult> Search::find(const SearchQuery& query) {
  return sdk::client::publicly(sdk::client::find_messages(internals(*client_).context(), query));
}

}  // namespace valise
