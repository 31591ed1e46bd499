// From the SDK's forms, comments and drafts of forms to the contract of the page, and back for what a person writes.
#pragma once

#include "valise/forms.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

[[nodiscard]] v1::DeskFormKind view_of(const FormDescription& description);
[[nodiscard]] v1::DeskForm view_of(const FormView& form);
[[nodiscard]] v1::DeskComment view_of(const CommentView& comment);
// A draft comes with what is wrong with it, and with the fields that have to be there as it stands.
[[nodiscard]] v1::DeskFormDraft view_of(const FormDraft& draft);
[[nodiscard]] FormDraft draft_of(const v1::DeskFormDraft& draft);

}  // namespace valise::desk
