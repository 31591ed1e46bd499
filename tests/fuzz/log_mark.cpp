// The write-ahead log and the note of its end, as they may be found on the disk: where a log ends is within it, what comes after
// can only make it longer, and a note is either one that was written or none.
#include "sql/log_mark.hpp"

#include "sql/error.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace valise;
using base::Bytes;
using base::Result;

// Found is a disk with three files that hold what the input says.
class Found final : public sql::FileSystem {
 public:
  const char* vfs() const override { return nullptr; }
  Result<> make_private(const std::filesystem::path&) override { return {}; }
  Result<std::unique_ptr<sql::FileLock>> lock(const std::filesystem::path&) override { return base::fail(sql::SqlError::in_use); }
  Result<> set_aside(const std::filesystem::path&, std::uint64_t) override { return {}; }
  Result<std::uint64_t> size(const std::filesystem::path& path) override { return read(path)->size(); }
  Result<Bytes> read(const std::filesystem::path& path) override {
    if (path.string().ends_with("-wal")) return log;
    return path.string().ends_with("-mark") ? mark : file;
  }
  Result<> write(const std::filesystem::path& path, base::ByteView bytes, Sync) override {
    fuzz::require(path.string().ends_with("-mark"));
    mark = base::to_bytes(bytes);
    return {};
  }
  void remove(const std::filesystem::path&) override {}

  Bytes file, log, mark;
};

void put(Bytes& out, std::size_t at, std::uint32_t value) {
  for (int i = 3; i >= 0; --i, value >>= 8) out[at + static_cast<std::size_t>(i)] = static_cast<base::Byte>(value);
}

struct Sum {
  std::uint32_t first = 0, second = 0;
  void add(base::ByteView bytes) {
    const auto word = [&](std::size_t at) {
      return static_cast<std::uint32_t>(bytes[at]) << 24 | bytes[at + 1] << 16U | bytes[at + 2] << 8U | bytes[at + 3];
    };
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(at) + second;
      second += word(at + 4) + first;
    }
  }
};

// genuine_log gives a log of pages of 512 bytes; those whose number the input names end a transaction.
Bytes genuine_log(fuzz::Input& input) {
  Bytes out(32);
  put(out, 0, 0x377f0683);
  put(out, 4, 3007000);
  put(out, 8, 512);
  put(out, 16, input.u16());
  put(out, 20, input.u16());
  Sum sum;
  sum.add(base::ByteView(out).first(24));
  put(out, 24, sum.first);
  put(out, 28, sum.second);
  for (auto frames = input.below(9); frames > 0; --frames) {
    Bytes frame(24 + 512, input.u8());
    put(frame, 0, 1);
    put(frame, 4, input.u8() % 2);
    std::copy_n(out.begin() + 16, 8, frame.begin() + 8);
    sum.add(base::ByteView(frame).first(8));
    sum.add(base::ByteView(frame).subspan(24));
    put(frame, 16, sum.first);
    put(frame, 20, sum.second);
    base::append(out, frame);
  }
  return out;
}

void judge_log(const Bytes& log) {
  const auto end = sql::find_log_end(log);
  if (!end) return;
  fuzz::require(32 + end->frames * std::uint64_t{24 + 512} <= log.size());
  auto longer = log;
  longer.resize(log.size() + 40);
  const auto later = sql::find_log_end(longer);
  fuzz::require(later && later->frames >= end->frames);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  Found disk;
  disk.file.resize(input.u8() % 2);
  disk.log = genuine_log(input);
  const auto genuine = sql::find_log_end(disk.log);
  const auto untouched = disk.log;
  sql::LogMark mark(disk, "a.db");
  if (genuine) mark.note(*genuine);
  fuzz::require(!genuine || disk.file.empty() || mark.check().has_value());
  if (input.u8() % 2 == 0) input.change(disk.log);
  if (input.u8() % 2 == 0) input.change(disk.mark);
  judge_log(disk.log);
  const auto checked = mark.check();
  const auto found = sql::find_log_end(disk.log);
  // A log that lost something of the same beginning is never taken for whole while the note is.
  const bool lost =
      genuine &&
      (!found || (found->salt1 == genuine->salt1 && found->salt2 == genuine->salt2 && found->frames < genuine->frames));
  Found whole;
  sql::LogMark same(whole, "a.db");
  if (genuine) same.note(*genuine);
  if (lost && disk.mark == whole.mark) fuzz::require(!checked);
  return 0;
}
