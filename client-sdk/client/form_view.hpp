// From a stored form and what was said about it to the public FormView.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/form.hpp"
#include "valise/form_view.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// form_view tells how a form stands now, by this device's clock.
[[nodiscard]] Result<valise::FormView> form_view(const Context& context, store::Transaction& tx, const store::Message& message);

// fields_of gives the fields of a form as they came, at most kMostFields with kMostValues each.
[[nodiscard]] valise::FormFields fields_of(const v1::Form& form);

// form_text gives a form in English words and lines, for lists, search and programs that show no forms.
[[nodiscard]] std::string form_text(const v1::Form& form);

// Obligation is a debt of a form, with the key of the message that it follows from.
struct Obligation {
  valise::FormDebt debt;
  store::MessageKey said_in;
};
[[nodiscard]] Result<std::vector<Obligation>> obligations(const Context& context, store::Transaction& tx,
                                                          const store::Message& message);

// owes_from gives when something will be owed of a form of which nothing is owed now, if nobody says anything about it.
[[nodiscard]] Result<std::optional<base::UnixMillis>> owes_from(const Context& context, store::Transaction& tx,
                                                                const store::Message& message);

// list_forms gives the forms of all rooms as they stand, or only those of which somebody owes something, in the order in which
// they came here.
enum class WhichForms { all, open };
[[nodiscard]] Result<std::vector<valise::FormView>> list_forms(const Context& context, store::Transaction& tx, WhichForms which);

// note_late_forms tells this device's person, once each, of promises whose time has passed, own ones and those made to the own
// side, and of periods that end (form_period.hpp).
[[nodiscard]] Result<> note_late_forms(Context& context);

}  // namespace valise::sdk::client
