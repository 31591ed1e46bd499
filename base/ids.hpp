// The identifiers that more than one layer speaks of. Sizes are part of docs/PROTOCOL.md.
#pragma once

#include "base/strong_id.hpp"

namespace valise::base {

using DirectoryId = BinaryId<struct DirectoryIdTag, 32>;    // SHA-256 of the genesis statement
using DeviceId = BinaryId<struct DeviceIdTag, 16>;          // random, chosen by the device
using RoomId = BinaryId<struct RoomIdTag, 32>;              // random; also the MLS group id
using MessageId = BinaryId<struct MessageIdTag, 16>;        // random, inside the encryption
using IdempotencyKey = BinaryId<struct IdempotencyTag, 16>; // random, one per request that changes something
using AttachmentId = BinaryId<struct AttachmentIdTag, 16>;  // random, chosen by the relay
using RelayId = BinaryId<struct RelayIdTag, 32>;            // SHA-256 of the relay's TLS public key (SPKI)

using RoomSeq = Strong<struct RoomSeqTag, std::uint64_t>;        // position in a room, assigned by the relay, from 1
using MailboxSeq = Strong<struct MailboxSeqTag, std::uint64_t>;  // position in a device's mailbox, from 1
using LogIndex = Strong<struct LogIndexTag, std::uint64_t>;      // entry of the directory log, from 0

}  // namespace valise::base
