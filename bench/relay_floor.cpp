#include "bench/relay_floor.hpp"

#include <algorithm>
#include <stdexcept>

#include "bench/figures.hpp"
#include "keys/crypto/random.hpp"
#include "sql/transaction.hpp"

namespace valise::bench {
namespace {

constexpr int kGroup = 64;
constexpr std::size_t kChunk = std::size_t{1024} * 1024;

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error("sqlcipher: " + result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

sql::Database open(const std::filesystem::path& file, int page_size) {
  crypto::SystemRandom random;
  const auto key = random.array<32>();
  auto database = must(sql::Database::open(file, key, {.page_size = page_size, .wal_autocheckpoint_pages = 0}));
  must(database.script("CREATE TABLE rows(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"));
  return database;
}

template <class Work>
void in_transaction(sql::Database& database, const Work& work) {
  auto transaction = must(sql::Transaction::begin(database));
  work();
  must(transaction.commit());
}

void insert(sql::Database& database, const base::Bytes& bytes) { must(database.run("INSERT INTO rows(bytes) VALUES(?)", bytes)); }

// The log is emptied by the same rule as the relay's.
void tend(sql::Database& database) {
  if (database.wal_pages() >= 10'000) must(database.checkpoint(sql::Checkpoint::passive));
}

double rows_us(sql::Database& database, const base::Bytes& row, Seconds time) {
  double spent = 0;
  int rows = 0;
  for (const auto start = Steady::now(); Seconds(Steady::now() - start) < time; rows += kGroup) {
    spent += timed([&] {
      in_transaction(database, [&] {
        for (int n = 0; n < kGroup; ++n) insert(database, row);
        must(database.run("DELETE FROM rows WHERE id <= ?", rows));
      });
      tend(database);
    });
  }
  return spent / rows;
}

std::vector<double> commits_ms(sql::Database& database, const base::Bytes& row, Seconds time) {
  std::vector<double> samples;
  for (const auto start = Steady::now(); Seconds(Steady::now() - start) < time;) {
    const auto begun = Steady::now();
    in_transaction(database, [&] { insert(database, row); });
    samples.push_back(Seconds(Steady::now() - begun).count() * 1e3);
    tend(database);
  }
  std::ranges::sort(samples);
  return samples;
}

}  // namespace

StorageFloor measure_storage_floor(const std::filesystem::path& file, Seconds time) {
  auto database = open(file, 4096);
  base::Bytes row(kMessageSize);
  crypto::SystemRandom().fill(row);
  StorageFloor out{.row_us = rows_us(database, row, time)};
  const auto commits = commits_ms(database, row, time);
  out.commit_p50_ms = commits[commits.size() / 2];
  out.commit_p99_ms = commits[commits.size() * 99 / 100];
  return out;
}

ChunkFloor measure_chunk_floor(const std::filesystem::path& file, std::size_t chunks) {
  auto database = open(file, 16'384);
  base::Bytes chunk(kChunk);
  crypto::SystemRandom().fill(chunk);
  const auto begun = Steady::now();
  for (std::size_t n = 0; n < chunks; ++n) {
    in_transaction(database, [&] { insert(database, chunk); });
    tend(database);
  }
  const auto written = Steady::now();
  for (std::size_t n = 1; n <= chunks; ++n) {
    auto rows = database.query("SELECT bytes FROM rows WHERE id = ?", n);
    if (!must(rows.next()) || rows.bytes(0) != chunk) throw std::runtime_error("sqlcipher: a chunk came back wrong");
  }
  const auto mib = static_cast<double>(chunks);
  return {mib / Seconds(written - begun).count(), mib / Seconds(Steady::now() - written).count()};
}

}  // namespace valise::bench
