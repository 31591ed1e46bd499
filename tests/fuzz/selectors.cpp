// What a person types to find somebody: a selector, or words. Only what is active is found; each further criterion finds less.
#include "keys/records/search.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/directory/busy_world.hpp"

namespace {

using namespace valise;

struct Searched {
  directory::World world;
  records::SearchIndex names;
  Searched() { names.update(world.log.state()); }
};

void all_active(const directory::DirectoryState& state, const records::Matches& found) {
  for (const auto& id : found.authorities) fuzz::require(state.active(id));
  for (const auto& post : found.posts) fuzz::require(state.active(post));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Searched searched;
  const auto& state = searched.world.log.state();
  const auto text = base::as_text(base::ByteView(data, size));
  all_active(state, searched.names.search(text));
  for (const auto& officer : searched.names.search_officers(text)) fuzz::require(state.active(officer));

  auto selector = records::Selector::parse(text);
  if (!selector) return 0;
  fuzz::require(records::is_selector(text));
  const base::UnixMillis now(std::chrono::seconds(1'800'000'000));
  selector->on_duty = false;
  const auto all = records::select(state, *selector, now);
  all_active(state, all);
  selector->on_duty = true;
  const auto on_duty = records::select(state, *selector, now);
  all_active(state, on_duty);
  fuzz::require(std::ranges::includes(all.posts, on_duty.posts) && std::ranges::includes(all.authorities, on_duty.authorities));
  selector->country = "FR";
  fuzz::require(records::select(state, *selector, now).authorities.empty());
  return 0;
}
