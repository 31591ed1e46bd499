#include "cli/form_comments.hpp"

#include <algorithm>

#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

std::string name_of(const CommentView& comment) {
  return terminal_line(comment.officer_name.empty() ? comment.officer : comment.officer_name);
}

std::string head(const CommentView& comment, const Output& output) {
  if (comment.passage.empty()) return output.say("form.comment.on_whole", {{"name", name_of(comment)}});
  return output.say(comment.found ? "form.comment.on" : "form.comment.on_lost",
                    {{"name", name_of(comment)}, {"passage", terminal_line(comment.passage)}});
}

// Of one on an earlier version: what became of the words that it is about.
std::string earlier_head(const CommentView& comment, const Output& output) {
  const auto version = short_id(comment.version);
  const auto name = name_of(comment), passage = terminal_line(comment.passage);
  if (comment.passage.empty()) return output.say("form.comment.on_whole_version", {{"name", name}, {"version", version}});
  switch (comment.fate) {
    case PassageFate::stands:
      return output.say("form.comment.stands", {{"name", name}, {"passage", passage}, {"version", version}});
    case PassageFate::changed:
      return output.styled(
          Style::caution,
          output.say("form.comment.changed",
                     {{"name", name}, {"passage", passage}, {"version", version}, {"now", terminal_line(comment.now)}}));
    case PassageFate::gone:
      return output.styled(Style::caution,
                           output.say("form.comment.gone", {{"name", name}, {"passage", passage}, {"version", version}}));
    case PassageFate::unknown: break;
  }
  return head(comment, output);
}

std::string comment_text(const CommentView& comment, const std::string& title, const Output& output) {
  auto text = "  | " + title + "\n";
  if (!comment.text.empty()) text += terminal_block(comment.text, "  |   ") + "\n";
  if (!comment.proposal.empty())
    text += "  |   " + output.say("form.comment.proposal", {{"text", terminal_line(comment.proposal)}}) + "\n";
  return text;
}

// The words of the form that is shown that a comment is about; none where it is about no words of it.
const std::string& words_of(const CommentView& comment) {
  return comment.fate == PassageFate::changed ? comment.now : comment.passage;
}

bool is_about(const CommentView& comment, const FieldValue& field) {
  const auto& words = words_of(comment);
  if (words.empty() || comment.fate == PassageFate::gone || comment.fate == PassageFate::unknown) return false;
  return std::ranges::any_of(field.values, [&](const std::string& value) { return value.contains(words); });
}

bool is_about_any(const CommentView& comment, const FormView& form) {
  return std::ranges::any_of(form.fields, [&](const FieldValue& field) { return is_about(comment, field); });
}

}  // namespace

std::string comments_on(const FieldValue& field, const FormView& form, const Output& output) {
  std::string text;
  for (const auto& comment : form.earlier_comments) {
    if (is_about(comment, field)) text += comment_text(comment, earlier_head(comment, output), output);
  }
  for (const auto& comment : form.comments) {
    if (is_about(comment, field)) text += comment_text(comment, head(comment, output), output);
  }
  return text;
}

std::string other_comments(const FormView& form, const Output& output) {
  std::string text;
  for (const auto& comment : form.earlier_comments) {
    if (!is_about_any(comment, form)) text += comment_text(comment, earlier_head(comment, output), output);
  }
  for (const auto& comment : form.comments) {
    if (!is_about_any(comment, form)) text += comment_text(comment, head(comment, output), output);
  }
  return text;
}

}  // namespace valise::cli
