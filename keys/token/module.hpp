// Modules and sessions of PKCS#11, loaded through p11-kit: RAII over its C interface, errors translated. Internal to this folder.
#pragma once

#include <p11-kit/p11-kit.h>

#include <memory>
#include <span>
#include <vector>

#include "keys/crypto/argon2.hpp"
#include "keys/token/uri.hpp"

namespace valise::token {

// check translates an answer of a module. Fails with the TokenError that fits; `failure` names the code.
[[nodiscard]] base::Result<> check(CK_RV answer);

// ModuleSet: the modules that p11-kit's configuration names, or the one that a URI names, initialised for as long as it lives.
class ModuleSet {
 public:
  // load fails with module_missing.
  [[nodiscard]] static base::Result<std::shared_ptr<ModuleSet>> load(const TokenUri& uri);
  ModuleSet(const ModuleSet&) = delete;
  ModuleSet& operator=(const ModuleSet&) = delete;
  ~ModuleSet();

  [[nodiscard]] std::span<CK_FUNCTION_LIST* const> modules() const { return modules_; }

 private:
  ModuleSet() = default;

  std::vector<CK_FUNCTION_LIST*> modules_;
  CK_FUNCTION_LIST** configured_ = nullptr;  // p11-kit's list; null for one module by path
};

// Slot: a token that is plugged in.
struct Slot {
  std::shared_ptr<ModuleSet> set;
  CK_FUNCTION_LIST* module = nullptr;
  CK_SLOT_ID id = 0;
  CK_TOKEN_INFO token{};

  // supports tells whether the token has a mechanism for this use (CKF_SIGN, CKF_GENERATE_KEY_PAIR).
  [[nodiscard]] bool supports(CK_MECHANISM_TYPE mechanism, CK_FLAGS use) const;
};
// find_slot gives the one token that the URI means. Fails with module_missing, token_absent, token_ambiguous.
[[nodiscard]] base::Result<Slot> find_slot(const TokenUri& uri);

// TokenSession is one session with a token. Move-only.
class TokenSession {
 public:
  enum class Access { read, write };
  [[nodiscard]] static base::Result<TokenSession> open(Slot slot, Access access);
  TokenSession(TokenSession&& other) noexcept : slot_(std::move(other.slot_)), handle_(std::exchange(other.handle_, 0)) {}
  TokenSession& operator=(TokenSession&&) = delete;
  ~TokenSession();

  [[nodiscard]] const Slot& slot() const { return slot_; }
  // wants_pin tells whether login() needs a PIN from here: not where the token has a keypad, or is logged in already.
  [[nodiscard]] bool wants_pin() const;
  // login takes the PIN, or none where wants_pin() is false. Fails with wrong_pin, last_pin_attempt, pin_locked, pin_not_set.
  [[nodiscard]] base::Result<> login(const crypto::Passphrase* pin);

  [[nodiscard]] base::Result<std::vector<CK_OBJECT_HANDLE>> find(CK_OBJECT_CLASS kind, const ObjectName& name) const;
  // attribute gives nothing where the object does not have or show it.
  [[nodiscard]] std::optional<base::Bytes> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
  [[nodiscard]] base::Result<> generate(std::span<CK_ATTRIBUTE> public_half, std::span<CK_ATTRIBUTE> private_half);
  [[nodiscard]] base::Result<base::Bytes> sign(CK_OBJECT_HANDLE key, base::ByteView message) const;

 private:
  TokenSession(Slot slot, CK_SESSION_HANDLE handle) : slot_(std::move(slot)), handle_(handle) {}
  [[nodiscard]] bool logged_in() const;
  [[nodiscard]] CK_FLAGS token_flags() const;

  Slot slot_;
  CK_SESSION_HANDLE handle_ = 0;
};

}  // namespace valise::token
