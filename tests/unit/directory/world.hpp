// A small directory for tests: seeded keys, builders of statements with sensible values, and a log that starts with a genesis
// (2 of 3 registrar keys), a relay, the authority ke-odpp (2 of 3 keys), an officer with a device, a post with a roster, a
// network.
#pragma once

#include <random>

#include "keys/directory/device.hpp"
#include "keys/directory/log.hpp"

namespace valise::directory {

class TestRandom final : public base::Random {
 public:
  explicit TestRandom(std::uint32_t seed = 1) : engine_(seed) {}
  void fill(base::MutableBytes out) override {
    for (auto& byte : out) byte = static_cast<base::Byte>(engine_());
  }

 private:
  std::mt19937 engine_;
};

using Keys = std::vector<crypto::SigningKey>;
using Signers = std::vector<const crypto::SigningKey*>;

inline Keys make_keys(base::Random& random, int count) {
  Keys out;
  for (int i = 0; i < count; ++i) out.push_back(crypto::SigningKey::generate(random));
  return out;
}
inline void fill(v1::KeySet& set, const Keys& keys, std::uint32_t threshold) {
  set.set_threshold(threshold);
  for (const auto& key : keys) set.add_public_keys(base::to_string(key.verify_key().view()));
}
inline Signers first(const Keys& keys, std::size_t count) {
  Signers out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(&keys[i]);
  return out;
}
inline Signers operator+(Signers a, const Signers& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct TestDevice {
  base::DeviceId id;
  crypto::SigningKey signature_key;
  crypto::SigningKey transport_key;
};

struct World {
  TestRandom random;
  Keys registrar_keys = make_keys(random, 3);
  Keys odpp_keys = make_keys(random, 3);
  crypto::SigningKey log_key = crypto::SigningKey::generate(random);
  base::RelayId relay_id = random.id<base::RelayId>();
  TestDevice pc = new_device();
  Log log;
  std::vector<base::Bytes> entries;

  Signers registrar() { return first(registrar_keys, 2); }
  Signers odpp() { return first(odpp_keys, 2); }
  TestDevice new_device() {
    auto id = random.id<base::DeviceId>();
    return {id, crypto::SigningKey::generate(random), crypto::SigningKey::generate(random)};
  }

  // statement gives one for this directory, without a body.
  [[nodiscard]] v1::Statement statement() const {
    v1::Statement out;
    if (log.state().size() > 0) out.set_directory_id(log.state().directory_id().string());
    out.set_made_at_ms(1'800'000'000'000);
    return out;
  }
  static base::Bytes sign(const v1::Statement& statement, const Signers& signers) {
    auto out = SignedStatement::make(statement).value();
    for (const auto* key : signers) out.sign(*key).value();
    return out.bytes();
  }
  base::Result<Applied> append(const v1::Statement& statement, const Signers& signers) {
    auto bytes = sign(statement, signers);
    auto applied = log.append(bytes);
    if (applied) entries.push_back(std::move(bytes));
    return applied;
  }
  [[nodiscard]] Checkpoint checkpoint() const {
    auto out = Checkpoint::make("valise.example/directory", log.head());
    out.sign(log_key);
    return out;
  }

  // ---- statements with sensible values ----
  v1::Statement genesis() {
    v1::Statement out;
    out.mutable_genesis()->set_name("Test network");
    directory::fill(*out.mutable_genesis()->mutable_registrar_keys(), registrar_keys, 2);
    return out;
  }
  v1::Statement relay(std::uint64_t revision = 1) {
    auto out = statement();
    auto& body = *out.mutable_relay_announced();
    body.set_name("vienna-1");
    body.set_revision(revision);
    body.set_address("relay.example:7443");
    body.set_tls_spki_sha256(relay_id.string());
    body.set_log_public_key(base::to_string(log_key.verify_key().view()));
    body.set_log_origin("valise.example/directory");
    return out;
  }
  static v1::AuthorityRecord record(std::string_view id, std::string_view country, std::string_view name) {
    v1::AuthorityRecord out;
    out.set_authority_id(std::string(id));
    out.set_country(std::string(country));
    auto& text = *out.add_names();
    text.set_language("en");
    text.set_text(std::string(name));
    auto& mandate = *out.add_mandates();
    mandate.set_convention("untoc");
    mandate.set_article("18");
    mandate.set_function("mutual-legal-assistance");
    out.add_working_languages("en");
    out.add_request_languages("fr-CA");
    out.set_time_zone("Africa/Nairobi");
    return out;
  }
  // record_changed gives a change of ke-odpp's name.
  [[nodiscard]] v1::Statement record_changed(std::uint64_t revision, std::string_view name) const {
    auto out = statement();
    *out.mutable_authority_record_changed()->mutable_record() = record("ke-odpp", "KE", name);
    out.mutable_authority_record_changed()->set_revision(revision);
    return out;
  }
  v1::Statement authority(const v1::AuthorityRecord& record, const Keys& keys, std::uint32_t threshold) const {
    auto out = statement();
    *out.mutable_authority_registered()->mutable_record() = record;
    directory::fill(*out.mutable_authority_registered()->mutable_authority_keys(), keys, threshold);
    return out;
  }
  [[nodiscard]] v1::Statement status(v1::AuthorityStatus status, std::uint64_t revision) const {
    auto out = statement();
    auto& body = *out.mutable_authority_status_changed();
    body.set_authority_id("ke-odpp");
    body.set_status(status);
    body.set_revision(revision);
    return out;
  }
  // A recovery of ke-odpp's keys: `spare` are the new ones, one of which signs. Dates are days after those of other statements.
  Keys spare = make_keys(random, 1);
  Signers spare_key() { return first(spare, 1); }
  [[nodiscard]] v1::Statement dated(std::uint64_t day) const {
    auto out = statement();
    out.set_made_at_ms(out.made_at_ms() + day * 24 * 60 * 60 * 1000);
    return out;
  }
  [[nodiscard]] v1::Statement recovery_announced(std::uint64_t revision, std::uint64_t day = 0) const {
    auto out = dated(day);
    auto& body = *out.mutable_authority_recovery_announced();
    body.set_authority_id("ke-odpp");
    body.set_reason("fire");
    body.set_revision(revision);
    directory::fill(*body.mutable_authority_keys(), spare, 1);
    return out;
  }
  [[nodiscard]] v1::Statement recovery_contested(std::uint64_t revision) const {
    auto out = statement();
    out.mutable_authority_recovery_contested()->set_authority_id("ke-odpp");
    out.mutable_authority_recovery_contested()->set_revision(revision);
    return out;
  }
  [[nodiscard]] v1::Statement recovery_completed(std::uint64_t revision, std::uint64_t day) const {
    auto out = dated(day);
    out.mutable_authority_recovery_completed()->set_authority_id("ke-odpp");
    out.mutable_authority_recovery_completed()->set_revision(revision);
    return out;
  }
  static void fill(v1::Officer& officer, std::string_view id, std::string_view name) {
    officer.set_authority_id("ke-odpp");
    officer.set_officer_id(std::string(id));
    officer.set_name(std::string(name));
    officer.set_title("Senior Prosecution Counsel");
    officer.add_languages("sw");
  }
  [[nodiscard]] v1::Statement officer(std::string_view id, std::string_view name) const {
    auto out = statement();
    fill(*out.mutable_officer_enrolled()->mutable_officer(), id, name);
    return out;
  }
  [[nodiscard]] v1::Statement officer_retired(std::string_view id) const {
    auto out = statement();
    out.mutable_officer_retired()->set_authority_id("ke-odpp");
    out.mutable_officer_retired()->set_officer_id(std::string(id));
    return out;
  }
  static DeviceDescription describe(const TestDevice& device, std::string_view officer = "ke-odpp/@jmwangi") {
    return {device.id, OfficerAddress::parse(officer).value(), device.signature_key.verify_key(),
            device.transport_key.verify_key(), "desk PC"};
  }
  [[nodiscard]] v1::Statement device(const TestDevice& device, const DeviceDescription& description) const {
    auto out = statement();
    auto& body = *out.mutable_device_enrolled();
    const auto bytes = serialise(description);
    const auto proofs = prove_possession(log.state().directory_id(), bytes, device.signature_key, device.transport_key);
    body.set_device(base::to_string(bytes));
    body.set_signature_key_proof(base::to_string(proofs.by_signature_key));
    body.set_transport_key_proof(base::to_string(proofs.by_transport_key));
    return out;
  }
  [[nodiscard]] v1::Statement device(const TestDevice& new_one) const { return device(new_one, describe(new_one)); }
  [[nodiscard]] v1::Statement device_revoked(const base::DeviceId& id) const {
    auto out = statement();
    out.mutable_device_revoked()->set_device_id(id.string());
    out.mutable_device_revoked()->set_reason("lost");
    return out;
  }
  static void fill(v1::Post& post, std::string_view id) {
    post.set_authority_id("ke-odpp");
    post.set_post_id(std::string(id));
    post.set_kind(v1::POST_KIND_CONTACT_POINT_24_7);
    auto& name = *post.add_names();
    name.set_language("en");
    name.set_text("Duty desk");
  }
  [[nodiscard]] v1::Statement post(std::string_view id) const {
    auto out = statement();
    fill(*out.mutable_post_defined()->mutable_post(), id);
    return out;
  }
  [[nodiscard]] v1::Statement post_retired(std::string_view id) const {
    auto out = statement();
    out.mutable_post_retired()->set_authority_id("ke-odpp");
    out.mutable_post_retired()->set_post_id(std::string(id));
    return out;
  }
  [[nodiscard]] v1::Statement roster(std::uint64_t revision, const std::vector<std::string>& officers) const {
    auto out = statement();
    auto& body = *out.mutable_roster_published();
    body.set_authority_id("ke-odpp");
    body.set_post_id("duty");
    body.set_revision(revision);
    for (const auto& id : officers) body.add_officer_ids(id);
    return out;
  }
  static void fill(v1::Shift& shift, std::string_view officer, std::uint32_t weekday, std::uint32_t starts, std::uint32_t ends) {
    shift.set_officer_id(std::string(officer));
    shift.set_iso_weekday(weekday);
    shift.set_starts(starts);
    shift.set_ends(ends);
  }
  static void fill(v1::ShiftException& exception, std::string_view first, std::string_view last, std::string_view replaces) {
    exception.set_first_day(std::string(first));
    exception.set_last_day(std::string(last));
    exception.set_ends(1440);
    exception.set_replaces(std::string(replaces));
  }
  [[nodiscard]] v1::Statement calendar(std::string_view name, std::uint64_t revision) const {
    auto out = statement();
    auto& body = *out.mutable_holiday_calendar_published();
    body.set_name(std::string(name));
    body.set_revision(revision);
    auto& holiday = *body.add_holidays();
    holiday.set_date("2026-12-12");
    auto& text = *holiday.add_names();
    text.set_language("en");
    text.set_text("Jamhuri Day");
    return out;
  }
  [[nodiscard]] v1::Statement network(std::string_view id, std::uint64_t revision, std::string_view secretariat) const {
    auto out = statement();
    auto& body = *out.mutable_network_defined();
    body.set_network_id(std::string(id));
    body.set_revision(revision);
    body.set_secretariat_authority_id(std::string(secretariat));
    auto& name = *body.add_names();
    name.set_language("en");
    name.set_text("West African network");
    return out;
  }
  [[nodiscard]] v1::Statement membership(std::string_view authority, bool member, std::uint64_t revision) const {
    auto out = statement();
    auto& body = *out.mutable_network_membership_changed();
    body.set_network_id("wacap");
    body.set_authority_id(std::string(authority));
    body.set_member(member);
    body.set_revision(revision);
    return out;
  }

  World() {
    append(genesis(), registrar()).value();
    append(relay(), registrar()).value();
    append(authority(record("ke-odpp", "KE", "Office of the Director of Public Prosecutions"), odpp_keys, 2),
           registrar() + odpp())
        .value();
    append(officer("jmwangi", "J. Mwangi"), odpp()).value();
    append(device(pc), odpp()).value();
    append(post("duty"), odpp()).value();
    append(roster(1, {"jmwangi"}), odpp()).value();
    append(network("wacap", 0, "ke-odpp"), registrar()).value();
    append(membership("ke-odpp", true, 1), odpp()).value();
  }
};

}  // namespace valise::directory
