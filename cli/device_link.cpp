#include "cli/device_link.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>

#include "cli/interruption.hpp"
#include "cli/progress_bar.hpp"
#include "cli/qr_text.hpp"
#include "cli/standard_input.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "valise/linking.hpp"

namespace valise::cli {
namespace {

using State = DeviceLinkView::State;

struct LinkArguments {
  bool receive = false;
  bool enter = false;
  bool list = false;
  bool cancel = false;
  bool wait = false;
};

std::string_view part_word(LinkPart part) { return part == LinkPart::gives ? "gives" : "receives"; }

std::string_view state_word(State state) {
  switch (state) {
    case State::shown: return "shown";
    case State::agreed: return "agreed";
    case State::under_way: return "under_way";
    case State::done: return "done";
    case State::ended: break;
  }
  return "ended";
}

boost::json::object json_of(const DeviceLinkView& v) {
  return {{"part", part_word(v.part)},      {"state", state_word(v.state)}, {"device", v.device}, {"label", v.label},
          {"expires", utc_text(v.expires)}, {"messages", v.messages},       {"parts", v.parts},   {"parts_done", v.parts_done}};
}

std::string messages_text(std::uint64_t count, const Output& output) {
  return output.say("device.link.messages", {{"count", count}});
}

std::string state_text(const DeviceLinkView& v, const Output& output) {
  const std::string messages = messages_text(v.messages, output);
  switch (v.state) {
    case State::shown: return output.say("device.link.shown");
    case State::agreed: return output.say("device.link.agreed");
    case State::under_way:
      return output.say(
          "device.link.under_way",
          {{"messages", messages}, {"done", v.part == LinkPart::gives ? v.parts : v.parts_done}, {"parts", v.parts}});
    case State::done: return output.say("device.link.done", {{"messages", messages}});
    case State::ended: break;
  }
  return output.say("device.link.ended");
}

std::string link_text(const DeviceLinkView& v, const Output& output) {
  const std::string device = v.device.empty()
                                 ? output.say("device.link.unknown")
                                 : fmt::format("{} ({})", output.speaker().set_apart(terminal_line(v.label)), short_id(v.device));
  const auto part = v.part == LinkPart::gives ? "device.link.gives" : "device.link.receives";
  return output.say(part, {{"device", device}}) + "\n    " + state_text(v, output);
}

void show(Session& session, const DeviceLinkView& link) {
  if (session.output.json()) return session.output.object("link", json_of(link));
  session.output.line(link_text(link, session.output));
}

boost::json::object json_of(const LinkOffer& offer, const HistoryExtent& history) {
  return {{"part", part_word(offer.part)}, {"code", offer.code},           {"expires", utc_text(offer.expires)},
          {"rooms", history.rooms},        {"messages", history.messages}, {"bytes", history.bytes}};
}

Result<HistoryExtent> would_give(Session& session, Linking& linking) {
  auto history = linking.history();
  if (history && !session.output.json()) {
    session.output.line(
        session.output.say("device.link.would_give", {{"messages", messages_text(history->messages, session.output)},
                                                      {"size", size_text(history->bytes, session.output.speaker())}}));
  }
  return history;
}

Result<ExitCode> offer(Session& session, Linking& linking, LinkPart part) {
  auto history = part == LinkPart::gives ? would_give(session, linking) : Result<HistoryExtent>(HistoryExtent{});
  if (!history) return std::unexpected(history.error());
  const auto offered = linking.show(part);
  if (!offered) return std::unexpected(offered.error());
  Output& output = session.output;
  if (output.json()) {
    output.object("link_offer", json_of(*offered, *history));
    return ExitCode::ok;
  }
  if (part == LinkPart::receives) output.line(output.say("device.link.would_receive"));
  output.line("");
  if (session.environment.out_is_terminal) output.line(qr_text(offered->qr, true) + "\n");
  output.line(offered->code);
  output.line("");
  output.line(output.say("device.link.secret", {{"time", both_times(offered->expires, output.speaker())}}));
  if (part == LinkPart::gives) output.note(output.say("device.link.enter_there"));
  return ExitCode::ok;
}

// What was agreed begins at once, where the relay can be reached.
Result<ExitCode> enter(Session& session, Client& client, Linking& linking) {
  if (session.environment.in_is_terminal) session.output.note(session.output.say("device.link.paste"));
  auto code = read_word(session.environment);
  if (!code) return std::unexpected(code.error());
  auto link = linking.read(*code);
  if (!link) return std::unexpected(link.error());
  if (link->part == LinkPart::gives) {
    if (const auto told = would_give(session, linking); !told) return std::unexpected(told.error());
  }
  link = linking.enter(*code);
  if (!link) return std::unexpected(link.error());
  const auto received = client.receive({});
  if (!received && received.error().kind == ErrorKind::trust) return std::unexpected(received.error());
  auto links = linking.list();
  if (!links) return std::unexpected(links.error());
  show(session, links->front());
  if (!received) session.output.note(session.output.say("device.link.later"));
  return ExitCode::ok;
}

constexpr auto between_visits = std::chrono::seconds(2);

bool is_over(const DeviceLinkView& link) { return link.state == State::done || link.state == State::ended; }

void pause(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, between_visits, [] { return false; });
}

// wait visits the relay until the newest link is done or has ended. Without a connection it goes on trying.
Result<ExitCode> wait(Session& session, Client& client, Linking& linking) {
  const Interruption interruption(session.environment);
  session.output.note(session.output.say("device.link.waiting"));
  std::string told;
  for (;;) {
    const auto received = client.receive({}, interruption.token());
    if (!received && received.error().kind != ErrorKind::network) return std::unexpected(received.error());
    const auto links = linking.list();
    if (!links) return std::unexpected(links.error());
    if (links->empty() || is_over(links->front()) || interruption.token().stop_requested()) {
      if (!links->empty()) show(session, links->front());
      if (interruption.signal_number() == SIGINT) return ExitCode::interrupted;
      return !links->empty() && links->front().state == State::done ? ExitCode::ok : ExitCode::failed;
    }
    const auto state = state_text(links->front(), session.output);
    if (state != told) session.output.note(state);
    told = state;
    pause(interruption.token());
  }
}

Result<ExitCode> list(Session& session, Linking& linking) {
  const auto links = linking.list();
  if (!links) return std::unexpected(links.error());
  for (const DeviceLinkView& link : *links) show(session, link);
  if (links->empty()) session.output.note(session.output.say("device.link.none"));
  return ExitCode::ok;
}

Result<ExitCode> cancel(Session& session, Linking& linking) {
  const auto ended = linking.cancel();
  if (!ended) return std::unexpected(ended.error());
  if (session.output.json()) {
    session.output.object("links_cancelled", {{"count", *ended}});
  } else {
    session.output.line(session.output.say("device.link.cancelled", {{"count", std::to_string(*ended)}}));
  }
  return ExitCode::ok;
}

Result<ExitCode> run_link(Session& session, const LinkArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Linking linking(*client);
  if (arguments.list) return list(session, linking);
  if (arguments.cancel) return cancel(session, linking);
  auto done = arguments.enter ? enter(session, *client, linking)
                              : offer(session, linking, arguments.receive ? LinkPart::receives : LinkPart::gives);
  return done && arguments.wait ? wait(session, *client, linking) : done;
}

}  // namespace

void add_device_link(CLI::App& device, Action& action) {
  auto* command = device.add_subcommand("link");
  auto arguments = std::make_shared<LinkArguments>();
  auto* receive = command->add_flag("--receive", arguments->receive);
  auto* enter = command->add_flag("--enter", arguments->enter);
  auto* list = command->add_flag("--list", arguments->list);
  auto* cancel = command->add_flag("--cancel", arguments->cancel);
  auto* wait = command->add_flag("--wait", arguments->wait);
  wait->excludes(list, cancel);
  receive->excludes(enter, list, cancel);
  enter->excludes(list, cancel);
  list->excludes(cancel);
  command->footer(R"(
valise device link --wait  # help.device.link.example.show
valise device link --enter --wait  # help.device.link.example.enter
valise device link --receive  # help.device.link.example.receive
valise device link --list)");
  on_chosen(command, action, arguments, run_link);
}

}  // namespace valise::cli
