// Entries come in batches, all or nothing: a batch that fails in the end leaves no trace, whatever its statements did.
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/directory/busy_world.hpp"

namespace valise::directory {
namespace {

// All of a replica that can be asked for.
struct Picture {
  explicit Picture(const Log& log) : head(log.head()), digest(log.state().digest()) {}
  friend bool operator==(const Picture&, const Picture&) = default;
  Head head;
  crypto::Digest digest;
};

TEST(Batch, TheBusyWorldHasAStatementOfEveryKind) {
  const BusyWorld w;
  std::set<StatementKind> kinds;
  for (const auto& entry : w.entries) kinds.insert(SignedStatement::parse(entry).value().statement().body_case());
  EXPECT_EQ(kinds.size(), 24U) << "what can be said in a directory belongs into this world";
}

TEST(Batch, ThatFailsInTheEndLeavesNoTrace) {
  const BusyWorld w;
  const std::span all(w.entries);
  const auto forged = [&] {
    auto out = Checkpoint::make("valise.example/directory", {w.log.head().size, leaf_hash({})});
    out.sign(w.log_key);
    return out;
  }();
  Log growing;
  for (std::size_t have = 0; have < all.size(); ++have) {
    const Picture before(growing);
    EXPECT_EQ(growing.accept(all.subspan(have), forged, w.relay_id, Witnessing::counted).error().code, LogError::forked);
    ASSERT_EQ(Picture(growing), before) << have;
    EXPECT_FALSE(growing.index_of(all[have]));
    EXPECT_EQ(growing.index_of(all.front()).has_value(), have > 0);

    Log other = growing;
    ASSERT_TRUE(other.accept(all.subspan(have), w.checkpoint(), w.relay_id, Witnessing::counted)) << have;
    EXPECT_EQ(Picture(other), Picture(w.log));
    growing.append(all[have]).value();
  }
  EXPECT_EQ(Picture(growing), Picture(w.log));
}

}  // namespace
}  // namespace valise::directory
