// Requests: each request of a client and its answer. The kind of request has been permitted (identity.hpp); what depends on its
// content is judged here. Nothing is kept between requests; the session keeps its own state (authentication, subscription,
// credit) itself.
//
// A handler that writes calls the store before it first waits, so that a session's writes reach the store in the order of its
// frames.
#pragma once

#include "server/net/context.hpp"
#include "server/net/frames.hpp"
#include "server/net/identity.hpp"

namespace valise::server::net {

using Answer = asio::awaitable<v1::RelayFrame>;

class Requests {
 public:
  explicit Requests(RelayContext& context) : relay_(context) {}

  // handle gives the answer without its request_id.
  [[nodiscard]] Answer handle(Identity identity, v1::ClientFrame frame);

 private:
  Answer for_device(base::DeviceId device, v1::ClientFrame frame);

  // requests_directory.cpp
  Answer get_log(Identity identity, v1::GetLog request);
  Answer append_statement(v1::AppendStatement request);
  Answer get_proof(v1::GetProof request);
  Answer register_invite(v1::RegisterInvite request);
  Answer submit_enrolment(v1::SubmitEnrolment request);
  Answer fetch_enrolment(Identity identity, v1::FetchEnrolment request);

  // requests_proposals.cpp
  Answer submit_proposal(Identity identity, v1::SubmitProposal request);
  Answer add_signatures(core::ProposalId id, directory::SignedStatement copy);
  Answer list_proposals(Identity identity, v1::ListProposals request);
  Answer withdraw_proposal(Identity identity, v1::WithdrawProposal request);
  Answer refuse_proposal(v1::RefuseProposal request);
  asio::awaitable<void> close_accepted(base::Bytes signed_statement);

  // requests_rooms.cpp
  Answer submit_commit(base::DeviceId device, v1::SubmitCommit request);
  Answer submit_message(base::DeviceId device, v1::SubmitMessage request);
  Answer get_room(base::DeviceId device, v1::GetRoom request);
  Answer acknowledge(base::DeviceId device, v1::Acknowledge request);

  // requests_key_packages.cpp
  Answer publish_key_packages(base::DeviceId device, v1::PublishKeyPackages request);
  Answer claim_key_packages(base::DeviceId device, v1::ClaimKeyPackages request);
  Answer count_key_packages(base::DeviceId device);

  // requests_alerts.cpp
  Answer set_alert_channel(base::DeviceId device, v1::SetAlertChannel request);
  Answer list_alert_channels(base::DeviceId device, v1::ListAlertChannels request);
  Answer test_alert_channel(base::DeviceId device, v1::TestAlertChannel request);
  Answer confirm_alert_channel(base::DeviceId device, v1::ConfirmAlertChannel request);
  Answer remove_alert_channel(base::DeviceId device, v1::RemoveAlertChannel request);
  Answer get_reach(v1::GetReach request);
  asio::awaitable<base::Result<core::Channel>> own_channel(base::DeviceId device, std::string id);

  Answer get_attachment_token(base::DeviceId device);

  RelayContext& relay_;
};

}  // namespace valise::server::net
