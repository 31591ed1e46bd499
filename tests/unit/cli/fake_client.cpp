#include "fake_client.hpp"

#include <thread>
#include <utility>

using valise::tests::world;

namespace valise::tests {

World& world() {
  static World only;
  return only;
}
void reset_world() { world() = World(); }

namespace {

// answer writes the call down and gives the value, or the error that the test asked for.
template <class T>
Result<T> answer(const char* call, T value) {
  world().calls.emplace_back(call);
  if (world().error) return std::unexpected(*world().error);
  return value;
}

template <class View>
Result<View> first_of(const char* call, const std::vector<View>& views) {
  world().calls.emplace_back(call);
  if (world().error) return std::unexpected(*world().error);
  if (views.empty()) return std::unexpected(Error{ErrorKind::not_found, "There is nothing of that name", ""});
  return views.front();
}

}  // namespace
}  // namespace valise::tests

namespace valise {

using tests::answer;
using tests::first_of;

class Client::Impl {};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<> Client::create(ProfileOptions options) {
  world().calls.emplace_back("create");
  world().profile = std::move(options);
  if (world().error) return std::unexpected(*world().error);
  return {};
}

Result<Client> Client::open(ProfileOptions options) {
  world().calls.emplace_back("open");
  world().profile = std::move(options);
  if (world().open_error) return std::unexpected(*world().open_error);
  return Client(std::make_unique<Impl>());
}

Result<Enrolment> Client::enrol(const EnrolOptions& options, const Progress&) {
  world().enrol_options = options;
  return answer("enrol", world().enrolment);
}
Result<Enrolment> Client::await_enrolment(std::chrono::milliseconds patience) {
  world().patience = patience;
  return answer("await", world().approved);
}
Enrolment Client::enrolment() const { return world().enrolment; }

Result<SyncReport> Client::sync() { return answer("sync", world().sync); }
Result<std::vector<AuthorityView>> Client::search(const DirectoryQuery& query) {
  world().query = query;
  return answer("search", world().authorities);
}
Result<AuthorityView> Client::authority(const std::string&) { return first_of("authority", world().authorities); }
Result<PostView> Client::post(const std::string&) { return answer("post", world().post); }

std::vector<NetworkView> Client::networks() { return world().networks; }

Result<std::vector<RecipientView>> Client::recipients(const std::vector<std::string>& to) {
  world().asked_for = to;
  return answer("recipients", world().recipients);
}

Result<SendReport> Client::send(const Draft& draft, const Progress&) {
  world().draft = draft;
  return answer("send", world().send);
}

Result<ReceiveReport> Client::receive(const ReceiveOptions& options, std::stop_token stop) {
  ++world().receives;
  if (world().error) return std::unexpected(*world().error);
  ReceiveReport report{.queued = world().queued, .failed = world().failed};
  auto& mailbox = world().mailbox;
  while (!mailbox.empty() && !stop.stop_requested()) {
    const auto message = mailbox.front();
    mailbox.erase(mailbox.begin());
    options.on_message(message);
    ++report.messages;
  }
  for (const auto& notice : std::exchange(world().notices, {})) options.on_notice(notice);
  if (options.follow && !stop.stop_requested() && world().while_following) world().while_following();
  while (options.follow && !stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return report;
}

Result<std::vector<MessageView>> Client::inbox(const InboxFilter& filter) {
  world().filter = filter;
  return answer("inbox", world().messages);
}
Result<MessageView> Client::read(const std::string&) { return first_of("read", world().messages); }
Result<std::vector<std::filesystem::path>> Client::save_attachments(const std::string& message,
                                                                    const std::filesystem::path& folder, const Progress&) {
  world().folder = folder;
  world().calls.push_back("save " + message);
  if (world().save_error) return std::unexpected(*world().save_error);
  return world().saved;
}
Result<std::vector<RoomView>> Client::rooms() { return answer("rooms", world().rooms); }
Result<RoomView> Client::room(const std::string&) { return first_of("room", world().rooms); }
Result<std::vector<MessageView>> Client::history(const std::string&, std::size_t) { return answer("history", world().messages); }
Result<> Client::mark_alarms_seen() {
  world().calls.emplace_back("seen");
  return {};
}
Result<Status> Client::status() { return answer("status", world().status); }
std::vector<Check> Client::doctor() { return world().checks; }

}  // namespace valise
