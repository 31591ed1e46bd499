// What a forwarder says of the origin, what of that this device can verify, and what the author has said since.
#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/change.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/message_view.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {
namespace {

bool has_hash(const store::Message& message, const std::string& hash) {
  return base::equal(crypto::Sha256::of(message.content), base::as_bytes(hash));
}

// Whether the text is that of a change of the original by its author.
Result<bool> is_text_of_edit(store::Transaction& tx, const v1::Content& forward, const store::Message& original) {
  const auto key = key_of(forward.forwarded().edit());
  if (!key) return false;
  auto edit = tx.messages().find(key->id, key->sender);
  if (!edit) return pass_on(edit);
  auto about = tx.links().target_of(*key);
  if (!about) return pass_on(about);
  return *edit && *about == key_of(original) && has_hash(**edit, forward.forwarded().content_hash()) &&
         content_of(**edit).edit().text() == forward.text().text();
}

Result<bool> says_the_same(store::Transaction& tx, const Context& context, const v1::Content& forward,
                           const store::Message& original) {
  const v1::Forwarded& claim = forward.forwarded();
  const v1::Content content = content_of(original);
  const bool same_origin = claim.room_id() == original.room.string() && content.from_post() == claim.from_post() &&
                           content.sent_at_ms() == claim.sent_at_ms() &&
                           member_view(context, original.sender).officer == claim.officer();
  if (!same_origin) return false;
  if (claim.has_edit()) return is_text_of_edit(tx, forward, original);
  return has_hash(original, claim.content_hash()) && content.text().text() == forward.text().text();
}

// What the author says of the original that the forwarded text does not have.
Result<> add_later_words(store::Transaction& tx, const Context& context, const store::MessageKey& original,
                         valise::ForwardedView& out) {
  auto changes = changes_to(context, tx, original);
  if (!changes) return pass_on(changes);
  const auto forwarded = std::ranges::find(changes->edits, out.edit, &valise::ChangeView::message);
  const auto first = forwarded == changes->edits.end() ? changes->edits.begin() : forwarded + 1;
  out.later.assign(first, changes->edits.end());
  out.withdrawn = std::move(changes->retraction);
  return {};
}

Result<bool> is_permitted(store::Transaction& tx, const Context& context, const v1::Forwarded& claim) {
  const auto answer = key_of(claim.permission());
  const auto original = key_of(claim.message());
  if (!answer || !original) return false;
  auto wish = tx.links().target_of(*answer);
  if (!wish) return pass_on(wish);
  if (!*wish) return false;
  auto about = tx.links().target_of(**wish);
  if (!about) return pass_on(about);
  auto words = tx.messages().find(answer->id, answer->sender);
  if (!words) return pass_on(words);
  return *words && *about == original && content_of(**words).forward_answer().granted() &&
         member_view(context, answer->sender).officer == claim.permitted_by();
}

}  // namespace

Result<valise::ForwardedView> forwarded_view(store::Transaction& tx, const Context& context, const v1::Content& content) {
  const v1::Forwarded& claim = content.forwarded();
  valise::ForwardedView out{.room = base::to_hex(base::as_bytes(claim.room_id())),
                            .message = base::to_hex(base::as_bytes(claim.message().message_id())),
                            .from = claim.from_post(),
                            .officer = claim.officer(),
                            .officer_name = claim.officer_name(),
                            .handling = {claim.handling().begin(), claim.handling().end()},
                            .permission = base::to_hex(base::as_bytes(claim.permission().message_id())),
                            .permitted_by = claim.permitted_by()};
  out.sent_at = base::from_wire(claim.sent_at_ms());
  out.edit = base::to_hex(base::as_bytes(claim.edit().message_id()));
  const auto key = key_of(claim.message());
  if (!key) return out;
  auto original = tx.messages().find(key->id, key->sender);
  if (!original) return pass_on(original);
  if (*original && base::to_hex((*original)->room.view()) == out.room) {
    auto same = says_the_same(tx, context, content, **original);
    if (!same) return pass_on(same);
    out.verified = *same;
    if (auto added = add_later_words(tx, context, *key, out); !added) return pass_on(added);
  }
  auto permitted = is_permitted(tx, context, claim);
  if (!permitted) return pass_on(permitted);
  out.permission_verified = *permitted;
  return out;
}

}  // namespace valise::sdk::client
