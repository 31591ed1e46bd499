#include "wire/http_channel.hpp"

#include <boost/beast/http/status.hpp>
#include <stdexcept>

namespace valise::wire {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  constexpr std::string_view line_ends("\r\n\0", 3);
  if (name.find_first_of(line_ends) != name.npos || value.find_first_of(line_ends) != value.npos) {
    throw std::invalid_argument("line end in an HTTP header");
  }
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_headers(std::string& out, const HttpHeaders& headers) {
  for (const auto& field : headers.fields) append_header(out, field.name, field.value);
}

}  // namespace

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& field : fields) {
    if (!same_name(field.name, name)) continue;
    if (found) return std::nullopt;
    found = field.value;
  }
  return found;
}

asio::awaitable<base::Result<>> write_all(ByteStream& stream, base::ByteView data, milliseconds timeout) {
  Watchdog watchdog(stream.get_executor());
  watchdog.arm(timeout, [&stream] { stream.close(); });
  const auto error = co_await stream.write_whole(data);
  if (watchdog.expired()) co_return base::fail(WireError::timeout);
  if (error) co_return base::fail(WireError::closed);
  co_return base::Result<>{};
}

asio::awaitable<base::Result<>> write_steps(ByteStream& stream, base::ByteView data, milliseconds timeout) {
  constexpr std::size_t step_size = 64 * 1024;
  base::Result<> sent;
  while (sent && !data.empty()) {
    const auto step = data.first(std::min(data.size(), step_size));
    sent = co_await write_all(stream, step, timeout);
    data = data.subspan(step.size());
  }
  co_return sent;
}

std::string format_request(const HttpRequestHead& head, std::string_view host, std::uint64_t content_length) {
  if (head.target.find_first_of(" \r\n") != std::string::npos) throw std::invalid_argument("space in an HTTP target");
  std::string out = head.method + " " + head.target + " HTTP/1.1\r\n";
  append_header(out, "Host", host);
  append_headers(out, head.headers);
  if (content_length > 0 || head.method == "POST" || head.method == "PUT") {
    append_header(out, "Content-Length", std::to_string(content_length));
  }
  return out + "\r\n";
}

std::string format_response(const HttpResponseHead& head, std::uint64_t content_length, bool keep_alive) {
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(head.status));
  std::string out = "HTTP/1.1 " + std::to_string(head.status) + " " + std::string(reason) + "\r\n";
  append_headers(out, head.headers);
  if (head.status != 204) append_header(out, "Content-Length", std::to_string(content_length));
  // Nothing here is meant for a browser to show or run.
  append_header(out, "X-Content-Type-Options", "nosniff");
  append_header(out, "Content-Security-Policy", "default-src 'none'");
  if (!keep_alive) append_header(out, "Connection", "close");
  return out + "\r\n";
}

}  // namespace valise::wire
