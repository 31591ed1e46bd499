#include "tests/interop/walk/room.hpp"

#include <algorithm>
#include <map>

#include "base/text_encoding.hpp"

namespace valise::interop {
namespace {

std::map<std::string, std::string> pairs_of(const std::vector<std::string>& fields) {
  std::map<std::string, std::string> out;
  for (const std::string& field : fields) {
    const auto equal = std::min(field.find('='), field.size());
    out[field.substr(0, equal)] = field.substr(std::min(equal + 1, field.size()));
  }
  return out;
}

unsigned number(const std::map<std::string, std::string>& info, const std::string& key) {
  const auto found = info.find(key);
  if (found == info.end() || found->second.empty()) throw Failure("info lacks " + key);
  return static_cast<unsigned>(std::stoul(found->second));
}

}  // namespace

std::string World::bytes(std::size_t size) {
  base::Bytes out(size);
  random.fill(out);
  return size == 0 ? "-" : base::to_hex(out);
}

PeerProcess* World::peer(const std::vector<std::string>& abilities) {
  std::vector<PeerProcess*> able;
  for (const auto& each : peers) {
    if (std::ranges::all_of(abilities, [&](const std::string& ability) { return each->can(ability); }))
      able.push_back(each.get());
  }
  return able.empty() ? nullptr : able[random.below(able.size())];
}

std::string Member::on(std::string_view request, std::string_view rest) const {
  std::string out = std::string(request) + " " + group;
  if (!rest.empty()) out += " " + std::string(rest);
  return out;
}

bool World::everyone_can(std::string_view request) const {
  return std::ranges::all_of(peers, [&](const auto& each) { return each->can(request); });
}

Room::Room(World& world, unsigned suite) : world_(world), suite_(suite) {
  PeerProcess* peer = world_.peer({"create"});
  if (!peer) throw Failure("no peer can create a group");
  Member first = newcomer(*peer, world_.bytes(8));
  peer->must(first.on("create", std::to_string(suite_) + " " + world_.bytes(16) + " " + first.identity), 1);
  members_.push_back(std::make_unique<Member>(std::move(first)));
  world_.counts.add("groups of suite " + std::to_string(suite_));
  settle();
}

Member& Room::pick() { return *members_[world_.random.below(members_.size())]; }

Member* Room::pick(const std::function<bool(const Member&)>& fits) {
  std::vector<Member*> fitting;
  for (const auto& member : members_) {
    if (fits(*member)) fitting.push_back(member.get());
  }
  return fitting.empty() ? nullptr : fitting[world_.random.below(fitting.size())];
}

std::vector<Member*> Room::shuffled() {
  std::vector<Member*> out;
  for (const auto& member : members_) out.push_back(member.get());
  for (std::size_t i = out.size(); i > 1; --i) std::swap(out[i - 1], out[world_.random.below(i)]);
  return out;
}

Member Room::newcomer(PeerProcess& peer, std::string identity) {
  return {.peer = &peer, .group = world_.fresh("g"), .identity = std::move(identity)};
}

// settle lets all members say what they see, after each epoch: everything must be equal, and each must find itself.
void Room::settle() {
  std::optional<std::map<std::string, std::string>> first;
  std::vector<std::string> first_roster;
  for (const auto& member : members_) {
    auto seen = pairs_of(member->peer->must(member->on("info"), 6));
    member->leaf = number(seen, "index");
    seen.erase("index");
    const std::vector<std::string> roster = member->peer->must(member->on("roster"), members_.size());
    if (std::ranges::find(roster, std::to_string(member->leaf) + ":" + member->identity) == roster.end()) {
      throw Failure(member->peer->name() + " " + member->group + " does not stand where it says");
    }
    if (!first) first = seen, first_roster = roster;
    if (seen != *first) throw Failure(member->peer->name() + " " + member->group + " is in another state than the others");
    if (roster != first_roster) throw Failure(member->peer->name() + " " + member->group + " knows other members");
  }
  if (number(*first, "members") != members_.size()) throw Failure("the number of members is wrong");
  epoch_ = number(*first, "epoch");
  for (const auto& member : members_) {
    if (!member->since) member->since = epoch_;
  }
  world_.counts.add("epochs");
  world_.counts.add("states compared", members_.size());
  drop_old_messages();
  if (world_.random.chance(4)) check_exporter();
}

void Room::check_exporter() {
  // Labels are text to some implementations.
  const std::string label = base::to_hex(base::as_bytes(world_.fresh("label ")));
  const std::string request =
      label + " " + world_.bytes(world_.random.below(40)) + " " + std::to_string(1 + world_.random.below(64));
  std::optional<std::string> first;
  for (const auto& member : members_) {
    if (!member->peer->can("export")) continue;
    const std::string secret = member->peer->must(member->on("export", request), 1).front();
    if (secret != first.value_or(secret)) throw Failure(member->peer->name() + " exports another secret");
    first = secret;
  }
  world_.counts.add("exports compared");
}

void Room::restart() {
  Member* member = pick([](const Member& each) { return each.peer->can("restart"); });
  if (!member) return;
  member->peer->must(member->on("restart"), 1);
  world_.counts.add("restarts");
}

void Room::forget(std::string group) {
  const auto found = std::ranges::find(members_, group, [](const auto& member) { return member->group; });
  (*found)->peer->must((*found)->on("free"), 0);
  members_.erase(found);
  for (InFlight& sent : in_flight_) std::erase(sent.recipients, group);
}

void Room::close() {
  while (!members_.empty()) forget(members_.back()->group);
}

}  // namespace valise::interop
