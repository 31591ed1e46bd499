// History: what senders were told and what each device's application was given, and the rules that both must keep (R1-R3 of
// docs/PROTOCOL.md). In the manner of Jepsen's and etcd's checkers: recorded during a run with faults, judged afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace valise::tests {

// One message: who wrote it, and its number in that writer's order of writing.
struct Written {
  std::string sender;
  std::uint64_t number = 0;
  friend auto operator<=>(const Written&, const Written&) = default;
};

// text_of and written_of carry the identity of a message in its text; nothing when the text is not of that form.
[[nodiscard]] std::string text_of(const Written& message);
[[nodiscard]] bool written_of(std::string_view text, Written& message);

// Thread-safe.
class History {
 public:
  // invoked: the sender began to send. What happens after that is unknown until it is promised.
  void invoked(const Written& message);
  // promised: the sender was told that the message is sent, or that it is safely queued.
  void promised(const Written& message);
  // meant_for: only these devices are to get the message. Without it all are.
  void meant_for(const Written& message, std::set<std::string> devices);
  // kept: the message stands in the device's own store, in this order.
  void kept(const std::string& device, const Written& message);
  // shown: the running application was handed the message.
  void shown(const std::string& device, const Written& message);

  // carries: the message has a file with this digest. fetched: a device has got the file of a message, with this one. gone: it
  // was told that the file is not to be had any more.
  void carries(const Written& message, std::string digest);
  void fetched(const std::string& device, const Written& message, std::string digest);
  void gone(const std::string& device, const Written& message);
  // may_lose_files: what was sent so far may be gone.
  void may_lose_files();

  // problems gives one line for each broken rule.
  //   lost        promised, but not kept by a device
  //   duplicated  kept or shown more than once by a device
  //   phantom     kept or shown, but never invoked or not meant for the device; shown, but not kept
  //   reordered   a device keeps two messages of one sender in another order than they were written
  //   disagreed   two devices keep what both of them have in different orders
  //   altered     a file was fetched that is not the one that was sent
  //   missing     a device keeps a message and was not given its file, though that was not to be gone
  [[nodiscard]] std::vector<std::string> problems(const std::vector<std::string>& devices) const;

  [[nodiscard]] std::size_t promises() const;
  // files gives how many messages have one, and fetches how often one was got as it was sent.
  [[nodiscard]] std::size_t files() const;
  [[nodiscard]] std::size_t fetches() const;

 private:
  using Order = std::vector<Written>;
  struct File {
    std::string digest;
    bool may_be_gone = false;
  };
  struct Fetches {
    std::map<Written, std::set<std::string>> digests;
    std::set<Written> gone;
  };

  [[nodiscard]] bool is_for(const Written& message, const std::string& device) const;
  void check_device(const std::string& device, std::vector<std::string>& found) const;
  void check_order(const std::string& device, const Order& order, std::vector<std::string>& found) const;
  void check_files(const std::string& device, const Order& kept, std::vector<std::string>& found) const;
  void check_agreement(const std::vector<std::string>& devices, std::vector<std::string>& found) const;

  mutable std::mutex mutex_;
  std::map<Written, bool> written_;  // and whether it was promised
  std::map<Written, std::set<std::string>> meant_for_;
  std::map<std::string, Order> kept_;
  std::map<std::string, Order> shown_;
  std::map<Written, File> files_;
  std::map<std::string, Fetches> fetches_;  // by device
};

}  // namespace valise::tests
