#include "server/alert/curl.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <cstring>
#include <new>

namespace valise::server::alert {
namespace {

using Allowed = std::function<bool(const IpAddress&)>;

constexpr long kConnectSeconds = 10;
constexpr long kWholeSeconds = 45;
constexpr std::size_t kMostAnswer = 64 * 1024;

struct Library {
  Library() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

struct Upload {
  const std::string& text;
  std::size_t at = 0;
};
std::size_t read_upload(char* out, std::size_t size, std::size_t count, void* data) {
  auto& upload = *static_cast<Upload*>(data);
  const auto taken = std::min(size * count, upload.text.size() - upload.at);
  std::memcpy(out, upload.text.data() + upload.at, taken);
  upload.at += taken;
  return taken;
}

// What the other side answers is of no interest, and is not allowed to be long.
std::size_t drop_answer(char*, std::size_t size, std::size_t count, void* data) {
  auto& total = *static_cast<std::size_t*>(data);
  total += size * count;
  return total > kMostAnswer ? 0 : size * count;
}

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address) {
  const auto& allowed = *static_cast<const Allowed*>(data);
  const auto ip = address_of(address->addr);
  if (!ip || !allowed(*ip)) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

AlertError error_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return AlertError::timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE: return AlertError::tls;
    case CURLE_LOGIN_DENIED:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY: return AlertError::refused;
    default: return AlertError::unreachable;
  }
}

}  // namespace

Transfer::Transfer() {
  static const Library library;
  handle_ = curl_easy_init();
  if (handle_ == nullptr) throw std::bad_alloc();
}

Transfer::~Transfer() {
  curl_easy_cleanup(handle_);
  curl_slist_free_all(headers_);
  curl_slist_free_all(recipients_);
}

void Transfer::append(curl_slist*& list, const std::string& line) {
  auto* longer = curl_slist_append(list, line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  list = longer;
}

void Transfer::trust_only(const std::string& ca_file) {
  if (!ca_file.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, ca_file.c_str());
}

base::Result<long> Transfer::run(const std::string& upload) {
  Upload reading{.text = upload};
  std::size_t answered = 0;
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle_, option, value); };
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kWholeSeconds);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // whatever the environment says: a proxy would connect where we may not
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_READFUNCTION, &read_upload);
  set(CURLOPT_READDATA, &reading);
  set(CURLOPT_WRITEFUNCTION, &drop_answer);
  set(CURLOPT_WRITEDATA, &answered);
  if (headers_ != nullptr) set(CURLOPT_HTTPHEADER, headers_);
  if (recipients_ != nullptr) set(CURLOPT_MAIL_RCPT, recipients_);
  if (allowed_) {
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, &allowed_);
  }
  if (const auto code = curl_easy_perform(handle_); code != CURLE_OK) return base::fail(error_of(code));
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

}  // namespace valise::server::alert
