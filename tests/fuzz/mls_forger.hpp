// What members in collusion could send: messages with right keys, tags and signatures and any content.
#pragma once

#include "tests/fuzz/input.hpp"
#include "tests/fuzz/mls_room.hpp"

namespace valise::fuzz {

// any_proposal makes a proposal of any type as the input says, sound or not; `as` is who would make it.
[[nodiscard]] mls::Proposal any_proposal(Input& input, Room& room, const mls::Group& as);
// any_message makes a handshake or application message in the epoch of `as`, from any sender.
[[nodiscard]] mls::Bytes any_message(Input& input, Room& room, const mls::Group& as);
// change_leaf alters a leaf node.
void change_leaf(Input& input, mls::LeafNode& leaf);
[[nodiscard]] mls::Extensions any_extensions(Input& input);
[[nodiscard]] mls::PreSharedKeyId any_psk(Input& input, const mls::Group& as);
// any_key gives a key that is not in the tree, or one that is, or none that the suite knows.
[[nodiscard]] mls::HpkePublicKey any_key(Input& input, const mls::Group& as);
// signer_for signs for that key, until the next call.
[[nodiscard]] const mls::Signer& signer_for(const mls::SignaturePublicKey& key);

}  // namespace valise::fuzz
