// Evidence, words and retention: kept with the message, found again, and gone without a trace.
#include <openssl/evp.h>

#include <cstdlib>
#include <ctime>
#include <fstream>

#include "keys/crypto/hash.hpp"
#include "sql/database.hpp"
#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t page_size = 4096;
constexpr std::size_t reserve = 80;  // SQLCipher 4: IV, HMAC-SHA512

// plain_pages decrypts every page of a SQLCipher file under its raw key: free ones, slack and all.
std::string plain_pages(const std::filesystem::path& file, const DatabaseKey& key) {
  std::ifstream in(file, std::ios::binary);
  const std::string sealed{std::istreambuf_iterator<char>(in), {}};
  std::string out;
  for (std::size_t at = 0; at + page_size <= sealed.size(); at += page_size) {
    const std::size_t first = at == 0 ? 16 : 0;  // the salt stands there
    const auto* page = reinterpret_cast<const unsigned char*>(sealed.data()) + at;
    std::vector<unsigned char> plain(page_size + 32);
    int written = 0;
    auto* context = EVP_CIPHER_CTX_new();
    EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key.expose().data(), page + page_size - reserve);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EVP_DecryptUpdate(context, plain.data(), &written, page + first, static_cast<int>(page_size - reserve - first));
    EVP_CIPHER_CTX_free(context);
    out.append(reinterpret_cast<const char*>(plain.data()), static_cast<std::size_t>(written));
  }
  return out;
}

class RecordTables : public StoreTest {
 protected:
  RecordTables() { add_room(room_); }

  Message add(base::Byte id, std::int64_t time, std::string_view content, std::string_view words) {
    Message message{.id = filled<base::MessageId>(id),
                    .room = room_,
                    .room_seq = base::RoomSeq(id),
                    .sender = peer_,
                    .sent_at = at(time),
                    .received_at = at(time),
                    .content = base::to_bytes(base::as_bytes(content))};
    within([&](Transaction& tx) { return tx.messages().insert(message); });
    within([&](Transaction& tx) { return tx.word_index().put(message.id, message.sender, words); });
    return message;
  }

  std::vector<base::Byte> found(const std::vector<SearchTerm>& terms, const FoundIn& where = {}) {
    const auto messages = within([&](Transaction& tx) { return tx.word_index().search(terms, where); });
    std::vector<base::Byte> out;
    for (const auto& message : messages) out.push_back(message.id.view()[0]);
    return out;
  }
};

TEST_F(RecordTables, EvidenceComesBackWholeAndContextsAreKeptOnce) {
  const SignedBy evidence{
      .epoch = 4, .leaf = 2, .authenticated_data = {1}, .signature = base::Bytes(64, 7), .group_context = {9, 9}};
  for (base::Byte id = 1; id <= 2; ++id) {
    within([&](Transaction& tx) { return tx.evidence().put(filled<base::MessageId>(id), peer_, evidence); });
  }
  reopen();
  const auto back = within([&](Transaction& tx) { return tx.evidence().of(filled<base::MessageId>(2), peer_); });
  ASSERT_TRUE(back);
  EXPECT_EQ(back->epoch, 4U);
  EXPECT_EQ(back->leaf, 2U);
  EXPECT_EQ(back->signature, base::Bytes(64, 7));
  EXPECT_EQ(back->group_context, (base::Bytes{9, 9}));
  EXPECT_FALSE(within([&](Transaction& tx) { return tx.evidence().of(filled<base::MessageId>(2), self_); }));
}

TEST_F(RecordTables, SearchFindsWhatHasEveryTerm) {
  add(1, 1000, "a", "freeze the server log");
  add(2, 2000, "b", "freeze of accounts");
  EXPECT_THAT(found({{{"freeze"}}}), ElementsAre(2, 1)) << "newest first";
  EXPECT_THAT(found({{{"freeze"}}, {{"log"}}}), ElementsAre(1));
  EXPECT_THAT(found({{{"fre"}}}), ElementsAre(2, 1)) << "beginnings";
  EXPECT_THAT(found({{{"fre"}, true}}), IsEmpty());
  EXPECT_THAT(found({{{"server", "log"}}}), ElementsAre(1));
  EXPECT_THAT(found({{{"the", "log"}}}), IsEmpty()) << "not side by side";
  EXPECT_THAT(found({{{"freeze"}}}, {.since = at(1500)}), ElementsAre(2));
  EXPECT_THAT(found({{{"freeze"}}}, {.sender = self_}), IsEmpty());
  EXPECT_THAT(found({{{"\"x\" OR freeze"}}}), IsEmpty()) << "no language of queries leaks through";
  EXPECT_THAT(found({}), IsEmpty());
}

TEST_F(RecordTables, WordsAreReplacedAndWhatHasNoneIsKnown) {
  add(1, 1000, "a", "one");
  const auto message = Message{.id = filled<base::MessageId>(3), .room = room_, .sender = peer_, .content = {1}};
  within([&](Transaction& tx) { return tx.messages().insert(message); });
  auto unindexed = within([&](Transaction& tx) { return tx.word_index().unindexed(10); });
  ASSERT_EQ(unindexed.size(), 1U);
  EXPECT_EQ(unindexed.front().id, message.id);
  within([&](Transaction& tx) { return tx.word_index().put(filled<base::MessageId>(1), peer_, "two"); });
  EXPECT_THAT(found({{{"one"}}}), IsEmpty());
  EXPECT_THAT(found({{{"two"}}}), ElementsAre(1));
}

TEST_F(RecordTables, WhatIsErasedIsNowhereInThePages) {
  for (base::Byte id = 1; id <= 40; ++id) {
    add(id, id <= 20 ? 1000 : 5000, (id <= 20 ? "perishable-" : "permanent-") + std::to_string(id) + std::string(300, 'x'),
        id <= 20 ? "quicksilver token" : "granite token");
  }
  within([&](Transaction& tx) { return tx.retention().set_days(room_, 30); });
  ASSERT_TRUE(store_.scrub());
  auto before = plain_pages(file(), database_key(7));
  ASSERT_NE(before.find("perishable-"), std::string::npos) << "the test can see plaintext at all";
  ASSERT_NE(before.find("quicksilver"), std::string::npos);

  EXPECT_EQ(within([&](Transaction& tx) { return tx.retention().due(room_, at(2000)); }), 20U);
  const auto erased = within([&](Transaction& tx) { return tx.retention().erase(room_, at(2000), at(9000)); });
  EXPECT_EQ(erased.messages, 20U);
  ASSERT_TRUE(store_.scrub());
  const auto after = plain_pages(file(), database_key(7));
  EXPECT_EQ(after.find("perishable-"), std::string::npos);
  EXPECT_EQ(after.find("quicksilver"), std::string::npos);
  EXPECT_NE(after.find("permanent-"), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(file().string() + "-wal"), 0U);
  EXPECT_THAT(found({{{"quicksilver"}}}), IsEmpty());
  EXPECT_EQ(found({{{"granite"}}}).size(), 20U);
  const auto kept = within([&](Transaction& tx) { return tx.retention().of(room_); });
  EXPECT_EQ(kept.erased, 20U);
  EXPECT_EQ(kept.days, 30U);
}

TEST_F(RecordTables, WhatIsStillToBeSentIsNotErased) {
  auto message = Message{.id = filled<base::MessageId>(3),
                         .room = room_,
                         .sender = self_,
                         .direction = Direction::outgoing,
                         .state = MessageState::queued,
                         .content = {1}};
  within([&](Transaction& tx) { return tx.messages().insert(message); });
  EXPECT_EQ(within([&](Transaction& tx) { return tx.retention().erase(room_, at(9000), at(9000)); }).messages, 0U);
}

// own queues a message of this device, with its ciphertext.
class OwnMessages : public RecordTables {
 protected:
  OutboxId own(base::Byte id, const std::string& ciphertext) {
    return within([&](Transaction& tx) -> base::Result<OutboxId> {
      const Message message{.id = filled<base::MessageId>(id),
                            .room = room_,
                            .sender = self_,
                            .direction = Direction::outgoing,
                            .state = MessageState::queued,
                            .received_at = at(1000),
                            .content = base::to_bytes(base::as_bytes(std::string_view("perishable-own")))};
      if (auto stored = tx.messages().insert(message); !stored) return base::pass_on(stored);
      auto queued = tx.outbox().enqueue({.room = room_,
                                         .message = message.id,
                                         .sender = self_,
                                         .key = filled<base::IdempotencyKey>(id),
                                         .post = {},
                                         .settles = {},
                                         .queued_at = at(1000)});
      if (!queued) return queued;
      const Protected form{.ciphertext = base::to_bytes(base::as_bytes(ciphertext)), .epoch = 1};
      if (auto set = tx.outbox().set_protected(*queued, form); !set) return base::pass_on(set);
      return queued;
    });
  }
  void mark_sent(OutboxId id, std::uint64_t seq, std::uint64_t when) {
    within([&](Transaction& tx) { return tx.outbox().mark_sent(id, base::RoomSeq(seq), at(when)); });
  }
  std::uint64_t erase(std::uint64_t before) {
    return within([&](Transaction& tx) { return tx.retention().erase(room_, at(before), at(9000)); }).messages;
  }
  std::string pages() {
    EXPECT_TRUE(store_.scrub());
    return plain_pages(file(), database_key(7));
  }
};

// A relay may be restored and want it again for 30 days (R7); where the room keeps for a shorter time, that goes first.
TEST_F(OwnMessages, WhatWasSentIsErasedWithItsCiphertext) {
  const auto sent = own(1, "sealed-and-sent" + std::string(400, 's'));
  mark_sent(sent, 1, 1500);
  add(2, 1600, "perishable-theirs", "quicksilver");
  ASSERT_NE(pages().find("sealed-and-sent"), std::string::npos) << "the test can see it at all";
  EXPECT_EQ(erase(2000), 2U);
  const auto after = pages();
  for (const auto* gone : {"sealed-and-sent", "perishable-own", "perishable-theirs", "quicksilver"}) {
    EXPECT_EQ(after.find(gone), std::string::npos) << gone;
  }
  EXPECT_FALSE(within([&](Transaction& tx) { return tx.outbox().find(sent); }));
}

// Whatever its age: it was said, and nobody has it yet. Its time begins when the relay takes it, or when it is given up.
TEST_F(OwnMessages, WhatWaitsIsKeptUntilItIsSentOrGivenUp) {
  const auto waits = own(1, "sealed-and-waiting"), hopeless = own(2, "sealed-for-nobody");
  EXPECT_EQ(erase(8000), 0U);
  EXPECT_EQ(within([](Transaction& tx) { return tx.outbox().waiting(); }).size(), 2U);
  mark_sent(waits, 1, 8500);
  within([&](Transaction& tx) { return tx.outbox().give_up(hopeless, "the room was closed"); });
  EXPECT_EQ(erase(8000), 1U) << "what was given up, as old as it is";
  EXPECT_EQ(erase(8600), 1U);
  EXPECT_EQ(pages().find("sealed-and-waiting"), std::string::npos);
}

// Subjects that a room had stand in the contexts of its epochs, in notices and in the changes that were made.
TEST_F(OwnMessages, EarlierSubjectsGoWithTheMessagesOfTheirTime) {
  const auto context = [](std::string_view subject) { return base::to_bytes(base::as_bytes(subject)); };
  const auto evidence = [&](base::Byte id, std::string_view subject) {
    const SignedBy by{
        .epoch = id, .leaf = 0, .authenticated_data = {1}, .signature = base::Bytes(64, id), .group_context = context(subject)};
    within([&](Transaction& tx) { return tx.evidence().put(filled<base::MessageId>(id), peer_, by); });
  };
  const auto notice = [&](std::uint64_t when, const std::string& text) {
    return within([&](Transaction& tx) { return tx.notices().append({.at = at(when), .room = room_, .text = text}); });
  };
  add(1, 1000, "old", "old");
  evidence(1, "context-of-the-first-subject");
  add(2, 5000, "new", "new");
  evidence(2, "context-of-the-second-subject");
  notice(900, "notice-seen: first subject");
  const auto seen = notice(6000, "notice-young: second subject");
  within([&](Transaction& tx) { return tx.notices().mark_seen(seen); });
  notice(950, "notice-unseen: first subject");
  const auto wish = context("wish-of-the-first-subject");
  const auto change = within([&](Transaction& tx) { return tx.room_changes().enqueue(room_, wish, at(900)); });
  const auto waits = context("wish-that-waits");
  within([&](Transaction& tx) { return tx.room_changes().enqueue(room_, waits, at(900)); });
  within([&](Transaction& tx) { return tx.room_changes().settle(change, ChangeState::done, {}); });

  EXPECT_EQ(erase(2000), 1U);
  const auto after = pages();
  for (const auto* gone : {"context-of-the-first", "notice-seen", "wish-of-the-first"}) {
    EXPECT_EQ(after.find(gone), std::string::npos) << gone;
  }
  for (const auto* kept : {"context-of-the-second", "notice-young", "notice-unseen", "wish-that-waits"}) {
    EXPECT_NE(after.find(kept), std::string::npos) << kept;
  }
  EXPECT_TRUE(within([&](Transaction& tx) { return tx.evidence().of(filled<base::MessageId>(2), peer_); }));
}

// What refers to messages must let them go: by itself, or because Retention::erase knows of it.
TEST_F(RecordTables, NoTableHoldsMessagesBackThatErasureDoesNotKnow) {
  auto database = sql::Database::open(file(), database_key(7).expose(), {.mode = sql::OpenMode::existing}).value();
  auto rows = database.query(
      "SELECT tables.name, keys.on_delete FROM sqlite_schema AS tables JOIN pragma_foreign_key_list(tables.name) AS keys "
      "WHERE tables.type = 'table' AND keys.\"table\" = 'messages' AND keys.seq = 0");
  std::vector<std::string> held, all;
  while (rows.next().value()) {
    all.emplace_back(rows.text(0));
    if (rows.text(1) != "CASCADE") held.emplace_back(rows.text(0));
  }
  EXPECT_THAT(all, testing::Contains("recipients")) << "the question finds what there is";
  EXPECT_THAT(held, ElementsAre("outbox"));
}

// 200,000 messages with VALISE_SEARCH_MESSAGES=200000; fewer by default. A search must not read the messages it does not find.
TEST_F(RecordTables, SearchStaysQuickInALargeHistory) {
  const char* wanted = std::getenv("VALISE_SEARCH_MESSAGES");
  const int count = wanted != nullptr ? std::atoi(wanted) : 5'000;
  within([&](Transaction& tx) -> base::Result<> {
    for (int i = 0; i < count; ++i) {
      base::ByteArray<16> id{};
      for (std::size_t byte = 0; byte < 4; ++byte) id[byte] = static_cast<base::Byte>(i >> (8 * byte));
      const Message message{
          .id = base::MessageId(id), .room = room_, .sender = peer_, .sent_at = at(i), .content = base::Bytes(400, 1)};
      if (auto put = tx.messages().insert(message); !put) return base::pass_on(put);
      const auto words =
          "request preservation account holder number" + std::to_string(i) + " bank subscriber traffic data provider";
      if (auto put = tx.word_index().put(message.id, message.sender, words); !put) return put;
    }
    return {};
  });
  const auto started = std::clock();
  EXPECT_EQ(found({{{"number" + std::to_string(count - 7)}, true}}).size(), 1U);
  const double seconds = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
  RecordProperty("messages", count);
  RecordProperty("processor_seconds_per_search", std::to_string(seconds));
  EXPECT_LT(seconds, 0.5);
}

}  // namespace
}  // namespace valise::sdk::store
