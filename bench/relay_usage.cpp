#include "bench/relay_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace valise::bench {
namespace {

namespace fs = std::filesystem;

// thread_seconds reads utime and stime, fields 14 and 15 of proc(5); the name in parentheses before them may hold anything.
double thread_seconds(const fs::path& stat) {
  std::ifstream file(stat);
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  if (!(fields >> user >> system)) throw std::runtime_error("cannot read " + stat.string());
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double resident_mib(const fs::path& statm) {
  std::ifstream file(statm);
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

}  // namespace

Usage Usage::of(pid_t process) {
  const fs::path folder = fs::path("/proc") / std::to_string(process);
  Usage out;
  for (const auto& thread : fs::directory_iterator(folder / "task")) {
    out.seconds.emplace(std::stoi(thread.path().filename()), thread_seconds(thread.path() / "stat"));
  }
  out.resident_mib = bench::resident_mib(folder / "statm");
  return out;
}

double Usage::all() const {
  double sum = 0;
  for (const auto& [thread, used] : seconds) sum += used;
  return sum;
}

void allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace valise::bench
