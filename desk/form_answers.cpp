// Requests about forms.
#include "desk/answers.hpp"
#include "desk/form_views.hpp"
#include "desk/reply.hpp"

namespace valise::desk {
namespace {

using Make = std::function<v1::FromDesk(Client&)>;

v1::FromDesk kinds(Client&) {
  v1::FromDesk out;
  out.mutable_form_kinds();
  for (const auto& kind : form_descriptions()) *out.mutable_form_kinds()->add_kinds() = view_of(kind);
  return out;
}

Make list(const v1::DeskGetForms& request) {
  return [filter = FormFilter{.open = !request.all(), .room = request.room(), .kind = {}}](Client& client) {
    return answer(Forms(client).list(filter), [](v1::FromDesk& out, const auto& all) {
      out.mutable_forms();
      for (const auto& form : all) *out.mutable_forms()->add_forms() = view_of(form);
    });
  };
}

Make show(const v1::DeskGetForm& request) {
  return [id = request.message()](Client& client) {
    return answer(Forms(client).show(id), [](v1::FromDesk& out, const FormView& form) { *out.mutable_form() = view_of(form); });
  };
}

v1::FromDesk drafts_of(const Result<FormDraft>& draft) {
  return answer(draft, [](v1::FromDesk& out, const FormDraft& one) { *out.mutable_form_drafts()->add_drafts() = view_of(one); });
}

v1::FromDesk drafts(Client& client) {
  return answer(Forms(client).drafts(), [](v1::FromDesk& out, const auto& all) {
    out.mutable_form_drafts();
    for (const auto& draft : all) *out.mutable_form_drafts()->add_drafts() = view_of(draft);
  });
}

// What is begun is kept at once: a page that is closed loses nothing.
Make begin(const v1::DeskFormDraft& wish) {
  return [wish = draft_of(wish)](Client& client) {
    Forms forms(client);
    auto draft = forms.begin(wish);
    if (!draft) return failure(draft.error());
    return drafts_of(forms.keep(std::move(*draft)));
  };
}

Make keep(const v1::DeskFormDraft& draft) {
  return [draft = draft_of(draft)](Client& client) { return drafts_of(Forms(client).keep(draft)); };
}

Make report(const v1::DeskReportForm& request) {
  FormReport report{.act = request.act(), .text = request.text(), .promised_by = {}};
  if (request.promised_by() > 0) report.promised_by = Time(std::chrono::milliseconds(request.promised_by()));
  return [id = request.message(), report](Client& client) { return sent(Forms(client).report(id, report)); };
}

Make comment(const v1::DeskCommentForm& request) {
  const CommentDraft draft{.passage = request.passage(), .text = request.text(), .proposal = request.proposal()};
  return [id = request.message(), draft](Client& client) { return sent(Forms(client).comment(id, draft)); };
}

}  // namespace

Answer form_answer_to(const v1::ToDesk& request) {
  using Body = v1::ToDesk;
  switch (request.body_case()) {
    case Body::kGetFormKinds: return {kinds};
    case Body::kGetForms: return {list(request.get_forms())};
    case Body::kGetForm: return {show(request.get_form())};
    case Body::kGetFormDrafts: return {drafts};
    case Body::kBeginForm: return {begin(request.begin_form())};
    case Body::kKeepForm: return {keep(request.keep_form())};
    case Body::kDiscardForm:
      return {[id = request.discard_form().id()](Client& client) { return done(Forms(client).discard(id)); }};
    case Body::kReportForm: return {report(request.report_form())};
    case Body::kCommentForm: return {comment(request.comment_form())};
    default: return {};
  }
}

}  // namespace valise::desk
