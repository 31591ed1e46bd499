// Application messages and the exporter.
#include "client-sdk/mls/framing/message.hpp"
#include "tests/interop/peer/commands.hpp"

namespace valise::interop {
namespace {

constexpr std::uint64_t most_padding = std::uint64_t{1} << 20;
constexpr std::size_t most_exported = mls::ExportedSecret::capacity;

// require_application refuses what is no application message: handling it would be more than opening it.
Result<> require_application(ByteView bytes) {
  const auto message = mls::from_message<mls::PrivateMessage>(bytes);
  if (!message) return std::unexpected(message.error());
  if (message->content_type != mls::ContentType::application) return base::fail(PeerError::wrong_content);
  return {};
}

}  // namespace

Result<Fields> protect(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes authenticated = in.bytes();
  const Bytes plaintext = in.bytes();
  const bool with_padding = in.more();
  const std::uint64_t padding = with_padding ? in.number(most_padding) : 0;
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  mls::PaddingPolicy policy = mls::padme;
  if (with_padding) policy = [padding](std::size_t length) { return length + padding; };
  const auto message = (*member)->group.protect(authenticated, plaintext, peer.random(), policy);
  if (!message) return std::unexpected(message.error());
  return hex(*message);
}

Result<Fields> unprotect(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes message = in.bytes();
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  if (auto checked = require_application(message); !checked) return base::pass_on(checked);
  const auto handled = (*member)->group.handle(message, Peer::validation((*member)->psks));
  if (!handled) return std::unexpected(handled.error());
  const auto& opened = std::get<mls::ApplicationMessage>(*handled);
  return hex(opened.authenticated_data) + " " + hex(opened.plaintext);
}

Result<Fields> export_secret(Peer& peer, Arguments& in) {
  const std::string name(in.word());
  const Bytes label = in.bytes();
  const Bytes context = in.bytes();
  const std::uint64_t length = in.number(most_exported);
  if (auto read = in.finish(); !read) return base::pass_on(read);
  const auto member = peer.group(name);
  if (!member) return std::unexpected(member.error());
  return hex((*member)->group.export_secret(base::as_text(label), context, length).expose());
}

}  // namespace valise::interop
