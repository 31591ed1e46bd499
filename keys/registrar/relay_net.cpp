#include "keys/registrar/relay_net.hpp"

#include <boost/asio/io_context.hpp>

#include "client-sdk/net/relay_session.hpp"
#include "client-sdk/net/run.hpp"

namespace valise::registrar {
namespace {

using base::Result;
namespace net = sdk::net;

using Session = std::shared_ptr<net::RelaySession>;

// Names and values are parameters of the coroutine, so that they live as long as it does.
net::asio::awaitable<Result<Session>> open_session(net::RelayEndpoint endpoint, net::Credential credential,
                                                   net::SessionOptions options) {
  auto session = co_await net::RelaySession::connect(std::move(endpoint), std::move(credential), options);
  if (!session) co_return net::pass_on(session);
  co_return std::move(*session);
}

net::asio::awaitable<Result<v1::RelayFrame>> ask(Session session, v1::ClientFrame frame) {
  auto reply = co_await session->request(std::move(frame));
  if (!reply) co_return net::pass_on(reply);
  co_return std::move(*reply);
}

class NetLine final : public RelayLine {
 public:
  NetLine(std::unique_ptr<net::asio::io_context> context, Session session)
      : context_(std::move(context)), session_(std::move(session)) {}
  NetLine(const NetLine&) = delete;
  NetLine& operator=(const NetLine&) = delete;
  ~NetLine() override {
    session_->close();
    context_->restart();
    context_->poll();
  }

  Result<Appended> append(base::ByteView statement) override {
    v1::ClientFrame frame;
    frame.mutable_append_statement()->set_signed_statement(base::to_string(statement));
    auto reply = request(std::move(frame));
    if (!reply) return pass_on(reply);
    return Appended{reply->statement_appended().index(), reply->statement_appended().checkpoint()};
  }

  Result<Page> entries(std::uint64_t first) override {
    v1::ClientFrame frame;
    frame.mutable_get_log()->set_first(first);
    frame.mutable_get_log()->set_limit(1'000);
    auto reply = request(std::move(frame));
    if (!reply) return pass_on(reply);
    if (reply->log_entries().first() != first) return base::fail(net::NetError::protocol_violation);
    Page page{.entries = {}, .checkpoint = reply->log_entries().checkpoint()};
    for (const auto& entry : reply->log_entries().entries()) page.entries.push_back(base::to_bytes(std::string_view(entry)));
    return page;
  }

  Result<> register_invite(base::ByteView registration) override {
    v1::ClientFrame frame;
    frame.mutable_register_invite()->set_invite_registration(base::to_string(registration));
    auto reply = request(std::move(frame));
    if (!reply) return pass_on(reply);
    return {};
  }

  Result<base::Bytes> fetch_enrolment(const directory::InviteHash& invite) override {
    v1::ClientFrame frame;
    frame.mutable_fetch_enrolment()->set_invite_hash(invite.string());
    auto reply = request(std::move(frame));
    if (!reply) return pass_on(reply);
    return base::to_bytes(std::string_view(reply->enrolment_fetched().enrolment_request()));
  }

  Result<> submit_proposal(base::ByteView statement) override {
    v1::ClientFrame frame;
    frame.mutable_submit_proposal()->set_signed_statement(base::to_string(statement));
    return done(std::move(frame));
  }

  Result<std::vector<BoxedProposal>> proposals(std::uint64_t after, const std::string& authority) override {
    v1::ClientFrame frame;
    frame.mutable_list_proposals()->set_after(after);
    frame.mutable_list_proposals()->set_authority_id(authority);
    auto reply = request(std::move(frame));
    if (!reply) return pass_on(reply);
    std::vector<BoxedProposal> out;
    for (const auto& proposal : reply->proposals().proposals()) {
      if (proposal.number() <= after) return base::fail(net::NetError::protocol_violation);
      after = proposal.number();
      out.push_back({.number = proposal.number(),
                     .statement = base::to_bytes(std::string_view(proposal.signed_statement())),
                     .submitted_at = base::from_wire(proposal.submitted_at_ms()),
                     .refusal = base::to_bytes(std::string_view(proposal.refusal()))});
    }
    return out;
  }

  Result<> withdraw_proposal(const directory::ProposalId& proposal) override {
    v1::ClientFrame frame;
    frame.mutable_withdraw_proposal()->set_proposal_id(proposal.string());
    return done(std::move(frame));
  }

  Result<> refuse_proposal(base::ByteView refusal) override {
    v1::ClientFrame frame;
    frame.mutable_refuse_proposal()->set_refusal(base::to_string(refusal));
    return done(std::move(frame));
  }

 private:
  Result<> done(v1::ClientFrame frame) {
    auto reply = request(std::move(frame));
    if (!reply) return pass_on(reply);
    return {};
  }
  Result<v1::RelayFrame> request(v1::ClientFrame frame) { return net::run(*context_, ask(session_, std::move(frame))); }

  std::unique_ptr<net::asio::io_context> context_;
  Session session_;
};

net::Credential credential(const crypto::KeyHolder* administrator) {
  if (administrator == nullptr) return net::Anonymous{};
  return net::AsAdministrator{administrator->verify_key(), net::sign_session_with(*administrator)};
}

}  // namespace

Result<std::unique_ptr<RelayLine>> connect_relay(const RelayTarget& relay, const crypto::KeyHolder* administrator) {
  auto context = std::make_unique<net::asio::io_context>(1);
  net::SessionOptions options;
  if (administrator != nullptr) options.directory = relay.directory;
  auto session = net::run(*context, open_session({relay.address, relay.id}, credential(administrator), options));
  if (!session) return pass_on(session);
  return std::make_unique<NetLine>(std::move(context), std::move(*session));
}

}  // namespace valise::registrar
