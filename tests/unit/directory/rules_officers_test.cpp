// Rules for officers and their devices.
#include "tests/unit/directory/rules.hpp"

namespace valise::directory {
namespace {

const Rule kRules[] = {
    // officers and devices
    {"officer_again", E::id_taken, [](World& w) { return Attempt{w.officer("jmwangi", "Other"), w.odpp()}; }},
    {"officer_retired_id_again", E::id_taken,
     [](World& w) {
       w.append(w.officer_retired("jmwangi"), w.odpp()).value();
       return Attempt{w.officer("jmwangi", "Other"), w.odpp()};
     }},
    {"officer_id", E::id_invalid, [](World& w) { return Attempt{w.officer("J.Mwangi", "J. Mwangi"), w.odpp()}; }},
    {"officer_without_name", E::text_invalid, [](World& w) { return Attempt{w.officer("akimani", ""), w.odpp()}; }},
    {"officer_of_unknown_authority", E::id_unknown,
     [](World& w) {
       return changed(w.officer("akimani", "A. Kimani"), w.odpp(),
                      [](auto& s) { s.mutable_officer_enrolled()->mutable_officer()->set_authority_id("fr-bej"); });
     }},
    {"officer_change_revision", E::revision_out_of_order,
     [](World& w) {
       return changed(w.statement(), w.odpp(),
                      [](auto& s) { World::fill(*s.mutable_officer_changed()->mutable_officer(), "jmwangi", "Jane Mwangi"); });
     }},
    {"officer_change_unknown", E::officer_unknown,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [](auto& s) {
         World::fill(*s.mutable_officer_changed()->mutable_officer(), "akimani", "A. Kimani");
         s.mutable_officer_changed()->set_revision(1);
       });
     }},
    {"officer_retired_twice", E::officer_retired,
     [](World& w) {
       w.append(w.officer_retired("jmwangi"), w.odpp()).value();
       return Attempt{w.officer_retired("jmwangi"), w.odpp()};
     }},
    {"device_id_again", E::device_id_used_before,
     [](World& w) {
       auto other = w.new_device();
       other.id = w.pc.id;
       return Attempt{w.device(other), w.odpp()};
     }},
    {"device_id_of_revoked", E::device_id_used_before,
     [](World& w) {
       w.append(w.device_revoked(w.pc.id), w.odpp()).value();
       auto other = w.new_device();
       other.id = w.pc.id;
       return Attempt{w.device(other), w.odpp()};
     }},
    {"device_key_of_revoked", E::key_used_before,
     [](World& w) {
       w.append(w.device_revoked(w.pc.id), w.odpp()).value();
       auto other = w.new_device();
       other.signature_key = crypto::SigningKey::from_seed(w.pc.signature_key.expose_seed());
       return Attempt{w.device(other), w.odpp()};
     }},
    {"device_keys_crossed", E::key_used_before,
     [](World& w) {
       auto other = w.new_device();
       other.transport_key = crypto::SigningKey::from_seed(w.pc.signature_key.expose_seed());
       return Attempt{w.device(other), w.odpp()};
     }},
    {"device_one_key_for_both", E::key_used_before,
     [](World& w) {
       auto other = w.new_device();
       other.transport_key = crypto::SigningKey::from_seed(other.signature_key.expose_seed());
       return Attempt{w.device(other), w.odpp()};
     }},
    {"device_with_authority_key", E::key_used_before,
     [](World& w) {
       auto other = w.new_device();
       other.transport_key = crypto::SigningKey::from_seed(w.odpp_keys[2].expose_seed());
       return Attempt{w.device(other), w.odpp()};
     }},
    {"device_of_unknown_officer", E::officer_unknown,
     enrolment([](auto& d) { d.officer = OfficerAddress::parse("ke-odpp/@akimani").value(); })},
    {"device_of_other_authority", E::id_unknown,
     enrolment([](auto& d) { d.officer = OfficerAddress::parse("fr-bej/@akimani").value(); })},
    {"device_label", E::text_invalid, enrolment([](auto& d) { d.label = "\x1b[2J"; })},
    {"device_of_retired_officer", E::officer_retired,
     [](World& w) {
       w.append(w.officer_retired("jmwangi"), w.odpp()).value();
       return Attempt{w.device(w.new_device()), w.odpp()};
     }},
    {"device_proof_by_other_key", E::possession_not_proved,
     [](World& w) {
       const auto device = w.new_device();
       return changed(w.device(device), w.odpp(), [&](auto& s) {
         s.mutable_device_enrolled()->set_transport_key_proof(s.device_enrolled().signature_key_proof());
       });
     }},
    // The neutral point: for it, anybody can make what a lax verification takes for a signature.
    {"device_key_of_small_order", E::possession_not_proved, enrolment([](auto& d) {
       base::ByteArray<32> neutral{1};
       d.transport_key = crypto::VerifyKey::from_admitted(neutral);
     })},
    {"device_proof_for_other_description", E::possession_not_proved,
     [](World& w) {
       const auto device = w.new_device();
       return changed(w.device(device), w.odpp(), [&](auto& s) {
         auto description = World::describe(device);
         description.label = "other PC";
         s.mutable_device_enrolled()->set_device(base::to_string(serialise(description)));
       });
     }},
    {"device_garbage", E::device_malformed,
     [](World& w) {
       return changed(w.device(w.new_device()), w.odpp(), [](auto& s) { s.mutable_device_enrolled()->set_device("\xff\xff"); });
     }},
    {"device_revoked_twice", E::device_already_revoked,
     [](World& w) {
       w.append(w.device_revoked(w.pc.id), w.odpp()).value();
       return Attempt{w.device_revoked(w.pc.id), w.odpp()};
     }},
    {"device_revoked_unknown", E::device_unknown, [](World& w) { return Attempt{w.device_revoked(base::DeviceId()), w.odpp()}; }},
    {"device_revoked_half_and_half", E::too_few_signatures,
     [](World& w) { return Attempt{w.device_revoked(w.pc.id), first(w.odpp_keys, 1) + first(w.registrar_keys, 1)}; }},
};

class BrokenOfficerRule : public testing::TestWithParam<Rule> {};

TEST_P(BrokenOfficerRule, IsRefusedAndChangesNothing) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Rules, BrokenOfficerRule, testing::ValuesIn(kRules), name_of);

}  // namespace
}  // namespace valise::directory
