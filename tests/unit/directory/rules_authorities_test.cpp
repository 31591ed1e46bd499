// Rules for authorities, their records and keys, also where these were lost; for networks.
#include "tests/unit/directory/rules.hpp"

namespace valise::directory {
namespace {

const Rule kRules[] = {
    // authorities
    {"authority_again", E::id_taken, registration([](auto& r) {
       r.set_authority_id("ke-odpp");
       r.set_country("KE");
     })},
    {"authority_id", E::id_invalid, registration([](auto& r) { r.set_authority_id("fr_bej"); })},
    {"authority_other_country", E::country_mismatch, registration([](auto& r) { r.set_country("DE"); })},
    {"authority_lower_case_country", E::country_mismatch, registration([](auto& r) { r.set_country("fr"); })},
    {"authority_country_and_organisation", E::country_mismatch, registration([](auto& r) { r.set_organisation("EU"); })},
    {"organisation_without_name", E::country_mismatch, registration([](auto& r) {
       r.set_authority_id("org-eppo");
       r.clear_country();
     })},
    {"authority_without_name", E::value_invalid, registration([](auto& r) { r.clear_names(); })},
    {"authority_empty_name", E::text_invalid, registration([](auto& r) { r.mutable_names(0)->clear_text(); })},
    {"authority_name_with_override", E::text_invalid,
     registration([](auto& r) { r.mutable_names(0)->set_text("Bureau \u202eXXX"); })},
    {"authority_name_with_line_feed", E::text_invalid, registration([](auto& r) { r.mutable_names(0)->set_text("a\nb"); })},
    {"authority_name_too_long", E::text_invalid,
     registration([](auto& r) { r.mutable_names(0)->set_text(std::string(513, 'a')); })},
    {"authority_name_language_twice", E::language_invalid, registration([](auto& r) { *r.add_names() = r.names(0); })},
    {"authority_language", E::language_invalid, registration([](auto& r) { r.add_working_languages("english"); })},
    {"authority_mandate", E::id_invalid, registration([](auto& r) { r.mutable_mandates(0)->set_convention("UN TOC"); })},
    {"authority_too_many_links", E::too_many_items, registration([](auto& r) {
       for (int i = 0; i < 65; ++i) r.add_links("https://law.example");
     })},
    {"authority_comment_too_long", E::text_invalid, registration([](auto& r) {
       auto& text = *r.add_comments();
       text.set_language("en");
       text.set_text(std::string(8 * 1024 + 1, 'a'));
     })},
    {"authority_date", E::date_invalid, registration([](auto& r) { r.set_last_confirmed("2026-02-29"); })},
    {"authority_time_zone", E::value_invalid, registration([](auto& r) { r.set_time_zone("Europe/Paris "); })},
    {"authority_weekday", E::office_hours_invalid, registration([](auto& r) { open(r, 8, 540, 1020); })},
    {"authority_hours_backwards", E::office_hours_invalid, registration([](auto& r) { open(r, 1, 1020, 540); })},
    {"authority_hours_beyond_day", E::office_hours_invalid, registration([](auto& r) { open(r, 1, 540, 1441); })},
    {"authority_weekday_twice", E::office_hours_invalid, registration([](auto& r) {
       open(r, 1, 540, 700);
       open(r, 1, 800, 900);
     })},
    {"authority_interpol", E::value_invalid, registration([](auto& r) { r.set_interpol(v1::InterpolChannel(9)); })},
    {"keys_none", E::key_set_invalid, key_set([](auto& k) { k.clear_public_keys(); })},
    {"keys_threshold_zero", E::key_set_invalid, key_set([](auto& k) { k.set_threshold(0); })},
    {"keys_threshold_too_high", E::key_set_invalid, key_set([](auto& k) { k.set_threshold(4); })},
    {"keys_twice", E::key_set_invalid, key_set([](auto& k) { k.add_public_keys(k.public_keys(0)); })},
    {"keys_not_a_point", E::key_set_invalid, key_set([](auto& k) { k.set_public_keys(0, std::string(32, 2)); })},
    {"keys_small_order", E::key_set_invalid,
     key_set([](auto& k) { k.set_public_keys(0, std::string(1, 1) + std::string(31, 0)); })},
    {"keys_short", E::key_set_invalid, key_set([](auto& k) { k.mutable_public_keys(0)->pop_back(); })},
    {"keys_of_device", E::key_used_before,
     [](World& w) {
       return changed(w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.registrar() + w.odpp(),
                      [&](auto& s) {
                        s.mutable_authority_registered()->mutable_authority_keys()->set_public_keys(
                            2, base::to_string(w.pc.signature_key.verify_key().view()));
                      });
     }},
    {"registration_without_registrar", E::too_few_signatures,
     [](World& w) { return Attempt{w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.odpp()}; }},
    {"registration_without_own_keys", E::too_few_signatures,
     [](World& w) { return Attempt{w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.registrar()}; }},
    {"record_of_unknown_authority", E::id_unknown,
     [](World& w) {
       return changed(w.statement(), w.registrar() + w.odpp(), [](auto& s) {
         *s.mutable_authority_record_changed()->mutable_record() = World::record("fr-bej", "FR", "Bureau");
         s.mutable_authority_record_changed()->set_revision(1);
       });
     }},
    {"record_revision", E::revision_out_of_order,
     [](World& w) {
       return changed(w.statement(), w.registrar() + w.odpp(), [](auto& s) {
         *s.mutable_authority_record_changed()->mutable_record() = World::record("ke-odpp", "KE", "ODPP");
       });
     }},
    {"record_without_registrar", E::too_few_signatures,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [](auto& s) {
         *s.mutable_authority_record_changed()->mutable_record() = World::record("ke-odpp", "KE", "ODPP");
         s.mutable_authority_record_changed()->set_revision(1);
       });
     }},
    {"status_same", E::status_unchanged,
     [](World& w) { return Attempt{w.status(v1::AUTHORITY_STATUS_ACTIVE, 1), w.registrar()}; }},
    {"status_unspecified", E::value_invalid,
     [](World& w) { return Attempt{w.status(v1::AUTHORITY_STATUS_UNSPECIFIED, 1), w.registrar()}; }},
    {"status_by_authority", E::too_few_signatures,
     [](World& w) { return Attempt{w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.odpp()}; }},
    {"status_revision", E::revision_out_of_order,
     [](World& w) { return Attempt{w.status(v1::AUTHORITY_STATUS_SUSPENDED, 2), w.registrar()}; }},
    {"withdrawn_comes_back", E::authority_withdrawn,
     [](World& w) {
       w.append(w.status(v1::AUTHORITY_STATUS_WITHDRAWN, 1), w.registrar()).value();
       return Attempt{w.status(v1::AUTHORITY_STATUS_ACTIVE, 2), w.registrar()};
     }},
    {"suspended_signs", E::authority_not_active,
     [](World& w) {
       w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
       return Attempt{w.officer("akimani", "A. Kimani"), w.odpp()};
     }},
    {"rotation_without_new_keys", E::too_few_signatures,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [&](auto& s) {
         s.mutable_authority_keys_rotated()->set_authority_id("ke-odpp");
         s.mutable_authority_keys_rotated()->set_revision(1);
         fill(*s.mutable_authority_keys_rotated()->mutable_authority_keys(), make_keys(w.random, 1), 1);
       });
     }},
    // recovery of lost keys
    {"recovery_without_registrar", E::too_few_signatures,
     [](World& w) { return Attempt{w.recovery_announced(1), w.spare_key()}; }},
    {"recovery_without_new_keys", E::too_few_signatures,
     [](World& w) { return Attempt{w.recovery_announced(1), w.registrar()}; }},
    {"recovery_by_old_keys", E::too_few_signatures,
     [](World& w) { return Attempt{w.recovery_announced(1), w.odpp() + w.spare_key()}; }},
    {"recovery_revision", E::revision_out_of_order,
     [](World& w) { return Attempt{w.recovery_announced(2), w.registrar() + w.spare_key()}; }},
    {"recovery_without_reason", E::text_invalid,
     [](World& w) {
       return changed(w.recovery_announced(1), w.registrar() + w.spare_key(),
                      [](auto& s) { s.mutable_authority_recovery_announced()->clear_reason(); });
     }},
    {"recovery_of_unknown_authority", E::id_unknown,
     [](World& w) {
       return changed(w.recovery_announced(1), w.registrar() + w.spare_key(),
                      [](auto& s) { s.mutable_authority_recovery_announced()->set_authority_id("fr-bej"); });
     }},
    {"recovery_of_withdrawn_authority", E::authority_withdrawn,
     [](World& w) {
       w.append(w.status(v1::AUTHORITY_STATUS_WITHDRAWN, 1), w.registrar()).value();
       return Attempt{w.recovery_announced(1), w.registrar() + w.spare_key()};
     }},
    {"recovery_twice_at_a_time", E::recovery_pending,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.recovery_announced(2), w.registrar() + w.spare_key()};
     }},
    {"recovery_completed_too_early", E::recovery_too_early,
     [](World& w) {
       w.append(w.recovery_announced(1, 5), w.registrar() + w.spare_key()).value();
       return changed(w.recovery_completed(1, 26), w.registrar() + w.spare_key(),
                      [](auto& s) { s.set_made_at_ms(s.made_at_ms() - 1); });
     }},
    {"recovery_completed_by_registrar_alone", E::too_few_signatures,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.recovery_completed(1, 21), w.registrar()};
     }},
    {"recovery_completed_by_new_keys_alone", E::too_few_signatures,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.recovery_completed(1, 21), w.spare_key()};
     }},
    {"recovery_completed_of_another_revision", E::revision_out_of_order,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.recovery_completed(2, 21), w.registrar() + w.spare_key()};
     }},
    {"recovery_completed_after_contest", E::no_recovery_pending,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       w.append(w.recovery_contested(1), w.odpp()).value();
       return Attempt{w.recovery_completed(1, 21), w.registrar() + w.spare_key()};
     }},
    {"recovery_completed_unannounced", E::no_recovery_pending,
     [](World& w) { return Attempt{w.recovery_completed(0, 21), w.registrar() + w.spare_key()}; }},
    {"recovery_contested_by_too_few", E::too_few_signatures,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.recovery_contested(1), first(w.odpp_keys, 1)};
     }},
    {"recovery_contested_by_new_keys", E::too_few_signatures,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.recovery_contested(1), w.spare_key()};
     }},
    {"new_keys_before_their_time", E::too_few_signatures,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       return Attempt{w.post("desk"), w.spare_key()};
     }},
    {"old_keys_after_recovery", E::too_few_signatures,
     [](World& w) {
       w.append(w.recovery_announced(1), w.registrar() + w.spare_key()).value();
       w.append(w.recovery_completed(1, 21), w.registrar() + w.spare_key()).value();
       return Attempt{w.post("desk"), w.odpp()};
     }},
    // networks
    {"network_first_revision", E::revision_out_of_order,
     [](World& w) { return Attempt{w.network("casc", 1, ""), w.registrar()}; }},
    {"network_revision", E::revision_out_of_order, [](World& w) { return Attempt{w.network("wacap", 0, ""), w.registrar()}; }},
    {"network_secretariat", E::secretariat_unknown,
     [](World& w) { return Attempt{w.network("wacap", 1, "fr-bej"), w.registrar()}; }},
    {"network_by_secretariat", E::too_few_signatures, [](World& w) { return Attempt{w.network("wacap", 1, ""), w.odpp()}; }},
    {"network_id", E::id_invalid, [](World& w) { return Attempt{w.network("WACAP", 0, ""), w.registrar()}; }},
    {"member_already", E::membership_unchanged, [](World& w) { return Attempt{w.membership("ke-odpp", true, 2), w.odpp()}; }},
    {"member_revision", E::revision_out_of_order, [](World& w) { return Attempt{w.membership("ke-odpp", false, 1), w.odpp()}; }},
    {"member_unknown", E::id_unknown, [](World& w) { return Attempt{w.membership("fr-bej", true, 1), w.odpp()}; }},
    {"member_of_unknown_network", E::network_unknown,
     [](World& w) {
       return changed(w.membership("ke-odpp", true, 1), w.odpp(),
                      [](auto& s) { s.mutable_network_membership_changed()->set_network_id("casc"); });
     }},
    {"member_by_other_authority", E::signature_by_other_key,
     [](World& w) {
       auto keys = std::make_shared<Keys>(make_keys(w.random, 1));
       w.append(w.authority(World::record("fr-bej", "FR", "Bureau"), *keys, 1), w.registrar() + first(*keys, 1)).value();
       return Attempt{w.membership("fr-bej", true, 1), w.odpp() + first(*keys, 1), keys};
     }},
};

class BrokenAuthorityRule : public testing::TestWithParam<Rule> {};

TEST_P(BrokenAuthorityRule, IsRefusedAndChangesNothing) { expect_refused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Rules, BrokenAuthorityRule, testing::ValuesIn(kRules), name_of);

}  // namespace
}  // namespace valise::directory
