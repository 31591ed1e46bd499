#include "keys/registrar/output.hpp"

#include <boost/json/serialize.hpp>
#include <ctime>

#include "base/text_encoding.hpp"
#include "base/utf8.hpp"
#include "keys/directory/text.hpp"

namespace valise::registrar {
namespace {

std::string label(std::string_view key) {
  std::string out(key);
  std::ranges::replace(out, '_', ' ');
  return out;
}

void print(std::ostream& out, const json::object& object, const std::string& indent);

void print_text(std::ostream& out, std::string_view text, const std::string& indent) {
  for (;;) {
    const auto end = text.find('\n');
    out << printable(text.substr(0, end)) << '\n';
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
    out << indent << "  ";
  }
}

bool is_simple(const json::value& value) { return !value.is_object() && !value.is_array(); }

void print_value(std::ostream& out, const json::value& value, const std::string& indent) {
  if (value.is_string()) {
    print_text(out, value.get_string(), indent);
  } else if (value.is_bool()) {
    out << (value.get_bool() ? "yes" : "no") << '\n';
  } else {
    out << json::serialize(value) << '\n';
  }
}

void print_items(std::ostream& out, const json::array& items, const std::string& indent) {
  for (const auto& item : items) {
    if (is_simple(item)) {
      out << indent << "- ";
      print_value(out, item, indent);
    } else if (item.is_object()) {
      print(out, item.get_object(), indent);
      if (&item != &items.back()) out << '\n';
    }
  }
}

void print(std::ostream& out, const json::object& object, const std::string& indent) {
  for (const auto& [key, value] : object) {
    out << indent << label(key) << ':';
    if (is_simple(value)) {
      out << ' ';
      print_value(out, value, indent);
      continue;
    }
    out << '\n';
    if (value.is_object()) {
      print(out, value.get_object(), indent + "  ");
    } else {
      print_items(out, value.get_array(), indent + "  ");
    }
  }
}

}  // namespace

void Output::show(const json::object& object) {
  if (json_) {
    *out_ << json::serialize(object) << '\n';
  } else {
    if (!first_) *out_ << '\n';
    print(*out_, object, "");
  }
  first_ = false;
}

void Output::note(std::string_view text) { *err_ << printable(text) << '\n'; }

void Output::report(const Problems& problems) {
  for (const auto& problem : problems) note(problem.text());
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto rest = text;
    if (!base::next_code_point(rest)) rest = text.substr(1);
    const auto piece = text.substr(0, text.size() - rest.size());
    out += directory::is_line(piece) ? piece : std::string_view("\u00bf");
    text = rest;
  }
  return out;
}

std::string hex(base::ByteView bytes) { return base::to_hex(bytes); }

std::string time_text(base::UnixMillis time) {
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::tm utc{};
  char text[40];
  if (gmtime_r(&seconds, &utc) == nullptr || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) return "-";
  return text;
}

json::array describe_signatures(const directory::RequiredSignatures& required) {
  json::array out;
  for (const auto& alternative : required.alternatives) {
    for (const auto& group : alternative) {
      json::array have;
      json::array missing;
      for (const auto& key : group.signed_by) have.emplace_back(hex(key.view()));
      for (const auto& key : group.missing) missing.emplace_back(hex(key.view()));
      json::object item{{"who", group.who}, {"threshold", group.threshold}, {"complete", group.complete()}};
      item["signed_by"] = std::move(have);
      if (!group.complete()) item["could_sign"] = std::move(missing);
      if (required.alternatives.size() > 1) item["alternative"] = true;
      out.push_back(std::move(item));
    }
  }
  return out;
}

}  // namespace valise::registrar
