#include "server/net/relay_metrics.hpp"

namespace valise::server::net {
namespace {

using Frame = v1::ClientFrame;
using metrics::Word;

struct Kind {
  Frame::RequestCase request;
  Word word;
};
constexpr Kind kKinds[] = {{Frame::kAuthenticate, "authenticate"},
                           {Frame::kGetLog, "get_log"},
                           {Frame::kAppendStatement, "append_statement"},
                           {Frame::kGetProof, "get_proof"},
                           {Frame::kRegisterInvite, "register_invite"},
                           {Frame::kSubmitEnrolment, "submit_enrolment"},
                           {Frame::kFetchEnrolment, "fetch_enrolment"},
                           {Frame::kPublishKeyPackages, "publish_key_packages"},
                           {Frame::kClaimKeyPackages, "claim_key_packages"},
                           {Frame::kCountKeyPackages, "count_key_packages"},
                           {Frame::kSubmitCommit, "submit_commit"},
                           {Frame::kSubmitMessage, "submit_message"},
                           {Frame::kGetRoom, "get_room"},
                           {Frame::kSubscribe, "subscribe"},
                           {Frame::kCredit, "credit"},
                           {Frame::kAcknowledge, "acknowledge"},
                           {Frame::kGetAttachmentToken, "get_attachment_token"},
                           {Frame::kSubmitProposal, "submit_proposal"},
                           {Frame::kListProposals, "list_proposals"},
                           {Frame::kWithdrawProposal, "withdraw_proposal"},
                           {Frame::kRefuseProposal, "refuse_proposal"},
                           {Frame::kSetAlertChannel, "set_alert_channel"},
                           {Frame::kListAlertChannels, "list_alert_channels"},
                           {Frame::kTestAlertChannel, "test_alert_channel"},
                           {Frame::kConfirmAlertChannel, "confirm_alert_channel"},
                           {Frame::kRemoveAlertChannel, "remove_alert_channel"},
                           {Frame::kGetReach, "get_reach"}};

constexpr std::array<Word, 4> kOutcomeWords{"ok", "refused", "busy", "storage"};

struct Code {
  v1::FailureCode code;
  Word word;
};
constexpr Code kCodes[] = {{v1::FAILURE_CODE_MALFORMED, "malformed"},
                           {v1::FAILURE_CODE_NOT_AUTHENTICATED, "not_authenticated"},
                           {v1::FAILURE_CODE_NOT_AUTHORISED, "not_authorised"},
                           {v1::FAILURE_CODE_NOT_FOUND, "not_found"},
                           {v1::FAILURE_CODE_CONFLICT, "conflict"},
                           {v1::FAILURE_CODE_REJECTED, "rejected"},
                           {v1::FAILURE_CODE_QUOTA, "quota"},
                           {v1::FAILURE_CODE_TOO_LARGE, "too_large"},
                           {v1::FAILURE_CODE_BUSY, "busy"},
                           {v1::FAILURE_CODE_STORAGE, "storage"},
                           {v1::FAILURE_CODE_EXPIRED, "expired"},
                           {v1::FAILURE_CODE_KEY_REUSED, "key_reused"}};

constexpr std::array<Word, kRefusedReasons> kReasons{"too_many", "handshake", "http", "proof", "silent", "fenced", "cut_off"};
constexpr std::array<Word, kMetered> kQuotas{"requests", "messages", "commits",    "claims",   "claims_of_one_device",
                                             "traffic",  "logins",   "statements", "strangers"};
constexpr std::array<Word, 3> kSessionKinds{"anonymous", "device", "administrator"};

std::size_t outcome_of(const v1::RelayFrame& answer) {
  if (!answer.has_failure()) return 0;
  switch (answer.failure().code()) {
    case v1::FAILURE_CODE_BUSY: return 2;
    case v1::FAILURE_CODE_STORAGE: return 3;
    default: return 1;
  }
}

}  // namespace

RelayMetrics::RelayMetrics(metrics::Registry& r)
    : connections(r.gauge("valise_connections", "Open connections, WebSocket and HTTP.")),
      draining(r.gauge("valise_draining", "1 while the relay sends its clients away to end.")),
      handshakes_waiting(r.gauge("valise_handshakes_waiting", "Connections that wait for their turn to make a TLS handshake.")),
      handshakes_delayed(r.counter("valise_handshakes_delayed_total", "TLS handshakes that had to wait for their turn.")),
      handshake_microseconds(
          r.counter("valise_handshake_microseconds_total", "Processor time of TLS handshakes, in microseconds.")),
      opened(r.counter("valise_sessions_opened_total", "Sessions that began, authenticated or not.")),
      device_logins(r.counter("valise_sessions_authenticated_total", "Sessions that proved who they are.", {{"kind", "device"}})),
      administrator_logins(
          r.counter("valise_sessions_authenticated_total", "Sessions that proved who they are.", {{"kind", "administrator"}})),
      received_bytes(r.counter("valise_received_bytes_total", "Bytes of frames that sessions sent.")),
      sent_bytes(r.counter("valise_sent_bytes_total", "Bytes of frames sent to sessions.")),
      messages_stored(r.counter("valise_messages_stored_total", "Messages acknowledged to their sender: stored durably.")),
      message_bytes_stored(r.counter("valise_message_bytes_stored_total", "Ciphertext bytes of stored messages.")),
      deliveries_sent(r.counter("valise_deliveries_sent_total", "Deliveries sent to devices, repetitions included.")),
      delivery_bytes_sent(r.counter("valise_delivery_bytes_sent_total", "Ciphertext bytes of deliveries sent.")),
      deliveries_acknowledged(r.counter("valise_deliveries_acknowledged_total", "Deliveries that devices acknowledged.")),
      attachment_bytes_received(r.counter("valise_attachment_bytes_received_total", "Ciphertext bytes of attachments uploaded.")),
      attachment_bytes_sent(r.counter("valise_attachment_bytes_sent_total", "Ciphertext bytes of attachments downloaded.")),
      submit_seconds(r.histogram("valise_submit_seconds", "From the frame of a message or commit to its queued answer.",
                                 metrics::kWorkSeconds)),
      delivery_seconds(r.histogram("valise_delivery_seconds",
                                   "From storing a message to sending it to a device, absence included.", metrics::kWaitSeconds)),
      log_entries(r.gauge("valise_log_entries", "Entries of the directory log.")),
      served_entries(r.gauge("valise_served_head_entries", "Entries of the log that members are shown.")),
      head_time(r.gauge("valise_head_vouched_timestamp_seconds",
                        "When enough witnesses vouched for the head that members are shown; now, where none are demanded.")),
      witnesses_demanded(r.gauge("valise_witnesses_demanded", "Witnesses that must cosign a head before members are shown it.")),
      witnesses_configured(r.gauge("valise_witnesses_configured", "Witnesses that this relay asks.")),
      cosignatures_taken(r.counter("valise_cosignatures_total", "Requests to witnesses.", {{"outcome", "taken"}})),
      cosignatures_failed(r.counter("valise_cosignatures_total", "Requests to witnesses.", {{"outcome", "failed"}})),
      alerts_sent(r.counter("valise_alert_messages_total", "Messages to alert channels, tests included.", {{"outcome", "sent"}})),
      alerts_failed(
          r.counter("valise_alert_messages_total", "Messages to alert channels, tests included.", {{"outcome", "failed"}})),
      alerts_open(r.gauge("valise_alerts_open", "Urgent messages that wait for an acknowledgement.")),
      alerts_overdue(r.gauge("valise_alerts_overdue", "Those of them whose deadline has passed.")),
      alert_channels(r.gauge("valise_alert_channels", "Confirmed alert channels.")),
      alert_channels_failing(r.gauge("valise_alert_channels_failing", "Those of them that did not take the last message.")) {
  for (std::size_t i = 0; i < sessions_.size(); ++i) {
    sessions_[i] = &r.gauge("valise_sessions", "Sessions now.", {{"kind", kSessionKinds[i]}});
  }
  for (std::size_t i = 0; i < refused_.size(); ++i) {
    refused_[i] = &r.counter("valise_sessions_refused_total", "Connections and sessions that the relay refused or ended.",
                             {{"reason", kReasons[i]}});
  }
  for (std::size_t i = 0; i < kMetered; ++i) {
    over_quota_[i] =
        &r.counter("valise_over_quota_total", "Requests refused since a device, authority or address had used a quota up.",
                   {{"reason", kQuotas[i]}});
  }
  for (const auto& [request, word] : kKinds) {
    requests_.resize(std::max<std::size_t>(requests_.size(), request + 1));
    for (std::size_t i = 0; i < kOutcomes; ++i) {
      requests_[request][i] = &r.counter("valise_requests_total", "Requests by kind and outcome.",
                                         {{"request", word}, {"outcome", kOutcomeWords[i]}});
    }
  }
  for (const auto& [code, word] : kCodes) {
    failures_.resize(std::max<std::size_t>(failures_.size(), static_cast<std::size_t>(code) + 1));
    failures_[code] = &r.counter("valise_request_failures_total", "Requests that failed, by the code that the client was given.",
                                 {{"code", word}});
  }
}

void RelayMetrics::take_over(const Counters& counters) {
  for (std::size_t i = 0; i < kMetered; ++i) over_quota_[i]->add(counters.over_quota[i] - over_quota_[i]->value());
}

void RelayMetrics::take_over(const wire::ListenerCounters& counters) {
  handshakes_waiting.set(static_cast<double>(counters.handshakes_waiting));
  handshakes_delayed.add(counters.handshakes_delayed - handshakes_delayed.value());
  handshake_microseconds.add(counters.handshake_microseconds - handshake_microseconds.value());
}

void RelayMetrics::answered(Frame::RequestCase request, const v1::RelayFrame& answer) {
  if (request < requests_.size() && requests_[request][0] != nullptr) requests_[request][outcome_of(answer)]->add();
  if (!answer.has_failure()) return;
  const auto code = static_cast<std::size_t>(answer.failure().code());
  if (code < failures_.size() && failures_[code] != nullptr) failures_[code]->add();
}

void RelayMetrics::changed(const Identity* from, const Identity* to) {
  if (from != nullptr) sessions_[from->index()]->add(-1);
  if (to != nullptr) sessions_[to->index()]->add(1);
}

}  // namespace valise::server::net
