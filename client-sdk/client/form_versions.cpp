// The public FormVersions.
#include "valise/form_versions.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form_chain.hpp"
#include "client-sdk/client/form_queue.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/forms/difference.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::Context;

base::Result<FormVersion> version_view(const Context& context, store::Transaction& tx, const store::Message& form) {
  const MemberView who = internal::member_view(context, form.sender);
  auto before = tx.links().target_of(internal::key_of(form));
  if (!before) return pass_on(before);
  auto comments = tx.links().about(internal::key_of(form), v1::Content::kComment);
  if (!comments) return pass_on(comments);
  return FormVersion{.message = base::to_hex(form.id.view()),
                     .predecessor = *before ? base::to_hex((*before)->id.view()) : std::string(),
                     .officer = who.officer,
                     .officer_name = who.officer_name,
                     .post = internal::content_of(form).from_post(),
                     .sent_at = form.sent_at,
                     .comments = comments->size()};
}

base::Result<store::Message> version_before(store::Transaction& tx, const store::Message& after, const std::string& named) {
  if (!named.empty()) return internal::form_by(tx, named);
  auto before = internal::versions_before(tx, after);
  if (!before) return pass_on(before);
  if (before->empty()) return fail(ClientError::no_predecessor);
  return std::move(before->back());
}

// A field's values are compared as one text, a line each.
std::string text_of(const FormFields& fields, const std::string& name) {
  const auto field = std::ranges::find(fields, name, &FieldValue::name);
  std::string out;
  if (field == fields.end()) return out;
  for (const std::string& value : field->values) out += (&value == field->values.data() ? "" : "\n") + value;
  return out;
}

void compare_field(const FormFields& before, const FormFields& after, const std::string& name, FormDifference& out) {
  const auto was = text_of(before, name), is = text_of(after, name);
  if (was == is) return;
  out.fields.push_back({.name = name, .parts = sdk::forms::difference(was, is)});
}

void compare_fields(const FormFields& before, const FormFields& after, FormDifference& out) {
  for (const FieldValue& field : after) compare_field(before, after, field.name, out);
  for (const FieldValue& field : before) {
    if (std::ranges::find(after, field.name, &FieldValue::name) == after.end()) compare_field(before, after, field.name, out);
  }
}

base::Result<FormDifference> difference_of(const Context& context, store::Transaction& tx, const store::Message& before,
                                           const store::Message& after) {
  const v1::Content was = internal::content_of(before), is = internal::content_of(after);
  if (was.form().kind() != is.form().kind()) return fail(ClientError::other_form_kind);
  auto first = version_view(context, tx, before);
  if (!first) return pass_on(first);
  auto second = version_view(context, tx, after);
  if (!second) return pass_on(second);
  FormDifference out{.before = std::move(*first), .after = std::move(*second), .fields = {}};
  compare_fields(internal::fields_of(was.form()), internal::fields_of(is.form()), out);
  return out;
}

}  // namespace

Result<std::vector<FormVersion>> FormVersions::list(const std::string& message) {
  auto& context = internals(*client_).context();
  return internal::publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<std::vector<FormVersion>> {
    auto form = internal::form_by(tx, message);
    if (!form) return pass_on(form);
    auto chain = internal::chain_of(tx, *form);
    if (!chain) return pass_on(chain);
    std::vector<FormVersion> out;
    for (const store::Message& one : *chain) {
      auto view = version_view(context, tx, one);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    return out;
  }));
}

Result<FormDifference> FormVersions::difference(const std::string& before, const std::string& after) {
  auto& context = internals(*client_).context();
  return internal::publicly(context.store.transaction([&](store::Transaction& tx) -> base::Result<FormDifference> {
    auto second = internal::form_by(tx, after);
    if (!second) return pass_on(second);
    auto first = version_before(tx, *second, before);
    if (!first) return pass_on(first);
    return difference_of(context, tx, *first, *second);
  }));
}

}  // namespace valise
