// Forms in a room, and what its members say about them.
#pragma once

#include "base/text_encoding.hpp"
#include "client-sdk/client/form_view.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {

using namespace std::chrono_literals;
using valise::FormalRequest;
using valise::FormDebt;
using valise::FormState;

class FormTest : public RoomTest {
 protected:
  v1::Content form(std::size_t device, const std::string& kind, const std::string& asks,
                   const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    auto out = content(device);
    out.set_asks(asks);
    out.mutable_form()->set_kind(kind);
    out.mutable_form()->set_version(1);
    for (const auto& [name, value] : fields) {
      auto& field = *out.mutable_form()->add_fields();
      field.set_name(name);
      field.add_values(value);
    }
    return out;
  }
  v1::Content preservation(std::size_t device = 0) {
    return form(device, "preservation-request", post(1), {{"reference", "ODPP/117"}, {"period_days", "60"}});
  }
  v1::Content status(std::size_t device, const store::MessageKey& to, v1::FormStatus status, const std::string& text = "x",
                     std::optional<base::UnixMillis> promise = {}) {
    auto out = content(device);
    *out.mutable_status_change()->mutable_form() = reference_to(to);
    out.mutable_status_change()->set_status(status);
    out.mutable_status_change()->set_text(text);
    if (promise) out.mutable_status_change()->set_promised_by_ms(base::to_wire(*promise));
    return out;
  }
  v1::Content comment(std::size_t device, const store::MessageKey& to, const std::string& passage, const std::string& text) {
    auto out = content(device);
    *out.mutable_comment()->mutable_message() = reference_to(to);
    out.mutable_comment()->set_passage(passage);
    out.mutable_comment()->set_text(text);
    return out;
  }
  valise::FormView view(std::size_t at, const store::MessageKey& key) {
    return within(at, [&](store::Transaction& tx) -> Result<valise::FormView> {
      auto message = tx.messages().find(key.id, key.sender);
      if (!message) return pass_on(message);
      return form_view(context(at), tx, **message);
    });
  }
  FormState everywhere(const store::MessageKey& key) {
    const auto first = view(0, key);
    for (std::size_t i = 1; i < offices_.devices.size(); ++i) {
      EXPECT_EQ(view(i, key).state, first.state) << i;
      EXPECT_EQ(view(i, key).formal, first.formal) << i;
      EXPECT_EQ(view(i, key).history.size(), first.history.size()) << i;
    }
    return first.state;
  }
  static std::string hex(const store::MessageKey& key) { return base::to_hex(key.id.view()); }
};

}  // namespace valise::sdk::client
