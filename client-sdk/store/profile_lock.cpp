#include "client-sdk/store/profile_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <string>

#include "client-sdk/store/profile.hpp"

namespace valise::sdk::store {
namespace {

constexpr std::size_t kMaxContent = 1024;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

struct flock whole_file() {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

// Three lines: process, time in milliseconds, command.
std::string format(const Held& holder) {
  std::string command = holder.command.substr(0, kMaxContent / 2);
  std::ranges::replace_if(command, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return std::to_string(holder.pid) + "\n" + std::to_string(base::to_wire(holder.since)) + "\n" + command + "\n";
}

template <class Number>
std::optional<Number> next_number(std::string_view& text) {
  Number number{};
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto parsed = std::from_chars(text.data(), text.data() + end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + end) return std::nullopt;
  text.remove_prefix(end + 1);
  return number;
}

// A file that says nothing sensible gives an unknown holder (process 0): the lock itself is what counts.
Held parse(std::string_view text) {
  Held holder;
  const auto pid = next_number<std::int64_t>(text);
  const auto since = next_number<std::uint64_t>(text);
  if (!pid || !since) return holder;
  holder.pid = *pid;
  holder.since = base::from_wire(*since);
  holder.command = std::string(text.substr(0, text.find('\n')));
  return holder;
}

Held read_content(int descriptor) {
  std::array<char, kMaxContent> content{};
  const auto size = ::pread(descriptor, content.data(), content.size(), 0);
  return parse({content.data(), size > 0 ? static_cast<std::size_t>(size) : 0});
}

bool write_content(int descriptor, const Held& holder) {
  const auto text = format(holder);
  return ::ftruncate(descriptor, 0) == 0 &&
         ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

std::string described(const Held& holder) {
  if (holder.pid == 0) return "an unknown process";
  return "process " + std::to_string(holder.pid) + " (" + holder.command + ")";
}

}  // namespace

base::Result<int> take_lock(const std::filesystem::path& file, const Held& holder) {
  Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (descriptor.get() < 0) return base::fail(StoreError::disk, file.filename().native());
  auto lock = whole_file();
  if (::fcntl(descriptor.get(), F_OFD_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES) return base::fail(StoreError::disk, file.filename().native());
    return base::fail(StoreError::held, described(read_content(descriptor.get())));
  }
  if (!write_content(descriptor.get(), holder)) return base::fail(StoreError::disk, file.filename().native());
  return descriptor.release();
}

base::Result<std::optional<Held>> read_holder(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (descriptor.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    return base::fail(StoreError::disk, file.filename().native());
  }
  auto lock = whole_file();
  if (::fcntl(descriptor.get(), F_OFD_GETLK, &lock) != 0) return base::fail(StoreError::disk, file.filename().native());
  if (lock.l_type == F_UNLCK) return std::nullopt;
  return read_content(descriptor.get());
}

void release_lock(int descriptor) {
  static_cast<void>(!::ftruncate(descriptor, 0));
  ::close(descriptor);
}

}  // namespace valise::sdk::store
