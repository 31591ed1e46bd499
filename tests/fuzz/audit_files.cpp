// The files of a log as an auditor gets them from a stranger: a genuine log's files, changed. Either the audit fails, or what it
// found is what there was. With the first byte odd, head and tiles are made anew by the log's key after the entries were changed,
// so that the statements themselves are judged.
#include "audit/audit.hpp"

#include <map>

#include "audit/audit_error.hpp"
#include "audit/proof.hpp"
#include "keys/directory/tile.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/directory/busy_world.hpp"

namespace {

using namespace valise;
using Files = std::map<std::string, base::Bytes>;

class FilesSource final : public audit::Source {
 public:
  explicit FilesSource(const Files& files) : files_(files) {}
  base::Result<base::Bytes> get(const std::string& path) override {
    const auto it = files_.find(path);
    if (it == files_.end()) return base::fail(audit::AuditError::not_found, path);
    return it->second;
  }

 private:
  const Files& files_;
};

std::string width(std::size_t entries) { return ".p/" + std::to_string(entries); }

// The files of a log with these entries, which are fewer than 256.
Files files_of(const std::vector<base::Bytes>& entries, const directory::World& world) {
  Files out;
  directory::MerkleLog tree;
  auto& bundle = out["tile/entries/000" + width(entries.size())];
  for (const auto& entry : entries) {
    tree.append(directory::leaf_hash(entry));
    fuzz::require(directory::append_entry(bundle, entry));
  }
  out["tile/0/000" + width(entries.size())] = directory::hash_tile(tree, {.level = 0, .index = 0, .width = entries.size()});
  auto note = directory::Checkpoint::make("valise.example/directory", {.size = tree.size(), .root = tree.root()});
  note.sign(world.log_key);
  out["checkpoint"] = base::to_bytes(note.format());
  return out;
}

struct Genuine {
  directory::World world;
  Files files = files_of(world.entries, world);
};
const Genuine& genuine() {
  static const Genuine out;
  return out;
}

void changed_files(fuzz::Input& input) {
  auto files = genuine().files;
  for (auto n = input.below(2) + 1; n > 0; --n) {
    auto file = std::next(files.begin(), static_cast<std::ptrdiff_t>(input.below(files.size())));
    input.change(file->second);
  }
  FilesSource source(files);
  const auto found = audit::audit_log(source, {});
  if (!found) return;
  const auto head = genuine().world.log.head();
  fuzz::require(found->size == head.size && base::equal(found->root, head.root.view()) && found->changes.size() == head.size);
}

void changed_entries(fuzz::Input& input) {
  auto entries = genuine().world.entries;
  input.change(entries[input.below(entries.size())]);
  for (const auto& entry : entries) {
    if (entry.size() > directory::SignedStatement::max_size) return;
  }
  const auto files = files_of(entries, genuine().world);
  FilesSource source(files);
  static_cast<void>(audit::audit_log(source, {}));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.u8() % 4) {
    case 0: changed_files(input); break;
    case 1: changed_entries(input); break;
    case 2: static_cast<void>(audit::read_earlier_head(base::as_text(input.rest()))); break;
    default: static_cast<void>(audit::check_proof(base::as_text(input.rest())));
  }
  return 0;
}
