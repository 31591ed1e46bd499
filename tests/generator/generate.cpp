#include "tests/generator/generate.hpp"

#include <array>
#include <stdexcept>

#include "keys/directory/statement.hpp"
#include "tests/generator/countries.hpp"
#include "tests/generator/offices.hpp"

namespace valise::tests {
namespace {

constexpr std::uint32_t registrar_threshold = 2;
constexpr std::size_t revoked_of_hundred = 2;
constexpr std::size_t changed_of_hundred = 10;

struct NetworkPlan {
  std::string id;
  std::string_view name;
  std::size_t every;  // each so-many-th State's ministry is a member
};
const std::array networks = {NetworkPlan{"wacap", "West African Network of Central Authorities and Prosecutors", 12},
                             NetworkPlan{"seajust", "South East Asia Justice Network", 16},
                             NetworkPlan{"casc", "Central Asia and Southern Caucasus network", 20},
                             NetworkPlan{"ejn", "European Judicial Network", 7},
                             NetworkPlan{"iberred", "Red Iberoamericana de Cooperación Jurídica Internacional", 9}};

struct Authority {
  const Country* country;
  const Office* office;
  v1::AuthorityRecord record;
  crypto::SigningKey key;
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

void add_office_hours(v1::AuthorityRecord& record) {
  for (std::uint32_t weekday = 1; weekday <= 5; ++weekday) {
    auto& day = *record.add_office_hours();
    day.set_iso_weekday(weekday);
    for (const auto& [opens, closes] : {std::pair{8U * 60, 12U * 60}, std::pair{13U * 60, 17U * 60}}) {
      auto& open = *day.add_open();
      open.set_opens(opens);
      open.set_closes(closes);
    }
  }
}

v1::AuthorityRecord record_of(const Country& country, const Office& office) {
  v1::AuthorityRecord out;
  const std::string id = lower(country.code) + "-" + std::string(office.id);
  out.set_authority_id(id);
  out.set_country(country.code);
  add_text(out.mutable_names(), "en", std::string(office.en) + ", " + country.name);
  if (country.language != "en") add_text(out.mutable_names(), country.language, office.name(country.language));
  for (const Competence& competence : office.mandates) {
    auto& mandate = *out.add_mandates();
    mandate.set_convention(std::string(competence.convention));
    mandate.set_article(std::string(competence.article));
    mandate.set_function(std::string(competence.function));
  }
  out.set_postal_address("1 Example Street\n" + country.name);
  out.set_service_to_contact("International cooperation unit");
  out.set_telephone("+000 1 555 0100");
  out.set_telephone_24h("+000 1 555 0199");
  out.set_email("contact@" + id + ".example");
  out.set_website("https://" + id + ".example");
  add_office_hours(out);
  out.set_time_zone(country.time_zone);
  out.add_working_languages(country.language);
  if (country.language != "en") out.add_working_languages("en");
  out.add_request_languages(country.language);
  out.set_interpol(v1::INTERPOL_CHANNEL_URGENT_ONLY);
  out.add_accepted_channels("Valise");
  out.add_accepted_channels("Post");
  add_text(out.mutable_execution_requirements(), "en",
           "A description of the facts, the legal provisions, and the measure that is asked for, with a translation.");
  add_text(out.mutable_urgent_procedure(), "en", "Call the 24-hour telephone, then write to the duty post.");
  add_text(out.mutable_legal_basis(), "en", "The Convention may serve as legal basis for extradition (article 16, paragraph 5).");
  out.set_last_confirmed("2026-09-01");
  return out;
}

std::string invented_name(SeededRandom& random) {
  static constexpr std::array syllables = {"ka",  "ro", "mi",  "ta", "len", "shu", "vo",
                                           "dri", "pa", "nel", "zu", "bor", "isi", "ham"};
  std::string out;
  for (int i = 0; i < 3; ++i) out += syllables.at(random.below(syllables.size()));
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  return out;
}

class Builder {
 public:
  Builder(const Scale& scale, SeededRandom& random)
      : scale_(scale),
        random_(random),
        states_(member_states()),
        writer_(random, "Generated network", make_keys(random, 3), registrar_threshold) {
    if (scale.officers < scale.authorities || scale.authorities > states_.size() * offices().size()) {
      throw std::runtime_error("an authority needs an officer, and a State has at most " + std::to_string(offices().size()));
    }
  }

  GeneratedDirectory build(const RelayDescription& relay) {
    writer_.relay(relay);
    for (const NetworkPlan& network : networks) writer_.network(network.id, network.name);
    for (std::size_t n = 0; n < scale_.authorities; ++n) add_authority(n);
    for (std::size_t n = 0; n < scale_.authorities; ++n) add_office(n);
    for (std::size_t n = 0; n < authorities_.size(); n += 100 / changed_of_hundred) change_record(authorities_[n]);
    revoke_some();
    return {.entries = writer_.take(), .devices = std::move(devices_)};
  }

 private:
  void add_authority(std::size_t n) {
    const std::size_t state = n % states_.size();
    const Country& country = states_[state];
    const Office& office = offices()[n / states_.size()];
    authorities_.push_back({&country, &office, record_of(country, office), crypto::SigningKey::generate(random_)});
    writer_.authority(authorities_.back().record, authorities_.back().key);
    if (n >= states_.size()) return;
    for (const NetworkPlan& network : networks) {
      if (state % network.every == 0) writer_.member(network.id, authorities_.back().record.authority_id());
    }
  }

  // The n-th of `all` things spread over the authorities: how many this one gets.
  [[nodiscard]] std::size_t share(std::size_t all, std::size_t n) const {
    return all / scale_.authorities + (n < all % scale_.authorities ? 1 : 0);
  }

  void add_office(std::size_t n) {
    const Authority& authority = authorities_[n];
    std::vector<directory::OfficerAddress> officers;
    for (std::size_t i = 0; i < share(scale_.officers, n); ++i) officers.push_back(add_officer(authority, i));
    for (std::size_t i = 0; i < share(scale_.devices, n); ++i) {
      devices_.push_back(
          writer_.device(officers[i % officers.size()], i < officers.size() ? "desk PC" : "duty laptop", authority.key));
    }
    add_post(authority, "desk", v1::POST_KIND_DESK, officers);
    if (n % 2 == 0) add_post(authority, "duty", v1::POST_KIND_CONTACT_POINT_24_7, officers);
  }

  directory::OfficerAddress add_officer(const Authority& authority, std::size_t i) {
    v1::Officer officer;
    officer.set_authority_id(authority.record.authority_id());
    officer.set_officer_id("officer-" + std::to_string(i + 1));
    officer.set_name(invented_name(random_) + " " + invented_name(random_));
    officer.set_title("Legal officer");
    officer.add_languages(authority.country->language);
    writer_.officer(officer, authority.key);
    return directory::OfficerAddress::parse(officer.authority_id() + "/@" + officer.officer_id()).value();
  }

  void add_post(const Authority& authority, const std::string& id, v1::PostKind kind,
                const std::vector<directory::OfficerAddress>& officers) {
    v1::Post post;
    post.set_authority_id(authority.record.authority_id());
    post.set_post_id(id);
    post.set_kind(kind);
    add_text(post.mutable_names(), "en", kind == v1::POST_KIND_DESK ? "Central authority desk" : "24/7 contact point");
    writer_.post(post, authority.key);
    v1::RosterPublished roster;
    roster.set_authority_id(post.authority_id());
    roster.set_post_id(id);
    roster.set_revision(1);
    for (const auto& officer : officers) roster.add_officer_ids(officer.officer.string());
    if (kind == v1::POST_KIND_CONTACT_POINT_24_7 && officers.size() > 1) add_shifts(roster);
    writer_.roster(roster, authority.key);
  }

  // Twelve hours each, in turn, round the week.
  static void add_shifts(v1::RosterPublished& roster) {
    for (std::uint32_t half_day = 0; half_day < 14; ++half_day) {
      auto& shift = *roster.add_shifts();
      shift.set_iso_weekday(half_day / 2 + 1);
      shift.set_starts(half_day % 2 == 0 ? 8 * 60 : 20 * 60);
      shift.set_ends(shift.starts() + 12 * 60);
      shift.set_officer_id(roster.officer_ids(static_cast<int>(half_day) % roster.officer_ids_size()));
    }
  }

  void change_record(Authority& authority) {
    authority.record.set_telephone("+000 1 555 0101");
    authority.record.set_last_confirmed("2026-10-01");
    writer_.record_change(authority.record, 1, authority.key);
  }

  void revoke_some() {
    const std::size_t every = 100 / revoked_of_hundred;
    std::vector<GeneratedDevice> kept;
    for (std::size_t n = 0; n < devices_.size(); ++n) {
      if (n % every != every - 1) {
        kept.push_back(std::move(devices_[n]));
        continue;
      }
      const auto authority = std::ranges::find(authorities_, devices_[n].officer.authority.string(),
                                               [](const Authority& a) { return a.record.authority_id(); });
      writer_.revocation(devices_[n].id, "lost", authority->key);
    }
    devices_ = std::move(kept);
  }

  Scale scale_;
  SeededRandom& random_;
  std::vector<Country> states_;
  StatementWriter writer_;
  std::vector<Authority> authorities_;
  std::vector<GeneratedDevice> devices_;
};

std::size_t count_signatures(const std::vector<base::Bytes>& entries) {
  std::size_t count = 0;
  for (const auto& entry : entries) {
    const auto statement = directory::SignedStatement::parse(entry).value();
    count += statement.signatures().size() + (statement.statement().has_device_enrolled() ? 2 : 0);
  }
  return count;
}

}  // namespace

GeneratedDirectory generate(const Scale& scale, const RelayDescription& relay, SeededRandom& random) {
  auto out = Builder(scale, random).build(relay);
  out.signatures = count_signatures(out.entries);
  return out;
}

}  // namespace valise::tests
