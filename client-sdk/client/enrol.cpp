#include "client-sdk/client/enrol.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/file_io.hpp"
#include "client-sdk/client/replica.hpp"
#include "client-sdk/net/error.hpp"
#include "keys/directory/enrolment.hpp"

namespace valise::sdk::client {
namespace {

using directory::Invite;

store::Identity identity_from(const directory::InviteTerms& terms, const directory::DeviceDescription& device) {
  return {.directory = terms.directory,
          .device = device.id,
          .authority = device.officer.authority.string(),
          .officer = device.officer.officer.string(),
          .label = device.label,
          .enrolment = store::Enrolment::pending};
}

// Keys, identity and request become durable together: a crash leaves either none or all of them.
Result<> make_device(Context& context, const Invite& invite, const std::string& label) {
  const directory::InviteTerms& terms = invite.terms();
  const auto signature_key = crypto::SigningKey::generate(context.random);
  const auto transport_key = crypto::SigningKey::generate(context.random);
  const directory::DeviceDescription device{.id = context.random.id<base::DeviceId>(),
                                            .officer = terms.officer,
                                            .signature_key = signature_key.verify_key(),
                                            .transport_key = transport_key.verify_key(),
                                            .label = label};
  const store::PendingEnrolment pending{
      .invite_hash = base::to_array(invite.hash().view()),
      .request = directory::make_enrolment_request(invite, device, signature_key, transport_key),
      .expires_at = terms.expires,
      .submitted = false};
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto keys = tx.device_secrets().put({.signature = signature_key.expose_seed(), .transport = transport_key.expose_seed()});
    if (!keys) return keys;
    if (auto set = tx.meta().set_identity(identity_from(terms, device)); !set) return set;
    if (auto set = tx.meta().set_relay({.address = terms.relay_address, .pin = terms.relay}); !set) return set;
    return tx.meta().set_pending_enrolment(pending);
  });
}

Result<std::optional<store::PendingEnrolment>> pending_enrolment(Context& context) {
  return context.store.transaction([](store::Transaction& tx) { return tx.meta().pending_enrolment(); });
}

// A profile is for one device: only the invite that it began with may come again.
Result<> check_same_invite(Context& context, const Invite& invite) {
  if (context.identity->facts.enrolment == store::Enrolment::complete) return fail(ClientError::already_enrolled);
  auto pending = pending_enrolment(context);
  if (!pending) return pass_on(pending);
  const bool same = *pending && base::equal((*pending)->invite_hash, invite.hash().view());
  return same ? Result<>{} : fail(ClientError::wrong_invite);
}

}  // namespace

Result<> accept_invite(Context& context, const valise::EnrolOptions& options) {
  auto invite = Invite::parse(options.invite);
  if (!invite) return pass_on(invite);
  if (context.identity) return check_same_invite(context, *invite);
  if (invite->expired(context.clock.now())) return fail(directory::EnrolmentError::invite_expired);
  if (auto made = make_device(context, *invite, options.label); !made) return made;
  auto identity = load_identity(context.store);
  if (!identity) return pass_on(identity);
  context.identity = std::move(*identity);
  return {};
}

Result<> write_request(Context& context, const std::filesystem::path& path) {
  auto pending = pending_enrolment(context);
  if (!pending) return pass_on(pending);
  if (!*pending) return fail(ClientError::already_enrolled);
  auto file = File::create(path);
  if (!file) return pass_on(file);
  if (auto written = file->write((*pending)->request); !written) return written;
  return file->sync();
}

asio::awaitable<Result<>> submit_request(Context& context, Link link) {
  auto pending = pending_enrolment(context);
  if (!pending) co_return pass_on(pending);
  if (!*pending || (*pending)->submitted) co_return Result<>{};
  v1::ClientFrame frame;
  frame.mutable_submit_enrolment()->set_invite_hash(base::to_string((*pending)->invite_hash));
  frame.mutable_submit_enrolment()->set_enrolment_request(base::to_string((*pending)->request));
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  (*pending)->submitted = true;
  co_return context.store.transaction([&](store::Transaction& tx) { return tx.meta().set_pending_enrolment(**pending); });
}

Result<> complete_enrolment(Context& context) {
  if (auto enrolled = context.enrolled(); !enrolled) return enrolled;
  if (context.identity->facts.enrolment == store::Enrolment::complete) return {};
  store::Identity facts = context.identity->facts;
  facts.enrolment = store::Enrolment::complete;
  auto stored = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto set = tx.meta().set_identity(facts); !set) return set;
    return tx.meta().clear_pending_enrolment();
  });
  if (stored) context.identity->facts = facts;
  return stored;
}

// What a waiting device does at each visit: hand in its request, and look whether it was approved.
namespace {

constexpr auto kApprovalPoll = std::chrono::seconds(1);

asio::awaitable<Result<>> sync_and_leave(Context& context, Link link) {
  auto synced = co_await sync_directory(context, link);
  link->close();
  if (!synced) co_return pass_on(synced);
  co_return Result<>{};
}

asio::awaitable<Result<>> visit_under_invite(Context& context) {
  auto link = co_await connect(context);
  if (!link) co_return pass_on(link);
  if (auto handed_in = co_await submit_request(context, *link); !handed_in) co_return handed_in;
  co_return co_await sync_and_leave(context, *link);
}

asio::awaitable<Result<>> visit_as_device(Context& context) {
  auto link = co_await connect_as_device(context);
  if (!link && link.error().code == net::NetError::authentication_refused) co_return fail(ClientError::enrolment_pending);
  if (!link) co_return pass_on(link);
  co_return co_await sync_and_leave(context, *link);
}

// The relay knows nothing of an invite whose request went by file, and forgets one in time; but it knows the device once it is
// approved.
asio::awaitable<Result<>> visit_for_approval(Context& context) {
  auto visited = co_await visit_under_invite(context);
  if (!visited && visited.error().code == net::RelayFailure::not_found) visited = co_await visit_as_device(context);
  if (!visited) co_return visited;
  co_return complete_enrolment(context);
}

}  // namespace

asio::awaitable<Result<>> hand_in(Context& context) {
  auto link = co_await connect(context);
  if (!link) co_return pass_on(link);
  auto handed_in = co_await submit_request(context, *link);
  (*link)->close();
  co_return handed_in;
}

asio::awaitable<Result<>> wait_for_approval(Context& context, std::chrono::milliseconds patience) {
  const base::Monotonic deadline = context.clock.monotonic() + patience;
  while (true) {
    auto approved = co_await visit_for_approval(context);
    const bool waiting = !approved && approved.error().code == ClientError::enrolment_pending;
    if (!waiting || context.clock.monotonic() >= deadline) co_return approved;
    asio::steady_timer timer(co_await asio::this_coro::executor, kApprovalPoll);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

valise::Enrolment enrolment_view(Context& context) {
  using State = valise::Enrolment::State;
  valise::Enrolment out;
  if (!context.identity) return out;
  const store::Identity& facts = context.identity->facts;
  out = {.state = State::requested,
         .authority = facts.authority,
         .officer = context.identity->officer.string(),
         .officer_name = {},
         .device = base::to_hex(facts.device.view()),
         .label = facts.label,
         .relay = {}};
  if (const directory::Officer* officer = context.directory().officer(context.identity->officer)) {
    out.officer_name = officer->details.name();
  }
  if (auto relay = context.store.transaction([](store::Transaction& tx) { return tx.meta().relay(); }); relay && *relay) {
    out.relay = (*relay)->address;
  }
  if (auto enrolled = context.enrolled(); enrolled)
    out.state = State::enrolled;
  else if (enrolled.error().code == ClientError::device_revoked)
    out.state = State::revoked;
  return out;
}

}  // namespace valise::sdk::client
