// Every rule of replay, broken once: the statement is refused for exactly that reason and nothing has changed.
#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

struct Attempt {
  v1::Statement statement;
  Signers signers;
  std::shared_ptr<Keys> keep = nullptr;  // keys of signers that are not the world's
};

struct Rule {
  const char* name;
  std::error_code expected;
  std::function<Attempt(World&)> attempt;
};
void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.name; }

Attempt changed(v1::Statement statement, Signers signers, const std::function<void(v1::Statement&)>& change) {
  change(statement);
  return {std::move(statement), std::move(signers)};
}
v1::AuthorityRecord& record_in(v1::Statement& statement) { return *statement.mutable_authority_registered()->mutable_record(); }

// The registration of a second authority, with a changed record.
std::function<Attempt(World&)> registration(std::function<void(v1::AuthorityRecord&)> change) {
  return [change](World& w) {
    return changed(w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.registrar() + w.odpp(),
                   [&](v1::Statement& s) { change(record_in(s)); });
  };
}
std::function<Attempt(World&)> key_set(std::function<void(v1::KeySet&)> change) {
  return [change](World& w) {
    return changed(w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.registrar() + w.odpp(),
                   [&](v1::Statement& s) { change(*s.mutable_authority_registered()->mutable_authority_keys()); });
  };
}
std::function<Attempt(World&)> announcement(std::function<void(v1::RelayAnnounced&)> change) {
  return [change](World& w) {
    return changed(w.relay(2), w.registrar(), [&](v1::Statement& s) { change(*s.mutable_relay_announced()); });
  };
}
std::function<Attempt(World&)> enrolment(std::function<void(DeviceDescription&)> change) {
  return [change](World& w) {
    const auto device = w.new_device();
    auto description = World::describe(device);
    change(description);
    return Attempt{w.device(device, description), w.odpp()};
  };
}
// A step of the chain of the post that the statement defines.
void add_step(v1::Statement& statement, std::uint32_t minutes, const std::string& officer = {}, const std::string& post = {}) {
  auto& step = *statement.mutable_post_defined()->mutable_post()->add_escalation();
  step.set_after_minutes(minutes);
  if (!officer.empty()) step.add_officer_ids(officer);
  step.set_post_id(post);
}
v1::Statement floor(World& w, std::uint64_t revision, std::uint32_t version, std::initializer_list<std::uint32_t> suites) {
  auto out = w.statement();
  out.mutable_protocol_floor_raised()->set_revision(revision);
  out.mutable_protocol_floor_raised()->set_protocol_version(version);
  for (auto suite : suites) out.mutable_protocol_floor_raised()->add_cipher_suites(suite);
  return out;
}
void open(v1::AuthorityRecord& record, std::uint32_t day, std::uint32_t from, std::uint32_t to) {
  auto& hours = *record.add_office_hours();
  hours.set_iso_weekday(day);
  hours.add_open()->set_opens(from);
  hours.mutable_open(0)->set_closes(to);
}

// A roster with one shift and one exception, both right before the change.
std::function<Attempt(World&)> plan(std::function<void(v1::RosterPublished&)> change) {
  return [change](World& w) {
    return changed(w.roster(2, {"jmwangi"}), w.odpp(), [&](v1::Statement& s) {
      auto& roster = *s.mutable_roster_published();
      World::fill(*roster.add_shifts(), "jmwangi", 1, 480, 1200);
      World::fill(*roster.add_exceptions(), "2026-12-24", "2026-12-26", "jmwangi");
      change(roster);
    });
  };
}
std::function<Attempt(World&)> calendar(std::function<void(v1::HolidayCalendarPublished&)> change) {
  return [change](World& w) {
    return changed(w.calendar("ke", 1), w.registrar(),
                   [&](v1::Statement& s) { change(*s.mutable_holiday_calendar_published()); });
  };
}

using E = RuleError;
using S = StatementError;

const Rule kRules[] = {
    // common
    {"second_genesis", E::genesis_repeated, [](World& w) { return Attempt{w.genesis(), w.registrar()}; }},
    {"other_directory", E::wrong_directory,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) { s.mutable_directory_id()->back() ^= 1; });
     }},
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
    // authorities
    {"authority_again", E::id_taken,
     registration([](auto& r) {
       r.set_authority_id("ke-odpp");
       r.set_country("KE");
     })},
    {"authority_id", E::id_invalid, registration([](auto& r) { r.set_authority_id("fr_bej"); })},
    {"authority_other_country", E::country_mismatch, registration([](auto& r) { r.set_country("DE"); })},
    {"authority_lower_case_country", E::country_mismatch, registration([](auto& r) { r.set_country("fr"); })},
    {"authority_country_and_organisation", E::country_mismatch, registration([](auto& r) { r.set_organisation("EU"); })},
    {"organisation_without_name", E::country_mismatch,
     registration([](auto& r) {
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
    {"authority_too_many_links", E::too_many_items,
     registration([](auto& r) {
       for (int i = 0; i < 65; ++i) r.add_links("https://law.example");
     })},
    {"authority_comment_too_long", E::text_invalid,
     registration([](auto& r) {
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
     [](World& w) {
       return Attempt{w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2), w.odpp()};
     }},
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
    {"recovery_without_registrar", E::too_few_signatures, [](World& w) { return Attempt{w.recovery_announced(1), w.spare_key()}; }},
    {"recovery_without_new_keys", E::too_few_signatures, [](World& w) { return Attempt{w.recovery_announced(1), w.registrar()}; }},
    {"recovery_by_old_keys", E::too_few_signatures, [](World& w) { return Attempt{w.recovery_announced(1), w.odpp() + w.spare_key()}; }},
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
       return changed(w.statement(), w.odpp(), [](auto& s) {
         World::fill(*s.mutable_officer_changed()->mutable_officer(), "jmwangi", "Jane Mwangi");
       });
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
    {"device_revoked_unknown", E::device_unknown,
     [](World& w) { return Attempt{w.device_revoked(base::DeviceId()), w.odpp()}; }},
    {"device_revoked_half_and_half", E::too_few_signatures,
     [](World& w) {
       return Attempt{w.device_revoked(w.pc.id), first(w.odpp_keys, 1) + first(w.registrar_keys, 1)};
     }},
    // posts and rosters
    {"post_again", E::id_taken, [](World& w) { return Attempt{w.post("duty"), w.odpp()}; }},
    {"post_kind", E::value_invalid,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(),
                      [](auto& s) { s.mutable_post_defined()->mutable_post()->set_kind(v1::POST_KIND_UNSPECIFIED); });
     }},
    {"post_network_name", E::id_invalid,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) { s.mutable_post_defined()->mutable_post()->add_networks("W A"); });
     }},
    {"post_escalation_out_of_order", E::escalation_invalid,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) {
         add_step(s, 30, "jmwangi");
         add_step(s, 30, "jmwangi");
       });
     }},
    {"post_escalation_at_once", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 0, "jmwangi"); }); }},
    {"post_escalation_too_late", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 10'081, "jmwangi"); }); }},
    {"post_escalation_to_nobody", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30); }); }},
    {"post_escalation_to_both", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "jmwangi", "duty"); }); }},
    {"post_escalation_to_itself", E::escalation_invalid,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "", "desk"); }); }},
    {"post_escalation_to_unknown_officer", E::officer_unknown,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "akimani"); }); }},
    {"post_escalation_to_unknown_post", E::post_unknown,
     [](World& w) { return changed(w.post("desk"), w.odpp(), [](auto& s) { add_step(s, 30, "", "focal"); }); }},
    {"post_escalation_too_long", E::too_many_items,
     [](World& w) {
       return changed(w.post("desk"), w.odpp(), [](auto& s) {
         for (std::uint32_t i = 1; i <= 9; ++i) add_step(s, i, "jmwangi");
       });
     }},
    {"post_change_unknown", E::post_unknown,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [](auto& s) {
         World::fill(*s.mutable_post_changed()->mutable_post(), "desk");
         s.mutable_post_changed()->set_revision(1);
       });
     }},
    {"post_change_revision", E::revision_out_of_order,
     [](World& w) {
       return changed(w.statement(), w.odpp(), [](auto& s) {
         World::fill(*s.mutable_post_changed()->mutable_post(), "duty");
         s.mutable_post_changed()->set_revision(2);
       });
     }},
    {"post_retired_twice", E::post_retired,
     [](World& w) {
       w.append(w.post_retired("duty"), w.odpp()).value();
       return Attempt{w.post_retired("duty"), w.odpp()};
     }},
    {"roster_of_retired_post", E::post_retired,
     [](World& w) {
       w.append(w.post_retired("duty"), w.odpp()).value();
       return Attempt{w.roster(2, {"jmwangi"}), w.odpp()};
     }},
    {"roster_twice", E::roster_repeats_officer,
     [](World& w) { return Attempt{w.roster(2, {"jmwangi", "jmwangi"}), w.odpp()}; }},
    {"roster_unknown_officer", E::officer_unknown, [](World& w) { return Attempt{w.roster(2, {"akimani"}), w.odpp()}; }},
    {"roster_retired_officer", E::officer_retired,
     [](World& w) {
       w.append(w.officer_retired("jmwangi"), w.odpp()).value();
       return Attempt{w.roster(2, {"jmwangi"}), w.odpp()};
     }},
    {"roster_revision", E::revision_out_of_order, [](World& w) { return Attempt{w.roster(1, {"jmwangi"}), w.odpp()}; }},
    {"shift_of_nobody", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->clear_officer_id(); })},
    {"shift_of_somebody_else", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_officer_id("akimani"); })},
    {"shift_weekday", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_iso_weekday(8); })},
    {"shift_without_weekday", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->clear_iso_weekday(); })},
    {"shift_starts_another_day", E::shift_invalid,
     plan([](auto& r) { World::fill(*r.mutable_shifts(0), "jmwangi", 1, 1440, 1500); })},
    {"shift_empty", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_ends(480); })},
    {"shift_over_a_week", E::shift_invalid, plan([](auto& r) { r.mutable_shifts(0)->set_ends(480 + 10081); })},
    {"shifts_too_many", E::too_many_items,
     plan([](auto& r) {
       for (int i = 0; i < 336; ++i) *r.add_shifts() = r.shifts(0);
     })},
    {"exception_first_day", E::date_invalid, plan([](auto& r) { r.mutable_exceptions(0)->set_first_day("2026-02-30"); })},
    {"exception_last_day", E::date_invalid, plan([](auto& r) { r.mutable_exceptions(0)->clear_last_day(); })},
    {"exception_backwards", E::shift_exception_invalid,
     plan([](auto& r) { r.mutable_exceptions(0)->set_last_day("2026-12-23"); })},
    {"exception_of_no_time", E::shift_exception_invalid,
     plan([](auto& r) {
       r.mutable_exceptions(0)->set_last_day("2026-12-24");
       r.mutable_exceptions(0)->set_starts(600);
       r.mutable_exceptions(0)->set_ends(600);
     })},
    {"exception_hours", E::shift_exception_invalid, plan([](auto& r) { r.mutable_exceptions(0)->set_ends(1441); })},
    {"exception_for_somebody_else", E::shift_exception_invalid,
     plan([](auto& r) { r.mutable_exceptions(0)->set_officer_id("akimani"); })},
    {"exception_reason", E::text_invalid, plan([](auto& r) { r.mutable_exceptions(0)->set_reason("two\nlines"); })},
    {"roster_overlap", E::value_invalid, plan([](auto& r) { r.set_overlap_minutes(241); })},
    // holidays
    {"calendar_name", E::id_invalid, calendar([](auto& c) { c.set_name("Kenya"); })},
    {"calendar_revision", E::revision_out_of_order, calendar([](auto& c) { c.set_revision(2); })},
    {"calendar_date", E::date_invalid, calendar([](auto& c) { c.mutable_holidays(0)->set_date("12-12"); })},
    {"calendar_date_twice", E::date_invalid, calendar([](auto& c) { *c.add_holidays() = c.holidays(0); })},
    {"calendar_holiday_without_name", E::value_invalid, calendar([](auto& c) { c.mutable_holidays(0)->clear_names(); })},
    {"calendar_of_another_country", E::too_few_signatures,
     [](World& w) { return Attempt{w.calendar("fr", 1), w.odpp()}; }},
    {"calendar_of_no_country", E::too_few_signatures,
     [](World& w) { return Attempt{w.calendar("kenya", 1), w.odpp()}; }},
    {"calendar_by_suspended_authority", E::too_few_signatures,
     [](World& w) {
       w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
       return Attempt{w.calendar("ke", 1), w.odpp()};
     }},
    {"calendar_half_and_half", E::too_few_signatures,
     [](World& w) {
       return Attempt{w.calendar("ke", 1), first(w.odpp_keys, 1) + first(w.registrar_keys, 1)};
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
    {"member_revision", E::revision_out_of_order,
     [](World& w) { return Attempt{w.membership("ke-odpp", false, 1), w.odpp()}; }},
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

class BrokenRule : public testing::TestWithParam<Rule> {};

TEST_P(BrokenRule, IsRefusedAndChangesNothing) {
  World w;
  const auto attempt = GetParam().attempt(w);
  const auto digest = w.log.state().digest();
  const auto bytes = World::sign(attempt.statement, attempt.signers);
  const auto checked = w.log.check(bytes);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, GetParam().expected) << checked.error().message();
  const auto head = w.log.head();
  EXPECT_EQ(w.log.append(bytes).error().code, GetParam().expected);
  EXPECT_EQ(w.log.state().digest(), digest);
  EXPECT_EQ(w.log.head(), head);
}

INSTANTIATE_TEST_SUITE_P(Rules, BrokenRule, testing::ValuesIn(kRules),
                         [](const auto& rule) { return std::string(rule.param.name); });

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
