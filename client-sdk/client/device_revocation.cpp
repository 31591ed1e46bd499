// Devices::revoke: a statement of the authority, signed here where its key is at hand, and handed to the relay at once.
#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/replica.hpp"
#include "keys/crypto/key_file.hpp"
#include "valise/devices.hpp"

namespace valise {
namespace {

using base::fail;
using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::Link;
using sdk::client::publicly;

constexpr crypto::Label kKeyType = "administrator key";  // as valise-registrar makes it

// An own device by the beginning of its id.
base::Result<base::DeviceId> own_device(const Context& context, const std::string& prefix) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  std::vector<base::DeviceId> found;
  for (const base::DeviceId& id : context.directory().officer(context.identity->officer)->devices) {
    if (base::to_hex(id.view()).starts_with(prefix)) found.push_back(id);
  }
  if (found.size() != 1 || prefix.size() < 4) return fail(directory::RuleError::device_unknown);
  return found.front();
}

base::Result<base::Bytes> statement(const Context& context, const base::DeviceId& device, const std::string& reason,
                                    const crypto::SigningKey& key) {
  v1::Statement body;
  body.set_directory_id(context.directory().directory_id().string());
  body.set_made_at_ms(base::to_wire(context.clock.now()));
  body.mutable_device_revoked()->set_device_id(device.string());
  body.mutable_device_revoked()->set_reason(reason);
  auto made = directory::SignedStatement::make(body);
  if (!made) return pass_on(made);
  if (auto done = made->sign(key); !done) return pass_on(done);
  if (auto allowed = context.directory().check(*made); !allowed) return pass_on(allowed);
  return made->bytes();
}

boost::asio::awaitable<base::Result<bool>> hand_in(Context& context, Link link, base::Bytes statement) {
  v1::ClientFrame frame;
  frame.mutable_append_statement()->set_signed_statement(base::to_string(statement));
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  if (auto synced = co_await sdk::client::sync_directory(context, link); !synced) co_return pass_on(synced);
  co_return true;
}

base::Result<std::string> revoked(Client& client, const std::string& prefix, const std::string& reason,
                                  const std::filesystem::path& key_file, std::string passphrase) {
  const auto secret = crypto::Passphrase::consume(passphrase);
  auto& impl = internals(client);
  Context& context = impl.context();
  auto device = own_device(context, prefix);
  if (!device) return pass_on(device);
  auto seed = crypto::read_key_file<crypto::SigningSeed>(key_file, kKeyType, secret);
  if (!seed) return pass_on(seed);
  auto bytes = statement(context, *device, reason, crypto::SigningKey::from_seed(*seed));
  if (!bytes) return pass_on(bytes);
  auto done = impl.over_link<bool>([&](Link link) { return hand_in(context, std::move(link), *bytes); });
  if (!done) return pass_on(done);
  return base::to_hex(device->view());
}

}  // namespace

Result<OwnDevice> Devices::revoke(const std::string& device, const std::string& reason, const std::filesystem::path& key_file,
                                  std::string passphrase) {
  const auto id = publicly(revoked(*client_, device, reason, key_file, std::move(passphrase)));
  if (!id) return std::unexpected(id.error());
  auto devices = list();
  if (!devices) return std::unexpected(devices.error());
  for (OwnDevice& one : *devices) {
    if (one.device == *id) return std::move(one);
  }
  return publicly(base::Result<OwnDevice>(fail(directory::RuleError::device_unknown)));
}

}  // namespace valise
