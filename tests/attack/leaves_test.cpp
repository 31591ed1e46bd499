// Row 1: no leaf of an unlogged, foreign or ended device, at any of RFC 9420's validation events (section 5.3.1).
#include <gtest/gtest.h>

#include "client-sdk/client/mls_identity.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::sdk::client {
namespace {

using directory::World;
using mls::CredentialEvent;

constexpr std::array kEvents{CredentialEvent::key_package_to_add,     CredentialEvent::joining,
                             CredentialEvent::add_received,           CredentialEvent::update_received,
                             CredentialEvent::commit_path_received,   CredentialEvent::external_sender_added,
                             CredentialEvent::external_sender_updated};

// Intruder is what a hostile relay or member would like to have accepted as a leaf of the room ke-odpp/duty.
struct Intruder {
  std::string what;
  base::DeviceId device;
  crypto::VerifyKey key;
  bool seen_when_joining = false;  // ended later: may stand in the tree that one joins, and is removed before anything is sent
};

struct Leaves : ::testing::Test {
  World world;

  // An officer of ke-odpp with a device of the same authority, on the roster of ke-odpp/duty if wanted.
  directory::TestDevice colleague(const std::string& id, bool on_duty) {
    world.append(world.officer(id, "Officer " + id), world.odpp()).value();
    auto device = world.new_device();
    world.append(world.device(device, World::describe(device, "ke-odpp/@" + id)), world.odpp()).value();
    if (on_duty) {
      world.append(world.roster(++roster_, {"jmwangi", id}), world.odpp()).value();
    }
    return device;
  }
  std::vector<Intruder> intruders() {
    std::vector<Intruder> out;
    const auto ghost = world.new_device();
    const auto other = crypto::SigningKey::generate(world.random).verify_key();
    const auto stranger = colleague("stranger", false);
    const auto revoked = colleague("revoked", true);
    const auto retired = colleague("retired", true);
    world.append(world.device_revoked(revoked.id), world.odpp()).value();
    world.append(world.officer_retired("retired"), world.odpp()).value();
    out.push_back({"unlogged device", ghost.id, ghost.signature_key.verify_key()});
    out.push_back({"unlogged key of a logged device", world.pc.id, other});
    out.push_back({"another device's key", world.pc.id, stranger.signature_key.verify_key()});
    out.push_back({"transport key in place of the signature key", world.pc.id, world.pc.transport_key.verify_key()});
    out.push_back({"log key", world.pc.id, world.log_key.verify_key()});
    out.push_back({"registrar's key", world.pc.id, world.registrar_keys[0].verify_key()});
    out.push_back({"device of somebody who is not of this room", stranger.id, stranger.signature_key.verify_key()});
    out.push_back({"revoked device", revoked.id, revoked.signature_key.verify_key(), true});
    out.push_back({"device of a retired officer", retired.id, retired.signature_key.verify_key(), true});
    return out;
  }
  [[nodiscard]] bool accepts(CredentialEvent event, base::DeviceId device, const crypto::VerifyKey& key) const {
    const LeafPolicy policy(world.log.state(), {"ke-odpp/duty"}, world.log.head().size);
    const auto credential = credential_of(device);
    const mls::SignaturePublicKey public_key{base::to_bytes(key.view())};
    return policy.accepts({.event = event, .credential = credential, .signature_key = public_key});
  }

 private:
  std::uint64_t roster_ = 1;
};

TEST_F(Leaves, NoIntruderAtAnyEvent) {
  const auto all = intruders();
  int cases = 0, accepted = 0;
  for (const auto event : kEvents) {
    EXPECT_TRUE(accepts(event, world.pc.id, world.pc.signature_key.verify_key())) << "the honest member";
    for (const auto& intruder : all) {
      if (event == CredentialEvent::joining && intruder.seen_when_joining) {
        EXPECT_FALSE(world.log.state().active(intruder.device)) << "so nothing is encrypted before it is removed";
        continue;
      }
      ++cases;
      if (!accepts(event, intruder.device, intruder.key)) continue;
      ++accepted;
      ADD_FAILURE() << intruder.what << " at event " << static_cast<int>(event);
    }
  }
  EXPECT_EQ(cases, 7 * 9 - 2);
  EXPECT_EQ(accepted, 0);
}

// A withdrawn authority is withdrawn for good, and its devices with it.
TEST_F(Leaves, NoDeviceOfAWithdrawnAuthority) {
  world.append(world.status(v1::AUTHORITY_STATUS_WITHDRAWN, 1), world.registrar()).value();
  for (const auto event : kEvents) {
    if (event == CredentialEvent::joining) continue;
    EXPECT_FALSE(accepts(event, world.pc.id, world.pc.signature_key.verify_key())) << static_cast<int>(event);
  }
}

// A leaf may change its keys, never its device.
TEST_F(Leaves, NobodyBecomesSomebodyElse) {
  const auto other = colleague("other", true);
  const LeafPolicy policy(world.log.state(), {"ke-odpp/duty"}, world.log.head().size);
  const auto credential = credential_of(other.id);
  const auto before = credential_of(world.pc.id);
  const mls::SignaturePublicKey key{base::to_bytes(other.signature_key.verify_key().view())};
  for (const auto event : {CredentialEvent::update_received, CredentialEvent::commit_path_received}) {
    EXPECT_FALSE(policy.accepts({.event = event, .credential = credential, .signature_key = key, .replaced = &before}));
    EXPECT_TRUE(policy.accepts({.event = event, .credential = credential, .signature_key = key, .replaced = &credential}));
  }
}

}  // namespace
}  // namespace valise::sdk::client
