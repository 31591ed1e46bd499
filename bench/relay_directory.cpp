#include "bench/relay_directory.hpp"

#include <stdexcept>

#include "base/clock.hpp"
#include "base/text_encoding.hpp"
#include "keys/directory/device.hpp"
#include "keys/directory/log.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

using Key = crypto::SigningKey;
using Signers = std::vector<const Key*>;

void fill(v1::KeySet& set, const Key& key) {
  set.set_threshold(1);
  set.add_public_keys(base::to_string(key.verify_key().view()));
}

template <class Texts>
void add_name(Texts* texts, const std::string& name) {
  auto& text = *texts->Add();
  text.set_language("en");
  text.set_text(name);
}

struct Authority {
  std::string id;
  std::string country;
  std::string name;
  Key key;
};

// Writer appends statements to a log, which judges them as the relay will, and to a folder.
class Writer {
 public:
  Writer(const std::filesystem::path& folder, base::Random& random)
      : folder_(folder), random_(random), registrar_(Key::generate(random)) {}

  void genesis() {
    v1::Statement out;
    out.mutable_genesis()->set_name("Bench network");
    fill(*out.mutable_genesis()->mutable_registrar_keys(), registrar_);
    append(out, {&registrar_});
  }
  void relay(const boost::json::value& announced) {
    auto out = statement();
    auto& body = *out.mutable_relay_announced();
    body.set_name(tests::text(announced, "name"));
    body.set_revision(1);
    body.set_address(tests::text(announced, "address"));
    body.set_tls_spki_sha256(bytes_of(announced, "tls_spki_sha256"));
    body.set_log_public_key(bytes_of(announced, "log_public_key"));
    body.set_log_origin(tests::text(announced, "log_origin"));
    append(out, {&registrar_});
  }
  void authority(const Authority& authority) {
    auto out = statement();
    auto& record = *out.mutable_authority_registered()->mutable_record();
    record.set_authority_id(authority.id);
    record.set_country(authority.country);
    record.add_working_languages("en");
    record.set_time_zone("Etc/UTC");
    add_name(record.mutable_names(), authority.name);
    auto& mandate = *record.add_mandates();
    mandate.set_convention("untoc");
    mandate.set_article("18");
    mandate.set_function("mutual-legal-assistance");
    fill(*out.mutable_authority_registered()->mutable_authority_keys(), authority.key);
    append(out, {&registrar_, &authority.key});
  }
  void officer_on_a_post(const Authority& authority) {
    auto enrolled = statement();
    auto& officer = *enrolled.mutable_officer_enrolled()->mutable_officer();
    officer.set_authority_id(authority.id);
    officer.set_officer_id(kOfficer);
    officer.set_name("D. Officer");
    officer.add_languages("en");
    append(enrolled, {&authority.key});
    auto defined = statement();
    auto& post = *defined.mutable_post_defined()->mutable_post();
    post.set_authority_id(authority.id);
    post.set_post_id("duty");
    post.set_kind(v1::POST_KIND_CONTACT_POINT_24_7);
    add_name(post.mutable_names(), "Duty desk");
    append(defined, {&authority.key});
    auto published = statement();
    auto& roster = *published.mutable_roster_published();
    roster.set_authority_id(authority.id);
    roster.set_post_id("duty");
    roster.set_revision(1);
    roster.add_officer_ids(kOfficer);
    append(published, {&authority.key});
  }
  Device device(const Authority& authority) {
    Device device{random_.id<base::DeviceId>(), Key::generate(random_)};
    const auto signature_key = Key::generate(random_);
    const auto bytes = directory::serialise({.id = device.id,
                                             .officer = directory::OfficerAddress::parse(authority.id + "/@" + kOfficer).value(),
                                             .signature_key = signature_key.verify_key(),
                                             .transport_key = device.transport_key.verify_key(),
                                             .label = "bench"});
    const auto proofs = directory::prove_possession(log_.state().directory_id(), bytes, signature_key, device.transport_key);
    auto out = statement();
    auto& body = *out.mutable_device_enrolled();
    body.set_device(base::to_string(bytes));
    body.set_signature_key_proof(base::to_string(proofs.by_signature_key));
    body.set_transport_key_proof(base::to_string(proofs.by_transport_key));
    append(out, {&authority.key});
    return device;
  }

  [[nodiscard]] std::vector<std::filesystem::path> files() const { return files_; }
  static std::string bytes_of(const boost::json::value& object, std::string_view field) {
    return base::to_string(base::parse_hex(tests::text(object, field)).value());
  }

 private:
  [[nodiscard]] v1::Statement statement() const {
    v1::Statement out;
    out.set_directory_id(log_.state().directory_id().string());
    out.set_made_at_ms(base::to_wire(base::SystemClock().now()));
    return out;
  }
  void append(const v1::Statement& statement, const Signers& signers) {
    auto made = directory::SignedStatement::make(statement).value();
    for (const auto* key : signers) made.sign(*key).value();
    const auto bytes = made.bytes();
    const auto applied = log_.append(bytes);
    if (!applied) throw std::runtime_error("statement: " + applied.error().message());
    files_.push_back(folder_ / ("statement-" + std::to_string(files_.size())));
    tests::write_file(files_.back(), base::as_text(bytes));
  }

  static constexpr const char* kOfficer = "officer";

  std::filesystem::path folder_;
  base::Random& random_;
  Key registrar_;
  directory::Log log_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace

Network make_network(const std::string& announcement, const std::filesystem::path& folder, std::size_t devices,
                     base::Random& random) {
  const auto announced = tests::parse_json(announcement);
  const Authority authorities[] = {{"ke-odpp", "KE", "Office of the Director", Key::generate(random)},
                                   {"at-bmj", "AT", "Ministry of Justice", Key::generate(random)}};
  Writer writer(folder, random);
  writer.genesis();
  writer.relay(announced);
  for (const auto& authority : authorities) {
    writer.authority(authority);
    writer.officer_on_a_post(authority);
  }
  Network network{
      .relay = base::RelayId::parse(Writer::bytes_of(announced, "tls_spki_sha256")).value(), .statements = {}, .devices = {}};
  for (std::size_t n = 0; n < devices; ++n) network.devices.push_back(writer.device(authorities[n % std::size(authorities)]));
  network.statements = writer.files();
  return network;
}

}  // namespace valise::bench
