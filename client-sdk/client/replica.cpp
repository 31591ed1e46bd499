#include "client-sdk/client/replica.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/head_age.hpp"
#include "client-sdk/client/recovery_watch.hpp"
#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::uint32_t kEntriesPerRequest = 1000;
constexpr std::uint64_t kMostNewEntries =
    1'000'000;  // far above any real directory; bounds what a hostile relay can make us hold

struct Fetched {
  std::vector<base::Bytes> entries;
  std::string note;
  std::uint64_t size = 0;  // that the note claims
};

Result<v1::GetLog> next_request(Context& context, std::uint64_t first) {
  v1::GetLog get;
  get.set_first(first);
  get.set_limit(kEntriesPerRequest);
  if (context.enrolled()) return get;
  auto pending = context.store.transaction([](store::Transaction& tx) { return tx.meta().pending_enrolment(); });
  if (!pending) return pass_on(pending);
  if (!*pending) return fail(ClientError::enrolment_pending);
  get.set_invite_hash(base::to_string((*pending)->invite_hash));
  return get;
}

// Adds one answer to what was fetched; the claimed size only decides how long to go on, Log::accept verifies it.
Result<> take(Fetched& fetched, std::uint64_t expected_first, v1::LogEntries answer) {
  auto checkpoint = directory::Checkpoint::parse(answer.checkpoint());
  if (!checkpoint) return pass_on(checkpoint);
  if (answer.entries_size() > 0 && answer.first() != expected_first) return fail(ClientError::answer_contradicts, "log entries");
  for (const std::string& entry : answer.entries()) fetched.entries.push_back(base::to_bytes(entry));
  fetched.size = checkpoint->head().size;
  fetched.note = answer.checkpoint();
  return {};
}

asio::awaitable<Result<Fetched>> fetch(Context& context, Link link) {
  const std::uint64_t have = context.log.head().size;
  Fetched fetched;
  while (true) {
    const std::uint64_t first = have + fetched.entries.size();
    auto request = next_request(context, first);
    if (!request) co_return pass_on(request);
    v1::ClientFrame frame;
    *frame.mutable_get_log() = std::move(*request);
    auto reply = co_await link->request(std::move(frame));
    if (!reply) co_return pass_on(reply);
    const bool nothing = reply->log_entries().entries().empty();
    if (auto taken = take(fetched, first, std::move(*reply->mutable_log_entries())); !taken) co_return pass_on(taken);
    const std::uint64_t reached = have + fetched.entries.size();
    if (reached >= fetched.size) co_return fetched;
    if (nothing || fetched.entries.size() > kMostNewEntries) co_return fail(ClientError::log_withheld);
  }
}

Result<> check_anchor(const Context& context, const directory::Log& log) {
  if (log.state().directory_id() != context.identity->facts.directory) return fail(net::NetError::wrong_directory);
  return {};
}

// A relay that was announced anew under its name has another address or key from now on.
Result<> follow_relay(Context& context, store::Transaction& tx) {
  auto current = tx.meta().relay();
  if (!current) return pass_on(current);
  if (const directory::Relay* same = context.directory().relay((*current)->pin)) {
    if (auto set = tx.meta().set_setting("relay-name", base::as_bytes(same->name)); !set) return set;
    return same->address == (*current)->address ? Result<>{} : tx.meta().set_relay({.address = same->address, .pin = same->id});
  }
  auto name = tx.meta().setting("relay-name");
  if (!name) return pass_on(name);
  const directory::Relay* renewed = *name ? context.directory().relay(base::as_text(**name)) : nullptr;
  return renewed == nullptr ? Result<>{} : tx.meta().set_relay({.address = renewed->address, .pin = renewed->id});
}

// A relay that sends an earlier note of the same head does not make it look older than it was known to be.
Result<std::string> note_to_keep(Context& context, store::Transaction& tx, const Fetched& fetched) {
  auto stored = tx.meta().head();
  if (!stored) return pass_on(stored);
  if (!*stored || (*stored)->size != context.log.head().size) return fetched.note;
  return fresher((*stored)->checkpoint, fetched.note, context.directory().tables().witnesses);
}

Result<> tell_recoveries(const Context& context, store::Transaction& tx, std::span<const base::Bytes> entries) {
  const auto own = context.identity ? context.identity->facts.authority : std::string();
  auto news = watch_recoveries(tx.meta(), entries, context.clock.now(), own);
  if (!news) return pass_on(news);
  for (auto& item : *news) {
    if (auto told = note(tx, context, item.kind, std::move(item.said), {}); !told) return told;
  }
  return {};
}

Result<> persist(Context& context, std::uint64_t first, const Fetched& fetched) {
  const directory::Head head = context.log.head();
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto appended = tx.directory_log().append(base::LogIndex(first), fetched.entries); !appended) return appended;
    auto kept = note_to_keep(context, tx, fetched);
    if (!kept) return pass_on(kept);
    const store::VerifiedHead verified{.size = head.size,
                                       .root = base::to_array(head.root.view()),
                                       .checkpoint = std::move(*kept),
                                       .verified_at = context.clock.now()};
    if (auto told = tell_recoveries(context, tx, fetched.entries); !told) return told;
    if (auto advanced = tx.meta().advance_head(verified); !advanced) return advanced;
    return follow_relay(context, tx);
  });
}

// Who vouches for the directory is worth a word: a registrar that was coerced may have put in witnesses of its own.
Result<> tell_witnesses(Context& context, std::uint64_t revision_before) {
  const auto& witnesses = context.directory().tables().witnesses;
  if (witnesses.revision == revision_before) return {};
  std::string names;
  for (const auto& witness : witnesses.witnesses) names += (names.empty() ? "" : ", ") + witness.name;
  return notify(context, store::NoticeKind::witnesses_changed,
                said("notices.witnesses", {{"needed", std::to_string(witnesses.threshold)}, {"names", names}}));
}

// All or nothing in memory as on disk: where the new log cannot be kept, the stored one is what holds.
Result<> accept(Context& context, base::RelayId relay, const Fetched& fetched) {
  auto checkpoint = directory::Checkpoint::parse(fetched.note);
  if (!checkpoint) return pass_on(checkpoint);
  const std::uint64_t first = context.log.head().size;
  const std::uint64_t witnesses_before = context.directory().tables().witnesses.revision;
  if (auto accepted = context.log.accept(fetched.entries, *checkpoint, relay); !accepted) return accepted;
  auto kept = check_anchor(context, context.log);
  if (kept) kept = persist(context, first, fetched);
  if (kept) return tell_witnesses(context, witnesses_before);
  auto stored = load_replica(context.store);
  if (!stored) return pass_on(stored);
  context.log = std::move(*stored);
  return kept;
}

Result<> remember_trust_failure(Context& context, const base::Error& error) {
  if (!is_trust_failure(error)) return {};
  return notify(context, store::NoticeKind::trust_failure, said("notices.directory_refused", {reason(error)}));
}

}  // namespace

Result<directory::Log> load_replica(store::LocalStore& store) {
  return store.transaction([](store::Transaction& tx) -> Result<directory::Log> {
    auto head = tx.meta().head();
    if (!head) return pass_on(head);
    if (!*head) return directory::Log{};
    std::vector<base::Bytes> entries;
    entries.reserve((*head)->size);
    auto read = tx.directory_log().for_each(base::LogIndex(0), [&](base::LogIndex, base::ByteView entry) -> Result<> {
      entries.push_back(base::to_bytes(entry));
      return {};
    });
    if (!read) return pass_on(read);
    return directory::Log::restore(entries, {.size = (*head)->size, .root = directory::TreeHash((*head)->root)});
  });
}

Result<> load(Context& context) {
  auto identity = load_identity(context.store);
  if (!identity) return pass_on(identity);
  auto log = load_replica(context.store);
  if (!log) return pass_on(log);
  context.identity = std::move(*identity);
  context.log = std::move(*log);
  return {};
}

asio::awaitable<Result<std::uint64_t>> sync_directory(Context& context, Link link) {
  auto endpoint = relay_endpoint(context);
  if (!endpoint) co_return pass_on(endpoint);
  const std::uint64_t before = context.log.head().size;
  Result<> synced;
  auto fetched = co_await fetch(context, link);
  synced = fetched ? accept(context, endpoint->pin, *fetched) : Result<>(pass_on(fetched));
  if (synced) co_return context.log.head().size - before;
  if (auto noted = remember_trust_failure(context, synced.error()); !noted) co_return pass_on(noted);
  co_return pass_on(synced);
}

asio::awaitable<Result<std::uint64_t>> visit_for_directory(Context& context) {
  auto link = co_await connect(context);
  if (!link) co_return pass_on(link);
  auto synced = co_await sync_directory(context, *link);
  (*link)->close();
  co_return synced;
}

asio::awaitable<Result<>> sync_to(Context& context, Link link, std::uint64_t size) {
  if (context.log.head().size >= size) co_return Result<>{};
  auto synced = co_await sync_directory(context, link);
  if (!synced) co_return pass_on(synced);
  if (context.log.head().size < size) co_return fail(ClientError::log_withheld);
  co_return Result<>{};
}

}  // namespace valise::sdk::client
