#include "tests/support/exposition.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace valise::tests {
namespace {

struct Sample {
  std::string name;
  std::string labels;                // without `le`
  std::optional<std::string> bound;  // `le`
  double value = 0;
};

[[noreturn]] void refuse(const std::string& line, const char* why) { throw std::runtime_error(std::string(why) + ": " + line); }

double value_of(const std::string& text, const std::string& line) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  std::size_t used = 0;
  const double value = std::stod(text, &used);
  if (used != text.size()) refuse(line, "not a number");
  return value;
}

Sample parse_sample(const std::string& line) {
  static const std::regex whole(R"(([a-z_][a-z0-9_]*)(?:\{([^{}]*)\})? (\S+))");
  static const std::regex label(R"re(([a-z_][a-z0-9_]*)="([^"\\\n]*)"(,|$))re");
  std::smatch parts;
  if (!std::regex_match(line, parts, whole)) refuse(line, "not a sample");
  Sample sample{.name = parts[1], .labels = {}, .bound = {}, .value = value_of(parts[3], line)};
  std::string rest = parts[2];
  for (std::smatch one; !rest.empty(); rest = one.suffix()) {
    if (!std::regex_search(rest, one, label, std::regex_constants::match_continuous)) refuse(line, "bad labels");
    if (one[1] == "le") {
      sample.bound = one[2];
    } else {
      sample.labels += one[1].str() + "=\"" + one[2].str() + "\",";
    }
  }
  return sample;
}

// A histogram as its lines come: buckets, sum, count.
struct Buckets {
  std::vector<std::pair<double, double>> bounds;
  std::optional<double> sum, count;
};

void check_histogram(const std::string& name, const std::vector<Sample>& samples) {
  std::map<std::string, Buckets> by_labels;
  for (const auto& sample : samples) {
    auto& buckets = by_labels[sample.labels];
    if (sample.name == name + "_bucket" && sample.bound) buckets.bounds.emplace_back(value_of(*sample.bound, name), sample.value);
    if (sample.name == name + "_sum") buckets.sum = sample.value;
    if (sample.name == name + "_count") buckets.count = sample.value;
  }
  for (const auto& [labels, buckets] : by_labels) {
    if (!buckets.sum || !buckets.count || buckets.bounds.empty()) refuse(name, "incomplete histogram");
    for (std::size_t i = 1; i < buckets.bounds.size(); ++i) {
      const bool ascending = buckets.bounds[i - 1].first < buckets.bounds[i].first;
      if (!ascending || buckets.bounds[i - 1].second > buckets.bounds[i].second) refuse(name, "buckets out of order");
    }
    if (!std::isinf(buckets.bounds.back().first) || buckets.bounds.back().second != *buckets.count) refuse(name, "no +Inf");
  }
}

void check_family(const std::string& name, const ExposedFamily& family, const std::vector<Sample>& samples) {
  if (family.help.empty() || samples.empty()) refuse(name, "a family without help or samples");
  if (family.type == "histogram") return check_histogram(name, samples);
  if (family.type != "counter" && family.type != "gauge") refuse(name, "unknown type");
  const bool total = name.ends_with("_total");
  if (total != (family.type == "counter")) refuse(name, "exactly counters end in _total");
  for (const auto& sample : samples) {
    if (sample.name != name || sample.bound) refuse(name, "a sample of another name");
    if (total && sample.value < 0) refuse(name, "a negative counter");
  }
}

}  // namespace

Exposition parse_exposition(std::string_view text) {
  if (!text.ends_with('\n')) throw std::runtime_error("no line end at the end");
  Exposition out;
  std::string current;
  std::vector<Sample> samples;
  const auto close = [&] {
    if (!current.empty()) check_family(current, out.at(current), samples);
    samples.clear();
  };
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    static const std::regex help("# HELP ([a-z_][a-z0-9_]*) (.+)"), type("# TYPE ([a-z_][a-z0-9_]*) (\\w+)");
    std::smatch parts;
    if (std::regex_match(line, parts, help)) {
      close();
      current = parts[1];
      if (out.contains(current)) refuse(line, "a family twice");
      out[current].help = parts[2];
    } else if (std::regex_match(line, parts, type)) {
      if (parts[1] != current || !out[current].type.empty() || !samples.empty()) refuse(line, "TYPE out of place");
      out[current].type = parts[2];
    } else {
      if (current.empty() || out[current].type.empty()) refuse(line, "a sample before its TYPE");
      samples.push_back(parse_sample(line));
      const auto& name = samples.back().name;
      if (!name.starts_with(current)) refuse(line, "a sample of another family");
      if (!out[current].samples.emplace(line.substr(0, line.rfind(' ')), samples.back().value).second) refuse(line, "twice");
    }
  }
  close();
  return out;
}

double sample(const Exposition& exposition, const std::string& family, const std::string& labelled_name) {
  const auto found = exposition.find(family);
  if (found == exposition.end()) throw std::runtime_error("no metric " + family);
  const auto value = found->second.samples.find(labelled_name);
  if (value == found->second.samples.end()) throw std::runtime_error("no sample " + labelled_name);
  return value->second;
}

std::string http_get(int port, const std::string& target, const std::string& host) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  const auto request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    std::array<char, 4096> some{};
    for (ssize_t size = 0; (size = ::recv(socket, some.data(), some.size(), 0)) > 0;) {
      answer.append(some.data(), static_cast<std::size_t>(size));
    }
  }
  ::close(socket);
  return answer;
}

}  // namespace valise::tests
