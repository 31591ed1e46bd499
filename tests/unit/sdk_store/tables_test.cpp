// The smaller tables: facts, keys, log, key packages, rooms, transfers, notices.
#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

using TablesTest = StoreTest;

crypto::SecretBytes secret_of(std::string text) { return crypto::SecretBytes::consume(text); }
std::string exposed(const std::optional<crypto::SecretBytes>& secret) {
  return secret ? base::to_string(secret->expose()) : "nothing";
}

TEST_F(TablesTest, NewStoreKnowsNothing) {
  within([&](Transaction& tx) -> base::Result<> {
    EXPECT_FALSE(tx.meta().identity().value());
    EXPECT_FALSE(tx.meta().relay().value());
    EXPECT_FALSE(tx.meta().head().value());
    EXPECT_FALSE(tx.device_secrets().load().value());
    EXPECT_EQ(tx.directory_log().size().value(), 0U);
    EXPECT_EQ(tx.meta().mailbox_mark().value().processed, base::MailboxSeq(0));
    return {};
  });
}

TEST_F(TablesTest, IdentityAndRelayCanBeReplaced) {
  const Identity identity{.directory = filled<base::DirectoryId>(4), .device = self_, .authority = "ke-odpp", .officer = "jm"};
  within([&](Transaction& tx) { return tx.meta().set_identity(identity); });
  auto enrolled = identity;
  enrolled.enrolment = Enrolment::complete;
  within([&](Transaction& tx) { return tx.meta().set_identity(enrolled); });
  within([&](Transaction& tx) { return tx.meta().set_relay({"relay.example:7443", filled<base::RelayId>(6)}); });
  reopen();
  const auto found = within([&](Transaction& tx) { return tx.meta().identity(); });
  EXPECT_EQ(found->enrolment, Enrolment::complete);
  EXPECT_EQ(found->directory, identity.directory);
  EXPECT_EQ(found->officer, "jm");
  EXPECT_EQ(within([&](Transaction& tx) { return tx.meta().relay(); })->address, "relay.example:7443");
}

TEST_F(TablesTest, VerifiedHeadNeverGoesBack) {
  const auto root = base::ByteArray<32>{1};
  const auto advance = [&](std::uint64_t size, const base::ByteArray<32>& new_root) {
    return error_of([&](Transaction& tx) { return tx.meta().advance_head({size, new_root, "note", at(1)}); });
  };
  EXPECT_FALSE(advance(10, root));
  EXPECT_EQ(advance(9, root), StoreError::head_went_back);
  EXPECT_EQ(advance(10, base::ByteArray<32>{2}), StoreError::head_went_back);
  EXPECT_FALSE(advance(10, root));
  EXPECT_FALSE(advance(11, base::ByteArray<32>{2}));
  EXPECT_EQ(within([&](Transaction& tx) { return tx.meta().head(); })->size, 11U);
}

TEST_F(TablesTest, MailboxMarkNeverGoesBackExceptByRestart) {
  const auto advance = [&](std::uint64_t seq) {
    return error_of([&](Transaction& tx) { return tx.meta().advance_mailbox(base::MailboxSeq(seq)); });
  };
  EXPECT_FALSE(advance(5));
  EXPECT_EQ(advance(5), StoreError::mark_went_back);
  EXPECT_EQ(advance(4), StoreError::mark_went_back);
  EXPECT_EQ(advance(~std::uint64_t{0}), StoreError::invalid_value);
  within([&](Transaction& tx) { return tx.meta().note_assigned(base::MailboxSeq(9)); });
  within([&](Transaction& tx) { return tx.meta().note_assigned(base::MailboxSeq(3)); });
  EXPECT_FALSE(advance(6));
  const auto mark = within([&](Transaction& tx) { return tx.meta().mailbox_mark(); });
  EXPECT_EQ(mark.processed, base::MailboxSeq(6));
  EXPECT_EQ(mark.assigned, base::MailboxSeq(9));
  within([&](Transaction& tx) { return tx.meta().restart_mailbox(base::MailboxSeq(2)); });
  EXPECT_FALSE(advance(3));
}

TEST_F(TablesTest, WhatWasTakenIsKnownUntilItIsForgotten) {
  base::ByteArray<32> hash{};
  hash.fill(7);
  const auto known = [&] { return store_.transaction([&](Transaction& tx) { return tx.meta().was_taken(hash); }).value(); };
  EXPECT_FALSE(known());
  const auto at = base::from_wire(1'000'000);
  within([&](Transaction& tx) { return tx.meta().note_taken(hash, at); });
  within([&](Transaction& tx) { return tx.meta().forget_taken_before(at); });
  EXPECT_TRUE(known());
  within([&](Transaction& tx) { return tx.meta().forget_taken_before(at + std::chrono::milliseconds(1)); });
  EXPECT_FALSE(known());
}

TEST_F(TablesTest, SettingsAreReplacedByName) {
  within([&](Transaction& tx) { return tx.meta().set_setting("last-upkeep", base::as_bytes("1")); });
  within([&](Transaction& tx) { return tx.meta().set_setting("last-upkeep", base::as_bytes("2")); });
  EXPECT_EQ(within([&](Transaction& tx) { return tx.meta().setting("last-upkeep"); }), base::to_bytes("2"));
  EXPECT_FALSE(within([&](Transaction& tx) { return tx.meta().setting("other"); }));
}

TEST_F(TablesTest, DeviceKeysAreWrittenOnce) {
  const auto seed = [](base::Byte byte) {
    return crypto::SigningSeed::make([&](std::span<base::Byte, 32> out) { std::ranges::fill(out, byte); });
  };
  const DeviceKeys keys{seed(11), seed(12)};
  within([&](Transaction& tx) { return tx.device_secrets().put(keys); });
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.device_secrets().put(keys); }), StoreError::constraint);
  reopen();
  const auto loaded = within([&](Transaction& tx) { return tx.device_secrets().load(); });
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->signature.expose()[31], 11);
  EXPECT_EQ(loaded->transport.expose()[0], 12);
}

TEST_F(TablesTest, LogTakesEntriesWithoutGapsAndGivesThemInOrder) {
  const std::vector<base::Bytes> first{{1}, {2}}, second{{3}};
  const auto append = [&](std::uint64_t index, const std::vector<base::Bytes>& entries) {
    return error_of([&](Transaction& tx) { return tx.directory_log().append(base::LogIndex(index), entries); });
  };
  EXPECT_EQ(append(1, first), StoreError::log_gap);
  EXPECT_FALSE(append(0, first));
  EXPECT_EQ(append(1, second), StoreError::log_gap);
  EXPECT_FALSE(append(2, second));
  std::vector<base::Bytes> seen;
  within([&](Transaction& tx) {
    return tx.directory_log().for_each(base::LogIndex(1), [&](base::LogIndex index, base::ByteView entry) -> base::Result<> {
      EXPECT_EQ(index.value(), seen.size() + 1);
      seen.push_back(base::to_bytes(entry));
      return {};
    });
  });
  EXPECT_EQ(seen, (std::vector<base::Bytes>{{2}, {3}}));
  const auto stop = [](base::LogIndex, base::ByteView) -> base::Result<> { return base::fail(StoreError::invalid_value); };
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.directory_log().for_each(base::LogIndex(0), stop); }),
            StoreError::invalid_value);
}

TEST_F(TablesTest, KeyPackagesAreKeptUntilUsed) {
  const auto put = [&](base::Byte ref, KeyPackageUse use, std::uint64_t made_at) {
    const KeyPackageBundle bundle{filled<KeyPackageRef>(ref), use, at(made_at), {ref}, secret_of("private")};
    return error_of([&](Transaction& tx) { return tx.key_packages().put(bundle); });
  };
  EXPECT_FALSE(put(1, KeyPackageUse::once, 10));
  EXPECT_FALSE(put(2, KeyPackageUse::once, 20));
  EXPECT_FALSE(put(3, KeyPackageUse::last_resort, 20));
  EXPECT_EQ(put(3, KeyPackageUse::once, 20), StoreError::constraint);
  const auto count = within([&](Transaction& tx) { return tx.key_packages().count(); });
  EXPECT_EQ(count.once, 2U);
  EXPECT_EQ(count.last_resort, 1U);
  const auto found = within([&](Transaction& tx) { return tx.key_packages().find(filled<KeyPackageRef>(3)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->use, KeyPackageUse::last_resort);
  EXPECT_EQ(base::to_string(found->private_bundle.expose()), "private");
  within([&](Transaction& tx) { return tx.key_packages().erase(filled<KeyPackageRef>(2)); });
  EXPECT_EQ(within([&](Transaction& tx) { return tx.key_packages().erase_made_before(at(20)); }), 1U);
  EXPECT_EQ(within([&](Transaction& tx) { return tx.key_packages().refs(); }), std::vector{filled<KeyPackageRef>(3)});
}

TEST_F(TablesTest, RoomKeepsItsGroupWhenUpdated) {
  Room room{.id = room_, .subject = "Request 17", .epoch = ~std::uint64_t{0}, .active_at = at(5)};
  within([&](Transaction& tx) { return tx.rooms().put(room); });
  within([&](Transaction& tx) { return tx.rooms().save_group(room_, GroupPart::epoch, secret_of("tree")); });
  within([&](Transaction& tx) { return tx.rooms().save_group(room_, GroupPart::ratchet, secret_of("one")); });
  within([&](Transaction& tx) { return tx.rooms().save_group(room_, GroupPart::ratchet, secret_of("two")); });
  room.subject = "Request 18";
  room.own_counter = 4;
  room.own_previous_hash = base::ByteArray<32>{7};
  within([&](Transaction& tx) { return tx.rooms().put(room); });
  reopen();
  within([&](Transaction& tx) -> base::Result<> {
    const auto found = tx.rooms().find(room_).value();
    EXPECT_EQ(found->subject, "Request 18");
    EXPECT_EQ(found->epoch, ~std::uint64_t{0});
    EXPECT_EQ(found->own_counter, 4U);
    EXPECT_EQ(found->own_previous_hash, room.own_previous_hash);
    EXPECT_EQ(exposed(tx.rooms().load_group(room_, GroupPart::epoch).value()), "tree");
    EXPECT_EQ(exposed(tx.rooms().load_group(room_, GroupPart::ratchet).value()), "two");
    EXPECT_EQ(exposed(tx.rooms().load_group(filled<base::RoomId>(99), GroupPart::ratchet).value()), "nothing");
    EXPECT_EQ(tx.rooms().with_prefix("01010").value().id, room_);
    return {};
  });
  within([&](Transaction& tx) { return tx.rooms().erase_group(room_); });
  EXPECT_FALSE(within([&](Transaction& tx) { return tx.rooms().load_group(room_, GroupPart::epoch); }));
}

TEST_F(TablesTest, KeptUpRoomsAreKnownUntilAMemberIsLost) {
  const Room room{.id = room_, .subject = "Seen to", .created_at = at(1), .active_at = at(2), .own_update_at = at(3)};
  const KeptUp first{.epoch = 3, .directory = 40}, second{.epoch = 4, .directory = 41, .until = at(5000)};
  const auto kept = [&] { return within([](Transaction& tx) { return tx.rooms().kept_up(); }); };
  within([&](Transaction& tx) { return tx.rooms().put(room); });
  EXPECT_TRUE(kept().empty());
  within([&](Transaction& tx) { return tx.rooms().set_kept_up(room_, first); });
  within([&](Transaction& tx) { return tx.rooms().set_kept_up(room_, second); });
  within([&](Transaction& tx) { return tx.rooms().put(room); });  // what is known of the room changes, not what was seen to
  EXPECT_EQ(kept(), (std::map<base::RoomId, KeptUp>{{room_, second}}));
  EXPECT_EQ(within([](Transaction& tx) { return tx.rooms().count(); }), 1U);
  within([&](Transaction& tx) { return tx.rooms().note_lost_member(room_, filled<base::DeviceId>(9)); });
  EXPECT_TRUE(kept().empty()) << "the lost member would not be brought back";
}

TEST_F(TablesTest, GroupNeedsItsRoom) {
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.rooms().save_group(room_, GroupPart::epoch, secret_of("x")); }),
            StoreError::constraint);
}

TEST_F(TablesTest, ChainsArePerRoomAndSender) {
  add_room(room_);
  within([&](Transaction& tx) { return tx.rooms().set_sender_chain(room_, {peer_, 1, {1}}); });
  within([&](Transaction& tx) { return tx.rooms().set_sender_chain(room_, {peer_, 2, {2}}); });
  const auto chain = within([&](Transaction& tx) { return tx.rooms().sender_chain(room_, peer_); });
  ASSERT_TRUE(chain);
  EXPECT_EQ(chain->counter, 2U);
  EXPECT_EQ(chain->hash, (base::ByteArray<32>{2}));
  EXPECT_FALSE(within([&](Transaction& tx) { return tx.rooms().sender_chain(room_, self_); }));
}

TEST_F(TablesTest, PendingCommitSurvivesARestart) {
  add_room(room_);
  PendingCommit commit{.room = room_,
                       .key = filled<base::IdempotencyKey>(5),
                       .expected_position = base::RoomSeq(3),
                       .commit = {1},
                       .add = {peer_, self_},
                       .next_state = secret_of("next"),
                       .made_at = at(50)};
  within([&](Transaction& tx) { return tx.rooms().put_pending_commit(commit); });
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.rooms().put_pending_commit(commit); }), StoreError::constraint);
  reopen();
  const auto found = within([&](Transaction& tx) { return tx.rooms().pending_commit(room_); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, commit.key);
  EXPECT_EQ(found->expected_position, base::RoomSeq(3));
  EXPECT_EQ(found->commit, base::Bytes{1});
  EXPECT_TRUE(found->welcome.empty());
  EXPECT_EQ(found->add, (std::vector{peer_, self_}));
  EXPECT_TRUE(found->remove.empty());
  EXPECT_EQ(base::to_string(found->next_state.expose()), "next");
  EXPECT_EQ(within([&](Transaction& tx) { return tx.rooms().rooms_with_pending_commit(); }), std::vector{room_});
  within([&](Transaction& tx) { return tx.rooms().erase_pending_commit(room_); });
  EXPECT_FALSE(within([&](Transaction& tx) { return tx.rooms().pending_commit(room_); }));
}

TEST_F(TablesTest, TransferGoesOnWhereItStopped) {
  const auto id = within([&](Transaction& tx) {
    return tx.transfers().put({.message = filled<base::MessageId>(1),
                               .sender = self_,
                               .room = room_,
                               .direction = TransferDirection::upload,
                               .state = TransferState::active,
                               .key = filled<base::IdempotencyKey>(2),
                               .name = "request.pdf",
                               .size = 3'000'000,
                               .stored_size = 3'000'800,
                               .chunk_size = 65536,
                               .file_key = StoredFileKey::make([](std::span<base::Byte, 32> out) { std::ranges::fill(out, 9); }),
                               .path = "transfers/1"});
  });
  within([&](Transaction& tx) { return tx.transfers().set_attachment(id, filled<base::AttachmentId>(7)); });
  within([&](Transaction& tx) { return tx.transfers().set_progress(id, 1'048'576); });
  reopen();
  const auto active = within([&](Transaction& tx) { return tx.transfers().active(); });
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0].transferred, 1'048'576U);
  EXPECT_EQ(active[0].attachment, filled<base::AttachmentId>(7));
  EXPECT_EQ(active[0].file_key.expose()[0], 9);
  EXPECT_EQ(active[0].path, "transfers/1");
  EXPECT_EQ(error_of([&](Transaction& tx) { return tx.transfers().set_progress(id, 3'000'801); }), StoreError::constraint)
      << "more than there is";
  within([&](Transaction& tx) { return tx.transfers().set_state(id, TransferState::complete); });
  EXPECT_TRUE(within([&](Transaction& tx) { return tx.transfers().active(); }).empty());
  EXPECT_EQ(within([&](Transaction& tx) { return tx.transfers().of_message(filled<base::MessageId>(1), self_); }).size(), 1U);
}

TEST_F(TablesTest, NoticesStayUntilSeen) {
  const auto append = [&](NoticeKind kind) {
    return within([&](Transaction& tx) { return tx.notices().append({kind, at(1), room_, "text"}); });
  };
  const auto first = append(NoticeKind::trust_failure);
  append(NoticeKind::information);
  within([&](Transaction& tx) { return tx.notices().mark_seen(first); });
  const auto unseen = within([&](Transaction& tx) { return tx.notices().list(NoticeFilter::unseen); });
  ASSERT_EQ(unseen.size(), 1U);
  EXPECT_EQ(unseen[0].kind, NoticeKind::information);
  EXPECT_EQ(unseen[0].room, room_);
  EXPECT_EQ(within([&](Transaction& tx) { return tx.notices().list(NoticeFilter::all); }).size(), 2U);
}

TEST_F(TablesTest, NoticesKeepTheirSentences) {
  const std::vector<Sentence> said{{.id = "notices.one", .arguments = {{"who", "J. Mwangi = two\nlines"}, {"@why", "errors.x"}}},
                                   {.id = "notices.two"},
                                   {.id = "notices.three", .arguments = {{"empty", ""}}}};
  within([&](Transaction& tx) {
    return tx.notices().append({.kind = NoticeKind::fork, .at = at(1), .room = room_, .text = "text", .sentences = said});
  });
  const auto kept = within([&](Transaction& tx) { return tx.notices().list(NoticeFilter::all); }).at(0).sentences;
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].id, "notices.one");
  ASSERT_EQ(kept[0].arguments.size(), 2U);
  EXPECT_EQ(kept[0].arguments[0].value, "J. Mwangi = two lines");
  EXPECT_EQ(kept[0].arguments[1].name, "@why");
  EXPECT_TRUE(kept[1].arguments.empty());
  EXPECT_EQ(kept[2].arguments.at(0).name, "empty");
  EXPECT_EQ(kept[2].arguments[0].value, "");
}

}  // namespace
}  // namespace valise::sdk::store
