// Stand-in for Linking.
#include "fake_client.hpp"
#include "valise/linking.hpp"

namespace valise {
namespace {

using tests::world;

DeviceLinkView link_to(LinkPart part, DeviceLinkView::State state) {
  return {.part = part,
          .state = state,
          .device = std::string(32, 'b'),
          .label = "laptop \x1b[2J",
          .messages = 7,
          .parts = 2,
          .parts_done = 1};
}

}  // namespace

Result<HistoryExtent> Linking::history() {
  static_cast<void>(client_);
  return HistoryExtent{.rooms = 2, .messages = 7, .bytes = 2048};
}

Result<LinkOffer> Linking::show(LinkPart part) {
  world().calls.push_back(part == LinkPart::gives ? "link show gives" : "link show receives");
  if (world().error) return std::unexpected(*world().error);
  return LinkOffer{.code = "valise-link1:abc", .qr = {.size = 1, .modules = {true}}, .part = part, .expires = {}};
}

Result<DeviceLinkView> Linking::read(const std::string& code) {
  world().calls.push_back("link read " + code);
  if (world().error) return std::unexpected(*world().error);
  return link_to(LinkPart::gives, DeviceLinkView::State::shown);
}

Result<DeviceLinkView> Linking::enter(const std::string& code) {
  world().calls.push_back("link enter " + code);
  return link_to(LinkPart::gives, DeviceLinkView::State::agreed);
}

Result<std::vector<DeviceLinkView>> Linking::list() {
  return std::vector{link_to(LinkPart::receives, DeviceLinkView::State::under_way),
                     link_to(LinkPart::gives, DeviceLinkView::State::done)};
}

Result<std::uint64_t> Linking::cancel() { return 1; }

}  // namespace valise
