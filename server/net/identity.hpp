// Who a session speaks for, what that allows, and the proof of it (docs/PROTOCOL.md, "Relay session").
//
//   Anonymous --Authenticate(device)---------> DeviceIdentity
//             --Authenticate(administrator)--> AdministratorIdentity
//
// There is no way back and no second authentication. What an identity allows is judged anew with each request, because the
// directory changes while sessions live.
#pragma once

#include <variant>

#include "base/ids.hpp"
#include "keys/crypto/ed25519.hpp"
#include "keys/directory/state.hpp"
#include "server/net/gatekeeper.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/connection.hpp"

namespace valise::server::net {

struct Anonymous {};
struct DeviceIdentity {
  base::DeviceId device;
};
struct AdministratorIdentity {
  crypto::VerifyKey key;
};
using Identity = std::variant<Anonymous, DeviceIdentity, AdministratorIdentity>;

using RequestCase = v1::ClientFrame::RequestCase;
enum class Permit { yes, authenticate_first, not_authorised, malformed };

// permit judges the kind of a request only; conditions on its content are its handler's.
[[nodiscard]] Permit permit(const Identity& identity, RequestCase request);

using SessionNonce = base::ByteArray<32>;

// Challenge is what a session's proof has to be about: no other relay, no other connection.
struct Challenge {
  base::RelayId relay;
  SessionNonce nonce;
  wire::ChannelBinding binding;
};
// authenticate checks the proof against the directory as it is. NetError::wrong_proof whatever is wrong, so that nobody can probe
// which devices exist.
[[nodiscard]] base::Result<Identity> authenticate(const v1::Authenticate& request, const Challenge& challenge,
                                                  const directory::DirectoryState& state);
// still_valid tells whether an identity that was proved before still stands in the directory.
[[nodiscard]] bool still_valid(const Identity& identity, const directory::DirectoryState& state);

// authority_of gives the authority whose device it is; empty for what is not in the directory.
[[nodiscard]] std::string authority_of(const directory::DirectoryState& state, const base::DeviceId& device);
// account_of gives who pays for what an identity does; `peer` is the connection's peer_group.
[[nodiscard]] Account account_of(const Identity& identity, const directory::DirectoryState& state, std::string peer);

// session_proof_bytes gives what the proof signs (before the label).
[[nodiscard]] base::Bytes session_proof_bytes(const Challenge& challenge, base::Byte kind, base::ByteView identity);

}  // namespace valise::server::net
