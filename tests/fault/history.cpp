#include "tests/fault/history.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace valise::tests {
namespace {

std::string line(std::string_view rule, const std::string& device, const Written& message) {
  return std::string(rule) + ": " + text_of(message) + " at " + device;
}

template <class Map>
const std::vector<Written>& of(const Map& map, const std::string& device) {
  static const std::vector<Written> nothing;
  const auto found = map.find(device);
  return found == map.end() ? nothing : found->second;
}

void report_twice(std::string_view how, const std::string& device, const std::vector<Written>& order,
                  std::vector<std::string>& found) {
  std::set<Written> seen;
  for (const auto& message : order) {
    if (!seen.insert(message).second) found.push_back(line("duplicated", device, message) + ", " + std::string(how) + " twice");
  }
}

// common gives what `there` has, too, each once, in the order of `here`.
std::vector<Written> common(const std::vector<Written>& here, const std::vector<Written>& there) {
  std::set<Written> left(there.begin(), there.end());
  std::vector<Written> out;
  for (const auto& message : here) {
    if (left.erase(message) > 0) out.push_back(message);
  }
  return out;
}

}  // namespace

std::string text_of(const Written& message) { return "message " + std::to_string(message.number) + " of " + message.sender; }

bool written_of(std::string_view text, Written& message) {
  constexpr std::string_view first = "message ", middle = " of ";
  if (!text.starts_with(first)) return false;
  text.remove_prefix(first.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), message.number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.starts_with(middle)) return false;
  message.sender = text.substr(middle.size());
  return !message.sender.empty();
}

void History::invoked(const Written& message) {
  const std::lock_guard lock(mutex_);
  written_.try_emplace(message, false);
}

void History::promised(const Written& message) {
  const std::lock_guard lock(mutex_);
  written_[message] = true;
}

void History::meant_for(const Written& message, std::set<std::string> devices) {
  const std::lock_guard lock(mutex_);
  meant_for_[message] = std::move(devices);
}

void History::kept(const std::string& device, const Written& message) {
  const std::lock_guard lock(mutex_);
  kept_[device].push_back(message);
}

void History::shown(const std::string& device, const Written& message) {
  const std::lock_guard lock(mutex_);
  shown_[device].push_back(message);
}

std::size_t History::promises() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(written_, [](const auto& entry) { return entry.second; }));
}

void History::carries(const Written& message, std::string digest) {
  const std::lock_guard lock(mutex_);
  files_[message].digest = std::move(digest);
}

void History::fetched(const std::string& device, const Written& message, std::string digest) {
  const std::lock_guard lock(mutex_);
  fetches_[device].digests[message].insert(std::move(digest));
}

void History::gone(const std::string& device, const Written& message) {
  const std::lock_guard lock(mutex_);
  fetches_[device].gone.insert(message);
}

void History::may_lose_files() {
  const std::lock_guard lock(mutex_);
  for (auto& [message, file] : files_) file.may_be_gone = true;
}

std::size_t History::files() const {
  const std::lock_guard lock(mutex_);
  return files_.size();
}

std::size_t History::fetches() const {
  const std::lock_guard lock(mutex_);
  std::size_t out = 0;
  for (const auto& [device, fetches] : fetches_) out += fetches.digests.size();
  return out;
}

std::vector<std::string> History::problems(const std::vector<std::string>& devices) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> found;
  for (const auto& device : devices) check_device(device, found);
  check_agreement(devices, found);
  return found;
}

bool History::is_for(const Written& message, const std::string& device) const {
  const auto found = meant_for_.find(message);
  return found == meant_for_.end() || found->second.contains(device);
}

void History::check_device(const std::string& device, std::vector<std::string>& found) const {
  const Order& kept = of(kept_, device);
  const Order& shown = of(shown_, device);
  const std::set<Written> have(kept.begin(), kept.end());
  for (const auto& [message, promised] : written_) {
    if (promised && is_for(message, device) && !have.contains(message)) found.push_back(line("lost", device, message));
  }
  report_twice("kept", device, kept, found);
  report_twice("shown", device, shown, found);
  for (const auto& message : kept) {
    if (!written_.contains(message)) found.push_back(line("phantom", device, message));
    if (!is_for(message, device)) found.push_back(line("phantom", device, message) + ", meant for others");
  }
  for (const auto& message : shown) {
    if (!have.contains(message)) found.push_back(line("phantom", device, message) + ", shown but not kept");
  }
  check_order(device, kept, found);
  check_files(device, kept, found);
}

void History::check_files(const std::string& device, const Order& kept, std::vector<std::string>& found) const {
  static const Fetches nothing;
  const auto of_device = fetches_.find(device);
  const Fetches& fetches = of_device == fetches_.end() ? nothing : of_device->second;
  for (const auto& [message, digests] : fetches.digests) {
    const auto sent = files_.find(message);
    if (sent == files_.end() || digests != std::set{sent->second.digest}) found.push_back(line("altered", device, message));
  }
  for (const auto& message : kept) {
    const auto sent = files_.find(message);
    if (sent == files_.end() || message.sender == device || fetches.digests.contains(message)) continue;
    const bool told = fetches.gone.contains(message);
    if (told && sent->second.may_be_gone) continue;
    found.push_back(line("missing", device, message) + (told ? ", told to be gone" : ""));
  }
}

void History::check_order(const std::string& device, const Order& order, std::vector<std::string>& found) const {
  std::map<std::string, std::uint64_t> last;
  for (const auto& message : order) {
    auto& before = last[message.sender];
    if (message.number < before) found.push_back(line("reordered", device, message) + ", after number " + std::to_string(before));
    before = std::max(before, message.number);
  }
}

void History::check_agreement(const std::vector<std::string>& devices, std::vector<std::string>& found) const {
  for (std::size_t i = 0; i < devices.size(); ++i) {
    for (std::size_t j = i + 1; j < devices.size(); ++j) {
      const Order& a = of(kept_, devices[i]);
      const Order& b = of(kept_, devices[j]);
      if (common(a, b) != common(b, a)) found.push_back("disagreed: " + devices[i] + " and " + devices[j]);
    }
  }
}

}  // namespace valise::tests
