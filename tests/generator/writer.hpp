// StatementWriter: builds, signs and numbers the statements of a directory that was made up. It judges nothing; replay does.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "keys/crypto/ed25519.hpp"
#include "keys/directory/address.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::tests {

using Keys = std::vector<crypto::SigningKey>;
using Signers = std::vector<const crypto::SigningKey*>;

[[nodiscard]] Keys make_keys(base::Random& random, std::size_t count);
void fill(v1::KeySet& set, const Keys& keys, std::uint32_t threshold);
void add_text(google::protobuf::RepeatedPtrField<v1::LocalText>* texts, std::string_view language, std::string_view text);

// What a relay announces of itself (`valised init`).
struct RelayDescription {
  std::string name = "vienna-1";
  std::string address = "relay.example:7443";
  base::RelayId id;
  crypto::VerifyKey log_key;
  std::string log_origin = "valise.example/directory";
};

struct GeneratedDevice {
  base::DeviceId id;
  directory::OfficerAddress officer;
  crypto::SigningKey signature_key;
  crypto::SigningKey transport_key;
};

class StatementWriter {
 public:
  // The constructor writes the genesis: `registrar` keys, of which `threshold` sign.
  StatementWriter(base::Random& random, const std::string& name, Keys registrar, std::uint32_t threshold);

  void relay(const RelayDescription& relay);
  void authority(const v1::AuthorityRecord& record, const crypto::SigningKey& key);
  void record_change(const v1::AuthorityRecord& record, std::uint64_t revision, const crypto::SigningKey& key);
  void officer(const v1::Officer& officer, const crypto::SigningKey& authority);
  void post(const v1::Post& post, const crypto::SigningKey& authority);
  void post_change(const v1::Post& post, std::uint64_t revision, const crypto::SigningKey& authority);
  void roster(const v1::RosterPublished& roster, const crypto::SigningKey& authority);
  // device makes the keys, and the statement with their possession proofs.
  GeneratedDevice device(const directory::OfficerAddress& officer, const std::string& label, const crypto::SigningKey& authority);
  void revocation(const base::DeviceId& device, const std::string& reason, const crypto::SigningKey& authority);
  void network(const std::string& id, std::string_view name);
  void member(const std::string& network, const std::string& authority);

  [[nodiscard]] const std::vector<base::Bytes>& entries() const { return entries_; }
  // take gives the entries away.
  [[nodiscard]] std::vector<base::Bytes> take() { return std::move(entries_); }

 private:
  [[nodiscard]] v1::Statement statement() const;
  void append(const v1::Statement& statement, const Signers& signers);
  [[nodiscard]] Signers registrar() const;

  base::Random& random_;
  Keys registrar_;
  std::uint32_t threshold_;
  base::DirectoryId directory_;
  std::vector<base::Bytes> entries_;
};

}  // namespace valise::tests
