#include "server/app/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "server/app/backup_time.hpp"

namespace valise::server::app {
namespace {

namespace fs = std::filesystem;

double size_of(const fs::path& path) {
  std::error_code missing;
  const auto size = fs::file_size(path, missing);
  return missing ? 0 : static_cast<double>(size);
}

fs::path log_of(const fs::path& database) { return database.string() + "-wal"; }

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code unreadable;
  const fs::directory_iterator all("/proc/self/fd", unreadable);
  return unreadable ? 0 : static_cast<double>(std::distance(begin(all), end(all)));
}

double descriptor_limit() {
  struct rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : 0;
}

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

}  // namespace

ProcessMetrics::ProcessMetrics(metrics::Registry& r)
    : relay_bytes_(r.gauge("valise_database_bytes", "Size of a database file.", {{"database", "relay"}})),
      relay_log_bytes_(r.gauge("valise_database_log_bytes", "Size of a database's write-ahead log.", {{"database", "relay"}})),
      attachments_bytes_(r.gauge("valise_database_bytes", "Size of a database file.", {{"database", "attachments"}})),
      attachments_log_bytes_(
          r.gauge("valise_database_log_bytes", "Size of a database's write-ahead log.", {{"database", "attachments"}})),
      disk_free_(r.gauge("valise_disk_free_bytes", "Space that the relay may still use on the disk of its data folder.")),
      disk_size_(r.gauge("valise_disk_size_bytes", "Size of the disk of the data folder.")),
      certificate_expires_(r.gauge("valise_tls_certificate_expiry_timestamp_seconds", "End of the TLS certificate's validity.")),
      last_backup_(r.gauge("valise_backup_last_success_timestamp_seconds", "When the last backup was finished; 0: never.")),
      reload_worked_(r.gauge("valise_config_last_reload_successful", "1 if the configuration in force is the file's.")),
      memory_(r.gauge("process_resident_memory_bytes", "Resident memory.")),
      descriptors_(r.gauge("process_open_fds", "Open file descriptors.")),
      descriptors_limit_(r.gauge("process_max_fds", "Most file descriptors that may be open.")) {
  r.gauge("valise_build_info", "Always 1; the version is a label.", {{"version", VALISE_VERSION}}).set(1);
  r.gauge("process_start_time_seconds", "When the process began.").set(now());
  reload_worked_.set(1);
}

void ProcessMetrics::look_up(const Config& config) {
  relay_bytes_.set(size_of(config.database()));
  relay_log_bytes_.set(size_of(log_of(config.database())));
  attachments_bytes_.set(size_of(config.attachments()));
  attachments_log_bytes_.set(size_of(log_of(config.attachments())));
  std::error_code unknown;
  const auto disk = fs::space(config.data_dir, unknown);
  if (!unknown) {
    disk_free_.set(static_cast<double>(disk.available));
    disk_size_.set(static_cast<double>(disk.capacity));
  }
  last_backup_.set(static_cast<double>(last_backup(config)));
  memory_.set(resident_bytes());
  descriptors_.set(open_descriptors());
  descriptors_limit_.set(descriptor_limit());
}

void ProcessMetrics::certificate(const wire::TlsServerContext& tls) {
  certificate_expires_.set(static_cast<double>(tls.expires().time_since_epoch().count()));
}

void ProcessMetrics::reloaded(bool worked) { reload_worked_.set(worked ? 1 : 0); }

}  // namespace valise::server::app
