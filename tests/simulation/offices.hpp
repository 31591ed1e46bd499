// Offices: the directory of the simulated world: some authorities, each with an officer on a duty post and a device or two.
#pragma once

#include <deque>

#include "keys/directory/checkpoint.hpp"
#include "tests/generator/writer.hpp"

namespace valise::simulation {

struct Offices {
  tests::StatementWriter writer;
  crypto::SigningKey log_key;
  std::vector<crypto::SigningKey> authority_keys;  // in the order of `posts`
  std::vector<std::string> posts;                  // addresses
  std::deque<tests::GeneratedDevice> devices;      // in the order of the posts, then those that came later
  std::vector<std::size_t> office_of;              // of each device

  [[nodiscard]] base::DirectoryId directory_id() const;
  // checkpoint gives the signed head of all entries.
  [[nodiscard]] directory::Checkpoint checkpoint() const;
};

inline constexpr std::string_view kLogOrigin = "valise.example/simulation";

// add_device signs the enrolment of one more device of an office's officer: the newest entry of the writer.
void add_device(Offices& offices, std::size_t office);
// revoke signs the end of a device: the newest entry of the writer.
void revoke(Offices& offices, std::size_t device);

// make_offices gives offices of different States and time zones; where there are more than four, of two networks.
[[nodiscard]] Offices make_offices(base::Random& random, const base::RelayId& relay, std::size_t authorities,
                                   std::size_t devices_each);

}  // namespace valise::simulation
