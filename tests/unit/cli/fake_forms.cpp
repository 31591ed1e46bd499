#include "fake_forms.hpp"

#include "fake_client.hpp"

namespace valise {
namespace tests {

FormWorld& form_world() {
  static FormWorld world;
  return world;
}

}  // namespace tests

namespace {

using tests::form_world;
using tests::world;

template <class T>
Result<T> answer(const std::string& call, T value) {
  world().calls.push_back(call);
  if (world().error) return std::unexpected(*world().error);
  return value;
}

}  // namespace

Result<FormDraft> Forms::begin(const FormDraft& wish) {
  auto out = wish;
  for (const auto& field : form_world().prefilled) {
    if (value_of(out.fields, field.name).empty()) set_values(out.fields, field.name, field.values);
  }
  return answer("begin " + wish.kind, out);
}
Result<FormDraft> Forms::keep(FormDraft draft) {
  if (draft.id.empty()) draft.id = "7";
  form_world().kept.push_back(draft);
  return answer("keep", draft);
}
Result<std::vector<FormDraft>> Forms::drafts() { return answer("drafts", form_world().drafts); }
Result<FormDraft> Forms::draft(const std::string& id) { return answer("draft " + id, form_world().drafts.at(0)); }
Result<> Forms::discard(const std::string& id) {
  world().calls.push_back("discard " + id);
  return {};
}
Result<SendReport> Forms::send(const FormDraft& draft, const Progress&) {
  form_world().sent = draft;
  return answer("send form", world().send);
}
Result<std::vector<FormView>> Forms::list(const FormFilter& filter) {
  form_world().filter = filter;
  return answer("forms", form_world().forms);
}
Result<FormView> Forms::show(const std::string& message) { return answer("form " + message, form_world().forms.at(0)); }
Result<SendReport> Forms::report(const std::string& message, const FormReport& report) {
  form_world().report = report;
  return answer("report " + message + " " + report.act, world().send);
}
Result<SendReport> Forms::comment(const std::string& message, const CommentDraft& comment) {
  form_world().comment = comment;
  return answer("comment " + message, world().send);
}

Result<std::vector<FormVersion>> FormVersions::list(const std::string& message) {
  return answer("versions " + message, form_world().versions);
}
Result<FormDifference> FormVersions::difference(const std::string& before, const std::string& after) {
  return answer("difference " + before + " " + after, form_world().difference);
}

}  // namespace valise
