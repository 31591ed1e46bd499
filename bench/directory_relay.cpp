#include "bench/directory_relay.hpp"

#include <stdexcept>

#include "base/text_encoding.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::uint32_t kEntriesPerRequest = 1000;  // as the client asks

base::Bytes bytes_of(const boost::json::value& object, std::string_view field) {
  return base::parse_hex(tests::text(object, field)).value();
}

tests::RelayDescription describe(const std::string& announcement) {
  const auto said = tests::parse_json(announcement);
  return {.name = tests::text(said, "name"),
          .address = tests::text(said, "address"),
          .id = base::RelayId::parse(base::ByteView(bytes_of(said, "tls_spki_sha256"))).value(),
          .log_key = crypto::VerifyKey::parse(bytes_of(said, "log_public_key")).value(),
          .log_origin = tests::text(said, "log_origin")};
}

std::vector<std::filesystem::path> write_all(const std::vector<base::Bytes>& entries, const std::filesystem::path& folder) {
  std::filesystem::create_directory(folder);
  std::vector<std::filesystem::path> out;
  for (const auto& entry : entries) {
    out.push_back(folder / std::to_string(out.size()));
    tests::write_file(out.back(), base::as_text(entry));
  }
  return out;
}

void make_public(const std::filesystem::path& config) {
  auto text = tests::read_file(config);
  const std::string_view closed = "directory_public = false";
  const auto at = text.find(closed);
  if (at == std::string::npos) throw std::runtime_error("valised.toml does not say whether the directory is public");
  text.replace(at, closed.size(), "directory_public = true");
  tests::write_file(config, text);
}

}  // namespace

ServedDirectory::ServedDirectory(const std::filesystem::path& folder, const tests::Scale& scale)
    : process_(folder / "relay", folder / "log", tests::program("valised"), tests::without_quotas()),
      description_(describe(process_.init("valise.example/bench"))),
      made_(tests::generate(scale, description_, random_)) {
  process_.import(write_all(made_.entries, folder / "s"));
  make_public(process_.data() / "valised.toml");
  process_.start();
}

asio::awaitable<void> ServedDirectory::log_in_once() {
  const auto& device = made_.devices.front();
  const auto address = process_.address();
  connection_ = co_await log_in({.port = address.substr(address.rfind(':') + 1), .relay = description_.id}, device.id,
                                device.transport_key);
}

void ServedDirectory::connect() {
  last_id_ = 1;
  loop_.perform("connecting", log_in_once());
}

void ServedDirectory::close() { connection_.reset(); }

asio::awaitable<void> ServedDirectory::exchange(std::uint64_t first, base::Bytes& out) {
  v1::ClientFrame frame;
  frame.set_request_id(++last_id_);
  frame.mutable_get_log()->set_first(first);
  frame.mutable_get_log()->set_limit(kEntriesPerRequest);
  auto sent = co_await connection_->write(base::to_bytes(frame.SerializeAsString()));
  if (!sent) throw std::runtime_error("relay: " + sent.error().message());
  auto answer = co_await connection_->read(kPatience);
  if (!answer) throw std::runtime_error("relay: " + answer.error().message());
  out = std::move(*answer);
}

base::Bytes ServedDirectory::ask(std::uint64_t first) {
  base::Bytes out;
  loop_.perform("a page of the log", exchange(first, out));
  return out;
}

}  // namespace valise::bench
