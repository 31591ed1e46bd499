// Limits: docs/PROTOCOL.md, "Limits". Those marked there as configurable come from the relay's configuration.
#pragma once

#include <chrono>
#include <cstdint>

namespace valise::server::core {

// Stored is what is kept for somebody.
struct Stored {
  std::uint64_t bytes = 0;
  std::uint64_t messages = 0;
};

struct Limits {
  std::size_t message_bytes = 256 * 1024;
  std::size_t commit_bytes = 2 * 1024 * 1024;  // commit and Welcome together
  std::size_t devices_per_room = 2000;
  std::size_t key_packages_kept = 200;
  std::size_t devices_per_claim = 1000;
  std::size_t key_package_bytes = 16 * 1024;
  std::size_t enrolment_bytes = 16 * 1024;
  std::size_t invites_per_authority = 1000;
  std::size_t proposals_per_authority = 8;  // refused ones, too, until they are withdrawn or too old
  std::size_t proposal_bytes = 64 * 1024;
  std::uint64_t attachment_bytes = 256ULL * 1024 * 1024;
  std::uint64_t attachment_bytes_per_device = 8ULL * 1024 * 1024 * 1024;  // declared sizes of all that a device keeps here
  std::uint64_t attachment_bytes_per_authority = 64ULL * 1024 * 1024 * 1024;
  Stored stored_per_device{.bytes = 4ULL * 1024 * 1024 * 1024, .messages = 200'000};
  Stored stored_per_authority{.bytes = 16ULL * 1024 * 1024 * 1024, .messages = 1'000'000};
  std::size_t open_alerts_per_authority = 200;  // of the sender's
  std::size_t open_alerts_per_post = 40;        // by one authority
  std::size_t channels_per_authority = 200;
  std::chrono::milliseconds retention = std::chrono::hours(24 * 30);
  std::chrono::milliseconds unfinished_upload = std::chrono::hours(24 * 2);
};

}  // namespace valise::server::core
