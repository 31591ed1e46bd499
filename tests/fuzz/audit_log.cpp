// The relay's audit log as it is found on the disk, after whoever wrote to it: operators' commands, one that was killed while it
// wrote, a stranger. A command either writes one whole line that goes on from the last, over nothing but a torn end, or leaves
// the file as it is; and where the lines were sound it writes, and they are sound afterwards.
#include "server/app/audit_log.hpp"

#include <unistd.h>

#include <filesystem>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::fuzz {
namespace {

namespace fs = std::filesystem;
using server::app::audit;
using server::app::verify_audit;

constexpr std::size_t kMostText = 512 * 1024;
constexpr std::size_t kLongestLine = 64 * 1024 - 1;  // server/app/audit_log.cpp
constexpr std::string_view kBefore = ",\"previous\":\"";

class StillClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return base::from_wire(1'800'000'000'000); }
  [[nodiscard]] base::Monotonic monotonic() const override { return {}; }
};

std::string hash_of(std::string_view line) { return base::to_hex(crypto::Sha256::of(base::as_bytes(line))); }

// Lines is what the whole lines of a log say: a second reader of it.
struct Lines {
  explicit Lines(std::string_view text) {
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n', whole)) {
      const auto line = text.substr(whole, end - whole);
      sound = sound && line.size() <= kLongestLine && line.ends_with(std::string(kBefore) + head + "\"}");
      head = hash_of(line);
      whole = end + 1;
      ++count;
    }
    torn = text.size() - whole;
  }
  std::uint64_t count = 0;
  std::string head = std::string(64, '0');
  bool sound = true;
  std::size_t whole = 0;  // bytes
  std::size_t torn = 0;
};

class AuditFile {
 public:
  AuditFile() { fs::create_directories(folder_); }
  ~AuditFile() { fs::remove_all(folder_); }
  AuditFile(const AuditFile&) = delete;
  AuditFile& operator=(const AuditFile&) = delete;

  void play(Input& input) {
    text_.clear();
    write();
    for (int steps = 0; !input.empty() && steps < 32 && text_.size() < kMostText; ++steps) step(input);
    command("stop");
  }

 private:
  void step(Input& input) {
    switch (input.below(7)) {
      case 0: return command("start");
      case 1: text_ += base::as_text(input.bytes()); break;
      case 2: text_.append(input.below(256) * 1024 + input.below(1024), 'x'); break;
      case 3: text_ += '\n'; break;
      case 4: text_.resize(text_.size() - std::min(text_.size(), input.below(1024))); break;
      case 5:
        if (!text_.empty()) text_[text_.size() - 1 - input.below(std::min<std::size_t>(text_.size(), 1024))] ^= 1;
        break;
      default: forge(input);
    }
    write();
  }

  // A line that goes on from the last, whatever it says.
  void forge(Input& input) {
    const auto head = Lines(text_).head;
    text_.append(base::as_text(input.bytes())).append(input.below(256) * 1024, 'x');
    text_.append(kBefore).append(head).append("\"}\n");
  }

  void command(crypto::Label action) {
    const Lines before(text_);
    judge(before);
    const auto recorded = audit(folder_, clock_, action, {{"listen", "127.0.0.1:8443"}});
    const auto now = tests::read_file(file_);
    if (before.sound && before.torn <= kLongestLine) require(recorded.has_value());
    if (!recorded) return require(now == text_);
    require(now.starts_with(std::string_view(text_).substr(0, before.whole)));
    const auto added = std::string_view(now).substr(before.whole);
    require(added.find('\n') == added.size() - 1);
    require(added.ends_with(std::string(kBefore) + before.head + "\"}\n"));
    text_ = now;
    judge(Lines(now));
  }

  void judge(const Lines& lines) const {
    const auto found = verify_audit(folder_);
    require(found.has_value() == (lines.sound && lines.torn == 0));
    if (found) require(found->lines == lines.count && found->head == lines.head);
  }

  void write() const { tests::write_file(file_, text_); }

  const fs::path folder_ = "/dev/shm/valise-fuzz-audit-" + std::to_string(::getpid());
  const fs::path file_ = folder_ / "audit.log";
  const StillClock clock_;
  std::string text_;
};

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  static fuzz::AuditFile file;
  fuzz::Input input(data, size);
  file.play(input);
  return 0;
}
