#include "desk/waiting.hpp"

namespace valise::desk {
namespace {

using namespace std::chrono_literals;
constexpr auto kGoodFor = 30s;

Waiting::List sorted_out(std::vector<WaitingItem> items) {
  Waiting::List out;
  for (auto& item : items) {
    out.messages.insert(item.message);
    (item.for_me ? out.for_me : out.for_others).push_back(std::move(item));
  }
  return out;
}

}  // namespace

Result<const Waiting::List*> Waiting::of(Client& client) {
  const auto now = std::chrono::steady_clock::now();
  if (list_ && now < read_at_ + kGoodFor) return &*list_;
  auto items = Matters(client).waiting();
  if (!items) return std::unexpected(std::move(items.error()));
  list_ = sorted_out(std::move(*items));
  read_at_ = now;
  return &*list_;
}

}  // namespace valise::desk
