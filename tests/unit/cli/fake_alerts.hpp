// What the stand-in for valise::Alerts answers with.
#pragma once

#include "valise/alerts.hpp"

namespace valise::tests {

struct AlertsWorld {
  std::vector<ChannelView> channels;
  AddedChannel added;
  std::vector<ReachView> reach;
  AlertView alert;
  std::vector<AlertView> calls;
  NewChannel wanted;               // written down
  std::vector<std::string> asked;  // of whom it was asked whether they can be called
};
[[nodiscard]] AlertsWorld& alerts_world();

}  // namespace valise::tests
