// Counts: how often a walk did what, so that its report shows what was covered.
#pragma once

#include <map>
#include <string>

namespace valise::interop {

class Counts {
 public:
  void add(const std::string& what, std::size_t times = 1) { counts_[what] += times; }
  void add(const Counts& other) {
    for (const auto& [what, times] : other.counts_) counts_[what] += times;
  }
  [[nodiscard]] std::string text() const {
    std::string out;
    for (const auto& [what, times] : counts_) out += (out.empty() ? "" : ", ") + what + " " + std::to_string(times);
    return out;
  }

 private:
  std::map<std::string, std::size_t> counts_;
};

}  // namespace valise::interop
