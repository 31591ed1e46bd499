// every_request: each request that the relay's protocol has, with somebody's words in each field that takes bytes or text. For
// tests of what becomes of such words, and for the corpora of fuzzers.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "valise/v1/relay.pb.h"

namespace valise::tests {

struct Words {
  std::string id;         // 16 bytes
  std::string hash;       // 32 bytes
  std::string signature;  // 64 bytes
  std::string text;       // where anything may stand
  std::string address;    // of a post, or an officer
  std::string email;
  std::string url;
};

// every_request gives at least one request for each of request_numbers(), in an order in which those that need something another
// one has made come after it.
inline std::vector<v1::ClientFrame> every_request(const Words& words) {
  std::vector<v1::ClientFrame> out;
  const auto add = [&out]() -> v1::ClientFrame& { return out.emplace_back(); };
  auto& authenticate = *add().mutable_authenticate();
  authenticate.set_device_id(words.id);
  authenticate.set_signature(words.signature);
  add().mutable_authenticate()->set_administrator_key(words.hash);
  add().mutable_get_log()->set_invite_hash(words.hash);
  add().mutable_append_statement()->set_signed_statement(words.text);
  add().mutable_get_proof()->set_tree_size(1);
  add().mutable_register_invite()->set_invite_registration(words.text);
  auto& enrolment = *add().mutable_submit_enrolment();
  enrolment.set_invite_hash(words.hash);
  enrolment.set_enrolment_request(words.text);
  add().mutable_fetch_enrolment()->set_invite_hash(words.hash);
  auto& publish = *add().mutable_publish_key_packages();
  publish.add_key_packages(words.text);
  publish.set_last_resort(words.text);
  auto& claim = *add().mutable_claim_key_packages();
  claim.add_device_ids(words.id);
  claim.set_idempotency_key(words.id);
  add().mutable_count_key_packages();
  auto& commit = *add().mutable_submit_commit();
  commit.set_room_id(words.hash);
  commit.set_idempotency_key(words.id);
  commit.set_commit(words.text);
  commit.set_welcome(words.text);
  commit.add_add(words.id);
  commit.add_remove(words.id);
  auto& created = *add().mutable_submit_commit();
  created.set_room_id(words.hash);
  created.set_idempotency_key(words.id);
  created.set_commit(words.text);
  const auto other_id = words.hash.substr(8, 16);
  const auto send = [&](const std::string& key, const std::string& post) -> v1::SubmitMessage& {
    auto& message = *add().mutable_submit_message();
    message.set_room_id(words.hash);
    message.set_idempotency_key(key);
    message.set_message(words.text);
    message.set_post(post);
    return message;
  };
  send(other_id, words.text);
  auto& urgent = send(words.hash.substr(4, 16), words.address);
  urgent.set_urgency(v1::URGENCY_URGENT);
  urgent.set_acknowledge_by_ms(4'000'000'000'000);
  send(words.hash.substr(6, 16), {}).set_settles_seq(3);
  send(words.hash.substr(7, 16), {}).set_withdraws_seq(3);
  add().mutable_get_room()->set_room_id(words.hash);
  add().mutable_acknowledge()->set_mailbox_seq(99);
  add().mutable_get_attachment_token();
  add().mutable_submit_proposal()->set_signed_statement(words.text);
  add().mutable_list_proposals()->set_authority_id(words.text);
  add().mutable_withdraw_proposal()->set_proposal_id(words.hash);
  add().mutable_refuse_proposal()->set_refusal(words.text);
  const auto set_channel = [&](v1::AlertChannelKind kind, const std::string& id, const std::string& of,
                               const std::string& target) {
    auto& channel = *add().mutable_set_alert_channel();
    channel.set_address(of);
    channel.set_kind(kind);
    channel.set_target(target);
    channel.set_idempotency_key(id);
  };
  set_channel(v1::ALERT_CHANNEL_KIND_EMAIL, words.id, words.address, words.email);
  set_channel(v1::ALERT_CHANNEL_KIND_WEBHOOK, other_id, words.address, words.url);
  set_channel(v1::ALERT_CHANNEL_KIND_WEBHOOK, words.text, words.text, words.text);
  add().mutable_list_alert_channels()->set_address(words.address);
  add().mutable_list_alert_channels()->set_address(words.text);
  for (const auto& id : {words.id, other_id}) {
    add().mutable_test_alert_channel()->set_channel_id(id);
    auto& confirm = *add().mutable_confirm_alert_channel();
    confirm.set_channel_id(id);
    confirm.set_code(words.text);
  }
  add().mutable_get_reach()->add_addresses(words.text);
  out.back().mutable_get_reach()->add_addresses(words.address);
  for (const auto& id : {words.id, other_id}) add().mutable_remove_alert_channel()->set_channel_id(id);
  add().mutable_subscribe()->set_credit(10);
  add().mutable_credit()->set_deliveries(10);
  return out;
}

// is_answered: credit is not.
inline bool is_answered(const v1::ClientFrame& request) { return !request.has_credit(); }

// request_numbers gives the number of every request that the protocol's parser knows, found by asking it: the light runtime of
// Protocol Buffers has no descriptions of messages.
inline std::set<int> request_numbers() {
  constexpr int most = 199;
  constexpr int bytes_field = 2;
  std::set<int> out;
  for (int number = 2; number <= most; ++number) {
    std::string frame;
    for (int tag = number << 3 | bytes_field; tag != 0; tag >>= 7)
      frame += static_cast<char>((tag & 127) | (tag > 127 ? 128 : 0));
    frame += '\0';  // an empty request
    v1::ClientFrame parsed;
    if (parsed.ParseFromString(frame) && parsed.request_case() == number) out.insert(number);
  }
  return out;
}

// said gives the numbers of these requests.
inline std::set<int> said(const std::vector<v1::ClientFrame>& requests) {
  std::set<int> out;
  for (const auto& request : requests) out.insert(request.request_case());
  return out;
}

}  // namespace valise::tests
