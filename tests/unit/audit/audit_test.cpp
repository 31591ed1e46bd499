#include "audit/audit.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "audit/commands.hpp"
#include "base/text_encoding.hpp"
#include "keys/directory/cosignature.hpp"
#include "keys/directory/tile.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::audit {
namespace {

namespace fs = std::filesystem;
using directory::World;
using directory::operator+;

struct AuditTest : ::testing::Test {
  // write makes the files of the world's log, under a head that may be another than its own.
  void write(const directory::Checkpoint& note) {
    fs::remove_all(folder / "log");
    for (const auto& tile : directory::tiles_of(world.log.head().size)) {
      base::Bytes content;
      if (tile.level) {
        content = directory::hash_tile(world.log.tree(), tile);
      } else {
        for (std::uint64_t i = 0; i < tile.width; ++i) {
          EXPECT_TRUE(directory::append_entry(content, world.entries[tile.index * directory::tile_width + i]));
        }
      }
      put(tile.path(), base::to_string(content));
    }
    put("checkpoint", note.format());
  }
  void write() { write(world.checkpoint()); }
  void put(const std::string& name, const std::string& content) {
    const auto path = folder / "log" / name;
    fs::create_directories(path.parent_path());
    tests::write_file(path, content);
  }
  base::Result<Findings> audit(const Expectations& expectations = {}) {
    auto source = open_folder(folder / "log");
    return audit_log(*source, expectations);
  }
  std::error_code wrong() {
    const auto findings = audit();
    return findings ? std::error_code() : findings.error().code;
  }
  // forge puts an entry into the log that breaks its rules, with the right tree and the relay's real signature.
  void forge(const base::Bytes& entry) {
    auto entries = world.entries;
    entries.push_back(entry);
    directory::MerkleLog tree;
    for (const auto& item : entries) tree.append(directory::leaf_hash(item));
    auto note = directory::Checkpoint::make("valise.example/directory", {.size = tree.size(), .root = tree.root()});
    note.sign(world.log_key);
    base::Bytes bundle;
    for (const auto& item : entries) EXPECT_TRUE(directory::append_entry(bundle, item));
    const auto width = ".p/" + std::to_string(entries.size());
    put("tile/entries/000" + width, base::to_string(bundle));
    put("tile/0/000" + width, base::to_string(directory::hash_tile(tree, {.level = 0, .index = 0, .width = tree.size()})));
    put("checkpoint", note.format());
  }

  tests::TempFolder folder{"audit"};
  World world;
};

TEST_F(AuditTest, VerifiesAWholeLog) {
  write();
  const auto findings = audit({.directory_id = world.log.state().directory_id().string(), .since = {}});
  ASSERT_TRUE(findings) << findings.error().message();
  EXPECT_EQ(findings->size, world.entries.size());
  EXPECT_EQ(base::to_hex(findings->root), base::to_hex(world.log.head().root.view()));
  EXPECT_EQ(findings->relay, "vienna-1");
  EXPECT_EQ(findings->changes.size(), world.entries.size());
  EXPECT_EQ(findings->changes[4].what, "device enrolled");
  EXPECT_EQ(findings->changes[4].authority, "ke-odpp");
  EXPECT_EQ(findings->changes[4].signers.size(), 2U);
}

TEST_F(AuditTest, EveryKindOfStatementIsUnderstood) {
  world.append(world.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), world.registrar()).value();
  world.append(world.device_revoked(world.pc.id), world.registrar()).value();
  world.append(world.status(v1::AUTHORITY_STATUS_ACTIVE, 2), world.registrar()).value();
  world.append(world.officer("second", "S. Second"), world.odpp()).value();
  world.append(world.officer_retired("second"), world.odpp()).value();
  world.append(world.post("second"), world.odpp()).value();
  world.append(world.post_retired("second"), world.odpp()).value();
  world.append(world.membership("ke-odpp", false, 2), world.registrar()).value();
  world.append(world.calendar("ke", 1), world.odpp()).value();
  world.append(world.calendar("ke", 2), world.registrar()).value();
  auto floor = world.statement();
  floor.mutable_protocol_floor_raised()->set_revision(1);
  floor.mutable_protocol_floor_raised()->set_protocol_version(1);
  floor.mutable_protocol_floor_raised()->add_cipher_suites(3);
  world.append(floor, world.registrar()).value();
  auto rotated = world.statement();
  rotated.mutable_registrar_keys_rotated()->set_revision(1);
  auto next = directory::make_keys(world.random, 3);
  directory::fill(*rotated.mutable_registrar_keys_rotated()->mutable_registrar_keys(), next, 3);
  world.append(rotated, world.registrar() + directory::first(next, 3)).value();
  auto authority_rotated = world.statement();
  authority_rotated.mutable_authority_keys_rotated()->set_authority_id("ke-odpp");
  authority_rotated.mutable_authority_keys_rotated()->set_revision(1);
  auto own = directory::make_keys(world.random, 1);
  directory::fill(*authority_rotated.mutable_authority_keys_rotated()->mutable_authority_keys(), own, 1);
  world.append(authority_rotated, world.odpp() + directory::first(own, 1)).value();
  const auto recovery = [&](std::uint64_t revision) {
    auto out = world.statement();
    auto& announced = *out.mutable_authority_recovery_announced();
    announced.set_authority_id("ke-odpp");
    announced.set_revision(revision);
    announced.set_reason("lost");
    return out;
  };
  auto lost = recovery(1);
  auto renewed = directory::make_keys(world.random, 1);
  directory::fill(*lost.mutable_authority_recovery_announced()->mutable_authority_keys(), renewed, 1);
  world.append(lost, directory::first(next, 3) + directory::first(renewed, 1)).value();
  auto contested = world.statement();
  contested.mutable_authority_recovery_contested()->set_authority_id("ke-odpp");
  contested.mutable_authority_recovery_contested()->set_revision(1);
  world.append(contested, directory::first(own, 1)).value();
  lost = recovery(2);
  directory::fill(*lost.mutable_authority_recovery_announced()->mutable_authority_keys(), renewed, 1);
  world.append(lost, directory::first(next, 3) + directory::first(renewed, 1)).value();
  auto completed = world.statement();
  completed.set_made_at_ms(completed.made_at_ms() + 22ULL * 24 * 3600 * 1000);
  completed.mutable_authority_recovery_completed()->set_authority_id("ke-odpp");
  completed.mutable_authority_recovery_completed()->set_revision(2);
  world.append(completed, directory::first(next, 3) + directory::first(renewed, 1)).value();
  world.append(world.officer("after", "A. After"), directory::first(renewed, 1)).value();
  world.append(world.status(v1::AUTHORITY_STATUS_WITHDRAWN, 3), directory::first(next, 3)).value();
  write();
  const auto findings = audit();
  ASSERT_TRUE(findings) << findings.error().message();
  EXPECT_EQ(findings->changes.back().what, "authority withdrawn");
}

TEST_F(AuditTest, ShowsWhatChangedSinceAnEarlierHead) {
  const auto before = world.checkpoint();
  const auto laptop = world.new_device();
  world.append(world.device(laptop), world.odpp()).value();
  world.append(world.device_revoked(world.pc.id), world.registrar()).value();
  write();
  auto findings = audit({.directory_id = {}, .since = read_earlier_head(before.format()).value()});
  ASSERT_TRUE(findings) << findings.error().message();
  ASSERT_EQ(findings->changes.size(), 2U);
  EXPECT_EQ(findings->changes[0].what, "device enrolled");
  EXPECT_EQ(findings->changes[1].what, "device revoked");
  EXPECT_THAT(findings->changes[1].signers, ::testing::Each(::testing::StartsWith("registrar ")));
  EXPECT_THAT(findings->changes[1].subject, ::testing::HasSubstr("ke-odpp/@jmwangi"));

  const auto text = std::to_string(before.head().size) + ":" + base::to_hex(before.head().root.view());
  EXPECT_TRUE(audit({.directory_id = {}, .since = read_earlier_head(text).value()}));
  auto other = read_earlier_head(text).value();
  other.root[0] ^= 1;
  EXPECT_EQ(audit({.directory_id = {}, .since = other}).error().code, AuditError::earlier_head_differs);
  other = read_earlier_head(text).value();
  other.size = 1000;
  EXPECT_EQ(audit({.directory_id = {}, .since = other}).error().code, AuditError::earlier_head_differs);
  EXPECT_FALSE(read_earlier_head("12"));
}

TEST_F(AuditTest, ForgedEntriesUnderASignedHeadAreFound) {
  const auto thief = world.new_device();
  const auto device = world.device(thief);
  const auto forged = [&](const base::Bytes& entry) {
    forge(entry);
    return wrong();
  };
  EXPECT_EQ(forged(World::sign(device, {})), AuditError::signatures_missing);
  EXPECT_EQ(forged(World::sign(device, {&world.odpp_keys[0]})), AuditError::signatures_missing);
  EXPECT_EQ(forged(World::sign(device, world.registrar())), AuditError::signer_unknown);
  EXPECT_EQ(forged(World::sign(device, world.odpp() + directory::Signers{&world.log_key})), AuditError::signer_unknown);
  auto damaged = World::sign(device, world.odpp());
  damaged.back() ^= 1;
  EXPECT_EQ(forged(damaged), AuditError::signature_wrong);
  EXPECT_EQ(forged(world.entries[4]), AuditError::statement_out_of_place) << "the device a second time";
  EXPECT_EQ(forged(world.entries[0]), AuditError::statement_out_of_place) << "a second genesis";
  EXPECT_EQ(forged(World::sign(world.genesis(), world.registrar())), AuditError::statement_out_of_place);
  auto foreign = device;
  foreign.set_directory_id(std::string(32, 'x'));
  EXPECT_EQ(forged(World::sign(foreign, world.odpp())), AuditError::other_directory);
  auto unproved = device;
  unproved.mutable_device_enrolled()->set_transport_key_proof(std::string(64, 'x'));
  EXPECT_EQ(forged(World::sign(unproved, world.odpp())), AuditError::signature_wrong);
  forge(World::sign(device, world.odpp()));
  EXPECT_EQ(wrong(), std::error_code()) << "and the honest one is taken";
}

TEST_F(AuditTest, EveryFlippedBitOfTheFilesIsFound) {
  write();
  for (const auto& file : fs::recursive_directory_iterator(folder / "log")) {
    if (!file.is_regular_file()) continue;
    const auto whole = tests::read_file(file.path());
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      auto changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
      tests::write_file(file.path(), changed);
      const auto findings = audit();
      EXPECT_FALSE(findings) << file.path() << " byte " << at;
    }
    tests::write_file(file.path(), whole);
  }
  EXPECT_EQ(wrong(), std::error_code());
}

TEST_F(AuditTest, HeadsOfOthersAreFound) {
  auto other = world.checkpoint();
  auto note = directory::Checkpoint::make("valise.example/directory", world.log.head());
  note.sign(world.registrar_keys[0]);
  write(note);
  EXPECT_EQ(wrong(), AuditError::log_unsigned);
  auto elsewhere = directory::Checkpoint::make("other.example/log", world.log.head());
  elsewhere.sign(world.log_key);
  write(elsewhere);
  EXPECT_EQ(wrong(), AuditError::log_unsigned);
  write(other);
  EXPECT_EQ(audit({.directory_id = std::string(32, 'x'), .since = {}}).error().code, AuditError::other_directory);
  fs::remove(folder / "log" / "checkpoint");
  EXPECT_EQ(wrong(), AuditError::not_found);
}

TEST_F(AuditTest, CountsTheWitnesses) {
  const auto keys = directory::make_keys(world.random, 3);
  auto configured = world.statement();
  auto& body = *configured.mutable_witnesses_configured();
  body.set_revision(1);
  body.set_threshold(2);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto& witness = *body.add_witnesses();
    witness.set_name("witness.example/w" + std::to_string(i));
    witness.set_public_key(base::to_string(keys[i].verify_key().view()));
  }
  world.append(configured, world.registrar()).value();
  auto note = world.checkpoint();
  const auto cosign = [&](std::size_t i, int at) {
    note.attach(directory::cosign(note, "witness.example/w" + std::to_string(i), keys[i],
                                  directory::WitnessTime(std::chrono::seconds(at))));
  };
  cosign(0, 300);
  write(note);
  EXPECT_EQ(wrong(), AuditError::witnesses_missing);
  cosign(2, 100);
  write(note);
  const auto findings = audit();
  ASSERT_TRUE(findings) << findings.error().message();
  EXPECT_EQ(findings->vouching.size(), 2U);
  EXPECT_EQ(findings->vouched_at, 100U);
  auto line = note.signatures().back();
  line.signature.back() ^= 1;
  note.attach(line);
  write(note);
  EXPECT_EQ(wrong(), AuditError::witness_signature_wrong);
}

TEST_F(AuditTest, TheCommandSaysWhatItFound) {
  write();
  std::ostringstream out, err;
  const LogOptions options{.source = (folder / "log").string(), .pin = {}, .token_file = {}, .directory_id = {}, .since = {}};
  EXPECT_EQ(audit_log_command(options, {.out = out, .err = err, .json = true}), 0);
  EXPECT_THAT(out.str(), ::testing::HasSubstr("\"verified\":true"));
  tests::write_file(folder / "log" / "checkpoint", "x\n1\n");
  EXPECT_EQ(audit_log_command(options, {.out = out, .err = err, .json = true}), 6);
  EXPECT_THAT(err.str(), ::testing::HasSubstr("malformed"));
  fs::remove_all(folder / "log");
  EXPECT_EQ(audit_log_command(options, {.out = out, .err = err, .json = true}), 1);
}

TEST_F(AuditTest, ProofsOfTheRegistrarsToolAreChecked) {
  const auto size = world.log.head().size;
  const auto text = [&](std::uint64_t index, std::uint64_t claimed) {
    std::string hashes;
    for (const auto& hash : world.log.tree().inclusion_proof(index, size).value()) {
      hashes += (hashes.empty() ? "\"" : ",\"") + base::to_hex(hash.view()) + "\"";
    }
    return "{\"proves\":\"inclusion\",\"index\":" + std::to_string(claimed) + ",\"leaf\":\"" +
           base::to_hex(world.log.tree().leaf(index).view()) + "\",\"tree_size\":" + std::to_string(size) + ",\"root\":\"" +
           base::to_hex(world.log.head().root.view()) + "\",\"hashes\":[" + hashes + "]}";
  };
  std::ostringstream out, err;
  const auto check = [&](const std::string& content) {
    tests::write_file(folder / "proof", content);
    return audit_proof_command(folder / "proof", {.out = out, .err = err});
  };
  EXPECT_EQ(check(text(4, 4)), 0);
  EXPECT_EQ(check(text(4, 5)), 6);
  EXPECT_EQ(check("{}"), 6);
  EXPECT_EQ(check("no JSON"), 6);
  EXPECT_EQ(audit_proof_command(folder / "none", {.out = out, .err = err}), 1);
}

}  // namespace
}  // namespace valise::audit
