#include "tests/simulation/journey.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/room_queue.hpp"
#include "client-sdk/client/room_view.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {

namespace client = sdk::client;
namespace store = sdk::store;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

Journey::Journey(std::size_t offices, std::size_t devices_each, std::uint64_t seed)
    : scheduler_(seed),
      network_(scheduler_),
      offices_(make_offices(scheduler_.random(), identity_.relay_id(), offices, devices_each)),
      relay_(scheduler_, network_, identity_, offices_.log_key, std::string(kLogOrigin), &outside_),
      registrar_(scheduler_, network_, identity_.relay_id()) {
  relay_.seed(offices_.writer.entries());
  must(relay_.start() ? base::Result<>{} : base::fail(store::StoreError::disk));
  for (std::size_t device = 0; device < offices_.devices.size(); ++device) add_client(device);
  settle();
}

void Journey::add_client(std::size_t device) {
  clients_.push_back(std::make_unique<ClientProcess>(scheduler_, network_, offices_, device, identity_.relay_id(), histories_));
  clients_.back()->start();
}

std::size_t Journey::copy(std::size_t device) {
  clients_[device]->kill();
  clients_.push_back(std::make_unique<ClientProcess>(scheduler_, network_, offices_, device, identity_.relay_id(), histories_));
  clients_.back()->become_copy_of(*clients_[device]);
  clients_[device]->start();
  clients_.back()->start();
  return clients_.size() - 1;
}

void Journey::pass(milliseconds time) {
  scheduler_.run(time, [] { return false; });
}

void Journey::skip(milliseconds time) {
  std::vector<ClientProcess*> at_home;
  for (auto& client : clients_) {
    if (!client->up()) continue;
    client->kill();
    at_home.push_back(client.get());
  }
  pass(time);
  for (auto* client : at_home) client->start();
}

bool Journey::settle() {
  bool settled = false;
  for (int round = 0; round < 3; ++round) {
    for (auto& client : clients_) client->unsettle();
    settled = scheduler_.run(2h, [this] {
      for (std::size_t device = 0; device < clients_.size(); ++device) {
        if (clients_[device]->up() && !clients_[device]->settled() && !outlaws_.contains(device)) return false;
      }
      return true;
    });
  }
  return settled;
}

std::string Journey::open(std::size_t device, const std::string& subject, const std::vector<std::size_t>& offices) {
  std::vector<std::string> posts;
  for (const std::size_t office : offices) posts.push_back(post(office));
  return write_to(device, subject, posts);
}

std::string Journey::write_to(std::size_t device, const std::string& subject, const std::vector<std::string>& addresses) {
  valise::Draft draft;
  draft.subject = subject;
  draft.text = "Opened";
  draft.from = post(offices_.office_of[device]);
  draft.to = addresses;
  auto composed = client::compose(clients_[device]->context(), draft, {});
  return composed ? base::to_hex(composed->room.view()) : composed.error().message();
}

std::string Journey::say(std::size_t device, const std::string& room, const std::string& text) {
  valise::Draft draft;
  draft.room = room;
  draft.text = text;
  auto composed = client::compose(clients_[device]->context(), draft, {});
  return composed ? room : composed.error().message();
}

void Journey::send_file(std::size_t device, const std::string& room, std::size_t size) {
  valise::Draft draft;
  draft.room = room;
  must(clients_[device]->say(std::move(draft), size) ? base::Result<>{} : base::fail(store::StoreError::disk));
}

std::vector<std::string> Journey::problems(const std::string& room) {
  std::vector<std::string> names;
  for (auto& client : clients_) {
    if (!client->up()) continue;
    client->record_kept();
    names.push_back(client->name());
  }
  auto found = histories_[room].problems(names);
  std::erase_if(found, [](const std::string& problem) { return problem.contains("nobody: "); });  // said otherwise
  return found;
}

std::string Journey::change(std::size_t device, const std::string& room, const v1::RoomWish& wish) {
  auto& context = clients_[device]->context();
  auto queued = context.store.transaction([&](store::Transaction& tx) -> base::Result<store::RoomChangeId> {
    auto row = client::room_by(tx, room);
    if (!row) return base::pass_on(row);
    return client::queue_wish(tx, context, *row, wish);
  });
  return queued ? room : queued.error().message();
}

namespace {

// The code that was sent to the mailbox proves that it is read there.
asio::awaitable<void> prove(client::Link link, std::string id, std::string address, std::string mailbox,
                            const CallBook& outside) {
  v1::ClientFrame set, test, confirm;
  auto& request = *set.mutable_set_alert_channel();
  request.set_address(address);
  request.set_kind(v1::ALERT_CHANNEL_KIND_EMAIL);
  request.set_target(mailbox);
  request.set_idempotency_key(id);
  auto made = co_await link->request(std::move(set));
  must(made ? base::Result<>() : base::Result<>(base::fail(made.error().code)));
  const std::string channel = made->alert_channel_set().channel_id();
  test.mutable_test_alert_channel()->set_channel_id(channel);
  auto tested = co_await link->request(std::move(test));
  must(tested ? base::Result<>() : base::Result<>(base::fail(tested.error().code)));
  confirm.mutable_confirm_alert_channel()->set_channel_id(channel);
  confirm.mutable_confirm_alert_channel()->set_code(outside.calls().back().message.code);
  auto confirmed = co_await link->request(std::move(confirm));
  must(confirmed ? base::Result<>() : base::Result<>(base::fail(confirmed.error().code)));
}

}  // namespace

void Journey::add_mailbox(std::size_t device, const std::string& address, const std::string& mailbox) {
  bool done = false;
  clients_[device]->misbehave([&](client::Context& context, client::Link link) -> asio::awaitable<void> {
    co_await prove(link, context.random.id<base::IdempotencyKey>().string(), address, mailbox, outside_);
    done = true;
  });
  must(scheduler_.run(1h, [&] { return done; }) ? base::Result<>{} : base::fail(store::StoreError::disk));
}

std::vector<valise::MessageView> Journey::messages(std::size_t device, const std::string& room) {
  return must(client::history_view(clients_[device]->context(), room, valise::Client::everything));
}

std::vector<std::string> Journey::texts(std::size_t device, const std::string& room) {
  std::vector<std::string> out;
  if (!knows(device, room)) return out;
  for (const auto& view : must(client::history_view(clients_[device]->context(), room, valise::Client::everything))) {
    out.push_back(view.text);
  }
  return out;
}

valise::RoomView Journey::room(std::size_t device, const std::string& room) {
  return must(client::room_view(clients_[device]->context(), room));
}

bool Journey::knows(std::size_t device, const std::string& room) {
  return client::room_view(clients_[device]->context(), room).has_value();
}

std::vector<std::string> Journey::all_notices(std::size_t device) {
  auto notices = must(clients_[device]->context().store.transaction(
      [](store::Transaction& tx) { return tx.notices().list(store::NoticeFilter::all); }));
  std::vector<std::string> out;
  for (const auto& notice : notices) out.push_back(notice.text);
  return out;
}

std::size_t Journey::notices(std::size_t device, const std::string& words) {
  return static_cast<std::size_t>(
      std::ranges::count_if(all_notices(device), [&](const std::string& text) { return text.find(words) != text.npos; }));
}

void Journey::publish() {
  bool done = false;
  registrar_.append(offices_.writer.entries().back(), [&] { done = true; });
  must(scheduler_.run(1h, [&] { return done; }) ? base::Result<>{} : base::fail(store::StoreError::disk));
}

std::string Journey::hire(std::size_t office, const std::string& officer) {
  const auto authority = directory::PostAddress::parse(post(office)).value().authority.string();
  v1::Officer details;
  details.set_authority_id(authority);
  details.set_officer_id(officer);
  details.set_name("Officer " + officer);
  offices_.writer.officer(details, offices_.authority_keys[office]);
  publish();
  return authority + "/@" + officer;
}

void Journey::staff(std::size_t office, const std::vector<std::string>& officers) { appoint(post(office), officers); }

void Journey::escalate(std::size_t office, std::uint32_t minutes, const std::string& officer) {
  const auto address = directory::PostAddress::parse(post(office)).value();
  v1::Post details;
  details.set_authority_id(address.authority.string());
  details.set_post_id(address.post.string());
  details.set_kind(v1::POST_KIND_CONTACT_POINT_24_7);
  tests::add_text(details.mutable_names(), "en", "Duty desk");
  auto& step = *details.add_escalation();
  step.set_after_minutes(minutes);
  step.add_officer_ids(officer);
  offices_.writer.post_change(details, 1, offices_.authority_keys[office]);
  publish();
}

const crypto::SigningKey& Journey::key_of(const std::string& authority) const {
  std::size_t office = 0;
  while (!offices_.posts.at(office).starts_with(authority + "/")) ++office;
  return offices_.authority_keys[office];
}

std::string Journey::found_post(std::size_t office, const std::string& id, const std::vector<std::string>& officers,
                                v1::HistoryPolicy history) {
  const auto authority = directory::PostAddress::parse(post(office)).value().authority.string();
  v1::Post details;
  details.set_authority_id(authority);
  details.set_post_id(id);
  details.set_kind(v1::POST_KIND_DESK);
  details.set_history(history);
  tests::add_text(details.mutable_names(), "en", "Post " + id);
  offices_.writer.post(details, offices_.authority_keys[office]);
  publish();
  appoint(authority + "/" + id, officers);
  return authority + "/" + id;
}

void Journey::appoint(const std::string& post, const std::vector<std::string>& officers) {
  const auto address = directory::PostAddress::parse(post).value();
  const bool duty = std::ranges::find(offices_.posts, post) != offices_.posts.end();  // has had its first roster
  auto& revision = rosters_.try_emplace(post, duty ? 1 : 0).first->second;
  v1::RosterPublished roster;
  roster.set_authority_id(address.authority.string());
  roster.set_post_id(address.post.string());
  roster.set_revision(++revision);
  for (const auto& officer : officers) roster.add_officer_ids(officer);
  offices_.writer.roster(roster, key_of(address.authority.string()));
  publish();
}

void Journey::revoke(std::size_t device) {
  simulation::revoke(offices_, device);
  publish();
}

std::size_t Journey::enrol(std::size_t office, const std::string& officer) {
  const auto authority = directory::PostAddress::parse(post(office)).value().authority.string();
  const auto address = directory::OfficerAddress::parse(authority + "/@" + officer).value();
  const auto label = "device " + std::to_string(offices_.devices.size());
  offices_.devices.push_back(offices_.writer.device(address, label, offices_.authority_keys[office]));
  offices_.office_of.push_back(office);
  publish();
  add_client(offices_.devices.size() - 1);
  return offices_.devices.size() - 1;
}

}  // namespace valise::simulation
