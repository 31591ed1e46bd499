// Histories: linking codes between devices of one officer, parts of histories that came and wait to be taken in, and who is new
// on the own posts (docs/design/0030-own-devices-and-history.md). The key of a code is secret; it is overwritten when the link is
// over. Part of a Transaction (client-sdk/store/transaction.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "client-sdk/store/links.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::sdk::store {

using DeviceLinkId = base::Strong<struct DeviceLinkIdTag, std::int64_t>;
using StoredLinkKey = crypto::Secret<struct StoredLinkKeyTag, 32>;

enum class LinkState : int {
  shown = 1,      // the code was made here; nobody has answered it
  agreed = 2,     // both know the code; nothing was handed over yet
  under_way = 3,  // the history is being handed over
  done = 4,
  ended = 5,  // run out, given up, or another took its place
};

struct NewDeviceLink {
  bool gives = false;  // this device hands its history over; else it receives
  LinkState state = LinkState::shown;
  StoredLinkKey key;
  std::optional<base::DeviceId> peer;  // the other device, where it is known
  base::UnixMillis expires;            // of the code; later of the handing over
};
struct DeviceLink : NewDeviceLink {
  DeviceLinkId id;
  std::uint64_t messages = 0;  // handed over, or taken in so far
  std::uint64_t parts = 0;     // that there are
};

enum class PartState : int { waiting = 1, taken = 2, failed = 3 };
struct HistoryPart {
  MessageKey message;  // whose only file it is
  DeviceLinkId link;   // 0: a successor's
  std::string post;    // of a successor's history
  std::uint64_t part = 0;
  std::uint64_t parts = 0;
  PartState state = PartState::waiting;
  std::uint64_t taken = 0;  // messages
};

struct Staff {
  std::string officer;
  bool owed = false;  // this device is to hand over the post's history
};

struct Extent {
  std::uint64_t rooms = 0;
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
};

class Histories {
 public:
  explicit Histories(sql::Database& db) : db_(&db) {}

  // extent gives what people said that could be handed on.
  [[nodiscard]] base::Result<Extent> extent() const;

  [[nodiscard]] base::Result<DeviceLinkId> put_link(const NewDeviceLink& link);
  // links gives all, oldest first; open_links those that are not over.
  [[nodiscard]] base::Result<std::vector<DeviceLink>> links() const;
  [[nodiscard]] base::Result<std::vector<DeviceLink>> open_links() const;
  // update writes state, peer, time, messages and parts; a link that is over loses its key.
  [[nodiscard]] base::Result<> update(const DeviceLink& link);

  // put_part says false, and keeps nothing, if that part of that link is there already, or the message was noted before.
  [[nodiscard]] base::Result<bool> put_part(const HistoryPart& part);
  // parts_waiting gives those to fetch, in their order; parts_of those of a link, or of a sender for a post.
  [[nodiscard]] base::Result<std::vector<HistoryPart>> parts_waiting() const;
  [[nodiscard]] base::Result<std::vector<HistoryPart>> parts_of(DeviceLinkId link, const std::string& post,
                                                                const base::DeviceId& sender) const;
  [[nodiscard]] base::Result<> settle_part(const MessageKey& message, PartState state, std::uint64_t taken);

  // staff gives whom this device knows to be on a post; set_staff writes one down, and drop_staff forgets one, or a whole post.
  [[nodiscard]] base::Result<std::vector<Staff>> staff(const std::string& post) const;
  [[nodiscard]] base::Result<std::vector<std::string>> posts() const;
  [[nodiscard]] base::Result<> set_staff(const std::string& post, const Staff& one);
  [[nodiscard]] base::Result<> drop_staff(const std::string& post, const std::string& officer);
  [[nodiscard]] base::Result<> drop_post(const std::string& post);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
