// Seeds of relay_answers: each kind of frame that a relay may send, where it belongs and where it does not.
//
//   relay_answers_seeds FOLDER           writes them
//   relay_answers_seeds --check FOLDER   fails if one is not there, or is another
#include "client-sdk/net/frames.hpp"
#include "tests/fuzz/relay_answers_script.hpp"
#include "tests/fuzz/seed_files.hpp"

namespace valise::fuzz {
namespace {

namespace net = sdk::net;

// A session of a device that authenticates, makes requests, and subscribes, in this order; 0: it does not.
class Session {
 public:
  Session(const std::vector<std::size_t>& requests, std::uint8_t window) {
    text_ += '\0';  // a device
    text_ += static_cast<char>(requests.size());
    for (const auto number : requests) text_ += static_cast<char>(number);
    text_ += static_cast<char>(window);
    v1::RelayFrame hello;
    hello.mutable_hello()->set_protocol_version(1);
    hello.mutable_hello()->set_nonce(std::string(32, 'N'));
    hello.mutable_hello()->set_relay_id(kRelay.string());
    hello.mutable_hello()->set_directory_id(kDirectory.string());
    hello.mutable_hello()->set_checkpoint("a note");
    hello.mutable_hello()->set_max_frame(2 * 1024 * 1024);
    say(0, 0, std::move(hello));
    v1::RelayFrame admitted;
    admitted.mutable_authenticated();
    say(1, 1, std::move(admitted));
  }
  Session& say(std::uint8_t after, std::uint64_t id, v1::RelayFrame frame) {
    frame.set_request_id(id);
    const auto bytes = frame.SerializeAsString();
    text_.append(1, static_cast<char>(after)).append(1, static_cast<char>(bytes.size() >> 8));
    text_.append(1, static_cast<char>(bytes.size() & 255)).append(bytes);
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// frame_with gives a frame with an empty body of a kind: the light runtime of Protocol Buffers has no descriptions of messages.
v1::RelayFrame frame_with(int body) {
  constexpr int bytes_field = 2;
  std::string bytes;
  for (int tag = body << 3 | bytes_field; tag != 0; tag >>= 7) bytes += static_cast<char>((tag & 127) | (tag > 127 ? 128 : 0));
  bytes += '\0';
  v1::RelayFrame frame;
  frame.ParseFromString(bytes);
  return frame;
}

v1::RelayFrame failure(v1::FailureCode code, std::uint64_t retry_after = 0) {
  v1::RelayFrame frame;
  frame.mutable_failure()->set_code(code);
  frame.mutable_failure()->set_retry_after_ms(retry_after);
  return frame;
}

v1::RelayFrame delivery(std::uint64_t number) {
  v1::RelayFrame frame;
  frame.mutable_delivery()->set_mailbox_seq(number);
  frame.mutable_delivery()->set_room_id(std::string(32, 'H'));
  frame.mutable_delivery()->set_message("ciphertext");
  return frame;
}

v1::RelayFrame push(bool log) {
  v1::RelayFrame frame;
  if (log) frame.mutable_log_grew()->set_checkpoint("a longer note");
  if (!log) frame.mutable_going_away()->set_reconnect_after_ms(4000);
  return frame;
}

constexpr std::uint64_t kFirst = 2;  // the id of the first request: Authenticate has 1

// Every request at once, answered in turn; by the answers from the other end of the list; by failures of each kind.
void add_answers(Seeds& out) {
  const auto requests = plain_requests();
  std::vector<std::size_t> all;
  for (std::size_t n = 0; n < requests.size(); ++n) all.push_back(n);
  const auto sent = static_cast<std::uint8_t>(requests.size() + 1);
  Session answered(all, 0), failed(all, 0);
  for (std::size_t n = 0; n < requests.size(); ++n) {
    const auto body = net::answer_to(requests[n].request_case());
    answered.say(sent, kFirst + n, frame_with(body));
    failed.say(sent, kFirst + n, failure(static_cast<v1::FailureCode>(n), n * 1000));
    out["answer-" + std::to_string(requests[n].request_case())] = Session({n}, 0).say(2, kFirst, frame_with(body)).text();
  }
  out["all-answered"] = answered.text();
  out["all-failed"] = failed.text();
  out["of-another-kind"] = Session({0}, 0).say(2, kFirst, frame_with(v1::RelayFrame::kReach)).text();
  out["answered-twice"] =
      Session({0}, 0).say(2, kFirst, failure(v1::FAILURE_CODE_BUSY)).say(2, kFirst, failure(v1::FAILURE_CODE_BUSY)).text();
}

void add_pushes(Seeds& out) {
  constexpr std::uint8_t window = 4;
  const auto begun = [&] { return Session({}, window).say(2, kFirst, frame_with(v1::RelayFrame::kSubscribed)); };
  Session many = begun();
  for (std::uint64_t n = 1; n <= window; ++n) many.say(2, 0, delivery(n));
  many.say(2, 0, push(true)).say(3, kFirst + 1, frame_with(v1::RelayFrame::kDone)).say(3, 0, delivery(window + 1));
  out["deliveries"] = many.say(3, 0, push(false)).text();
  Session refused = begun();
  for (std::uint64_t n = 1; n <= window; ++n) refused.say(2, 0, delivery(n));
  out["credit-refused"] = refused.say(3, kFirst + 1, failure(v1::FAILURE_CODE_BUSY, 1)).say(3, 0, push(true)).text();
  Session unasked = begun();
  for (std::uint64_t n = 1; n <= 2 * window; ++n) unasked.say(2, 0, delivery(n));
  out["without-credit"] = unasked.text();
  out["out-of-order"] = begun().say(2, 0, delivery(2)).say(2, 0, delivery(2)).text();
  out["fenced"] = begun().say(2, 0, failure(v1::FAILURE_CODE_FENCED)).text();
  out["pushed-answer"] = begun().say(2, 0, frame_with(v1::RelayFrame::kDone)).text();
  out["hello-again"] = begun().say(2, 0, frame_with(v1::RelayFrame::kHello)).text();
}

Seeds seeds() {
  Seeds out;
  add_answers(out);
  add_pushes(out);
  return out;
}

}  // namespace
}  // namespace valise::fuzz

int main(int argc, char** argv) { return valise::fuzz::seeds_main(argc, argv, valise::fuzz::seeds()); }
