// Rules for all statements and for those of the registrar, and what holds for any statement.
#include "tests/unit/directory/rules.hpp"

namespace valise::directory {
namespace {

const Rule kRules[] = {
    // common
    {"second_genesis", E::genesis_repeated, [](World& w) { return Attempt{w.genesis(), w.registrar()}; }},
    {"other_directory", E::wrong_directory,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { s.mutable_directory_id()->back() ^= 1; }); }},
    {"no_directory", E::wrong_directory,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { s.clear_directory_id(); }); }},
    {"no_signature", E::too_few_signatures, [](World& w) { return Attempt{w.post("desk"), {}}; }},
    {"one_of_two", E::too_few_signatures, [](World& w) { return Attempt{w.post("desk"), first(w.odpp_keys, 1)}; }},
    {"signed_by_registrar_only", E::too_few_signatures, [](World& w) { return Attempt{w.post("desk"), w.registrar()}; }},
    {"signed_by_bystander", E::signature_by_other_key,
     [](World& w) { return Attempt{w.post("desk"), w.odpp() + w.registrar()}; }},
    {"signed_by_device", E::signature_by_other_key,
     [](World& w) { return Attempt{w.post("desk"), w.odpp() + Signers{&w.pc.signature_key}}; }},
    // registrar
    {"registrar_revision", E::revision_out_of_order,
     [](World& w) {
       return changed(w.statement(), w.registrar(), [&](auto& s) {
         fill(*s.mutable_registrar_keys_rotated()->mutable_registrar_keys(), w.registrar_keys, 2);
         s.mutable_registrar_keys_rotated()->set_revision(2);
       });
     }},
    {"registrar_new_keys_do_not_sign", E::too_few_signatures,
     [](World& w) {
       return changed(w.statement(), w.registrar(), [&](auto& s) {
         fill(*s.mutable_registrar_keys_rotated()->mutable_registrar_keys(), w.odpp_keys, 2);
         s.mutable_registrar_keys_rotated()->set_revision(1);
       });
     }},
    {"registrar_old_keys_do_not_sign", E::too_few_signatures,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [&](auto& s) {
         fill(*s.mutable_registrar_keys_rotated()->mutable_registrar_keys(), w.odpp_keys, 2);
         s.mutable_registrar_keys_rotated()->set_revision(1);
       });
     }},
    {"relay_revision_again", E::revision_out_of_order, announcement([](auto& r) { r.set_revision(1); })},
    {"relay_revision_skipped", E::revision_out_of_order, announcement([](auto& r) { r.set_revision(3); })},
    {"relay_name", E::id_invalid, announcement([](auto& r) { r.set_name("Vienna"); })},
    {"relay_address", E::relay_invalid, announcement([](auto& r) { r.set_address("relay.example"); })},
    {"relay_port", E::relay_invalid, announcement([](auto& r) { r.set_address("relay.example:70000"); })},
    {"relay_pin", E::relay_invalid, announcement([](auto& r) { r.mutable_tls_spki_sha256()->pop_back(); })},
    {"relay_log_key", E::relay_invalid, announcement([](auto& r) { r.set_log_public_key(std::string(32, 0)); })},
    {"relay_origin", E::relay_invalid, announcement([](auto& r) { r.set_log_origin("two words"); })},
    {"relay_pin_of_other_relay", E::relay_key_taken, announcement([](auto& r) {
       r.set_name("vienna-2");
       r.set_revision(1);
     })},
    {"relay_log_key_of_device", E::key_used_before,
     [](World& w) {
       return changed(w.relay(2), w.registrar(), [&](auto& s) {
         s.mutable_relay_announced()->set_log_public_key(base::to_string(w.pc.transport_key.verify_key().view()));
       });
     }},
    {"floor_lowered", E::floor_lowered, [](World& w) { return Attempt{floor(w, 1, 0, {3}), w.registrar()}; }},
    {"floor_without_suites", E::value_invalid, [](World& w) { return Attempt{floor(w, 1, 1, {}), w.registrar()}; }},
    {"floor_suite_twice", E::value_invalid, [](World& w) { return Attempt{floor(w, 1, 1, {3, 3}), w.registrar()}; }},
    {"floor_revision", E::revision_out_of_order, [](World& w) { return Attempt{floor(w, 2, 1, {3}), w.registrar()}; }},
    {"floor_dropped_suite_back", E::floor_lowered,
     [](World& w) {
       w.append(floor(w, 1, 1, {1, 3}), w.registrar()).value();
       w.append(floor(w, 2, 1, {3}), w.registrar()).value();
       return Attempt{floor(w, 3, 1, {3, 1}), w.registrar()};
     }},
};

class BrokenRule : public testing::TestWithParam<Rule> {};

TEST_P(BrokenRule, IsRefusedAndChangesNothing) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Rules, BrokenRule, testing::ValuesIn(kRules), name_of);

TEST(Rules, FirstStatementIsTheGenesis) {
  World w;
  Log empty;
  EXPECT_EQ(empty.check(w.entries[1]).error().code, RuleError::genesis_expected);
  EXPECT_EQ(empty.check(World::sign(w.genesis(), first(w.registrar_keys, 1))).error().code, RuleError::too_few_signatures);
  auto misnamed = w.genesis();
  misnamed.set_directory_id(std::string(32, 'x'));
  EXPECT_EQ(empty.check(World::sign(misnamed, w.registrar())).error().code, RuleError::wrong_directory);
  EXPECT_TRUE(empty.append(w.entries[0]));
  EXPECT_EQ(empty.state().directory_id(), directory_id_of(base::as_bytes(w.genesis().SerializeAsString())));
}

TEST(Rules, EverySubsetOfKeysIsJudgedByItsNumber) {
  for (unsigned subset = 0; subset < 8; ++subset) {
    World w;
    Signers signers;
    for (unsigned i = 0; i < 3; ++i) {
      if ((subset >> i & 1) != 0) signers.push_back(&w.odpp_keys[i]);
    }
    const bool enough = signers.size() >= 2;
    EXPECT_EQ(w.append(w.post("desk"), signers).has_value(), enough) << subset;
  }
}

TEST(Rules, NoEntryCanBeReplayed) {
  World w;
  w.append(w.device_revoked(w.pc.id), w.odpp()).value();
  w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
  w.append(w.status(v1::AUTHORITY_STATUS_ACTIVE, 2), w.registrar()).value();
  const auto digest = w.log.state().digest();
  for (const auto& entry : w.entries) EXPECT_FALSE(w.log.append(entry));
  EXPECT_EQ(w.log.state().digest(), digest);
}

TEST(Rules, NoChangedBitIsAccepted) {
  World w;
  const auto good = World::sign(w.post("desk"), w.odpp());
  ASSERT_TRUE(w.log.check(good));
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    auto bad = good;
    bad[i / 8] = static_cast<base::Byte>(bad[i / 8] ^ 1U << i % 8);
    EXPECT_FALSE(w.log.check(bad)) << "bit " << i;
  }
}

}  // namespace
}  // namespace valise::directory
