#include "keys/token/module.hpp"

#include <cstdio>

namespace valise::token {
namespace {

using base::fail;
using base::Result;

// PKCS#11 takes pointers to what it only reads.
CK_BYTE_PTR pointer(base::ByteView bytes) { return const_cast<CK_BYTE_PTR>(bytes.data()); }

Result<> failure(CK_RV answer) {
  char code[32];
  std::snprintf(code, sizeof code, "CKR 0x%lx", static_cast<unsigned long>(answer));
  return fail(TokenError::failure, code);
}

std::vector<CK_SLOT_ID> slots_of(CK_FUNCTION_LIST& module) {
  CK_ULONG count = 0;
  if (module.C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK) return {};
  std::vector<CK_SLOT_ID> out(count);
  if (module.C_GetSlotList(CK_TRUE, out.data(), &count) != CKR_OK) return {};
  out.resize(std::min<std::size_t>(count, out.size()));
  return out;
}

// Tokens that have not been initialised have no name and cannot be meant.
void add_matching_slots(const TokenUri& uri, const std::shared_ptr<ModuleSet>& set, CK_FUNCTION_LIST* module,
                        std::vector<Slot>& out) {
  CK_INFO about{};
  if (module->C_GetInfo(&about) != CKR_OK || !uri.matches(about)) return;
  for (const auto id : slots_of(*module)) {
    Slot slot{set, module, id, {}};
    if (module->C_GetTokenInfo(id, &slot.token) != CKR_OK) continue;
    if ((slot.token.flags & CKF_TOKEN_INITIALIZED) != 0 && uri.matches(slot.token)) out.push_back(std::move(slot));
  }
}

}  // namespace

Result<> check(CK_RV answer) {
  switch (answer) {
    case CKR_OK: return {};
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE: return fail(TokenError::wrong_pin);
    case CKR_PIN_LOCKED: return fail(TokenError::pin_locked);
    case CKR_PIN_EXPIRED:
    case CKR_USER_PIN_NOT_INITIALIZED: return fail(TokenError::pin_not_set);
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_DEVICE_REMOVED: return fail(TokenError::token_removed);
    case CKR_MECHANISM_INVALID:
    case CKR_CURVE_NOT_SUPPORTED: return fail(TokenError::mechanism_unsupported);
    case CKR_SESSION_READ_ONLY:
    case CKR_TOKEN_WRITE_PROTECTED: return fail(TokenError::write_protected);
    case CKR_FUNCTION_CANCELED:
    case CKR_FUNCTION_REJECTED: return fail(TokenError::refused);
    default: return failure(answer);
  }
}

Result<std::shared_ptr<ModuleSet>> ModuleSet::load(const TokenUri& uri) {
  std::shared_ptr<ModuleSet> out(new ModuleSet);
  const auto path = uri.module_path();
  if (path.empty()) {
    out->configured_ = p11_kit_modules_load_and_initialize(0);
    for (auto** module = out->configured_; module != nullptr && *module != nullptr; ++module) out->modules_.push_back(*module);
  } else {
    auto* module = p11_kit_module_load(path.c_str(), 0);
    if (module == nullptr) return fail(TokenError::module_missing, path);
    if (p11_kit_module_initialize(module) != CKR_OK) {
      p11_kit_module_release(module);
      return fail(TokenError::module_missing, path);
    }
    out->modules_.push_back(module);
  }
  if (out->modules_.empty()) return fail(TokenError::module_missing);
  return out;
}

ModuleSet::~ModuleSet() {
  if (configured_ != nullptr) {
    p11_kit_modules_finalize_and_release(configured_);
    return;
  }
  for (auto* module : modules_) {
    p11_kit_module_finalize(module);
    p11_kit_module_release(module);
  }
}

bool Slot::supports(CK_MECHANISM_TYPE mechanism, CK_FLAGS use) const {
  CK_MECHANISM_INFO info{};
  return module->C_GetMechanismInfo(id, mechanism, &info) == CKR_OK && (info.flags & use) == use;
}

Result<Slot> find_slot(const TokenUri& uri) {
  auto set = ModuleSet::load(uri);
  if (!set) return pass_on(set);
  std::vector<Slot> found;
  for (auto* module : (*set)->modules()) add_matching_slots(uri, *set, module, found);
  if (found.empty()) return fail(TokenError::token_absent);
  if (found.size() > 1) return fail(TokenError::token_ambiguous);
  return std::move(found.front());
}

Result<TokenSession> TokenSession::open(Slot slot, Access access) {
  CK_SESSION_HANDLE handle = 0;
  const CK_FLAGS flags = CKF_SERIAL_SESSION | (access == Access::write ? CKF_RW_SESSION : 0UL);
  if (auto opened = check(slot.module->C_OpenSession(slot.id, flags, nullptr, nullptr, &handle)); !opened) return pass_on(opened);
  return TokenSession(std::move(slot), handle);
}

TokenSession::~TokenSession() {
  if (handle_ != 0) slot_.module->C_CloseSession(handle_);
}

bool TokenSession::logged_in() const {
  CK_SESSION_INFO info{};
  if (slot_.module->C_GetSessionInfo(handle_, &info) != CKR_OK) return false;
  return info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS;
}

CK_FLAGS TokenSession::token_flags() const {
  CK_TOKEN_INFO info{};
  return slot_.module->C_GetTokenInfo(slot_.id, &info) == CKR_OK ? info.flags : 0;
}

bool TokenSession::wants_pin() const {
  const auto flags = token_flags();
  return (flags & CKF_LOGIN_REQUIRED) != 0 && (flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0 && !logged_in();
}

Result<> TokenSession::login(const crypto::Passphrase* pin) {
  const auto flags = token_flags();
  if ((flags & CKF_LOGIN_REQUIRED) == 0 || logged_in()) return {};
  if ((flags & CKF_USER_PIN_INITIALIZED) == 0) return fail(TokenError::pin_not_set);
  if ((flags & CKF_USER_PIN_LOCKED) != 0) return fail(TokenError::pin_locked);
  const auto text = pin == nullptr ? base::ByteView() : pin->expose();
  const auto answer = slot_.module->C_Login(handle_, CKU_USER, pin == nullptr ? nullptr : pointer(text), text.size());
  if (answer == CKR_USER_ALREADY_LOGGED_IN) return {};
  auto done = check(answer);
  const bool last = !done && done.error().code == TokenError::wrong_pin && (token_flags() & CKF_USER_PIN_FINAL_TRY) != 0;
  if (last) return fail(TokenError::last_pin_attempt);
  return done;
}

Result<std::vector<CK_OBJECT_HANDLE>> TokenSession::find(CK_OBJECT_CLASS kind, const ObjectName& name) const {
  std::vector<CK_ATTRIBUTE> wanted{{CKA_CLASS, &kind, sizeof kind}};
  if (name.label) wanted.push_back({CKA_LABEL, const_cast<char*>(name.label->data()), name.label->size()});
  if (name.id) wanted.push_back({CKA_ID, pointer(*name.id), name.id->size()});
  if (auto begun = check(slot_.module->C_FindObjectsInit(handle_, wanted.data(), wanted.size())); !begun) return pass_on(begun);
  std::vector<CK_OBJECT_HANDLE> out(2);  // one is wanted; two are too many
  CK_ULONG count = 0;
  auto found = check(slot_.module->C_FindObjects(handle_, out.data(), out.size(), &count));
  slot_.module->C_FindObjectsFinal(handle_);
  if (!found) return pass_on(found);
  out.resize(std::min<std::size_t>(count, out.size()));
  return out;
}

std::optional<base::Bytes> TokenSession::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  constexpr CK_ULONG max_size = 4096;
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (slot_.module->C_GetAttributeValue(handle_, object, &wanted, 1) != CKR_OK || wanted.ulValueLen > max_size)
    return std::nullopt;
  base::Bytes out(wanted.ulValueLen);
  wanted.pValue = out.data();
  if (slot_.module->C_GetAttributeValue(handle_, object, &wanted, 1) != CKR_OK) return std::nullopt;
  out.resize(std::min<std::size_t>(wanted.ulValueLen, out.size()));
  return out;
}

Result<> TokenSession::generate(std::span<CK_ATTRIBUTE> public_half, std::span<CK_ATTRIBUTE> private_half) {
  CK_MECHANISM mechanism{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE made_public = 0, made_private = 0;
  return check(slot_.module->C_GenerateKeyPair(handle_, &mechanism, public_half.data(), public_half.size(), private_half.data(),
                                               private_half.size(), &made_public, &made_private));
}

Result<base::Bytes> TokenSession::sign(CK_OBJECT_HANDLE key, base::ByteView message) const {
  CK_MECHANISM mechanism{CKM_EDDSA, nullptr, 0};
  if (auto begun = check(slot_.module->C_SignInit(handle_, &mechanism, key)); !begun) return pass_on(begun);
  base::Bytes out(128);
  CK_ULONG size = out.size();
  auto done = check(slot_.module->C_Sign(handle_, pointer(message), message.size(), out.data(), &size));
  if (!done) return pass_on(done);
  out.resize(std::min<std::size_t>(size, out.size()));
  return out;
}

}  // namespace valise::token
