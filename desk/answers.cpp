#include "desk/answers.hpp"

#include "desk/reply.hpp"
#include "valise/directory_history.hpp"
#include "valise/lists.hpp"
#include "valise/notepad.hpp"
#include "valise/record.hpp"
#include "valise/search.hpp"

namespace valise::desk {
namespace {

constexpr std::size_t kMostFound = 100;
constexpr std::size_t kMostAuthorities = 50;  // a person narrows the search rather than read more
constexpr std::size_t kLongestName = 200;     // of a note

using Make = std::function<v1::FromDesk(Client&)>;

Make rooms(const v1::DeskGetRooms& request) {
  const RoomQuery query{
      .text = request.text(), .current = request.current(), .first = request.first(), .limit = limit_of(request.limit())};
  return [query](Client& client) {
    return answer(Lists(client).rooms(query), [](v1::FromDesk& out, const RoomPart& part) {
      for (const auto& room : part.rooms) *out.mutable_rooms()->add_rooms() = view_of(room);
      out.mutable_rooms()->set_first(part.first);
      out.mutable_rooms()->set_total(part.total);
    });
  };
}

Result<MessagePart> part_of(Client& client, const v1::DeskGetRoom& request) {
  const auto limit = limit_of(request.limit());
  Lists lists(client);
  if (!request.around().empty()) {
    auto found = lists.around(request.around(), limit);
    if (found) return found;  // else it is not there any more: the newest
  }
  const auto first = request.has_first() ? std::optional<std::uint64_t>(request.first()) : std::nullopt;
  return lists.history(request.room(), first, limit);
}

Make room(const v1::DeskGetRoom& request) {
  return [request](Client& client) {
    const auto found = client.room(request.room());
    if (!found) return failure(found.error());
    return answer(part_of(client, request), [&](v1::FromDesk& out, const MessagePart& part) {
      *out.mutable_room()->mutable_room() = view_of(*found);
      put(part, *out.mutable_room());
    });
  };
}

Make search(const v1::DeskSearch& search) {
  return [query = DirectoryQuery{.text = search.text(),
                                 .country = search.country(),
                                 .mandate = search.mandate(),
                                 .network = search.network(),
                                 .language = search.language(),
                                 .on_duty = search.on_duty()}](Client& client) {
    return answer(client.search(query), [](v1::FromDesk& out, const auto& all) {
      out.mutable_authorities();
      for (std::size_t n = 0; n < std::min(all.size(), kMostAuthorities); ++n)
        *out.mutable_authorities()->add_authorities() = view_of(all[n]);
    });
  };
}

Make authority(const v1::DeskGetAuthority& request) {
  return [id = request.id()](Client& client) {
    return answer(client.authority(id),
                  [](v1::FromDesk& out, const auto& found) { *out.mutable_authorities()->add_authorities() = view_of(found); });
  };
}

Make recipients(const v1::DeskGetRecipients& request) {
  return [to = std::vector<std::string>(request.to().begin(), request.to().end())](Client& client) {
    return answer(client.recipients(to), [](v1::FromDesk& out, const auto& all) {
      out.mutable_recipients();
      for (const auto& recipient : all) *out.mutable_recipients()->add_recipients() = view_of(recipient);
    });
  };
}

Make mark_read(const v1::DeskMarkRead& request) {
  return [id = request.message()](Client& client) {
    return answer(client.read(id), [](v1::FromDesk& out, const auto&) { out.mutable_done(); });
  };
}

Make find(const v1::DeskFind& request) {
  SearchQuery query{.text = request.text(), .room = request.room(), .from = request.from(), .since = {}, .limit = kMostFound};
  if (request.since() > 0) query.since = Time(std::chrono::milliseconds(request.since()));
  return [query](Client& client) {
    return answer(Search(client).find(query), [](v1::FromDesk& out, const SearchResult& found) {
      for (const auto& message : found.messages) *out.mutable_found()->add_messages() = view_of(message);
      out.mutable_found()->set_more(found.more);
    });
  };
}

// A name that is free: "record-1a2b3c4d.zip", "record-1a2b3c4d-2.zip".
std::filesystem::path free_name(const std::filesystem::path& folder, const std::string& room) {
  const std::string stem = "record-" + room.substr(0, 8);
  auto out = folder / (stem + ".zip");
  for (int n = 2; std::filesystem::exists(out); ++n) out = folder / (stem + "-" + std::to_string(n) + ".zip");
  return out;
}

v1::DeskRecord view_of_record(const RecordReport& report) {
  v1::DeskRecord out;
  out.set_out(report.out.string());
  out.set_messages(report.messages);
  out.set_without_evidence(report.without_evidence);
  out.set_attachments(report.attachments);
  for (const auto& name : report.missing) out.add_missing(name);
  out.set_erased(report.erased);
  out.set_pdf(report.pdf);
  out.set_pdf_problem(report.pdf_problem);
  out.set_directory(report.directory);
  return out;
}

Make export_record(const v1::DeskExportRecord& request, const std::filesystem::path& downloads) {
  return [request, downloads](Client& client) {
    const auto room = client.room(request.room());
    if (!room) return failure(room.error());
    std::error_code failed;
    std::filesystem::create_directories(downloads, failed);
    const RecordOptions options{
        .room = room->id, .out = free_name(downloads, room->id), .language = request.language(), .pdf = request.pdf()};
    return answer(Records(client).export_room(options),
                  [](v1::FromDesk& out, const RecordReport& report) { *out.mutable_record() = view_of_record(report); });
  };
}

Make log(const v1::DeskGetLog& request) {
  constexpr std::size_t most = 200;
  return [id = request.authority()](Client& client) {
    return answer(DirectoryHistory(client).of(id, most), [](v1::FromDesk& out, const auto& all) {
      out.mutable_log();
      for (const auto& event : all) {
        auto& entry = *out.mutable_log()->add_entries();
        entry.set_position(event.position);
        entry.set_made_at(millis(event.made_at));
        entry.set_kind(event.kind);
        entry.set_about(event.about);
        entry.set_name(event.name);
      }
    });
  };
}

v1::FromDesk notes(Client& client) {
  return answer(Notepad(client).all(), [](v1::FromDesk& out, const auto& all) {
    out.mutable_notes();
    for (const auto& [name, content] : all) {
      if (name.starts_with(kOwnNotes)) continue;
      auto& note = *out.mutable_notes()->add_notes();
      note.set_name(name);
      note.set_content(content);
    }
  });
}

Make keep_note(const v1::DeskKeepNote& request) {
  return [request](Client& client) {
    if (request.name().size() > kLongestName || request.name().starts_with(kOwnNotes))
      return failure({.kind = ErrorKind::usage, .message = "", .advice = ""});
    return done(Notepad(client).keep(request.name(), request.content()));
  };
}

}  // namespace

v1::FromDesk sent(const Result<SendReport>& report) {
  return answer(report, [](v1::FromDesk& out, const SendReport& told) {
    out.mutable_sent()->set_message(told.message);
    out.mutable_sent()->set_room(told.room);
  });
}

Answer answer_to(const v1::ToDesk& request, const std::filesystem::path& downloads) {
  using Body = v1::ToDesk;
  switch (request.body_case()) {
    case Body::kGetRooms: return {rooms(request.get_rooms())};
    case Body::kGetRoom: return {room(request.get_room())};
    case Body::kMarkRead: return {mark_read(request.mark_read())};
    case Body::kSearch: return {search(request.search())};
    case Body::kGetAuthority: return {authority(request.get_authority())};
    case Body::kGetRecipients: return {recipients(request.get_recipients())};
    case Body::kMarkAlarmsSeen: return {[](Client& client) { return done(client.mark_alarms_seen()); }};
    case Body::kFind: return {find(request.find())};
    case Body::kExportRecord: return {.make = export_record(request.export_record(), downloads), .asks_relay = true};
    case Body::kGetLog: return {log(request.get_log())};
    case Body::kGetNotes: return {notes};
    case Body::kKeepNote: return {keep_note(request.keep_note())};
    default: return {};
  }
}

}  // namespace valise::desk
