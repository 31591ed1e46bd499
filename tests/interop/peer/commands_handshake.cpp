// Proposals and commits, own and received.
#include "base/text_encoding.hpp"
#include "client-sdk/mls/framing/message.hpp"
#include "tests/interop/peer/commands.hpp"

namespace valise::interop {
namespace {

Result<mls::KeyPackage> parse_key_package(ByteView message) { return mls::from_message<mls::KeyPackage>(message); }

// CommitRequest is what the words of `commit` ask for.
struct CommitRequest {
  mls::PathChoice path = mls::PathChoice::when_required;
  mls::WelcomeTree tree = mls::WelcomeTree::include;
  std::vector<Bytes> adds;
  std::vector<mls::LeafIndex> removes;
  std::vector<Bytes> psks;
  std::vector<mls::Epoch> resumptions;
};

void read_change(std::string_view word, Arguments& in, CommitRequest& out) {
  const auto colon = std::min(word.find(':'), word.size());
  const std::string_view kind = word.substr(0, colon);
  Arguments value(word.substr(std::min(colon + 1, word.size())));
  if (kind == "add") {
    out.adds.push_back(value.bytes());
  } else if (kind == "remove") {
    out.removes.emplace_back(static_cast<std::uint32_t>(value.number()));
  } else if (kind == "psk") {
    out.psks.push_back(value.bytes());
  } else if (kind == "respsk") {
    out.resumptions.emplace_back(value.number());
  } else {
    in.fail(PeerError::bad_argument);
  }
  if (!value.finish()) in.fail(PeerError::bad_argument);
}

CommitRequest read_commit(Arguments& in) {
  CommitRequest out;
  while (in.more()) {
    const std::string_view word = in.word();
    if (word == "path") {
      out.path = mls::PathChoice::always;
    } else if (word == "notree") {
      out.tree = mls::WelcomeTree::leave_out;
    } else {
      read_change(word, in, out);
    }
  }
  return out;
}

Result<mls::CommitOptions> commit_options(CommitRequest request, mls::WireFormat format) {
  mls::CommitOptions out{.removes = std::move(request.removes),
                         .external_psks = std::move(request.psks),
                         .path = request.path,
                         .welcome_tree = request.tree,
                         .format = format};
  for (const Bytes& message : request.adds) {
    auto package = parse_key_package(message);
    if (!package) return base::pass_on(package);
    auto verified = mls::verify_key_package(std::move(*package));
    if (!verified) return base::pass_on(verified);
    out.adds.push_back(std::move(*verified));
  }
  return out;
}

Result<mls::Proposal> psk_proposal(Peer& peer, const Membership& membership, ByteView id) {
  if (!membership.psks.find(id)) return base::fail(mls::MlsError::missing_psk);
  return membership.group.make_psk_proposal(id, peer.random());
}

// read_proposal reads what follows `propose <g>` for all kinds but update.
Result<mls::Proposal> read_proposal(Peer& peer, const Membership& membership, std::string_view kind, Arguments& in) {
  const bool by_leaf = kind == "remove";
  const auto leaf = static_cast<std::uint32_t>(by_leaf ? in.number() : 0);
  const Bytes bytes = by_leaf ? Bytes{} : in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  if (by_leaf) return mls::Proposal{mls::Remove{mls::LeafIndex(leaf)}};
  if (kind == "psk") return psk_proposal(peer, membership, bytes);
  if (kind != "add") return base::fail(PeerError::bad_argument);
  auto package = parse_key_package(bytes);
  if (!package) return base::pass_on(package);
  return mls::Proposal{mls::Add{std::move(*package)}};
}

// require_handshake refuses application messages, whose key would be used up.
Result<> require_handshake(ByteView bytes) {
  const auto message = mls::parse<mls::MlsMessage>(bytes);
  if (!message) return std::unexpected(message.error());
  const auto* framed = std::get_if<mls::PrivateMessage>(&message->body);
  if (framed && framed->content_type == mls::ContentType::application) return base::fail(PeerError::wrong_content);
  return {};
}

}  // namespace

Result<Fields> wire(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::string_view format = in.word();
  if (format != "private" && format != "public") in.fail(PeerError::bad_argument);
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  (*member)->format = format == "public" ? mls::WireFormat::public_message : mls::WireFormat::private_message;
  return Fields{};
}

Result<Fields> propose(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const std::string_view kind = in.word();
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  Membership& own = **member;
  if (kind == "update") {
    if (auto read = in.finish(); !read) return base::pass_on(read);
    const auto message = own.group.propose_update(peer.random(), own.format);
    if (!message) return std::unexpected(message.error());
    return hex(*message);
  }
  auto proposal = read_proposal(peer, own, kind, in);
  if (!proposal) return base::pass_on(proposal);
  const auto message = own.group.propose(std::move(*proposal), Peer::validation(own.psks), peer.random(), own.format);
  if (!message) return std::unexpected(message.error());
  return hex(*message);
}

Result<Fields> commit(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  CommitRequest request = read_commit(in);
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  Membership& own = **member;
  std::vector<mls::Proposal> resumptions;
  for (const mls::Epoch epoch : request.resumptions) {
    resumptions.push_back(own.group.make_resumption_proposal(own.group.group_id(), epoch, peer.random()));
  }
  auto options = commit_options(std::move(request), own.format);
  if (!options) return base::pass_on(options);
  options->proposals = std::move(resumptions);
  return commit_with(peer, own, *options);
}

Result<Fields> commit_with(Peer& peer, Membership& own, const mls::CommitOptions& options) {
  auto pending = own.group.commit(options, Peer::validation(own.psks), peer.random());
  if (!pending) return base::pass_on(pending);
  own.pending.emplace(std::move(*pending));
  return hex(own.pending->message) + " " + hex(own.pending->welcome.value_or(Bytes{}));
}

Result<Fields> merge(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  Membership& own = **member;
  if (!own.pending) return base::fail(PeerError::no_pending_commit);
  if (auto merged = own.group.merge(std::move(*own.pending)); !merged) return base::pass_on(merged);
  own.pending.reset();
  return authenticator(own.group);
}

Result<Fields> drop(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  if (!(*member)->pending) return base::fail(PeerError::no_pending_commit);
  (*member)->pending.reset();
  return Fields{};
}

Result<Fields> handle(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes message = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  Membership& own = **member;
  if (auto checked = require_handshake(message); !checked) return base::pass_on(checked);
  auto handled = own.group.handle(message, Peer::validation(own.psks));
  if (!handled) return base::pass_on(handled);
  auto* staged = std::get_if<mls::StagedCommit>(&*handled);
  if (!staged) return Fields{"proposal"};
  if (auto merged = own.group.merge(std::move(*staged)); !merged) return base::pass_on(merged);
  own.pending.reset();
  return "commit " + (own.group.phase() == mls::GroupPhase::removed ? hex({}) : authenticator(own.group));
}

}  // namespace valise::interop
