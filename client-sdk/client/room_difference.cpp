#include "client-sdk/client/room_difference.hpp"

#include <algorithm>
#include <chrono>

#include "client-sdk/client/sentences.hpp"
#include "keys/records/country.hpp"

namespace valise::sdk::client {
namespace {

using directory::DirectoryState;
using v1::RoomState;

template <class Repeated>
bool has(const Repeated& field, const std::string& text) {
  return std::ranges::find(field, text) != field.end();
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

std::string time_text(std::uint64_t millis) {
  const auto at = std::chrono::floor<std::chrono::minutes>(base::from_wire(millis));
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const auto padded = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const auto minutes = (at - day).count();
  return std::to_string(int(date.year())) + "-" + padded(unsigned(date.month())) + "-" + padded(unsigned(date.day())) + " " +
         padded(minutes / 60) + ":" + padded(minutes % 60) + " UTC";
}

std::string who(const DirectoryState& directory, const std::string& address) {
  if (auto officer = directory::OfficerAddress::parse(address)) {
    const directory::Officer* known = directory.officer(*officer);
    return (known == nullptr ? "" : known->details.name() + ", ") + address + ", " +
           authority_text(directory, officer->authority.string());
  }
  auto post = directory::PostAddress::parse(address);
  return post ? address + ", " + authority_text(directory, post->authority.string()) : "?";
}

template <class Repeated>
std::vector<std::string> new_in(const Repeated& before, const Repeated& after) {
  std::vector<std::string> out;
  for (const std::string& text : after) {
    if (!has(before, text)) out.push_back(text);
  }
  return out;
}

// Differences collects one sentence for each.
class Differences {
 public:
  Differences(const DirectoryState& directory, const RoomState& before, const RoomState& after)
      : directory_(directory), before_(before), after_(after) {}

  std::vector<store::Sentence> sentences() {
    if (before_.subject() != after_.subject()) say(said("notices.room.subject", {{"subject", after_.subject()}}));
    for (const auto& who : people(before_.participants(), after_.participants()))
      say(said("notices.room.admitted", {{"who", who}}));
    for (const auto& who : people(after_.participants(), before_.participants())) say(said("notices.room.gone", {{"who", who}}));
    guests();
    if (!before_.owners().empty()) {
      for (const auto& who : people(before_.owners(), after_.owners())) say(said("notices.room.owner", {{"who", who}}));
    }
    for (const auto& who : people(after_.owners(), before_.owners())) say(said("notices.room.owner_no_more", {{"who", who}}));
    phase();
    references();
    if (!new_in(before_.handling(), after_.handling()).empty()) say(said("notices.room.handling_added"));
    if (!new_in(after_.handling(), before_.handling()).empty()) say(said("notices.room.handling_removed"));
    settings();
    return std::move(out_);
  }

 private:
  void say(std::vector<store::Sentence> sentence) { std::ranges::move(sentence, std::back_inserter(out_)); }
  // people names who is among the later addresses only.
  template <class Repeated>
  [[nodiscard]] std::vector<std::string> people(const Repeated& earlier, const Repeated& later) const {
    std::vector<std::string> out;
    for (const std::string& address : new_in(earlier, later)) out.push_back(who(directory_, address));
    return out;
  }
  void guests() {
    for (const v1::Guest& guest : after_.guests()) {
      const auto known = std::ranges::find(before_.guests(), guest.address(), &v1::Guest::address);
      if (known != before_.guests().end() && known->until_ms() == guest.until_ms()) continue;
      say(said("notices.room.guest", {{"who", who(directory_, guest.address())}, {"until", time_text(guest.until_ms())}}));
    }
    for (const v1::Guest& guest : before_.guests()) {
      const bool stays = std::ranges::find(after_.guests(), guest.address(), &v1::Guest::address) != after_.guests().end();
      if (!stays && !has(after_.participants(), guest.address()))
        say(said("notices.room.guest_no_more", {{"who", who(directory_, guest.address())}}));
    }
  }
  void phase() {
    if (is_closed(before_) && !is_closed(after_)) say(said("notices.room.reopened"));
    if (!is_closed(before_) && is_closed(after_)) say(said("notices.room.closed"));
    if (!new_in(before_.waiting_for(), after_.waiting_for()).empty())
      say(said("notices.room.waits", {{"whom", joined({after_.waiting_for().begin(), after_.waiting_for().end()})}}));
    const bool waited = before_.phase() == v1::ROOM_PHASE_WAITING;
    if (waited && after_.phase() != v1::ROOM_PHASE_WAITING && !is_closed(after_)) say(said("notices.room.waits_no_more"));
  }
  void references() {
    for (const std::string& authority : authorities_in(after_)) {
      const auto number = [&](const RoomState& state) {
        const auto found = std::ranges::find(state.references(), authority, &v1::Reference::authority_id);
        return found == state.references().end() ? std::string() : found->number();
      };
      if (number(before_) != number(after_)) say(said("notices.room.reference", {{"authority", authority}}));
    }
  }
  void settings() {
    if (before_.retention_days() != after_.retention_days()) {
      say(after_.retention_days() == 0 ? said("notices.room.keep_all")
                                       : said("notices.room.keep", {{"days", std::to_string(after_.retention_days())}}));
    }
    if (!before_.read_receipts() && after_.read_receipts()) say(said("notices.room.receipts"));
    if (before_.read_receipts() && !after_.read_receipts()) say(said("notices.room.no_receipts"));
  }

  const DirectoryState& directory_;
  const RoomState& before_;
  const RoomState& after_;
  std::vector<store::Sentence> out_;
};

}  // namespace

std::vector<store::Sentence> change_sentences(const DirectoryState& directory, const RoomState& before, const RoomState& after) {
  return Differences(directory, before, after).sentences();
}

std::string authority_text(const DirectoryState& directory, const std::string& id) {
  auto parsed = directory::AuthorityId::parse(id);
  const directory::Authority* known = parsed ? directory.authority(*parsed) : nullptr;
  if (known == nullptr) return id;
  const v1::AuthorityRecord& record = known->record;
  const std::string place = record.country().empty() ? record.organisation() : records::country_name(record.country(), "en");
  const auto english = std::ranges::find(record.names(), "en", &v1::LocalText::language);
  const std::string name = record.names().empty()            ? std::string()
                           : english != record.names().end() ? english->text()
                                                             : record.names(0).text();
  return place + ", " + name + " (" + id + ")";
}

}  // namespace valise::sdk::client
