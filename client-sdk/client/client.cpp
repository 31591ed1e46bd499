// The public Client: opens a profile, calls the parts, and turns their errors into the public ones.
#include "valise/client.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/directory_view.hpp"
#include "client-sdk/client/doctor.hpp"
#include "client-sdk/client/enrol.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/exchange.hpp"
#include "client-sdk/client/file_io.hpp"
#include "client-sdk/client/live_wait.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/receipts.hpp"
#include "client-sdk/client/replica.hpp"
#include "client-sdk/client/room_view.hpp"
#include "client-sdk/client/send_off.hpp"
#include "client-sdk/client/status_view.hpp"
#include "client-sdk/client/transfer.hpp"
#include "keys/crypto/process.hpp"
#include "keys/crypto/random.hpp"
#include "valise/process.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::Context;
using internal::publicly;
using sdk::store::Transaction;

struct Environment {
  base::SystemClock clock;
  crypto::SystemRandom random;
};
// Stateless; the only objects that live as long as the program.
Environment& environment() {
  static Environment instance;
  return instance;
}

base::Result<sdk::store::Profile> hold(const ProfileOptions& options) {
  return sdk::store::Profile::hold(options.folder, options.command, environment().clock);
}

}  // namespace

Client::Impl::Impl(sdk::store::Profile profile, sdk::store::LocalStore store, std::chrono::milliseconds network_timeout)
    : context_{.profile = std::move(profile),
               .store = std::move(store),
               .clock = environment().clock,
               .random = environment().random,
               .io = {},
               .network_timeout = network_timeout,
               .identity = {},
               .log = {},
               .names = {}} {}

Result<> harden_process() { return publicly(crypto::harden_process()); }

Client::Impl& internals(Client& client) { return *client.impl_; }

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<> Client::create(ProfileOptions options) {
  if (auto hardened = harden_process(); !hardened) return hardened;
  auto passphrase = crypto::Passphrase::consume(options.passphrase);
  auto profile = hold(options);
  if (!profile) return publicly(base::Result<>(pass_on(profile)));
  const auto cost = options.quick_key_derivation ? crypto::Argon2Cost::test_minimum : crypto::Argon2Cost::moderate;
  auto store = profile->create_store(passphrase, environment().random, cost);
  if (!store) return publicly(base::Result<>(pass_on(store)));
  return {};
}

Result<Client> Client::open(ProfileOptions options) {
  if (auto hardened = harden_process(); !hardened) return std::unexpected(hardened.error());
  auto passphrase = crypto::Passphrase::consume(options.passphrase);
  if (!std::filesystem::exists(options.folder)) {
    return publicly(base::Result<Client>(fail(sdk::store::StoreError::no_profile, options.folder.string())));
  }
  auto profile = hold(options);
  if (!profile) return publicly(base::Result<Client>(pass_on(profile)));
  auto store = profile->open_store(passphrase);
  if (!store) return publicly(base::Result<Client>(pass_on(store)));
  auto impl = std::make_unique<Impl>(std::move(*profile), std::move(*store), options.network_timeout);
  if (auto loaded = internal::load(impl->context()); !loaded) return publicly(base::Result<Client>(pass_on(loaded)));
  internal::sweep_staged(impl->context());
  return Client(std::move(impl));
}

Result<Enrolment> Client::enrol(const EnrolOptions& options, const Progress&) {
  Context& context = impl_->context();
  if (auto accepted = internal::accept_invite(context, options); !accepted)
    return publicly(base::Result<Enrolment>(pass_on(accepted)));
  auto handed_in = options.request_file.empty() ? impl_->run(internal::hand_in(context))
                                                : internal::write_request(context, options.request_file);
  if (!handed_in) return publicly(base::Result<Enrolment>(pass_on(handed_in)));
  return internal::enrolment_view(context);
}

Result<Enrolment> Client::await_enrolment(std::chrono::milliseconds patience) {
  Context& context = impl_->context();
  auto approved = impl_->run(internal::wait_for_approval(context, patience));
  if (!approved) return publicly(base::Result<Enrolment>(pass_on(approved)));
  auto visited = receive({});  // publishes key packages, so that others can write to this device
  if (!visited) return std::unexpected(visited.error());
  return internal::enrolment_view(context);
}

Enrolment Client::enrolment() const { return internal::enrolment_view(impl_->context()); }

namespace {

// How many entries of the log are new: by a visit of one's own, or, in an errand, by the Live's.
template <class Impl>
base::Result<std::uint64_t> synced_entries(Impl& impl) {
  if (impl.errand() == nullptr) return impl.run(internal::visit_for_directory(impl.context()));
  auto before = internal::head_view(impl.context());
  if (!before) return pass_on(before);
  if (auto looked = internal::await_round(impl.in_errand(), internal::Round::look); !looked) return pass_on(looked);
  auto after = internal::head_view(impl.context());
  if (!after) return pass_on(after);
  return after->size - before->size;
}

}  // namespace

Result<SyncReport> Client::sync() {
  Context& context = impl_->context();
  auto synced = synced_entries(*impl_);
  if (!synced) return publicly(base::Result<SyncReport>(pass_on(synced)));
  if (auto completed = internal::complete_enrolment(context); !completed &&
                                                              completed.error().code != ClientError::enrolment_pending &&
                                                              completed.error().code != ClientError::device_revoked) {
    return publicly(base::Result<SyncReport>(pass_on(completed)));
  }
  auto head = internal::head_view(context);
  if (!head) return publicly(base::Result<SyncReport>(pass_on(head)));
  return SyncReport{.head = std::move(*head), .new_entries = *synced};
}

Result<std::vector<AuthorityView>> Client::search(const DirectoryQuery& query) {
  Context& context = impl_->context();
  context.names.update(context.directory());
  return publicly(internal::matching({context.directory(), context.clock.now()}, context.names, query));
}

Result<AuthorityView> Client::authority(const std::string& id) {
  using Found = base::Result<AuthorityView>;
  const directory::DirectoryState& state = impl_->context().directory();
  auto parsed = directory::AuthorityId::parse(id);
  if (!parsed) return publicly(Found(fail(ClientError::address_invalid)));
  const directory::Authority* known = state.authority(*parsed);
  const internal::DirectoryView view(state, impl_->context().clock.now());
  return publicly(known ? Found(view.of(*known)) : Found(fail(ClientError::address_unknown, id)));
}

Result<PostView> Client::post(const std::string& address) {
  using Found = base::Result<PostView>;
  const directory::DirectoryState& state = impl_->context().directory();
  auto parsed = directory::PostAddress::parse(address);
  if (!parsed) return publicly(Found(fail(ClientError::address_invalid)));
  const directory::Post* known = state.post(*parsed);
  const internal::DirectoryView view(state, impl_->context().clock.now());
  return publicly(known && !known->retired ? Found(view.of(*known)) : Found(fail(ClientError::address_unknown, address)));
}

std::vector<NetworkView> Client::networks() {
  Context& context = impl_->context();
  return internal::networks({context.directory(), context.clock.now()});
}

Result<std::vector<RecipientView>> Client::recipients(const std::vector<std::string>& to) {
  Context& context = impl_->context();
  return publicly(internal::recipient_views({context.directory(), context.clock.now()}, to));
}

Result<SendReport> Client::send(const Draft& draft, const Progress& progress) {
  Context& context = impl_->context();
  auto composed = internal::compose(context, draft, progress);
  if (!composed) return publicly(base::Result<SendReport>(pass_on(composed)));
  return internal::send_off(*impl_, composed->message, progress);
}

Result<ReceiveReport> Client::receive(const ReceiveOptions& options, std::stop_token stop) {
  internal::ExchangeOptions exchange{.follow = options.follow,
                                     .on_message = options.on_message,
                                     .on_notice = options.on_notice,
                                     .progress = {},
                                     .stop = std::move(stop)};
  const auto deadline = options.follow ? sdk::net::kForever : std::chrono::milliseconds(internal::kExchangeDeadline);
  if (auto enrolled = impl_->context().enrolled(); !enrolled && enrolled.error().code != ClientError::enrolment_pending) {
    return publicly(base::Result<ReceiveReport>(pass_on(enrolled)));
  }
  if (impl_->errand() != nullptr) return publicly(internal::receive_in_errand(impl_->in_errand(), options, exchange.stop));
  return publicly(impl_->run(internal::exchange(impl_->context(), std::move(exchange)), deadline));
}

Result<std::vector<MessageView>> Client::inbox(const InboxFilter& filter) {
  Context& context = impl_->context();
  return publicly(context.store.transaction([&](Transaction& tx) { return internal::inbox_view(context, tx, filter); }));
}

Result<MessageView> Client::read(const std::string& id) {
  Context& context = impl_->context();
  return publicly(context.store.transaction([&](Transaction& tx) -> base::Result<MessageView> {
    auto message = internal::message_by(tx, id);
    if (!message) return pass_on(message);
    if (auto owed = internal::owe_read_receipt(tx, context, *message); !owed) return pass_on(owed);
    if (auto marked = tx.messages().mark_read(message->id, message->sender); !marked) return pass_on(marked);
    message->read = true;
    return internal::view_of(context, tx, *message);
  }));
}

Result<std::vector<std::filesystem::path>> Client::save_attachments(const std::string& id, const std::filesystem::path& folder,
                                                                    const Progress& progress) {
  using Paths = std::vector<std::filesystem::path>;
  Context& context = impl_->context();
  auto files = context.store.transaction([&](Transaction& tx) -> base::Result<std::vector<sdk::store::Transfer>> {
    auto message = internal::message_by(tx, id);
    if (!message) return pass_on(message);
    return tx.transfers().of_message(message->id, message->sender);
  });
  if (!files) return publicly(base::Result<Paths>(pass_on(files)));
  if (files->empty()) return publicly(base::Result<Paths>(fail(ClientError::no_attachments)));
  std::error_code made;
  std::filesystem::create_directories(folder, made);
  if (made) return publicly(base::Result<Paths>(fail(internal::FileError::open_failed, folder.string())));
  Paths out;
  for (sdk::store::Transfer& file : *files) {
    const auto fetch = [&](internal::Link link) {
      return internal::fetch_file(context, std::move(link), std::move(file), folder, progress);
    };
    auto path = impl_->over_link<std::filesystem::path>(fetch);
    if (!path) return publicly(base::Result<Paths>(pass_on(path)));
    out.push_back(std::move(*path));
  }
  return out;
}

Result<std::vector<RoomView>> Client::rooms() { return publicly(internal::rooms_view(impl_->context())); }

Result<RoomView> Client::room(const std::string& id) { return publicly(internal::room_view(impl_->context(), id)); }

Result<std::vector<MessageView>> Client::history(const std::string& room, std::size_t limit) {
  return publicly(internal::history_view(impl_->context(), room, limit));
}

Result<Status> Client::status() { return publicly(internal::status_view(impl_->context())); }

Result<> Client::mark_alarms_seen() {
  return publicly(impl_->context().store.transaction([](Transaction& tx) -> base::Result<> {
    auto unseen = tx.notices().list(sdk::store::NoticeFilter::unseen);
    if (!unseen) return pass_on(unseen);
    return unseen->empty() ? base::Result<>{} : tx.notices().mark_seen(unseen->back().id);
  }));
}

std::vector<Check> Client::doctor() {
  std::vector<Check> out;
  for (const Finding& finding : internal::examine(impl_->context())) out.push_back(internal::check_of(finding));
  return out;
}

}  // namespace valise
