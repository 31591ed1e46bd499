// Who has the duty, by what officers of the post said; and that what others say is without effect.
#include "client-sdk/client/duty_board.hpp"

#include <gtest/gtest.h>

namespace valise::sdk::client {
namespace {

using directory::OfficerAddress;

const OfficerAddress kJane = OfficerAddress::parse("ke-odpp/@jmwangi").value();
const OfficerAddress kPeter = OfficerAddress::parse("ke-odpp/@potieno").value();
const OfficerAddress kStranger = OfficerAddress::parse("ke-odpp/@stranger").value();

directory::Post duty_post() {
  directory::Post post{.address = directory::PostAddress::parse("ke-odpp/duty").value()};
  post.ever_staffed = {kJane, kPeter};
  return post;
}

struct Talk {
  std::vector<DutyWord> words;

  base::MessageId add(const OfficerAddress& officer, v1::Content content, const std::string& from = "ke-odpp/duty") {
    base::ByteArray<16> id{};
    id[0] = static_cast<base::Byte>(words.size() + 1);
    content.set_from_post(from);
    words.push_back({.id = base::MessageId(id),
                     .officer = officer,
                     .at = base::UnixMillis(std::chrono::milliseconds(words.size())),
                     .content = std::move(content)});
    return words.back().id;
  }
  base::MessageId take(const OfficerAddress& officer, const std::string& sheet = {}, const std::string& post = "ke-odpp/duty",
                       const std::string& from = "ke-odpp/duty") {
    v1::Content content;
    content.mutable_duty_taken()->set_post(post);
    content.mutable_duty_taken()->set_sheet(sheet);
    return add(officer, std::move(content), from);
  }
  base::MessageId sheet(const OfficerAddress& officer, const OfficerAddress& to) {
    v1::Content content;
    content.mutable_handover_sheet()->set_post("ke-odpp/duty");
    content.mutable_handover_sheet()->set_to_officer(to.string());
    return add(officer, std::move(content));
  }
  [[nodiscard]] DutyBoard board() const { return board_of(duty_post(), words); }
};

TEST(DutyBoard, ASheetWaitsUntilWhomItNamesAcceptsIt) {
  Talk talk;
  EXPECT_FALSE(talk.board().holder);
  talk.take(kJane);
  const auto sheet = talk.sheet(kJane, kPeter);
  EXPECT_EQ(talk.board().holder->officer, kJane) << "until it is accepted";
  EXPECT_EQ(talk.board().waiting->to, kPeter);
  talk.take(kPeter, sheet.string());
  EXPECT_EQ(talk.board().holder->officer, kPeter);
  EXPECT_TRUE(talk.board().holder->by_sheet);
  EXPECT_FALSE(talk.board().waiting);
}

TEST(DutyBoard, NobodyElseCanAcceptIt) {
  Talk talk;
  talk.take(kJane);
  const auto sheet = talk.sheet(kJane, kPeter);
  talk.take(kJane, sheet.string());
  talk.take(kStranger, sheet.string());
  talk.take(kPeter, std::string(16, 'x'));
  EXPECT_EQ(talk.board().holder->officer, kJane);
  EXPECT_TRUE(talk.board().waiting);
}

TEST(DutyBoard, ANewerSheetOrAPlainTakeEndsTheWait) {
  Talk talk;
  const auto old = talk.sheet(kJane, kPeter);
  const auto newer = talk.sheet(kPeter, kJane);
  talk.take(kPeter, old.string());
  EXPECT_EQ(talk.board().waiting->id, newer);
  talk.take(kPeter);
  EXPECT_FALSE(talk.board().waiting);
  EXPECT_FALSE(talk.board().holder->by_sheet);
}

TEST(DutyBoard, WhatStrangersSayIsWithoutEffect) {
  Talk talk;
  talk.take(kStranger);
  talk.sheet(kJane, kStranger);
  talk.sheet(kJane, kJane);
  talk.take(kJane, {}, "ke-odpp/focal");
  talk.take(kJane, {}, "ke-odpp/duty", "ke-odpp/focal");
  EXPECT_FALSE(talk.board().holder);
  EXPECT_FALSE(talk.board().waiting);
}

TEST(DutyBoard, TextsAreBounded) {
  v1::HandoverSheet sheet;
  sheet.set_post("ke-odpp/duty");
  for (int i = 0; i < 10'000; ++i) sheet.add_open()->set_text(std::string(2'000, 'x'));
  sheet.set_remarks(std::string(100'000, 'y'));
  EXPECT_LT(handover_text(sheet).size(), 200'000U);
}

}  // namespace
}  // namespace valise::sdk::client
