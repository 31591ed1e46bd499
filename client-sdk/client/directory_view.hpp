// From the verified directory to the plain copies of the public interface, as things stand at one moment.
#pragma once

#include "keys/directory/state.hpp"
#include "keys/records/search.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

// recovery_of gives the replacement of an authority's lost keys while it is pending.
[[nodiscard]] std::optional<valise::KeyRecovery> recovery_of(const directory::Authority& authority);

// DirectoryView refers to the directory, which must not change meanwhile.
class DirectoryView {
 public:
  DirectoryView(const directory::DirectoryState& state, base::UnixMillis now) : state_(&state), now_(now) {}

  [[nodiscard]] const directory::DirectoryState& state() const { return *state_; }
  [[nodiscard]] base::UnixMillis now() const { return now_; }

  [[nodiscard]] valise::AuthorityView of(const directory::Authority& authority) const;
  [[nodiscard]] valise::AuthorityView without_posts(const directory::Authority& authority) const;
  [[nodiscard]] valise::PostView of(const directory::Post& post) const;
  [[nodiscard]] valise::OfficerView of(const directory::Officer& officer) const;

 private:
  [[nodiscard]] valise::OfficerName name_of(const directory::AuthorityId& authority, const std::string& id) const;
  [[nodiscard]] std::vector<valise::OfficerName> names_of(const directory::AuthorityId& authority,
                                                          const std::vector<std::string>& ids) const;
  [[nodiscard]] valise::DutyView duty(const directory::Post& post) const;
  void add_plan(const directory::Post& post, valise::PostView& out) const;
  void add_clock(const directory::Authority& authority, valise::AuthorityView& out) const;

  const directory::DirectoryState* state_;
  base::UnixMillis now_;
};

// matching gives the authorities that meet all conditions of the query, active ones only, in the order of their ids. `names` is
// up to date with the directory.
[[nodiscard]] base::Result<std::vector<valise::AuthorityView>> matching(const DirectoryView& view,
                                                                        const records::SearchIndex& names,
                                                                        const valise::DirectoryQuery& query);

// networks gives all networks, with their active members, in the order of their ids.
[[nodiscard]] std::vector<valise::NetworkView> networks(const DirectoryView& view);

// recipient_views gives whom addresses and selectors mean now (recipients.hpp, resolve), with what a sender should see of them.
[[nodiscard]] base::Result<std::vector<valise::RecipientView>> recipient_views(const DirectoryView& view,
                                                                               const std::vector<std::string>& to);

}  // namespace valise::sdk::client
