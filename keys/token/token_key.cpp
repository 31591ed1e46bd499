#include "keys/token/token_key.hpp"

#include <array>

#include "keys/token/module.hpp"

namespace valise::token {
namespace {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Result;
using crypto::VerifyKey;

// CKA_EC_POINT: 32 bytes in a DER OCTET STRING (PKCS #11 v3.0); some tokens give a BIT STRING, some the bare bytes.
std::optional<VerifyKey> parse_point(ByteView point) {
  const auto starts_with = [&](std::initializer_list<base::Byte> head) {
    return std::ranges::equal(point.first(head.size()), head);
  };
  if (point.size() == 34 && starts_with({0x04, 0x20})) point = point.subspan(2);
  if (point.size() == 35 && starts_with({0x03, 0x21, 0x00})) point = point.subspan(3);
  auto key = VerifyKey::parse(point);
  return key ? std::optional(*key) : std::nullopt;
}

Result<CK_OBJECT_HANDLE> find_one(const TokenSession& session, CK_OBJECT_CLASS kind, const ObjectName& name) {
  auto found = session.find(kind, name);
  if (!found) return pass_on(found);
  if (found->empty()) return fail(TokenError::object_absent);
  if (found->size() > 1) return fail(TokenError::object_ambiguous);
  return found->front();
}

bool is_edwards(const TokenSession& session, CK_OBJECT_HANDLE key) {
  const CK_KEY_TYPE wanted = CKK_EC_EDWARDS;
  const auto type = session.attribute(key, CKA_KEY_TYPE);
  return type && std::ranges::equal(*type, ByteView(reinterpret_cast<const base::Byte*>(&wanted), sizeof wanted));
}

Result<VerifyKey> point_of(const TokenSession& session, CK_OBJECT_HANDLE object) {
  const auto point = session.attribute(object, CKA_EC_POINT);
  if (!point) return fail(TokenError::public_key_absent);
  const auto key = parse_point(*point);
  if (!key) return fail(TokenError::not_ed25519);
  return *key;
}

// The public half is an object of its own with the same id; few tokens show the point on the private one.
Result<VerifyKey> public_half(const TokenSession& session, CK_OBJECT_HANDLE private_key, const ObjectName& name) {
  ObjectName same = name;
  if (auto id = session.attribute(private_key, CKA_ID); id && !id->empty()) same = {.label = {}, .id = std::move(*id)};
  const auto object = find_one(session, CKO_PUBLIC_KEY, same);
  return point_of(session, object ? *object : private_key);
}

// PKCS#11 pads its texts with blanks.
template <std::size_t N>
std::string unpadded(const unsigned char (&text)[N]) {
  std::string out(reinterpret_cast<const char*>(text), N);
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

Result<TokenKeyInfo> describe(const TokenSession& session, CK_OBJECT_HANDLE public_key) {
  if (!is_edwards(session, public_key)) return fail(TokenError::not_ed25519);
  auto key = point_of(session, public_key);
  if (!key) return pass_on(key);
  const auto& token = session.slot().token;
  const auto label = session.attribute(public_key, CKA_LABEL).value_or(Bytes());
  return TokenKeyInfo{.key = *key,
                      .object = base::to_string(label),
                      .id = session.attribute(public_key, CKA_ID).value_or(Bytes()),
                      .token = unpadded(token.label),
                      .manufacturer = unpadded(token.manufacturerID),
                      .model = unpadded(token.model),
                      .serial = unpadded(token.serialNumber)};
}

Result<> log_in(TokenSession& session, const AskPin& ask) {
  if (!session.wants_pin()) return session.login(nullptr);
  auto pin = ask();
  if (!pin) return pass_on(pin);
  return session.login(&*pin);
}

struct Target {
  TokenUri uri;
  ObjectName object;
};
Result<Target> parse_target(const std::string& text) {
  auto uri = TokenUri::parse(text);
  if (!uri) return pass_on(uri);
  auto object = uri->object();
  if (!object) return pass_on(object);
  return Target{std::move(*uri), std::move(*object)};
}

Result<TokenSession> open_session(const TokenUri& uri, TokenSession::Access access) {
  auto slot = find_slot(uri);
  if (!slot) return pass_on(slot);
  return TokenSession::open(std::move(*slot), access);
}

class TokenKey final : public crypto::KeyHolder {
 public:
  TokenKey(TokenSession session, CK_OBJECT_HANDLE key, const VerifyKey& public_half)
      : session_(std::move(session)), key_(key), public_(public_half) {}

  [[nodiscard]] const VerifyKey& verify_key() const override { return public_; }
  [[nodiscard]] Result<crypto::Signature> sign(ByteView message) const override {
    auto signature = session_.sign(key_, message);
    if (!signature) return pass_on(signature);
    crypto::Signature out{};
    if (signature->size() != out.size()) return fail(TokenError::failure, "signature");
    std::ranges::copy(*signature, out.begin());
    return out;
  }

 private:
  TokenSession session_;
  CK_OBJECT_HANDLE key_;
  VerifyKey public_;
};

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, ByteView value) {
  return {type, const_cast<base::Byte*>(value.data()), value.size()};
}

// PKCS #11 names the curve by its object identifier 1.3.101.112, or by its name; tokens differ in which they take.
Result<> generate(TokenSession& session, const ObjectName& name) {
  static constexpr std::array<base::Byte, 5> by_oid{0x06, 0x03, 0x2b, 0x65, 0x70};
  static constexpr std::array<base::Byte, 14> by_name{0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  const auto is = [](CK_ATTRIBUTE_TYPE type, CK_BBOOL& value) { return CK_ATTRIBUTE{type, &value, sizeof value}; };
  const auto label = attribute(CKA_LABEL, base::as_bytes(*name.label));
  const auto id = attribute(CKA_ID, *name.id);
  Result<> done = fail(TokenError::mechanism_unsupported);
  for (const ByteView curve : {ByteView(by_oid), ByteView(by_name)}) {
    std::array public_half{is(CKA_TOKEN, yes), is(CKA_VERIFY, yes), label, id, attribute(CKA_EC_PARAMS, curve)};
    std::array private_half{
        is(CKA_TOKEN, yes), is(CKA_PRIVATE, yes), is(CKA_SENSITIVE, yes), is(CKA_EXTRACTABLE, no), is(CKA_SIGN, yes), label, id};
    done = session.generate(public_half, private_half);
    if (done) return done;
  }
  return done;
}

}  // namespace

bool is_token_uri(std::string_view text) { return text.starts_with("pkcs11:"); }

Result<TokenKeyInfo> inspect_token_key(const std::string& uri) {
  auto target = parse_target(uri);
  if (!target) return pass_on(target);
  auto session = open_session(target->uri, TokenSession::Access::read);
  if (!session) return pass_on(session);
  auto object = find_one(*session, CKO_PUBLIC_KEY, target->object);
  if (!object) return pass_on(object);
  return describe(*session, *object);
}

Result<std::unique_ptr<crypto::KeyHolder>> open_token_key(const std::string& uri, const AskPin& ask) {
  auto target = parse_target(uri);
  if (!target) return pass_on(target);
  auto session = open_session(target->uri, TokenSession::Access::read);
  if (!session) return pass_on(session);
  if (!session->slot().supports(CKM_EDDSA, CKF_SIGN)) return fail(TokenError::mechanism_unsupported);
  if (auto done = log_in(*session, ask); !done) return pass_on(done);
  auto object = find_one(*session, CKO_PRIVATE_KEY, target->object);
  if (!object) return pass_on(object);
  if (!is_edwards(*session, *object)) return fail(TokenError::not_ed25519);
  auto key = public_half(*session, *object, target->object);
  if (!key) return pass_on(key);
  return std::make_unique<TokenKey>(std::move(*session), *object, *key);
}

Result<TokenKeyInfo> create_token_key(const std::string& uri, const AskPin& ask, base::Random& random) {
  auto target = parse_target(uri);
  if (!target) return pass_on(target);
  auto& name = target->object;
  if (!name.label) return fail(TokenError::uri_incomplete);
  auto session = open_session(target->uri, TokenSession::Access::write);
  if (!session) return pass_on(session);
  if (!session->slot().supports(CKM_EC_EDWARDS_KEY_PAIR_GEN, CKF_GENERATE_KEY_PAIR))
    return fail(TokenError::mechanism_unsupported);
  if (auto done = log_in(*session, ask); !done) return pass_on(done);
  auto there = session->find(CKO_PRIVATE_KEY, {.label = name.label, .id = {}});
  if (!there) return pass_on(there);
  if (!there->empty()) return fail(TokenError::object_exists);
  if (!name.id) {
    name.id.emplace(16);
    random.fill(*name.id);
  }
  if (auto done = generate(*session, name); !done) return pass_on(done);
  auto object = find_one(*session, CKO_PUBLIC_KEY, name);
  if (!object) return pass_on(object);
  return describe(*session, *object);
}

}  // namespace valise::token
