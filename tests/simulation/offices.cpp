#include "tests/simulation/offices.hpp"

#include "keys/directory/statement.hpp"

namespace valise::simulation {
namespace {

// Where the offices are, one after the other: in as many States, of two networks, with clocks of their own.
struct Place {
  const char* country;
  const char* time_zone;
  const char* network;
};
constexpr Place kPlaces[] = {
    {"KE", "Africa/Nairobi", "gljcn"}, {"UG", "Africa/Kampala", "gljcn"}, {"TZ", "Africa/Dar_es_Salaam", "gljcn"},
    {"RW", "Africa/Kigali", "gljcn"},  {"GH", "Africa/Accra", "wacap"},   {"NG", "Africa/Lagos", "wacap"},
    {"CI", "Africa/Abidjan", "wacap"}, {"SN", "Africa/Dakar", "wacap"},
};
constexpr std::size_t kFirstOfSecondNetwork = 4;

const Place& place_of(std::size_t office) { return kPlaces[office % std::size(kPlaces)]; }

std::string id_of(std::size_t office) {
  std::string out = place_of(office).country;
  for (char& letter : out) letter = static_cast<char>(letter - 'A' + 'a');
  return out + "-office" + std::to_string(office + 1);
}

v1::AuthorityRecord record_of(std::size_t office) {
  const std::string id = id_of(office);
  v1::AuthorityRecord out;
  out.set_authority_id(id);
  out.set_country(place_of(office).country);
  tests::add_text(out.mutable_names(), "en", "Authority " + id);
  auto& mandate = *out.add_mandates();
  mandate.set_convention("untoc");
  mandate.set_article("18");
  mandate.set_function("mutual-legal-assistance");
  out.add_working_languages("en");
  out.add_request_languages("en");
  out.set_time_zone(place_of(office).time_zone);
  return out;
}

void add_office(Offices& offices, base::Random& random, std::size_t office, std::size_t devices) {
  const std::string authority = id_of(office);
  offices.authority_keys.push_back(crypto::SigningKey::generate(random));
  const auto& key = offices.authority_keys.back();
  offices.writer.authority(record_of(office), key);
  v1::Officer officer;
  officer.set_authority_id(authority);
  officer.set_officer_id("officer");
  officer.set_name("Officer of " + authority);
  offices.writer.officer(officer, key);
  v1::Post post;
  post.set_authority_id(authority);
  post.set_post_id("duty");
  post.set_kind(v1::POST_KIND_CONTACT_POINT_24_7);
  tests::add_text(post.mutable_names(), "en", "Duty desk");
  offices.writer.post(post, key);
  v1::RosterPublished roster;
  roster.set_authority_id(authority);
  roster.set_post_id("duty");
  roster.set_revision(1);
  roster.add_officer_ids("officer");
  offices.writer.roster(roster, key);
  offices.posts.push_back(authority + "/duty");
  for (std::size_t i = 0; i < devices; ++i) add_device(offices, offices.posts.size() - 1);
}

}  // namespace

void add_device(Offices& offices, std::size_t office) {
  const auto post = directory::PostAddress::parse(offices.posts[office]).value();
  const auto officer = directory::OfficerAddress::parse(post.authority.string() + "/@officer").value();
  const auto label = "device " + std::to_string(offices.devices.size());
  offices.devices.push_back(offices.writer.device(officer, label, offices.authority_keys[office]));
  offices.office_of.push_back(office);
}

void revoke(Offices& offices, std::size_t device) {
  const auto& key = offices.authority_keys[offices.office_of[device]];
  offices.writer.revocation(offices.devices[device].id, "lost", key);
}

base::DirectoryId Offices::directory_id() const {
  const auto genesis = directory::SignedStatement::parse(writer.entries().front()).value();
  return directory::directory_id_of(genesis.statement_bytes());
}

directory::Checkpoint Offices::checkpoint() const {
  directory::MerkleLog tree;
  for (const auto& entry : writer.entries()) tree.append(directory::leaf_hash(entry));
  auto out = directory::Checkpoint::make(std::string(kLogOrigin), {.size = tree.size(), .root = tree.root()});
  out.sign(log_key);
  return out;
}

Offices make_offices(base::Random& random, const base::RelayId& relay, std::size_t authorities, std::size_t devices_each) {
  Offices out{.writer = tests::StatementWriter(random, "Simulated network", tests::make_keys(random, 3), 2),
              .log_key = crypto::SigningKey::generate(random),
              .authority_keys = {},
              .posts = {},
              .devices = {},
              .office_of = {}};
  out.writer.relay({.id = relay, .log_key = out.log_key.verify_key(), .log_origin = std::string(kLogOrigin)});
  for (std::size_t i = 0; i < authorities; ++i) add_office(out, random, i, devices_each);
  if (authorities <= kFirstOfSecondNetwork) return out;
  out.writer.network("gljcn", "Great Lakes Judicial Cooperation Network");
  out.writer.network("wacap", "West African Network of Central Authorities and Prosecutors");
  for (std::size_t i = 0; i < authorities; ++i) out.writer.member(place_of(i).network, id_of(i));
  return out;
}

}  // namespace valise::simulation
