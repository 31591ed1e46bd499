// The words for what forms can be: in JSON, and as the ends of the catalogue's names.
#pragma once

#include "valise/form_versions.hpp"
#include "valise/forms.hpp"

namespace valise::cli {

[[nodiscard]] constexpr const char* word(FormState state) {
  switch (state) {
    case FormState::sent: return "sent";
    case FormState::acknowledged: return "acknowledged";
    case FormState::in_progress: return "in_progress";
    case FormState::answered: return "answered";
    case FormState::refused: return "refused";
  }
  return "sent";
}

[[nodiscard]] constexpr const char* word(FormalRequest formal) {
  switch (formal) {
    case FormalRequest::none: return "none";
    case FormalRequest::to_follow: return "to_follow";
    case FormalRequest::received: return "received";
  }
  return "none";
}

[[nodiscard]] constexpr const char* word(FormDebt::What what) {
  switch (what) {
    case FormDebt::What::acknowledgement: return "acknowledgement";
    case FormDebt::What::answer: return "answer";
    case FormDebt::What::formal_request: return "formal_request";
    case FormDebt::What::period: return "period";
  }
  return "answer";
}

[[nodiscard]] constexpr const char* word(PassageFate fate) {
  switch (fate) {
    case PassageFate::stands: return "stands";
    case PassageFate::changed: return "changed";
    case PassageFate::gone: return "gone";
    case PassageFate::unknown: return "unknown";
  }
  return "unknown";
}

[[nodiscard]] constexpr const char* word(TextPart::What what) {
  switch (what) {
    case TextPart::What::kept: return "kept";
    case TextPart::What::removed: return "removed";
    case TextPart::What::added: return "added";
  }
  return "kept";
}

[[nodiscard]] constexpr const char* word(FieldType type) {
  switch (type) {
    case FieldType::line: return "line";
    case FieldType::paragraph: return "paragraph";
    case FieldType::date: return "date";
    case FieldType::moment: return "moment";
    case FieldType::span: return "span";
    case FieldType::number: return "number";
    case FieldType::choice: return "choice";
    case FieldType::yes_no: return "yes_no";
  }
  return "line";
}

}  // namespace valise::cli
