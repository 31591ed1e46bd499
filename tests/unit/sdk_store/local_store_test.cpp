#include "client-sdk/store/local_store.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sql/database.hpp"
#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

using LocalStoreTest = StoreTest;

TEST_F(LocalStoreTest, FailureUndoesTheWholeTransaction) {
  const auto half = [&](Transaction& tx) -> base::Result<> {
    if (auto put = tx.rooms().put(Room{.id = room_}); !put) return put;
    return base::fail(StoreError::invalid_value, "on purpose");
  };
  EXPECT_EQ(error_of(half), StoreError::invalid_value);
  EXPECT_TRUE(within([&](Transaction& tx) { return tx.rooms().list(); }).empty());
}

TEST_F(LocalStoreTest, ExceptionUndoesTheWholeTransaction) {
  const auto broken = [&](Transaction& tx) -> base::Result<> {
    static_cast<void>(tx.rooms().put(Room{.id = room_}));
    throw std::runtime_error("a bug");
  };
  EXPECT_THROW(static_cast<void>(store_.transaction(broken)), std::runtime_error);
  EXPECT_TRUE(within([&](Transaction& tx) { return tx.rooms().list(); }).empty());
}

TEST_F(LocalStoreTest, TransactionWithinATransactionIsRefused) {
  const auto outer = [&](Transaction& tx) -> base::Result<> {
    EXPECT_EQ(error_of([&](Transaction& inner) { return inner.rooms().list(); }), StoreError::invalid_value);
    return tx.rooms().put(Room{.id = room_});
  };
  within(outer);
  EXPECT_EQ(within([&](Transaction& tx) { return tx.rooms().list(); }).size(), 1U);
}

TEST_F(LocalStoreTest, ScrubLeavesNothingInTheLog) {
  add_room(room_);
  EXPECT_GT(std::filesystem::file_size(file().native() + "-wal"), 0U);
  ASSERT_TRUE(store_.scrub());
  EXPECT_EQ(std::filesystem::file_size(file().native() + "-wal"), 0U);
}

TEST_F(LocalStoreTest, OpensOnlyWithItsKey) {
  add_room(room_);
  {
    const auto closed = std::move(store_);
  }
  EXPECT_EQ(LocalStore::open(file(), database_key(8)).error().code, StoreError::wrong_key);
  store_ = LocalStore::open(file(), database_key(7)).value();
  EXPECT_EQ(within([&](Transaction& tx) { return tx.rooms().list(); }).size(), 1U);
}

TEST_F(LocalStoreTest, TellsAbsentFromPresent) {
  EXPECT_EQ(LocalStore::open(folder_.path() / "other.db", database_key(7)).error().code, StoreError::no_profile);
  EXPECT_EQ(LocalStore::create(file(), database_key(7)).error().code, StoreError::profile_exists);
}

TEST_F(LocalStoreTest, NoticesDamage) {
  within([&](Transaction& tx) { return tx.directory_log().append(base::LogIndex(0), std::vector(200, base::Bytes(1000, 1))); });
  EXPECT_TRUE(store_.check());
  {
    const auto closed = std::move(store_);
  }
  auto content = content_of(file());
  content[content.size() - 2000] ^= 1;
  std::ofstream(file(), std::ios::binary) << content;
  auto damaged = LocalStore::open(file(), database_key(7));
  ASSERT_TRUE(damaged) << "the damage is on a page that opening does not read";
  EXPECT_EQ(damaged->check().error().code, StoreError::corrupt);
  store_ = std::move(*damaged);
}

TEST_F(LocalStoreTest, RefusesTheSchemaOfANewerProgram) {
  int current = 0;
  {
    const auto closed = std::move(store_);
  }
  {
    auto raw = sql::Database::open(file(), database_key(7).expose());
    ASSERT_TRUE(raw);
    current = raw->user_version().value();
    ASSERT_TRUE(raw->set_user_version(1000));
  }
  EXPECT_EQ(LocalStore::open(file(), database_key(7)).error().code, StoreError::newer_schema);
  {
    auto raw = sql::Database::open(file(), database_key(7).expose());
    EXPECT_EQ(raw->user_version().value(), 1000) << "and leaves it as it was";
    ASSERT_TRUE(raw->set_user_version(current));
  }
  store_ = LocalStore::open(file(), database_key(7)).value();
}

TEST_F(LocalStoreTest, NothingReadableIsInTheFiles) {
  const std::string marker = "a sentence that nobody else may read";
  add_room(room_);
  within([&](Transaction& tx) -> base::Result<> {
    const Message message{.id = filled<base::MessageId>(1), .room = room_, .sender = peer_, .content = base::to_bytes(marker)};
    if (auto stored = tx.messages().insert(message); !stored) return base::pass_on(stored);
    auto copy = marker;
    return tx.rooms().save_group(room_, GroupPart::ratchet, crypto::SecretBytes::consume(copy));
  });
  const auto search = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      const auto content = content_of(entry.path());
      EXPECT_EQ(content.find(marker), std::string::npos) << entry.path();
      EXPECT_EQ(content.find("SQLite format"), std::string::npos) << entry.path();
    }
  };
  search();  // with the write-ahead log
  {
    const auto closed = std::move(store_);
  }
  search();
  store_ = LocalStore::open(file(), database_key(7)).value();
}

TEST_F(LocalStoreTest, FilesAreForTheirOwnerOnly) {
  add_room(room_);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077), std::filesystem::perms::none) << entry.path();
  }
}

// Steps of receiving one message, as the layer above does them.
base::Result<> receive(Transaction& tx, const base::RoomId& room, const base::DeviceId& sender, base::Byte number) {
  std::string ratchet(1, static_cast<char>(number));
  if (auto saved = tx.rooms().save_group(room, GroupPart::ratchet, crypto::SecretBytes::consume(ratchet)); !saved) return saved;
  const Message message{.id = filled<base::MessageId>(number), .room = room, .sender = sender, .content = {number}};
  if (auto stored = tx.messages().insert(message); !stored) return base::pass_on(stored);
  return tx.meta().advance_mailbox(base::MailboxSeq(number));
}

// A process that dies in the middle of a transaction leaves the one before whole and nothing of its own (R2: ratchet, message and
// mark are one). Children report each commit; the parent kills them at different points.
TEST_F(LocalStoreTest, KilledProcessLeavesAllOrNothing) {
  add_room(room_);
  {
    const auto closed = std::move(store_);
  }
  for (int round = 0; round < 5; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      auto store = LocalStore::open(file(), database_key(7));
      if (!store) ::_exit(1);
      const auto mark = store->transaction([](Transaction& tx) { return tx.meta().mailbox_mark(); });
      auto number = static_cast<base::Byte>(mark->processed.value());
      for (int count = 0; count < 3; ++count) {
        ++number;
        if (!store->transaction([&](Transaction& tx) { return receive(tx, room_, peer_, number); })) ::_exit(2);
        if (::write(pipe_ends[1], &number, 1) != 1) ::_exit(3);
      }
      static_cast<void>(store->transaction([&](Transaction& tx) -> base::Result<> {
        if (auto done = receive(tx, room_, peer_, static_cast<base::Byte>(number + 1)); !done) return done;
        ::kill(::getpid(), SIGKILL);
        return {};
      }));
      ::_exit(4);
    }
    ::close(pipe_ends[1]);
    base::Byte reported = 0;
    while (::read(pipe_ends[0], &reported, 1) == 1) continue;
    ::close(pipe_ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);

    store_ = LocalStore::open(file(), database_key(7)).value();
    within([&](Transaction& tx) -> base::Result<> {
      EXPECT_EQ(reported, 3 * (round + 1));
      EXPECT_EQ(tx.meta().mailbox_mark().value().processed, base::MailboxSeq(reported));
      EXPECT_EQ(tx.messages().count(room_).value(), reported);
      EXPECT_EQ(tx.rooms().load_group(room_, GroupPart::ratchet).value()->expose()[0], reported);
      return {};
    });
    EXPECT_TRUE(store_.check());
    {
      const auto closed = std::move(store_);
    }
  }
  store_ = LocalStore::open(file(), database_key(7)).value();
}

}  // namespace
}  // namespace valise::sdk::store
