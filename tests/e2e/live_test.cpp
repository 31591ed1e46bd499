// Live over a real relay: it answers while it follows, sends what was queued without a connection, and stops when asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "tests/support/patience.hpp"
#include "tests/support/world.hpp"
#include "valise/alerts.hpp"
#include "valise/live.hpp"
#include "valise/notepad.hpp"
#include "valise/rooms.hpp"
#include "valise/transfers.hpp"

namespace valise::tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Heard keeps what a Live told, and waits for more of it.
class Heard {
 public:
  LiveEvents events() {
    LiveEvents out;
    out.on_message = [this](Client&, const MessageView& message) { note([&] { texts_.push_back(message.text); }); };
    out.on_connection = [this](Client&, const Connection& connection) {
      note([&] {
        state_ = connection.state;
        changes_ += state_ != Connection::State::connecting;
      });
    };
    out.on_change = [this](Client&) { note([&] { ++silent_; }); };
    out.on_queue = [this](Client& client) {
      const auto status = client.status();
      note([&] { queued_ = status ? status->queued : 99; });
    };
    return out;
  }
  [[nodiscard]] bool text(const std::string& text) {
    return until([&] { return std::ranges::find(texts_, text) != texts_.end(); });
  }
  [[nodiscard]] bool state(Connection::State state) {
    return until([&] { return state_ == state; });
  }
  // changes counts how often it went online or offline.
  [[nodiscard]] unsigned changes() {
    const std::scoped_lock lock(mutex_);
    return changes_;
  }
  // silent counts what came and was no message.
  [[nodiscard]] unsigned silent() {
    const std::scoped_lock lock(mutex_);
    return silent_;
  }
  [[nodiscard]] bool more_than(unsigned silent) {
    return until([&] { return silent_ > silent; });
  }
  [[nodiscard]] bool all_sent() {
    return until([&] { return queued_ == 0; });
  }

 private:
  template <class Act>
  void note(Act&& act) {
    {
      const std::scoped_lock lock(mutex_);
      act();
    }
    changed_.notify_all();
  }
  template <class Condition>
  bool until(Condition&& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> texts_;
  unsigned changes_ = 0, silent_ = 0;
  Connection::State state_ = Connection::State::connecting;
  std::uint64_t queued_ = 99;
};

Client opened(const Profile& profile) {
  ProfileOptions options;
  options.folder = profile.folder();
  options.passphrase = "correct horse battery";
  options.command = "live test";
  auto client = Client::open(std::move(options));
  if (!client) throw std::runtime_error(client.error().message);
  return std::move(*client);
}

Draft draft_to(const std::string& to, const std::string& text) {
  Draft draft;
  draft.to = {to};
  draft.subject = text;
  draft.text = text;
  return draft;
}

TEST(Live, AnswersWhileItFollowsAndSendsWhatWasQueuedOffline) {
  World world;
  Heard heard_by_claire, heard_by_agnes;
  auto& claire_profile = world.enrol("claire-desk", "fr-bepi/@cmartin");
  auto& agnes_profile = world.enrol("agnes-desk", "ug-dpp/@aokello");
  auto claire = std::make_unique<Live>(opened(claire_profile), heard_by_claire.events());
  Live agnes(opened(agnes_profile), heard_by_agnes.events());
  ASSERT_TRUE(heard_by_claire.state(Connection::State::online));
  ASSERT_TRUE(heard_by_agnes.state(Connection::State::online));

  // The fastest of a few: this machine may be busy with other things, but waiting for a slice of 500 ms would show in all of
  // them.
  auto fastest = Clock::duration::max();
  for (int n = 0; n < 5; ++n) {
    const auto began = Clock::now();
    ASSERT_TRUE(claire->call([](Client& client) { return client.status(); }));
    fastest = std::min(fastest, Clock::now() - began);
  }
  EXPECT_LT(fastest, 100ms);

  const auto sent = claire->call([](Client& client) { return client.send(draft_to("ug-dpp/desk", "First")); });
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->state, DeliveryState::queued) << "it waited for the relay";
  EXPECT_TRUE(heard_by_agnes.text("First"));
  EXPECT_TRUE(heard_by_claire.all_sent());

  world.relay().kill();
  ASSERT_TRUE(heard_by_claire.state(Connection::State::offline));
  const auto later = claire->call([](Client& client) { return client.send(draft_to("ug-dpp/desk", "Second")); });
  ASSERT_TRUE(later);
  EXPECT_EQ(claire->call([](Client& client) { return client.status(); })->queued, 1u);
  InboxFilter unsent;
  unsent.unsent = true;
  const auto waiting = claire->call([&](Client& client) { return client.inbox(unsent); });
  ASSERT_TRUE(waiting);
  ASSERT_EQ(waiting->size(), 1u);
  EXPECT_EQ(waiting->front().text, "Second");
  world.relay().start();
  claire->retry();
  agnes.retry();
  EXPECT_TRUE(heard_by_agnes.text("Second"));

  const auto began = Clock::now();
  claire.reset();
  EXPECT_LT(Clock::now() - began, 5s) << "stopping waited for the network";
  EXPECT_TRUE(Client::open({.folder = claire_profile.folder(), .passphrase = "correct horse battery", .command = "again"}));
}

// Whoever shows a room has to hear of it: that a message was delivered, and that one takes part again, which is news each time
// although the notice that says so is still unread.
TEST(Live, TellsOfWhatIsNoMessage) {
  World world;
  Heard heard_by_claire, heard_by_agnes;
  Live claire(opened(world.enrol("claire-desk", "fr-bepi/@cmartin")), heard_by_claire.events());
  Live agnes(opened(world.enrol("agnes-desk", "ug-dpp/@aokello")), heard_by_agnes.events());
  ASSERT_TRUE(heard_by_claire.state(Connection::State::online));
  ASSERT_TRUE(heard_by_agnes.state(Connection::State::online));
  const auto sent = claire.call([](Client& client) { return client.send(draft_to("ug-dpp/desk", "First")); });
  ASSERT_TRUE(sent) << sent.error().message;
  ASSERT_TRUE(heard_by_agnes.text("First"));
  EXPECT_TRUE(heard_by_claire.more_than(0)) << "nothing was said of the receipt";

  // Something is heard after `act`, and in the end agnes takes part or does not.
  const auto comes_to = [&](bool part, auto act) {
    auto heard = heard_by_agnes.silent();
    const auto done = claire.call(act);
    if (!done) return ::testing::AssertionFailure() << done.error().message;
    do {
      if (!heard_by_agnes.more_than(heard)) return ::testing::AssertionFailure() << "nothing was said of it";
      heard = heard_by_agnes.silent();
    } while (agnes.call([&](Client& client) { return client.room(sent->room)->left; }) == part);
    return ::testing::AssertionSuccess();
  };
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(comes_to(false, [&](Client& client) { return Rooms(client).remove(sent->room, {"ug-dpp/desk"}); }));
    EXPECT_TRUE(comes_to(true, [&](Client& client) { return Rooms(client).admit(sent->room, {"ug-dpp/desk"}, {"ug-dpp"}); }));
  }
}

TEST(Live, WhatWaitsForTheRelayIsRefusedInside) {
  World world;
  Live live(opened(world.enrol("claire-desk", "fr-bepi/@cmartin")));
  EXPECT_THROW(static_cast<void>(live.call([](Client& client) { return client.sync(); })), std::logic_error);
  EXPECT_TRUE(live.call([](Client& client) { return client.status(); })) << "it ended the Live";
}

// in_errand runs `work` as an errand and waits for what it gives.
template <class Work>
auto in_errand(Live& live, Work work) {
  auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Work, Client&>(Client&)>>(std::move(work));
  auto given = task->get_future();
  live.errand([task](Client& client) { (*task)(client); });
  return given;
}

TEST(Live, ErrandsAskTheRelayOverTheLinkThatFollows) {
  World world;
  Heard heard;
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  Live live(opened(world.enrol("agnes-desk", "ug-dpp/@aokello")), heard.events());
  ASSERT_TRUE(heard.state(Connection::State::online));
  const auto reach = [](Client& client) { return Alerts(client).reach({"ug-dpp/desk", "fr-bepi/desk"}); };
  EXPECT_THROW(static_cast<void>(live.call(reach)), std::logic_error) << "it would stop the following";

  // More than run at a time; each asks, and all go on while others wait.
  std::vector<std::future<Result<std::vector<ReachView>>>> asked;
  for (int n = 0; n < 20; ++n) asked.push_back(in_errand(live, reach));
  for (auto& one : asked) {
    const auto told = one.get();
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->at(1).address, "fr-bepi/desk");
  }
  const auto channels = in_errand(live, [](Client& client) { return Alerts(client).channels(); }).get();
  EXPECT_TRUE(channels) << channels.error().message;
  EXPECT_EQ(heard.changes(), 1u) << "another connection took the place of the one that follows";
  static_cast<void>(claire.call({"send", "ug-dpp/desk", "--subject", "After", "--text", "After"}));
  EXPECT_TRUE(heard.text("After"));

  world.relay().kill();
  ASSERT_TRUE(heard.state(Connection::State::offline));
  const auto offline = in_errand(live, reach).get();
  ASSERT_FALSE(offline);
  EXPECT_EQ(offline.error().kind, ErrorKind::network);
}

TEST(Live, ARoomsChangeIsMadeByTheFollowing) {
  World world;
  Heard heard;
  Live live(opened(world.enrol("claire-desk", "fr-bepi/@cmartin")), heard.events());
  world.enrol("agnes-desk", "ug-dpp/@aokello");
  ASSERT_TRUE(heard.state(Connection::State::online));
  NewRoom wanted;
  wanted.to = {"ug-dpp/desk"};
  wanted.subject = "Case";
  const auto made = live.call([&](Client& client) { return Rooms(client).open(wanted); });
  ASSERT_TRUE(made) << made.error().message;
  const auto opened_by_then = [&] {
    const auto room = live.call([&](Client& client) { return client.room(made->room); });
    return room && room->members.size() > 1;
  };
  EXPECT_TRUE(soon(opened_by_then)) << "nobody was invited";
}

TEST(Live, FetchesFilesBesideTheFollowing) {
  World world;
  Heard heard;
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  auto& agnes = world.enrol("agnes-desk", "ug-dpp/@aokello");
  write_file(world / "note.txt", "kept");
  static_cast<void>(claire.call({"send", "ug-dpp/desk", "--subject", "File", "--text", "See", "--file", world / "note.txt"}));
  Live live(opened(agnes), heard.events());
  ASSERT_TRUE(heard.text("See"));
  const auto messages = live.call([](Client& client) { return client.inbox({}); });
  ASSERT_TRUE(messages);
  std::promise<Result<std::vector<std::filesystem::path>>> saved;
  live.fetch(messages->at(0).id, 0, world / "files", {}, [&](auto paths) { saved.set_value(std::move(paths)); });
  const auto paths = saved.get_future().get();
  ASSERT_TRUE(paths) << paths.error().message;
  EXPECT_EQ(read_file(paths->at(0)), "kept");
  static_cast<void>(claire.call({"send", "--reply-to", messages->at(0).id, "--text", "More"}));
  EXPECT_TRUE(heard.text("More")) << "the download ended the following";
}

// Files: two offices, a file that takes several requests, and what of its encrypted form lies in a profile.
class Files : public ::testing::Test {
 protected:
  Files() {
    std::string content(20'000'000, '\0');
    for (std::size_t n = 0; n < content.size(); ++n) content[n] = static_cast<char>(n * n >> 7);
    write_file(world_ / "large.bin", content);
  }
  [[nodiscard]] std::size_t staged(const Profile& profile) const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(profile.folder())) {
      count += entry.path().extension() == ".out" || entry.path().extension() == ".in";
    }
    return count;
  }
  static MessageView message_of(Live& live, const std::string& id) {
    return live.call([&](Client& client) {
      const auto room = client.rooms()->at(0).id;
      for (auto& message : *client.history(room, 10)) {
        if (message.id == id || message.text == id) return message;
      }
      return MessageView{};
    });
  }
  Draft with_file(const std::string& text) {
    auto out = draft_to("ug-dpp/desk", text);
    out.files = {world_ / "large.bin"};
    return out;
  }
  template <class Work>
  static std::string outcome(Live& live, Work work) {
    const Result<> done = live.call(work);
    return done ? "" : done.error().code;
  }

  World world_;
  Profile& claire_ = world_.enrol("claire-desk", "fr-bepi/@cmartin");
  Profile& agnes_ = world_.enrol("agnes-desk", "ug-dpp/@aokello");
};

TEST_F(Files, AreHeldBackWhileTheyAreSentAndGoOnAfterARestart) {
  Heard heard, heard_by_agnes;
  Live agnes(opened(agnes_), heard_by_agnes.events());
  ASSERT_TRUE(heard_by_agnes.state(Connection::State::online));
  std::promise<void> begun;
  std::atomic<bool> held = false;
  auto events = heard.events();
  events.on_file = [&](Client& client, const FileProgress& file) {
    if (held.exchange(true)) return;
    EXPECT_LT(file.done, file.total);
    EXPECT_TRUE(Transfers(client).hold(file.message));
    begun.set_value();
  };
  auto claire = std::make_unique<Live>(opened(claire_), events);
  ASSERT_TRUE(heard.state(Connection::State::online));
  const auto sent = claire->call([&](Client& client) { return client.send(with_file("Slow")); });
  ASSERT_TRUE(sent) << sent.error().message;
  begun.get_future().wait();

  // What is said after it in the room does not wait for it.
  Draft more;
  more.room = sent->room;
  more.text = "Meanwhile";
  ASSERT_TRUE(claire->call([&](Client& client) { return client.send(more); }));
  EXPECT_TRUE(heard_by_agnes.text("Meanwhile"));
  auto waiting = message_of(*claire, sent->message);
  EXPECT_EQ(waiting.state, DeliveryState::queued);
  EXPECT_EQ(waiting.state_error.code, "client.files_held");
  EXPECT_TRUE(waiting.attachments.at(0).held);

  claire.reset();
  Heard heard_again;
  Live again(opened(claire_), heard_again.events());
  ASSERT_TRUE(heard_again.state(Connection::State::online));
  EXPECT_TRUE(message_of(again, sent->message).attachments.at(0).held);
  EXPECT_EQ(staged(claire_), 1U);
  EXPECT_EQ(outcome(again, [&](Client& client) { return Transfers(client).release(sent->message); }), "");
  EXPECT_TRUE(heard_by_agnes.text("Slow"));
  EXPECT_TRUE(heard_again.all_sent());
  EXPECT_FALSE(message_of(again, sent->message).attachments.at(0).to_send);
  EXPECT_EQ(outcome(again, [&](Client& client) { return Transfers(client).cancel(sent->message); }), "client.not_being_sent");

  std::promise<Result<std::vector<std::filesystem::path>>> saved;
  const auto id = message_of(agnes, "Slow").id;
  agnes.fetch(id, 0, world_ / "files", {}, [&](auto paths) { saved.set_value(std::move(paths)); });
  const auto paths = saved.get_future().get();
  ASSERT_TRUE(paths) << paths.error().message;
  EXPECT_EQ(read_file(paths->at(0)), read_file(world_ / "large.bin"));
}

TEST_F(Files, CancelledWhileTheyAreSentLeaveNothing) {
  Heard heard;
  std::promise<std::string> cancelled;
  std::atomic<bool> once = false;
  auto events = heard.events();
  events.on_file = [&](Client& client, const FileProgress& file) {
    if (!once.exchange(true)) cancelled.set_value(Transfers(client).cancel(file.message) ? "" : "refused");
  };
  Live claire(opened(claire_), events);
  ASSERT_TRUE(heard.state(Connection::State::online));
  const auto sent = claire.call([&](Client& client) { return client.send(with_file("Wrong")); });
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(cancelled.get_future().get(), "");
  const auto message = message_of(claire, sent->message);
  EXPECT_TRUE(message.failed);
  EXPECT_EQ(message.state_error.code, "client.sending_cancelled");
  EXPECT_TRUE(message.read) << "its author need not be told";
  EXPECT_EQ(staged(claire_), 0U);
  // The room goes on.
  Draft more;
  more.room = sent->room;
  more.text = "Instead";
  ASSERT_TRUE(claire.call([&](Client& client) { return client.send(more); }));
  EXPECT_TRUE(heard.all_sent());
  EXPECT_EQ(message_of(claire, "Instead").state, DeliveryState::sent);
}

TEST_F(Files, StoppedOnTheirWayHereGoOnOrAreDiscarded) {
  static_cast<void>(claire_.call({"send", "ug-dpp/desk", "--subject", "File", "--text", "See", "--file", world_ / "large.bin"}));
  using Paths = std::vector<std::filesystem::path>;
  std::string id;
  std::uint64_t fetched = 0;
  {
    Heard heard;
    Live live(opened(agnes_), heard.events());
    ASSERT_TRUE(heard.text("See"));
    id = message_of(live, "See").id;
    std::stop_source stop;
    std::promise<Result<Paths>> ended;
    const auto progress = [&](const std::string&, std::uint64_t done, std::uint64_t) {
      if (done > 3'000'000) stop.request_stop();
    };
    live.fetch(id, 0, world_ / "files", progress, [&](auto paths) { ended.set_value(std::move(paths)); }, stop.get_token());
    const auto paths = ended.get_future().get();
    ASSERT_FALSE(paths);
    EXPECT_EQ(paths.error().code, "net.aborted_by_caller");
    const auto file = message_of(live, id).attachments.at(0);
    fetched = file.fetched;
    EXPECT_GT(fetched, 3'000'000U);
    EXPECT_LT(fetched, file.stored_size);
    EXPECT_EQ(staged(agnes_), 1U);
  }
  Heard heard;
  Live live(opened(agnes_), heard.events());
  ASSERT_TRUE(heard.state(Connection::State::online));
  std::optional<std::uint64_t> first;
  std::promise<Result<Paths>> ended;
  const auto progress = [&](const std::string&, std::uint64_t done, std::uint64_t) {
    if (!first) first = done;
  };
  live.fetch(id, 0, world_ / "files", progress, [&](auto paths) { ended.set_value(std::move(paths)); });
  const auto paths = ended.get_future().get();
  ASSERT_TRUE(paths) << paths.error().message;
  EXPECT_EQ(first, fetched) << "it began anew";
  EXPECT_EQ(read_file(paths->at(0)), read_file(world_ / "large.bin"));

  std::stop_source stop;
  std::promise<Result<Paths>> stopped;
  const auto halfway = [&](const std::string&, std::uint64_t done, std::uint64_t) {
    if (done > 3'000'000) stop.request_stop();
  };
  live.fetch(id, 0, world_ / "files", halfway, [&](auto all) { stopped.set_value(std::move(all)); }, stop.get_token());
  ASSERT_FALSE(stopped.get_future().get());
  EXPECT_EQ(outcome(live, [&](Client& client) { return Transfers(client).discard(id, 0); }), "");
  EXPECT_EQ(message_of(live, id).attachments.at(0).fetched, 0U);
  EXPECT_EQ(staged(agnes_), 0U);
}

TEST_F(Files, AreReadIntoMemoryAndLeaveNothing) {
  write_file(world_ / "note.txt", "kept");
  static_cast<void>(claire_.call({"send", "ug-dpp/desk", "--subject", "File", "--text", "See", "--file", world_ / "note.txt"}));
  Heard heard;
  Live live(opened(agnes_), heard.events());
  ASSERT_TRUE(heard.text("See"));
  const auto id = message_of(live, "See").id;
  const auto read = [&](std::uint64_t most) {
    std::promise<Result<std::vector<std::uint8_t>>> ended;
    live.read(id, 0, most, {}, [&](auto content) { ended.set_value(std::move(content)); });
    return ended.get_future().get();
  };
  const auto content = read(100);
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_EQ(std::string(content->begin(), content->end()), "kept");
  EXPECT_EQ(staged(agnes_), 0U);
  EXPECT_FALSE(message_of(live, id).attachments.at(0).saved_to);
  const auto large = read(3);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, "client.file_too_large");
}

TEST(Live, NotesAreKeptInTheProfile) {
  World world;
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  {
    Client client = opened(claire);
    ASSERT_TRUE(Notepad(client).keep("new", std::string("half a \0 sentence", 17)));
    ASSERT_TRUE(Notepad(client).keep("other", "x"));
    ASSERT_TRUE(Notepad(client).keep("other", ""));
  }
  Client again = opened(claire);
  const auto notes = Notepad(again).all();
  ASSERT_TRUE(notes) << notes.error().message;
  EXPECT_EQ(*notes, (std::map<std::string, std::string>{{"new", std::string("half a \0 sentence", 17)}}));
}

}  // namespace
}  // namespace valise::tests
