// What the MLS benchmark's groups are made of.
#pragma once

#include <memory>
#include <stdexcept>

#include "client-sdk/mls/group.hpp"
#include "keys/crypto/random.hpp"

namespace valise::mls::bench {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}
inline void must(const Result<>& result) {
  if (!result) throw std::runtime_error(result.error().message());
}

// random_source and rules are the whole benchmark's: the system's randomness; rules that admit everyone.
[[nodiscard]] base::Random& random_source();
[[nodiscard]] const Validation& rules();

// Device is a member-to-be.
class Device {
 public:
  explicit Device(std::uint32_t number);

  [[nodiscard]] KeyPackageBundle key_package() const;
  [[nodiscard]] Group create() const;
  [[nodiscard]] const std::shared_ptr<const Signer>& signer() const { return signer_; }
  [[nodiscard]] const Credential& credential() const { return credential_; }

 private:
  std::shared_ptr<const Signer> signer_;
  Credential credential_;
};

// Crowd is those who are added to a group of one: everyone but the creator, the last of them as a device that can join.
struct Crowd {
  explicit Crowd(std::uint32_t size);

  std::vector<KeyPackage> packages;
  Device last;
  KeyPackageBundle last_bundle;

  [[nodiscard]] std::vector<VerifiedKeyPackage> verified() const;
};

// Pair is two members of one group in the same epoch, the first and the last.
struct Pair {
  Group first;
  Group last;
};

// full_pair makes a group in which every member has committed once, so that no node of the tree is blank or unmerged.
[[nodiscard]] Pair full_pair(std::uint32_t size);

}  // namespace valise::mls::bench
