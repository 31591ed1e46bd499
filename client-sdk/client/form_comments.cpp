#include "client-sdk/client/form_comments.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/form.hpp"
#include "client-sdk/client/form_chain.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/forms/difference.hpp"

namespace valise::sdk::client {
namespace {

// The value of a field in which a passage stands; null where there is none.
const std::string* place_of(const valise::FieldValue& field, const std::string& passage) {
  const auto value = std::ranges::find_if(field.values, [&](const std::string& text) { return text.contains(passage); });
  return value == field.values.end() ? nullptr : &*value;
}

valise::CommentView comment_on(const Context& context, const store::Message& message, const store::MessageKey& form,
                               const valise::FormFields& fields) {
  const v1::Content content = content_of(message);
  const valise::MemberView who = member_view(context, message.sender);
  const bool found = has_passage(fields, content.comment().passage());
  return {.message = base::to_hex(message.id.view()),
          .officer = who.officer,
          .officer_name = who.officer_name,
          .post = content.from_post(),
          .passage = content.comment().passage(),
          .text = content.comment().text(),
          .proposal = content.comment().proposal(),
          .found = found,
          .at = message.sent_at,
          .version = base::to_hex(form.id.view()),
          .fate = found ? valise::PassageFate::stands : valise::PassageFate::unknown,
          .now = {}};
}

std::string all_values(const valise::FormFields& fields, const std::string& name) {
  const auto field = std::ranges::find(fields, name, &valise::FieldValue::name);
  std::string out;
  if (field == fields.end()) return out;
  for (const std::string& value : field->values) out += (out.empty() ? "" : "\n") + value;
  return out;
}

// What became, in `after`, of a passage that stands in `before`.
forms::Trace trace_in(const std::string& passage, const valise::FormFields& before, const valise::FormFields& after) {
  for (const valise::FieldValue& field : before) {
    if (const auto* value = place_of(field, passage)) return forms::trace(passage, *value, all_values(after, field.name));
  }
  return {};
}

Result<std::vector<valise::CommentView>> comments_on(const Context& context, store::Transaction& tx,
                                                     const store::MessageKey& form, const valise::FormFields& fields) {
  auto comments = messages_about(tx, form, {v1::Content::kComment});
  if (!comments) return pass_on(comments);
  std::vector<valise::CommentView> out;
  for (const store::Message& comment : *comments) out.push_back(comment_on(context, comment, form, fields));
  return out;
}

Result<> add_earlier(const Context& context, store::Transaction& tx, const store::Message& form, valise::FormView& out) {
  auto versions = versions_before(tx, form);
  if (!versions) return pass_on(versions);
  for (const store::Message& version : *versions) {
    const auto fields = fields_of(content_of(version).form());
    auto comments = comments_on(context, tx, key_of(version), fields);
    if (!comments) return pass_on(comments);
    for (valise::CommentView& comment : *comments) {
      if (comment.found && !comment.passage.empty()) {
        auto traced = trace_in(comment.passage, fields, out.fields);
        comment.fate = traced.fate;
        comment.now = std::move(traced.now);
      }
      out.earlier_comments.push_back(std::move(comment));
    }
  }
  return {};
}

}  // namespace

bool has_passage(const valise::FormFields& fields, const std::string& passage) {
  if (passage.empty()) return true;
  return std::ranges::any_of(fields, [&](const valise::FieldValue& field) { return place_of(field, passage) != nullptr; });
}

Result<valise::CommentView> comment_view(const Context& context, store::Transaction& tx, const store::Message& message) {
  auto target = tx.links().target_of(key_of(message));
  if (!target) return pass_on(target);
  std::optional<store::Message> form;
  if (*target) {
    auto found = tx.messages().find((*target)->id, (*target)->sender);
    if (!found) return pass_on(found);
    form = std::move(*found);
  }
  if (form) return comment_on(context, message, key_of(*form), fields_of(content_of(*form).form()));
  auto out = comment_on(context, message, key_of(message), {});
  out.found = false;
  out.fate = valise::PassageFate::unknown;
  out.version.clear();
  return out;
}

Result<> add_comments(const Context& context, store::Transaction& tx, const store::Message& form, valise::FormView& out) {
  auto comments = comments_on(context, tx, key_of(form), out.fields);
  if (!comments) return pass_on(comments);
  out.comments = std::move(*comments);
  return is_draft(out.kind) ? add_earlier(context, tx, form, out) : Result<>{};
}

}  // namespace valise::sdk::client
