// Requests of the page about the history of one own device for another (valise/linking.hpp).
#include "desk/answers.hpp"
#include "desk/reply.hpp"
#include "valise/linking.hpp"

namespace valise::desk {
namespace {

using Make = std::function<v1::FromDesk(Client&)>;

v1::DeskLink view_of(const DeviceLinkView& link) {
  v1::DeskLink out;
  out.set_gives(link.part == LinkPart::gives);
  out.set_state(static_cast<v1::DeskLink::State>(link.state));
  out.set_device(link.device);
  out.set_label(link.label);
  out.set_expires(millis(link.expires));
  out.set_messages(link.messages);
  out.set_parts(link.parts);
  out.set_parts_done(link.part == LinkPart::gives ? link.parts : link.parts_done);
  return out;
}
static_assert(static_cast<int>(DeviceLinkView::State::shown) == v1::DeskLink::STATE_SHOWN);
static_assert(static_cast<int>(DeviceLinkView::State::agreed) == v1::DeskLink::STATE_AGREED);
static_assert(static_cast<int>(DeviceLinkView::State::under_way) == v1::DeskLink::STATE_UNDER_WAY);
static_assert(static_cast<int>(DeviceLinkView::State::done) == v1::DeskLink::STATE_DONE);
static_assert(static_cast<int>(DeviceLinkView::State::ended) == v1::DeskLink::STATE_ENDED);

// The dark modules as the path of an SVG, a run of them at a time: the page draws it and knows nothing of codes.
std::string path_of(const QrCode& code) {
  std::string out;
  for (std::size_t row = 0; row < code.size; ++row) {
    for (std::size_t column = 0; column < code.size; ++column) {
      const std::size_t begin = column;
      while (column < code.size && code.dark(row, column)) ++column;
      if (column == begin) continue;
      const std::string width = std::to_string(column - begin);
      out += "M" + std::to_string(begin) + " " + std::to_string(row) + "h" + width + "v1h-" + width + "z";
    }
  }
  return out;
}

v1::FromDesk links(Client& client) {
  Linking linking(client);
  const auto extent = linking.history();
  if (!extent) return failure(extent.error());
  return answer(linking.list(), [&](v1::FromDesk& out, const auto& all) {
    auto& told = *out.mutable_links();
    for (const auto& link : all) *told.add_links() = view_of(link);
    told.set_rooms(extent->rooms);
    told.set_messages(extent->messages);
    told.set_bytes(extent->bytes);
  });
}

Make show(const v1::DeskShowLink& request) {
  return [part = request.gives() ? LinkPart::gives : LinkPart::receives](Client& client) {
    return answer(Linking(client).show(part), [](v1::FromDesk& out, const LinkOffer& offer) {
      auto& told = *out.mutable_link_offer();
      told.set_code(offer.code);
      told.set_qr_size(static_cast<std::uint32_t>(offer.qr.size));
      told.set_qr_path(path_of(offer.qr));
      told.set_gives(offer.part == LinkPart::gives);
      told.set_expires(millis(offer.expires));
    });
  };
}

// read says what entering would do; enter does it.
Make with_code(const v1::DeskEnterLink& request, Result<DeviceLinkView> (Linking::*what)(const std::string&)) {
  return [code = request.code(), what](Client& client) {
    Linking linking(client);
    return answer((linking.*what)(code),
                  [](v1::FromDesk& out, const DeviceLinkView& link) { *out.mutable_links()->add_links() = view_of(link); });
  };
}

v1::FromDesk cancel(Client& client) {
  const auto ended = Linking(client).cancel();
  return ended ? links(client) : failure(ended.error());
}

}  // namespace

Answer link_answer_to(const v1::ToDesk& request) {
  using Body = v1::ToDesk;
  switch (request.body_case()) {
    case Body::kGetLinks: return {links};
    case Body::kShowLink: return {show(request.show_link())};
    case Body::kReadLink: return {with_code(request.read_link(), &Linking::read)};
    case Body::kEnterLink: return {with_code(request.enter_link(), &Linking::enter)};
    case Body::kCancelLinks: return {cancel};
    default: return {};
  }
}

}  // namespace valise::desk
