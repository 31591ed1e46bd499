// Connections that end at the worst moment, or go on where nobody expects it: R2, R3 and R6 over broken networks (threat rows 51,
// 52).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/abuse/arena.hpp"
#include "tests/abuse/proxy.hpp"

namespace valise::tests {
namespace {

using bench::Device;
using bench::Endpoint;

constexpr std::size_t kSender = 1;
constexpr std::size_t kRecipient = 3;
const base::RoomId kRoom = room_of(1);

int port_of(Arena& arena) { return std::stoi(arena.endpoint().port); }

asio::awaitable<void> make_room(Arena& arena) {
  Peer sender;
  co_await sender.log_in(arena.endpoint(), arena.device(kSender));
  const auto made = co_await sender.ask(create_room(kRoom, 1, {arena.device(kRecipient).id}));
  if (!made.has_submitted()) throw std::runtime_error("no room was made");
}

// Drained is what a mailbox held: messages in their order.
struct Drained {
  std::vector<std::string> texts;
  std::vector<std::uint64_t> room_seqs;
};

asio::awaitable<Drained> drain(Arena& arena, std::size_t expected) {
  Peer recipient;
  co_await recipient.log_in(arena.endpoint(), arena.device(kRecipient));
  const auto subscribed = co_await recipient.ask(subscribe(4096));
  Drained out;
  for (auto seq = subscribed.subscribed().first_seq(); seq != 0 && seq <= subscribed.subscribed().last_seq(); ++seq) {
    const auto frame = co_await recipient.receive();
    if (!frame.has_delivery()) break;
    if (frame.delivery().kind() != v1::DELIVERY_KIND_MESSAGE) continue;
    out.texts.push_back(frame.delivery().message());
    out.room_seqs.push_back(frame.delivery().room_seq());
  }
  EXPECT_EQ(out.texts.size(), expected);
  co_return out;
}

struct Outcome {
  bool answered = false;  // before the cut
  std::uint64_t room_seq = 0;
};

// submit_cut submits number n through a proxy that cuts, and again, over a sound connection, until it is answered.
asio::awaitable<Outcome> submit_cut(Arena& arena, Proxy& proxy, std::uint64_t n, Treatment treatment) {
  const auto request = message(kRoom, n, "message " + std::to_string(n));
  Outcome out;
  proxy.treat({});
  Peer through;
  co_await through.log_in(arena.endpoint(proxy.port()), arena.device(kSender));
  proxy.treat(treatment);
  const auto first = co_await through.ask(request);
  proxy.treat({});
  out.answered = first.has_submitted();
  Peer again;
  co_await again.log_in(arena.endpoint(), arena.device(kSender));
  const auto second = co_await again.ask(request);
  EXPECT_TRUE(second.has_submitted()) << second.failure().code();
  out.room_seq = second.submitted().room_seq();
  if (out.answered) {
    EXPECT_EQ(first.submitted().room_seq(), out.room_seq);
  }
  co_return out;
}

// cut_everywhere gives how many submissions it took until one was not cut any more.
asio::awaitable<void> cut_everywhere(Arena& arena, Proxy& proxy, bool to_relay, std::vector<std::uint64_t>& seqs,
                                     std::uint64_t& next) {
  for (std::size_t bytes = 1;; ++bytes) {
    Treatment treatment;
    (to_relay ? treatment.cut_to_relay : treatment.cut_to_device) = bytes;
    const auto outcome = co_await submit_cut(arena, proxy, next++, treatment);
    seqs.push_back(outcome.room_seq);
    // Towards the relay the last byte is the one without which there is no answer.
    if (outcome.answered) co_return;
    if (bytes > 2000) throw std::runtime_error("never answered");
  }
}

// Row 51, R2, R6: whichever byte of the exchange is the last one, the message arrives once.
TEST(Cut, AtEveryByteOfASubmissionTheMessageArrivesOnce) {
  Arena arena(4, without_quotas());
  Proxy proxy(port_of(arena));
  std::vector<std::uint64_t> seqs;
  perform([](Arena* a, Proxy* p, std::vector<std::uint64_t>* all) -> asio::awaitable<void> {
    co_await make_room(*a);
    std::uint64_t next = 100;
    co_await cut_everywhere(*a, *p, true, *all, next);
    const auto to_relay = all->size();
    co_await cut_everywhere(*a, *p, false, *all, next);
    std::cout << "cut after each of " << to_relay << " bytes to the relay and " << all->size() - to_relay << " from it\n";
    const auto drained = co_await drain(*a, all->size());
    EXPECT_EQ(drained.room_seqs, *all) << "each once, in the order in which they were answered";
    for (std::size_t i = 0; i < drained.texts.size(); ++i) EXPECT_EQ(drained.texts[i], "message " + std::to_string(100 + i));
  }(&arena, &proxy, &seqs));
  EXPECT_GT(seqs.size(), 100U);
}

// R3: TCP in small pieces and with delays changes nothing; nor does a session with many submissions under way that is cut.
TEST(Cut, PiecesAndDelaysKeepTheOrder) {
  Arena arena(4, without_quotas());
  Proxy proxy(port_of(arena));
  perform([](Arena* a, Proxy* p) -> asio::awaitable<void> {
    constexpr std::uint64_t kMessages = 60;
    co_await make_room(*a);
    p->treat({.in_pieces = true});
    Peer sender;
    co_await sender.log_in(a->endpoint(p->port()), a->device(kSender));
    for (std::uint64_t n = 0; n < kMessages; ++n) sender.send(message(kRoom, 100 + n, std::to_string(n)));
    for (std::uint64_t n = 0; n < kMessages; ++n) {
      const auto answer = co_await sender.receive();
      EXPECT_TRUE(answer.has_submitted());
    }
    const auto drained = co_await drain(*a, kMessages);
    for (std::size_t i = 0; i < drained.texts.size(); ++i) EXPECT_EQ(drained.texts[i], std::to_string(i));
  }(&arena, &proxy));
}

// A device that always opens another session: each delivery is taken once, in order, and the older session is told why it ends.
asio::awaitable<void> hop(Arena& arena, std::uint64_t last, std::vector<std::string>& texts, int& fenced) {
  std::uint64_t mark = 0;
  std::unique_ptr<Peer> before;
  while (mark < last) {
    auto session = std::make_unique<Peer>();
    co_await session->log_in(arena.endpoint(), arena.device(kRecipient));
    static_cast<void>(session->send(subscribe(64)));
    if (before) {  // what the older one was still told counts, too: both are the same device
      for (auto frame = co_await before->receive(); before->open() || frame.has_delivery(); frame = co_await before->receive()) {
        if (frame.failure().code() == v1::FAILURE_CODE_FENCED) ++fenced;
        if (frame.failure().code() == v1::FAILURE_CODE_FENCED) break;
      }
    }
    for (int taken = 0; taken < 7 && mark < last;) {
      const auto frame = co_await session->receive();
      if (frame.body_case() == v1::RelayFrame::BODY_NOT_SET) break;
      if (!frame.has_delivery()) continue;
      ++taken;
      const auto& delivery = frame.delivery();
      if (delivery.mailbox_seq() <= mark) continue;  // had it
      EXPECT_EQ(delivery.mailbox_seq(), mark + 1) << "a gap";
      mark = delivery.mailbox_seq();
      if (delivery.kind() == v1::DELIVERY_KIND_MESSAGE) texts.push_back(delivery.message());
      if (taken == 4) session->send(acknowledge(mark));
    }
    before = std::move(session);
  }
}

TEST(Sessions, TheNewerFencesTheOlderAndNothingIsLostOrDoubled) {
  Arena arena(4, without_quotas());
  perform([](Arena* a) -> asio::awaitable<void> {
    constexpr std::uint64_t kMessages = 120;
    co_await make_room(*a);
    Peer sender;
    co_await sender.log_in(a->endpoint(), a->device(kSender));
    for (std::uint64_t n = 0; n < kMessages; ++n) {
      const auto answer = co_await sender.ask(message(kRoom, 100 + n, std::to_string(n)));
      EXPECT_TRUE(answer.has_submitted());
    }
    std::vector<std::string> texts;
    int fenced = 0;
    co_await hop(*a, kMessages, texts, fenced);
    EXPECT_EQ(texts.size(), kMessages);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i], std::to_string(i));
    EXPECT_GT(fenced, 10);
    std::cout << "sessions fenced: " << fenced << '\n';
  }(&arena));
}

}  // namespace
}  // namespace valise::tests
