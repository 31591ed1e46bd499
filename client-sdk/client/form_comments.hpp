// Comments on the passages of a form, and what became of these passages in later versions of a draft.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/form_view.hpp"

namespace valise::sdk::client {

// comment_view tells what a comment says; `found` by the form that it is about, as this device has it.
[[nodiscard]] Result<valise::CommentView> comment_view(const Context& context, store::Transaction& tx,
                                                       const store::Message& message);
// add_comments adds to a form's view, whose fields are there, the comments on it; to a draft's those on the versions before it,
// too, each with what became of its passage.
[[nodiscard]] Result<> add_comments(const Context& context, store::Transaction& tx, const store::Message& form,
                                    valise::FormView& out);

// has_passage says whether these words stand in a field; no words stand in all.
[[nodiscard]] bool has_passage(const valise::FormFields& fields, const std::string& passage);

}  // namespace valise::sdk::client
