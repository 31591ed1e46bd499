// Evidence, words and retention: kept with the message, found again, and gone without a trace.
#include <openssl/evp.h>

#include <cstdlib>
#include <ctime>
#include <fstream>

#include "keys/crypto/hash.hpp"
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
