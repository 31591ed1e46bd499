#include "server/net/requests.hpp"

namespace valise::server::net {

using Frame = v1::ClientFrame;

Answer Requests::handle(Identity identity, v1::ClientFrame frame) {
  switch (frame.request_case()) {
    case Frame::kGetLog: return get_log(std::move(identity), std::move(*frame.mutable_get_log()));
    case Frame::kAppendStatement: return append_statement(std::move(*frame.mutable_append_statement()));
    case Frame::kGetProof: return get_proof(std::move(*frame.mutable_get_proof()));
    case Frame::kRegisterInvite: return register_invite(std::move(*frame.mutable_register_invite()));
    case Frame::kSubmitEnrolment: return submit_enrolment(std::move(*frame.mutable_submit_enrolment()));
    case Frame::kFetchEnrolment: return fetch_enrolment(std::move(identity), std::move(*frame.mutable_fetch_enrolment()));
    case Frame::kSubmitProposal: return submit_proposal(std::move(identity), std::move(*frame.mutable_submit_proposal()));
    case Frame::kListProposals: return list_proposals(std::move(identity), std::move(*frame.mutable_list_proposals()));
    case Frame::kWithdrawProposal: return withdraw_proposal(std::move(identity), std::move(*frame.mutable_withdraw_proposal()));
    case Frame::kRefuseProposal: return refuse_proposal(std::move(*frame.mutable_refuse_proposal()));
    default: return for_device(std::get<DeviceIdentity>(identity).device, std::move(frame));
  }
}

Answer Requests::for_device(base::DeviceId device, v1::ClientFrame frame) {
  switch (frame.request_case()) {
    case Frame::kPublishKeyPackages: return publish_key_packages(device, std::move(*frame.mutable_publish_key_packages()));
    case Frame::kClaimKeyPackages: return claim_key_packages(device, std::move(*frame.mutable_claim_key_packages()));
    case Frame::kCountKeyPackages: return count_key_packages(device);
    case Frame::kSubmitCommit: return submit_commit(device, std::move(*frame.mutable_submit_commit()));
    case Frame::kSubmitMessage: return submit_message(device, std::move(*frame.mutable_submit_message()));
    case Frame::kGetRoom: return get_room(device, std::move(*frame.mutable_get_room()));
    case Frame::kAcknowledge: return acknowledge(device, std::move(*frame.mutable_acknowledge()));
    case Frame::kSetAlertChannel: return set_alert_channel(device, std::move(*frame.mutable_set_alert_channel()));
    case Frame::kListAlertChannels: return list_alert_channels(device, std::move(*frame.mutable_list_alert_channels()));
    case Frame::kTestAlertChannel: return test_alert_channel(device, std::move(*frame.mutable_test_alert_channel()));
    case Frame::kConfirmAlertChannel: return confirm_alert_channel(device, std::move(*frame.mutable_confirm_alert_channel()));
    case Frame::kRemoveAlertChannel: return remove_alert_channel(device, std::move(*frame.mutable_remove_alert_channel()));
    case Frame::kGetReach: return get_reach(std::move(*frame.mutable_get_reach()));
    case Frame::kGetAttachmentToken: return get_attachment_token(device);
    default: throw std::logic_error("a request without a handler");
  }
}

Answer Requests::get_attachment_token(base::DeviceId device) {
  auto issued = relay_.tokens.issue(device);
  v1::RelayFrame frame;
  frame.mutable_attachment_token()->set_token(std::move(issued.token));
  frame.mutable_attachment_token()->set_expires_at_ms(base::to_wire(issued.expires_at));
  co_return frame;
}

}  // namespace valise::server::net
