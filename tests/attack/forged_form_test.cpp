// A member's own program sends forms that ours would not, under a seal that is genuine: they are shown as what they are, and
// change nothing that is not theirs to change.
#include <gmock/gmock.h>

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/form.hpp"
#include "client-sdk/client/form_view.hpp"
#include "tests/attack/paper_relay.hpp"

namespace valise::sdk::client {
namespace {

class ForgedForm : public PaperRelayTest {
 protected:
  ForgedForm() : room_id_(open()) {}

  // send seals a content of one's own and gives it to device 2, who is asked.
  store::MessageKey send(std::size_t device, v1::Content content) {
    content.set_message_id(random_.id<base::MessageId>().string());
    content.set_sent_at_ms(base::to_wire(clock_.time));
    if (content.from_post().empty()) content.set_from_post(post(offices_.office_of[device]));
    content.set_sender_counter(1'000 + ++sent_);
    content.set_epoch_authenticator(base::to_string(group(device, room_id_).group.epoch_authenticator()));
    auto& attacker = attackers_.try_emplace(device, group(device, room_id_)).first->second;
    v1::Delivery delivery;
    delivery.set_room_id(room_id_);
    delivery.set_room_seq(100 + sent_);
    delivery.set_kind(v1::DELIVERY_KIND_MESSAGE);
    delivery.set_accepted_at_ms(base::to_wire(clock_.time));
    const auto visible = visible_data(context(device).log.head());
    const auto bytes = content.SerializeAsString();
    delivery.set_message(base::to_string(attacker.group.protect(visible, base::as_bytes(bytes), random_).value()));
    EXPECT_TRUE(give_twice(2, delivery));
    return {*base::MessageId::parse(base::as_bytes(content.message_id())), offices_.devices[device].id};
  }
  v1::Content form(const std::string& kind, const std::vector<std::pair<std::string, std::string>>& fields) {
    v1::Content out;
    out.set_asks(post(1));
    out.mutable_form()->set_kind(kind);
    out.mutable_form()->set_version(1);
    for (const auto& [name, value] : fields) {
      auto& field = *out.mutable_form()->add_fields();
      field.set_name(name);
      field.add_values(value);
    }
    return out;
  }
  v1::Content status(const store::MessageKey& to, v1::FormStatus status) {
    v1::Content out;
    *out.mutable_status_change()->mutable_form() = reference_to(to);
    out.mutable_status_change()->set_status(status);
    out.mutable_status_change()->set_text("Done");
    return out;
  }
  valise::FormView view(const store::MessageKey& key) {
    return within(2, [&](store::Transaction& tx) -> Result<valise::FormView> {
      auto message = tx.messages().find(key.id, key.sender);
      if (!message) return pass_on(message);
      return form_view(context(2), tx, message->value());
    });
  }

  const std::string room_id_;
  std::map<std::size_t, RoomGroup> attackers_;
  std::uint64_t sent_ = 0;
};

TEST_F(ForgedForm, AKindThatIsNoneIsSaidToBeUnknown) {
  const auto shown = view(send(4, form("extradition", {{"who", "everybody"}})));
  EXPECT_FALSE(shown.known);
}

TEST_F(ForgedForm, WhatIsMissingOrImpossibleIsSaid) {
  const auto empty = view(send(4, form("preservation-request", {})));
  EXPECT_FALSE(empty.problems.empty());
  const auto endless = view(send(4, form("preservation-request", {{"period_days", "4294967295"}})));
  EXPECT_FALSE(endless.problems.empty());
  EXPECT_FALSE(endless.period_ends) << "a period that nobody can keep is none";
}

TEST_F(ForgedForm, AnAbsurdDeadlineBringsNobodyDown) {
  for (const std::uint64_t until : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{UINT64_MAX}}) {
    auto urgent = form("status-question", {{"question", "?"}});
    urgent.set_urgency(v1::URGENCY_URGENT);
    urgent.set_acknowledge_by_ms(until);
    const auto asked = send(4, urgent);
    EXPECT_EQ(view(asked).state, valise::FormState::sent) << until;
  }
}

TEST_F(ForgedForm, NobodyAnswersForAnother) {
  const auto asked = send(0, form("preservation-request", {{"reference", "ODPP/117"}}));
  for (const auto said : {v1::FORM_STATUS_ACKNOWLEDGED, v1::FORM_STATUS_ANSWERED, v1::FORM_STATUS_REFUSED}) {
    send(4, status(asked, said));
    auto disguised = status(asked, said);
    disguised.set_from_post(post(1));
    send(4, disguised);
  }
  EXPECT_EQ(view(asked).state, valise::FormState::sent);
  EXPECT_EQ(alarms(2, "wrote in the name of a post that does not belong to them"), 1U);
  send(3, status(asked, v1::FORM_STATUS_ANSWERED));
  EXPECT_EQ(view(asked).state, valise::FormState::answered) << "who was asked can";
}

}  // namespace
}  // namespace valise::sdk::client
