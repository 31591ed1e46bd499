// valise channel: how the own posts are called when an urgent message waits. valise alert: what the relay did about one.
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "valise/alerts.hpp"

namespace valise::cli {
namespace {

namespace json = boost::json;

struct ChannelArguments {
  std::string address;
  std::string email;
  std::string webhook;
  std::string id;
  std::string code;
  std::vector<std::string> addresses;
  std::string message;
};

json::value time_or_null(const std::optional<Time>& time) { return time ? json::value(utc_text(*time)) : json::value(nullptr); }

const char* word(ChannelKind kind) { return kind == ChannelKind::email ? "email" : "webhook"; }
const char* word(ReachState state) {
  switch (state) {
    case ReachState::none: return "none";
    case ReachState::works: return "works";
    case ReachState::failing: return "failing";
  }
  return "none";
}
const char* word(AlertState state) {
  switch (state) {
    case AlertState::raised: return "raised";
    case AlertState::channel_failing: return "channel_failing";
    case AlertState::escalated: return "escalated";
    case AlertState::overdue: return "overdue";
    case AlertState::settled: return "settled";
    case AlertState::not_raised: return "not_raised";
    case AlertState::withdrawn: return "withdrawn";
  }
  return "raised";
}

json::object json_of(const ChannelView& c) {
  return {{"id", c.id},
          {"address", c.address},
          {"kind", word(c.kind)},
          {"target", c.target},
          {"set_at", utc_text(c.set_at)},
          {"set_by", c.set_by},
          {"confirmed", time_or_null(c.confirmed)},
          {"last_success", time_or_null(c.last_success)},
          {"failing_since", time_or_null(c.failing_since)}};
}

json::object json_of(const AlertView& a) {
  json::array events;
  for (const auto& e : a.events) {
    events.push_back(json::object{{"state", word(e.state)},
                                  {"at", utc_text(e.at)},
                                  {"step", e.step},
                                  {"to", json::array(e.to.begin(), e.to.end())},
                                  {"channels_reached", e.channels_reached},
                                  {"channels_failed", e.channels_failed}});
  }
  const auto text = [](const std::string& value) { return value.empty() ? json::value(nullptr) : json::value(value); };
  return {{"message", text(a.message)},
          {"room", text(a.room)},
          {"reference", text(a.reference)},
          {"post", text(a.post)},
          {"acknowledge_by", time_or_null(a.acknowledge_by)},
          {"state", a.state ? json::value(word(*a.state)) : json::value(nullptr)},
          {"events", std::move(events)}};
}

std::string state_text(const ChannelView& c, const Output& output) {
  if (!c.confirmed) return output.styled(Style::caution, output.say("alerts.channel.unconfirmed"));
  if (c.failing_since) {
    return output.styled(Style::bad,
                         output.say("alerts.channel.failing", {{"time", both_times(*c.failing_since, output.speaker())}}));
  }
  const auto seen = c.last_success.value_or(*c.confirmed);
  return output.styled(Style::good, output.say("alerts.channel.works", {{"time", both_times(seen, output.speaker())}}));
}

std::string reach_text(const ReachView& r, const Output& output) {
  const auto address = terminal_line(r.address);
  const auto time = r.since ? both_times(*r.since, output.speaker()) : std::string();
  switch (r.state) {
    case ReachState::works: return output.say("alerts.reach.works", {{"address", address}, {"time", time}});
    case ReachState::failing: return output.say("alerts.reach.failing", {{"address", address}, {"time", time}});
    case ReachState::none: break;
  }
  return output.say("alerts.reach.none", {{"address", address}});
}

std::string event_text(const AlertEventView& e, const Output& output) {
  switch (e.state) {
    case AlertState::raised:
      return output.say("alerts.event.raised", {{"reached", e.channels_reached}, {"failed", e.channels_failed}});
    case AlertState::escalated: {
      std::vector<std::string> to;
      for (const auto& address : e.to) to.push_back(terminal_line(address));
      return output.say("alerts.event.escalated", {{"step", e.step}, {"to", output.speaker().list(to)}});
    }
    case AlertState::overdue: return output.styled(Style::bad, output.say("alerts.event.overdue"));
    case AlertState::settled: return output.styled(Style::good, output.say("alerts.event.settled"));
    case AlertState::not_raised: return output.styled(Style::bad, output.say("alerts.event.not_raised"));
    case AlertState::withdrawn: return output.say("alerts.event.withdrawn");
    case AlertState::channel_failing: break;
  }
  return {};
}

void show(Session& session, const AlertView& alert) {
  auto& output = session.output;
  if (output.json()) return output.object("alert", json_of(alert));
  if (alert.events.empty()) return output.line(output.say("alerts.nothing_told"));
  output.line(output.say("alerts.of", {{"reference", output.styled(Style::bold, terminal_line(alert.reference))},
                                       {"post", terminal_line(alert.post)}}));
  for (const auto& event : alert.events) {
    output.line(fmt::format("  {}  {}", both_times(event.at, output.speaker()), event_text(event, output)));
  }
  output.note(output.say("alerts.relays_word"));
}

// with_alerts opens the profile and does the work.
template <class Work>
Result<ExitCode> with_alerts(Session& session, Work&& work) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Alerts alerts(*client);
  return work(alerts);
}

Result<ExitCode> said(Session& session, const Result<>& done, std::string_view id, const ChannelArguments& arguments) {
  if (!done) return std::unexpected(done.error());
  if (session.output.json()) {
    session.output.object("channel", {{"id", arguments.id}});
  } else {
    session.output.line(session.output.say(id, {{"id", terminal_line(arguments.id)}}));
  }
  return ExitCode::ok;
}

Result<ExitCode> run_list(Session& session, const ChannelArguments& arguments) {
  return with_alerts(session, [&](Alerts& alerts) -> Result<ExitCode> {
    const auto channels = alerts.channels(arguments.address);
    if (!channels) return std::unexpected(channels.error());
    for (const auto& c : *channels) {
      if (session.output.json()) {
        session.output.object("channel", json_of(c));
      } else {
        session.output.line(fmt::format("{}  {}  {}  {}\n    {}", short_id(c.id), terminal_line(c.address), word(c.kind),
                                        terminal_line(c.target), state_text(c, session.output)));
      }
    }
    if (channels->empty()) session.output.note(session.output.say("alerts.no_channels"));
    return ExitCode::ok;
  });
}

Result<ExitCode> run_add(Session& session, const ChannelArguments& arguments) {
  return with_alerts(session, [&](Alerts& alerts) -> Result<ExitCode> {
    const bool email = !arguments.email.empty();
    const auto added = alerts.add({.address = arguments.address,
                                   .kind = email ? ChannelKind::email : ChannelKind::webhook,
                                   .target = email ? arguments.email : arguments.webhook});
    if (!added) return std::unexpected(added.error());
    auto& output = session.output;
    if (output.json()) {
      output.object("channel_added",
                    {{"id", added->id}, {"secret", added->secret.empty() ? json::value(nullptr) : json::value(added->secret)}});
    } else {
      output.line(output.say("alerts.added", {{"id", short_id(added->id)}}));
      if (!added->secret.empty()) output.line(output.say("alerts.secret", {{"secret", added->secret}}));
    }
    if (const auto tested = alerts.test(added->id); !tested) return std::unexpected(tested.error());
    output.note(output.say("alerts.code_sent"));
    return ExitCode::ok;
  });
}

Result<ExitCode> run_test(Session& session, const ChannelArguments& arguments) {
  return with_alerts(session, [&](Alerts& a) { return said(session, a.test(arguments.id), "alerts.tested", arguments); });
}
Result<ExitCode> run_confirm(Session& session, const ChannelArguments& arguments) {
  return with_alerts(
      session, [&](Alerts& a) { return said(session, a.confirm(arguments.id, arguments.code), "alerts.confirmed", arguments); });
}
Result<ExitCode> run_remove(Session& session, const ChannelArguments& arguments) {
  return with_alerts(session, [&](Alerts& a) { return said(session, a.remove(arguments.id), "alerts.removed", arguments); });
}

Result<ExitCode> run_reach(Session& session, const ChannelArguments& arguments) {
  return with_alerts(session, [&](Alerts& alerts) -> Result<ExitCode> {
    const auto reach = alerts.reach(arguments.addresses);
    if (!reach) return std::unexpected(reach.error());
    for (const auto& one : *reach) {
      if (session.output.json()) {
        session.output.object("reach",
                              {{"address", one.address}, {"state", word(one.state)}, {"since", time_or_null(one.since)}});
      } else {
        session.output.line(reach_text(one, session.output));
      }
    }
    return ExitCode::ok;
  });
}

Result<ExitCode> run_alert(Session& session, const ChannelArguments& arguments) {
  return with_alerts(session, [&](Alerts& alerts) -> Result<ExitCode> {
    if (!arguments.message.empty()) {
      const auto alert = alerts.alert_of(arguments.message);
      if (!alert) return std::unexpected(alert.error());
      show(session, *alert);
      return ExitCode::ok;
    }
    const auto calls = alerts.called_in();
    if (!calls) return std::unexpected(calls.error());
    for (const auto& alert : *calls) show(session, alert);
    if (calls->empty()) session.output.note(session.output.say("alerts.no_calls"));
    return ExitCode::ok;
  });
}

template <class AnyDraft>
void warn(Session& session, Client& client, const AnyDraft& draft) {
  const auto usual = usual_time(draft.urgency);
  if (!usual) return;
  if (!draft.acknowledge_by) {
    const auto until = session.environment.now() + *usual;
    session.output.note(session.output.say("alerts.usual_deadline", {{"time", both_times(until, session.output.speaker())}}));
  }
  const auto uncallable = Alerts(client).cannot_be_called(draft);
  if (!uncallable) return;  // what is wrong, or that the relay is out of reach, is said when the message is queued
  for (const auto& one : *uncallable) session.output.warning(reach_text(one, session.output));
}

}  // namespace

void warn_of_urgency(Session& session, Client& client, const Draft& draft) { warn(session, client, draft); }
void warn_of_urgency(Session& session, Client& client, const FormDraft& draft) { warn(session, client, draft); }

void add_channel(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("channel");
  command->require_subcommand(1);
  auto arguments = std::make_shared<ChannelArguments>();
  const auto sub = [&](const char* name, auto run, const char* examples) {
    auto* made = command->add_subcommand(name);
    made->footer(examples);
    on_chosen(made, action, arguments, run);
    return made;
  };
  const auto id = [&](CLI::App* made) { made->add_option("channel", arguments->id)->type_name("CHANNEL")->required(); };
  sub("list", run_list, "valise channel list\nvalise channel list ke-odpp/duty --json")
      ->add_option("address", arguments->address)
      ->type_name("ADDRESS");
  auto* add = sub("add", run_add,
                  "valise channel add ke-odpp/duty --email duty@odpp.example\n"
                  "valise channel add ke-odpp/@jmwangi --webhook https://hooks.example.org/duty");
  add->add_option("address", arguments->address)->type_name("ADDRESS");
  auto* email = add->add_option("--email", arguments->email)->type_name("MAILBOX");
  auto* webhook = add->add_option("--webhook", arguments->webhook)->type_name("URL")->excludes(email);
  add->callback([email, webhook, &action, arguments] {
    if (email->count() + webhook->count() == 0) throw CLI::RequiredError("--email|--webhook");
    action = [arguments](Session& session) { return run_add(session, *arguments); };
  });
  id(sub("test", run_test, "valise channel test 3f9a52c1"));
  auto* confirm = sub("confirm", run_confirm, "valise channel confirm 3f9a52c1 01234567");
  id(confirm);
  confirm->add_option("code", arguments->code)->type_name("CODE")->required();
  id(sub("remove", run_remove, "valise channel remove 3f9a52c1"));
  sub("reach", run_reach, "valise channel reach ke-odpp/duty ug-dpp/duty --json")
      ->add_option("address", arguments->addresses)
      ->type_name("ADDRESS")
      ->required();
}

void add_alert(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("alert");
  auto arguments = std::make_shared<ChannelArguments>();
  command->add_option("message", arguments->message)->type_name("MSG");
  command->footer("valise alert 3f9a52c1\nvalise alert --json");
  on_chosen(command, action, arguments, run_alert);
}

}  // namespace valise::cli
