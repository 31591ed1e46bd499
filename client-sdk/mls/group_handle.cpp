// Group: receiving messages (RFC 9420 sections 6, 12.1, 12.4.2).
#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/external_proposal.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/psk_lookup.hpp"

namespace valise::mls {
namespace {

Result<SignaturePublicKey> external_sender_key(const Extensions& extensions, std::uint32_t index) {
  const Bytes* data = extensions.find(ExtensionType::external_senders);
  if (!data) return base::fail(MlsError::unknown_sender);
  const auto senders = parse<ExternalSenders>(*data);
  if (!senders || index >= senders->list.size()) return base::fail(MlsError::unknown_sender);
  return senders->list[index].signature_key;
}

// knows_types is false when a proposal is of a type that neither MLS defines nor the application registered.
bool knows_types(const FramedContent& content, const TypeRegistry* types) {
  const auto known = [&](const Proposal& proposal) {
    return !proposal.get<CustomProposal>() || (types && types->find(proposal.type()));
  };
  if (const auto* proposal = std::get_if<Proposal>(&content.body)) return known(*proposal);
  const auto* commit = std::get_if<Commit>(&content.body);
  return !commit || std::ranges::all_of(commit->proposals, [&](const ProposalOrRef& entry) {
    const auto* proposal = std::get_if<Proposal>(&entry.value);
    return !proposal || known(*proposal);
  });
}

ApplicationMessage application_message(const VerifiedContent& content, Member sender, Generation generation, Bytes context) {
  const FramedContent& framed = content->content;
  return {.sender = std::move(sender),
          .epoch = framed.epoch,
          .generation = generation,
          .authenticated_data = framed.authenticated_data,
          .plaintext = std::get<ApplicationData>(framed.body).data,
          .signature = content->auth.signature,
          .group_context = std::move(context)};
}

}  // namespace

Result<Handled> Group::handle(ByteView bytes, const Validation& validation) {
  if (bytes.size() > validation.limits.message_size) return base::fail(MlsError::too_large, "message");
  auto message = parse<MlsMessage>(bytes);
  if (!message) return base::pass_on(message);
  if (auto* framed = std::get_if<PublicMessage>(&message->body)) return handle_public(std::move(*framed), validation);
  if (const auto* framed = std::get_if<PrivateMessage>(&message->body)) return handle_private(*framed, validation);
  return base::fail(MlsError::malformed, "not a message of a group");
}

Result<SignaturePublicKey> Group::signer_key(const UnverifiedContent& content) const {
  switch (content.sender().type) {
    case SenderType::member: {
      const LeafNode* leaf = epoch_.tree.leaf(content.sender().leaf());
      if (!leaf) return base::fail(MlsError::unknown_sender);
      return leaf->signature_key;
    }
    case SenderType::external:
      if (content.type() != ContentType::proposal) return base::fail(MlsError::malformed, "sender type");
      return external_sender_key(epoch_.context.extensions, content.sender().index);
    case SenderType::new_member_proposal:
    case SenderType::new_member_commit: {
      const bool commit = content.sender().type == SenderType::new_member_commit;
      if (content.type() != (commit ? ContentType::commit : ContentType::proposal)) {
        return base::fail(MlsError::malformed, "sender type");
      }
      const SignaturePublicKey* key = content.claimed_key();
      if (!key) return base::fail(MlsError::malformed, "no key of the new member");
      return *key;
    }
  }
  return base::fail(MlsError::malformed, "sender type");
}

Result<Handled> Group::handle_public(PublicMessage message, const Validation& validation) {
  if (!knows_types(message.content, validation.types)) return base::fail(MlsError::unsupported, "proposal type");
  if (message.content.group_id != epoch_.context.group_id) return base::fail(MlsError::wrong_group);
  if (message.content.epoch != epoch()) return base::fail(MlsError::wrong_epoch);
  if (auto active = require_active(); !active) return base::pass_on(active);
  if (message.content.sender == Sender::member(own_leaf())) return base::fail(MlsError::own_message);
  const Bytes context = encode(epoch_.context);
  auto content = open_public(suite(), std::move(message), epoch_.secrets.membership, context);
  if (!content) return base::pass_on(content);
  auto key = signer_key(*content);
  if (!key) return base::pass_on(key);
  auto verified = std::move(*content).verify(suite(), *key, context);
  if (!verified) return base::pass_on(verified);
  if ((*verified)->content.type() == ContentType::commit) return stage(*verified, validation);
  return keep_proposal(*verified, validation);
}

Result<Handled> Group::handle_private(const PrivateMessage& message, const Validation& validation) {
  if (message.group_id != epoch_.context.group_id) return base::fail(MlsError::wrong_group);
  if (message.epoch > epoch()) return base::fail(MlsError::wrong_epoch);
  if (message.epoch < epoch()) return handle_late(message);
  // One who was removed did not enter the epoch after; messages of the last one may still come late.
  const bool late = phase() == GroupPhase::removed && message.content_type == ContentType::application;
  if (auto active = require_active(); !active && !late) return base::pass_on(active);
  auto from = open_sender_data(suite(), message, epoch_.secrets.sender_data);
  if (!from) return base::pass_on(from);
  const auto sender = member(from->leaf);
  if (!sender) return base::fail(MlsError::unknown_sender);
  if (from->leaf == own_leaf()) return base::fail(MlsError::own_message);
  auto opened = open_private(suite(), message, *from, epoch_.message_keys);
  if (!opened) return base::pass_on(opened);
  Bytes context = encode(epoch_.context);
  auto verified = std::move(opened->content).verify(suite(), sender->signature_key, context);
  if (!verified) return base::pass_on(verified);
  // A commit's key is left in place: until it is merged, this epoch is as it was, and the same commit can be handled again.
  if (message.content_type == ContentType::commit) return stage(*verified, validation);
  if (message.content_type == ContentType::proposal) {
    auto kept = keep_proposal(*verified, validation);
    if (!kept) return base::pass_on(kept);
    epoch_.message_keys.consume(std::move(opened->key));
    return std::move(*kept);
  }
  ApplicationMessage out = application_message(*verified, *sender, from->generation, std::move(context));
  epoch_.message_keys.consume(std::move(opened->key));
  return out;
}

Result<Handled> Group::handle_late(const PrivateMessage& message) {
  if (message.content_type != ContentType::application) return base::fail(MlsError::wrong_epoch);
  const auto past = std::ranges::find(past_, message.epoch, &PastEpoch::epoch);
  if (past == past_.end()) return base::fail(MlsError::epoch_too_old);
  auto from = open_sender_data(suite(), message, past->sender_data);
  if (!from) return base::pass_on(from);
  const auto sender = past->members.find(from->leaf);
  if (!sender) return base::fail(MlsError::unknown_sender);
  auto opened = open_private(suite(), message, *from, past->message_keys);
  if (!opened) return base::pass_on(opened);
  auto verified = std::move(opened->content).verify(suite(), sender->signature_key, past->context);
  if (!verified) return base::pass_on(verified);
  ApplicationMessage out = application_message(*verified, *sender, from->generation, past->context);
  past->message_keys.consume(std::move(opened->key));
  return out;
}

Result<ReceivedProposal> Group::keep_proposal(const VerifiedContent& content, const Validation& validation) {
  const auto& proposal = std::get<Proposal>(content->content.body);
  const Sender& sender = content->content.sender;
  if (!may_propose(sender.type, proposal.type(), validation.types))
    return base::fail(MlsError::malformed, "proposal type for this sender");
  if (sender.type == SenderType::new_member_proposal && validation.new_member_proposals == NewMemberProposals::refuse) {
    return base::fail(MlsError::unsupported, "proposal of a new member");
  }
  if (auto checked = check_alone(epoch_, {&proposal, sender}, ListOrigin::received, validation); !checked) {
    return base::pass_on(checked);
  }
  ProposalRef reference = proposal_ref(suite(), *content);
  ReceivedProposal out{sender, proposal.type(), reference, content->content.authenticated_data, proposal};
  if (std::ranges::find(proposals_, reference, &CachedProposal::reference) != proposals_.end()) return out;
  if (auto room = check_room(proposal, validation.limits); !room) return base::pass_on(room);
  keep({std::move(reference), proposal, sender, std::nullopt});
  return out;
}

}  // namespace valise::mls
