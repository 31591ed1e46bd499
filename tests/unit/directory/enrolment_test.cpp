#include "keys/directory/enrolment.hpp"

#include <gtest/gtest.h>

#include "base/text_encoding.hpp"
#include "tests/unit/directory/world.hpp"
#include "valise/v1/enrolment.pb.h"

namespace valise::directory {
namespace {

using std::chrono::milliseconds;

class Enrolment : public testing::Test {
 protected:
  InviteTerms terms() {
    return {w.log.state().directory_id(),
            "relay.example:7443",
            w.relay_id,
            OfficerAddress::parse("ke-odpp/@jmwangi").value(),
            "J. Mwangi",
            base::UnixMillis(milliseconds(1'000))};
  }
  base::Bytes request() {
    return make_enrolment_request(invite, World::describe(device), device.signature_key, device.transport_key);
  }
  // A request with a changed body, under the MAC of whoever holds the invite.
  template <class Change>
  base::Bytes forged(Change change) {
    v1::EnrolmentRequest out;
    const auto bytes = request();
    EXPECT_TRUE(out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    v1::EnrolmentBody body;
    EXPECT_TRUE(body.ParseFromString(out.body()));
    change(body);
    out.set_body(body.SerializeAsString());
    const auto label = std::string("Valise 1.0 enrolment request") + '\0';
    out.set_mac(base::to_string(
        crypto::HmacSha256::of_parts(invite.mac_key().expose(), {base::as_bytes(label), base::as_bytes(out.body())})));
    return base::to_bytes(out.SerializeAsString());
  }

  World w;
  TestDevice device = w.new_device();
  Invite invite = Invite::make(w.random, terms());
};

TEST_F(Enrolment, InviteSurvivesItsTextForm) {
  const auto text = invite.text();
  const auto view = base::as_text(text.expose());
  EXPECT_TRUE(view.starts_with("valise-invite1:"));
  const auto parsed = Invite::parse(" " + std::string(view) + "\r\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->hash(), invite.hash());
  EXPECT_EQ(parsed->terms().relay_address, "relay.example:7443");
  EXPECT_EQ(parsed->terms().officer.string(), "ke-odpp/@jmwangi");
  EXPECT_EQ(parsed->terms().officer_name, "J. Mwangi");
  EXPECT_TRUE(base::equal(parsed->mac_key().expose(), invite.mac_key().expose()));
  EXPECT_FALSE(parsed->expired(base::UnixMillis(milliseconds(999))));
  EXPECT_TRUE(parsed->expired(base::UnixMillis(milliseconds(1'000))));
  for (const auto* bad : {"", "valise-invite1:", "valise-invite2:AAAA", "valise-invite1:AA=="}) {
    EXPECT_EQ(Invite::parse(bad).error().code, EnrolmentError::invite_malformed) << bad;
  }
  EXPECT_EQ(Invite::parse(view.substr(0, view.size() / 2)).error().code, EnrolmentError::invite_malformed);
}

// Computed with Python's hmac and hashlib from docs/PROTOCOL.md, "Enrolment".
TEST_F(Enrolment, DerivationsAreThoseOfTheProtocol) {
  class Fixed final : public base::Random {
    void fill(base::MutableBytes out) override {
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<base::Byte>(i);
    }
  } fixed;
  const auto known = Invite::make(fixed, terms());
  EXPECT_EQ(base::to_hex(known.hash().view()), "c2eca81e321f5d252635f591ccfefa254b14598778ed8f51e23e14b0044d8be0");
  EXPECT_EQ(base::to_hex(known.mac_key().expose()), "eb5fe5c2655a11d413de8f5d6232dd79abb2df6a1a9dee563e8435fc5e551a07");
}

TEST_F(Enrolment, RequestBecomesAStatementThatTheLogAccepts) {
  const auto checked = check_enrolment_request(invite, request());
  ASSERT_TRUE(checked) << checked.error().message();
  EXPECT_EQ(checked->device.id, device.id);
  EXPECT_EQ(enrolment_request_hash(request()), invite.hash());
  auto statement = w.statement();
  auto& body = *statement.mutable_device_enrolled();
  body.set_device(base::to_string(checked->device_bytes));
  body.set_signature_key_proof(base::to_string(checked->proofs.by_signature_key));
  body.set_transport_key_proof(base::to_string(checked->proofs.by_transport_key));
  EXPECT_TRUE(w.append(statement, w.odpp()));
  EXPECT_TRUE(w.log.state().active(device.id));
}

TEST_F(Enrolment, RefusesForgedRequests) {
  const auto error = [&](const base::Bytes& bytes) { return check_enrolment_request(invite, bytes).error().code; };
  const auto other = Invite::make(w.random, terms());
  EXPECT_EQ(check_enrolment_request(other, request()).error().code, EnrolmentError::request_for_other_invite);
  EXPECT_EQ(error(base::to_bytes(std::string_view("nonsense"))), EnrolmentError::request_malformed);
  EXPECT_TRUE(check_enrolment_request(invite, forged([](auto&) {})));
  EXPECT_EQ(error(forged([](auto& b) { b.clear_transport_key_proof(); })), EnrolmentError::request_malformed);
  EXPECT_EQ(error(forged([](auto& b) { b.set_transport_key_proof(b.signature_key_proof()); })), RuleError::possession_not_proved);
  EXPECT_EQ(
      error(forged([&](auto& b) { b.set_device(base::to_string(serialise(World::describe(device, "ke-odpp/@akimani")))); })),
      EnrolmentError::request_for_other_officer);
  const auto good = request();
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] ^= 0x40;
    EXPECT_FALSE(check_enrolment_request(invite, bad)) << i;
  }
}

TEST_F(Enrolment, RegistrationTellsTheRelayOnlyTheHash) {
  const auto bytes = make_invite_registration(invite, w.odpp_keys[0]);
  const auto checked = check_invite_registration(w.log.state().directory_id(), bytes);
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->hash, invite.hash());
  EXPECT_EQ(checked->authority.string(), "ke-odpp");
  EXPECT_EQ(checked->key, w.odpp_keys[0].verify_key());
  EXPECT_EQ(checked->expires, base::UnixMillis(milliseconds(1'000)));
  EXPECT_EQ(check_invite_registration(base::DirectoryId(), bytes).error().code, EnrolmentError::registration_for_other_directory);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto bad = bytes;
    bad[i] ^= 0x40;
    EXPECT_FALSE(check_invite_registration(w.log.state().directory_id(), bad)) << i;
  }
}

}  // namespace
}  // namespace valise::directory
