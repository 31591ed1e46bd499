#include "client-sdk/record/acts.hpp"

#include "base/text_encoding.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::record {
namespace {

const char* word(v1::Answer answer) {
  switch (answer) {
    case v1::ANSWER_TAKE: return "take";
    case v1::ANSWER_DECLINE: return "decline";
    case v1::ANSWER_CONTEST: return "contest";
    case v1::ANSWER_DONE: return "done";
    default: return "";
  }
}

const char* word(v1::FormStatus status) {
  switch (status) {
    case v1::FORM_STATUS_ACKNOWLEDGED: return "acknowledged";
    case v1::FORM_STATUS_IN_PROGRESS: return "in_progress";
    case v1::FORM_STATUS_ANSWERED: return "answered";
    case v1::FORM_STATUS_REFUSED: return "refused";
    case v1::FORM_STATUS_FORMAL_TO_FOLLOW: return "formal_to_follow";
    case v1::FORM_STATUS_FORMAL_RECEIVED: return "formal_received";
    default: return "";
  }
}

std::string id_of(const v1::MessageRef& reference) { return base::to_hex(base::as_bytes(reference.message_id())); }

}  // namespace

std::string act_of(const v1::Content& content) {
  if (content.has_acknowledgement()) return word(content.acknowledgement().answer());
  if (content.has_status_change()) return word(content.status_change().status());
  if (content.has_edit()) return "edit";
  if (content.has_retraction()) return "retract";
  return {};
}

std::string about_of(const v1::Content& content) {
  if (content.has_acknowledgement()) return id_of(content.acknowledgement().message());
  if (content.has_status_change()) return id_of(content.status_change().form());
  if (content.has_comment()) return id_of(content.comment().message());
  if (content.has_edit()) return id_of(content.edit().message());
  if (content.has_retraction()) return id_of(content.retraction().message());
  if (content.has_forward_wish()) return id_of(content.forward_wish().message());
  if (content.has_forward_answer()) return id_of(content.forward_answer().wish());
  return {};
}

std::optional<std::string> words_of(const v1::Content& content) {
  if (content.has_text()) return content.text().text();
  if (content.has_acknowledgement()) return content.acknowledgement().reason();
  if (content.has_status_change()) return content.status_change().text();
  if (content.has_edit()) return content.edit().text();
  if (content.has_retraction()) return content.retraction().reason();
  if (content.has_forward_wish()) return content.forward_wish().reason();
  if (content.has_forward_answer()) return content.forward_answer().reason();
  return std::nullopt;
}

std::optional<Form> form_of(const v1::Content& content) {
  if (!content.has_form()) return std::nullopt;
  Form out{.kind = content.form().kind(), .version = content.form().version(), .fields = {}};
  for (const v1::FormField& field : content.form().fields()) {
    out.fields.push_back({.name = field.name(), .values = {field.values().begin(), field.values().end()}});
  }
  return out;
}

std::string act_text(const std::string& act) {
  if (act.empty()) return {};
  for (const auto* area : {"matter.act.", "form.act.", "edit.act."}) {
    if (language::Speaker::knows(area + act)) return area + act;
  }
  return {};
}

}  // namespace valise::sdk::record
