#include "client-sdk/net/frames.hpp"

namespace valise::sdk::net {

using Request = v1::ClientFrame;
using Body = v1::RelayFrame;

v1::RelayFrame::BodyCase answer_to(v1::ClientFrame::RequestCase request) {
  switch (request) {
    case Request::kAuthenticate: return Body::kAuthenticated;
    case Request::kGetLog: return Body::kLogEntries;
    case Request::kAppendStatement: return Body::kStatementAppended;
    case Request::kGetProof: return Body::kProof;
    case Request::kRegisterInvite:
    case Request::kSubmitEnrolment:
    case Request::kSubmitProposal:
    case Request::kWithdrawProposal:
    case Request::kRefuseProposal:
    case Request::kTestAlertChannel:
    case Request::kConfirmAlertChannel:
    case Request::kRemoveAlertChannel:
    case Request::kCredit:
    case Request::kAcknowledge: return Body::kDone;
    case Request::kFetchEnrolment: return Body::kEnrolmentFetched;
    case Request::kPublishKeyPackages:
    case Request::kCountKeyPackages: return Body::kKeyPackagesPublished;
    case Request::kClaimKeyPackages: return Body::kKeyPackagesClaimed;
    case Request::kSubmitCommit:
    case Request::kSubmitMessage: return Body::kSubmitted;
    case Request::kGetRoom: return Body::kRoomInfo;
    case Request::kSubscribe: return Body::kSubscribed;
    case Request::kGetAttachmentToken: return Body::kAttachmentToken;
    case Request::kListProposals: return Body::kProposals;
    case Request::kSetAlertChannel: return Body::kAlertChannelSet;
    case Request::kListAlertChannels: return Body::kAlertChannels;
    case Request::kGetReach: return Body::kReach;
    case Request::REQUEST_NOT_SET: break;
  }
  return Body::BODY_NOT_SET;
}

namespace {

RelayFailure relay_failure(v1::FailureCode code) {
  const auto value = static_cast<int>(code);
  const bool known = value >= static_cast<int>(RelayFailure::malformed) && value <= static_cast<int>(RelayFailure::key_reused);
  return known ? static_cast<RelayFailure>(value) : RelayFailure::other;
}

}  // namespace

RequestError failed(const v1::Failure& failure) {
  constexpr std::uint64_t longest = 24 * 60 * 60 * 1000;  // a day; more is no advice to wait
  RequestError error;
  error.code = relay_failure(failure.code());
  error.retry_after = std::chrono::milliseconds(std::min(failure.retry_after_ms(), longest));
  error.position = base::RoomSeq(failure.position());
  return error;
}

RequestError failed(const std::error_code& code, std::string context) {
  RequestError error;
  error.code = code;
  error.context = std::move(context);
  return error;
}

NetError while_connecting(const std::error_code& code) {
  if (code == wire::WireError::wrong_key) return NetError::wrong_relay_key;
  if (code == wire::WireError::timeout) return NetError::timeout;
  if (code == wire::WireError::protocol || code == wire::WireError::too_large) return NetError::protocol_violation;
  return NetError::unreachable;
}

NetError while_open(const std::error_code& code) {
  if (code == wire::WireError::timeout) return NetError::timeout;
  if (code == wire::WireError::protocol || code == wire::WireError::too_large) return NetError::protocol_violation;
  return NetError::closed;
}

base::Result<v1::RelayFrame> parse_frame(base::ByteView bytes) {
  v1::RelayFrame frame;
  if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return base::fail(NetError::protocol_violation);
  return frame;
}

}  // namespace valise::sdk::net
