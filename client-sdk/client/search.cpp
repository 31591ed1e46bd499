// valise::Search: the public face of the word index.
#include "valise/search.hpp"

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/words.hpp"

namespace valise {
namespace {

using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::index_words;
using sdk::client::parse_content;
using sdk::client::publicly;
using sdk::client::room_by;
using sdk::client::terms_of;
using sdk::client::view_of;
namespace store = sdk::store;

constexpr std::uint64_t batch = 500;

// Messages of before there was an index, or that came by a way that knows of none.
base::Result<> index_the_rest(Context& context) {
  for (bool again = true; again;) {
    auto done = context.store.transaction([&](store::Transaction& tx) -> base::Result<bool> {
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

base::Result<SearchResult> matching(Context& context, store::Transaction& tx, const SearchQuery& query,
                                    const std::vector<store::SearchTerm>& terms) {
  store::FoundIn where{.room = {}, .sender = {}, .since = {}};
  if (!query.room.empty()) {
    auto room = room_by(tx, query.room);
    if (!room) return pass_on(room);
    where.room = room->id;
  }
  if (query.since) where.since = base::UnixMillis(query.since->time_since_epoch());
  SearchResult out;
  for (std::uint64_t offset = 0;; offset += batch) {
    auto page = tx.word_index().search(terms, where, {.offset = offset, .limit = batch});
    if (!page) return pass_on(page);
    for (const store::Message& message : *page) {
      auto view = view_of(context, tx, message);
      if (!view) return pass_on(view);
      if (!is_from(*view, query.from)) continue;
      out.more = out.messages.size() == query.limit;
      if (out.more) return out;
      out.messages.push_back(std::move(*view));
    }
    if (page->size() < batch) return out;
  }
}

}  // namespace

Result<SearchResult> Search::find(const SearchQuery& query) {
  using Found = base::Result<SearchResult>;
  Context& context = internals(*client_).context();
  const auto terms = terms_of(query.text);
  if (terms.empty()) return publicly(Found(base::fail(ClientError::no_words)));
  if (auto indexed = index_the_rest(context); !indexed) return publicly(Found(pass_on(indexed)));
  return publicly(context.store.transaction([&](store::Transaction& tx) { return matching(context, tx, query, terms); }));
}

}  // namespace valise
