// Cosigning: asks the witnesses for their cosignatures (C2SP tlog-witness), each by a coroutine of its own, so that one that is
// down holds up nothing: neither appends nor sessions nor the others. Asked when there is a new candidate head, and again when
// the last cosignature grows old. One executor.
#pragma once

#include "server/net/directory_service.hpp"
#include "server/net/relay_metrics.hpp"
#include "wire/task_group.hpp"

namespace valise::server::net {

// WitnessAddress: where a witness is, and the two keys by which it is known.
struct WitnessAddress {
  directory::Witness witness;
  std::string host;
  std::string port;
  std::string path;  // of the submission prefix, without a slash at the end; often empty
  base::RelayId pin;
};

// parse_witness_address reads "VERIFIER-KEY https://host:port[/prefix] TLS-PIN", where the pin is 64 hexadecimal digits.
[[nodiscard]] std::optional<WitnessAddress> parse_witness_address(std::string_view text);

struct CosigningOptions {
  std::vector<WitnessAddress> witnesses;
  std::chrono::milliseconds refresh{15 * 60'000};  // at most an hour: the age of a head that stands still
  std::chrono::milliseconds timeout{10'000};       // for connecting, and for the answer
  std::chrono::milliseconds first_retry{1'000};    // doubled with each failure
  std::chrono::milliseconds last_retry{60'000};
};

class Cosigning {
 public:
  Cosigning(asio::any_io_executor executor, DirectoryService& directory, EventLog& events, const base::Clock& clock,
            RelayMetrics& metrics, CosigningOptions options);

  void start();
  // head_changed: there may be a new candidate.
  void head_changed();
  // stop returns when no request is under way any more. To be called before the end.
  [[nodiscard]] asio::awaitable<void> stop();

 private:
  struct Line;  // to one witness
  asio::awaitable<void> serve(Line& line);
  asio::awaitable<base::Result<>> ask_witness(Line& line, directory::Checkpoint candidate);
  asio::awaitable<base::Result<>> take(Line& line, const directory::Checkpoint& candidate, std::string answer);
  void note_outcome(Line& line, const base::Result<>& outcome);

  DirectoryService& directory_;
  EventLog& events_;
  const base::Clock& clock_;
  RelayMetrics& metrics_;
  const CosigningOptions options_;
  std::vector<std::unique_ptr<Line>> lines_;
  bool stopped_ = false;
  wire::TaskGroup tasks_;

 public:
  ~Cosigning();
  Cosigning(const Cosigning&) = delete;
  Cosigning& operator=(const Cosigning&) = delete;
};

}  // namespace valise::server::net
