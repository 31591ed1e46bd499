// From the SDK's views of urgent matters, duty and alerts to the contract of the page. Nothing is decided here.
#pragma once

#include "valise/alerts.hpp"
#include "valise/duty.hpp"
#include "valise/matters.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

[[nodiscard]] v1::DeskMatter view_of(const MatterView& matter);
[[nodiscard]] v1::DeskWaitingItem view_of(const WaitingItem& item);
[[nodiscard]] v1::DeskOfficer view_of(const OfficerName& officer);
[[nodiscard]] v1::DeskHandoverItem view_of(const HandoverItem& item);
// `me` is the address of this officer.
[[nodiscard]] v1::DeskDutyPost view_of(const DutyStatus& status, const std::string& me);
[[nodiscard]] v1::DeskReach view_of(const ReachView& reach);
[[nodiscard]] v1::DeskChannel view_of(const ChannelView& channel);

}  // namespace valise::desk
