// A backup as it comes back from where it was kept: a genuine one, with another list of sums, other words about itself, other
// files. What is taken for whole is what was made: every file is named once, and is as it was.
#include "server/app/backup.hpp"

#include <unistd.h>

#include <future>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "server/app/audit_log.hpp"
#include "server/app/init.hpp"
#include "server/app/stores.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::fuzz {
namespace {

namespace app = server::app;
namespace fs = std::filesystem;
namespace store = server::store;
using Files = std::map<std::string, std::string>;

constexpr const char* kSums = "SHA256SUMS";
constexpr const char* kInfo = "backup.toml";

std::string sum_line(const std::string& name, std::string_view content) {
  return base::to_hex(crypto::Sha256::of(base::as_bytes(content))) + "  " + name + "\n";
}

// Whole lines, sorted: their order means nothing.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::ranges::sort(out);
  return out;
}

class Backup {
 public:
  Backup() {
    fs::remove_all(root_);
    fs::create_directories(root_);
    app::Config config;
    config.data_dir = root_ / "relay";
    config.name = "vienna-1";
    config.origin = "valise.example/log";
    base::SystemClock clock;
    app::init_relay(config, "relay.example:8443", world_.random).value();
    fill(config, clock);
    app::audit(config.data_dir, clock, "start", {}).value();
    made_ = app::make_backup(config, folder_, app::BackupKeys::include, clock).value();
    for (const auto& entry : fs::directory_iterator(folder_)) {
      genuine_[entry.path().filename().string()] = tests::read_file(entry.path());
    }
    fs::remove_all(config.data_dir);
    require(verify().has_value());
  }
  ~Backup() { fs::remove_all(root_); }
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  // other_sums: lines of the genuine list, lines that are nearly so, and any; beside a file too many or too few.
  void other_sums(Input& input) {
    Files changed{{kSums, sums_from(input)}};
    if (input.u8() % 2 == 1) changed["more"] = "x";
    const bool less = input.u8() % 2 == 1;
    put(changed);
    if (less) fs::remove(folder_ / "audit.log");
    if (verify()) require(changed.size() == 1 && !less && lines_of(changed[kSums]) == lines_of(genuine_.at(kSums)));
    restore(changed);
    if (less) restore({{"audit.log", {}}});
  }

  // other_words: what it says about itself, with sums that are right.
  void other_words(Input& input) {
    Files changed{{kInfo, base::to_string(input.rest())}};
    judge_with_sums(changed);
  }

  // other_files: small ones are changed. As somebody who can write there does, the sums are made right, too.
  void other_files(Input& input) {
    static constexpr std::array<const char*, 6> names{"audit.log", kInfo, "tls.crt", "valised.toml", "database.key", "log.key"};
    Files changed;
    for (auto n = input.below(2) + 1; n > 0; --n) {
      const auto* name = names[input.below(names.size())];
      auto bytes = base::to_bytes(genuine_.at(name));
      input.change(bytes);
      changed[name] = base::to_string(bytes);
    }
    put(changed);
    if (verify()) {
      for (const auto& [name, content] : changed) require(content == genuine_.at(name));
    }
    judge_with_sums(changed);
  }

 private:
  void fill(const app::Config& config, const base::Clock& clock) {
    auto stores = app::open_stores(config, clock, world_.random, [](const base::Error&) { std::abort(); }).value();
    directory::DirectoryState before;
    std::vector<store::AppendEntry> entries;
    for (const auto& entry : world_.entries) {
      entries.push_back(server::net::append_entry_of(entry, before));
      before.apply(entry).value();
    }
    std::promise<bool> done;
    stores.store->seed_log(std::move(entries), [&](base::Result<> result) { done.set_value(result.has_value()); });
    require(done.get_future().get());
  }

  std::string sums_from(Input& input) const {
    const auto genuine = lines_of(genuine_.at(kSums));
    std::string out;
    for (int n = input.u8() % 32; n > 0; --n) {
      const auto& line = genuine[input.below(genuine.size())];
      switch (input.below(4)) {
        case 0: out += line; break;
        case 1: out.append(line, 0, 64).append(base::as_text(input.bytes())); break;
        case 2: {
          auto bytes = base::to_bytes(line);
          input.change(bytes);
          out += base::as_text(bytes);
          break;
        }
        default: out += base::as_text(input.bytes());
      }
      out += '\n';
    }
    return out;
  }

  void judge_with_sums(Files& changed) {
    std::string sums;
    for (const auto& [name, content] : genuine_) {
      if (name == kSums) continue;
      sums += sum_line(name, changed.contains(name) ? changed.at(name) : content);
    }
    changed[kSums] = sums;
    put(changed);
    const auto found = verify();
    if (found) {
      require(found->log_entries == made_.log_entries && found->made_at.size() == made_.made_at.size());
      // They are shown to an operator.
      for (const auto& text : {found->made_at, found->name, found->origin}) {
        require(!text.empty() && std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 127; }));
      }
    }
    restore(changed);
  }

  void put(const Files& files) const {
    for (const auto& [name, content] : files) tests::write_file(folder_ / name, content);
  }
  void restore(const Files& changed) const {
    for (const auto& [name, content] : changed) {
      const auto there = genuine_.find(name);
      if (there == genuine_.end()) {
        fs::remove(folder_ / name);
      } else {
        tests::write_file(folder_ / name, there->second);
      }
    }
  }
  // The key of another relay of theirs, for a backup that says it has none.
  [[nodiscard]] base::Result<app::BackupInfo> verify() const { return app::verify_backup(folder_, folder_ / "database.key"); }

  const fs::path root_ = "/dev/shm/valise-fuzz-backup-" + std::to_string(::getpid());
  const fs::path folder_ = root_ / "backup";
  directory::World world_;
  app::BackupInfo made_;
  Files genuine_;
};

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  static fuzz::Backup backup;
  fuzz::Input input(data, size);
  switch (input.u8() % 3) {
    case 0: backup.other_sums(input); break;
    case 1: backup.other_words(input); break;
    default: backup.other_files(input);
  }
  return 0;
}
