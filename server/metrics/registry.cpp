#include "server/metrics/registry.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace valise::server::metrics {
namespace {

constexpr std::string_view kTypes[] = {"counter", "gauge", "histogram"};

std::string number(double value) {
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (std::isnan(value)) return "NaN";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string joined(Registry::Labels labels) {
  std::string out;
  for (const auto& label : labels) {
    if (!out.empty()) out += ',';
    out.append(label.name.text()).append("=\"").append(label.value.text()).append("\"");
  }
  return out;
}

struct Line {
  std::string_view name;
  std::string_view suffix;
  std::string_view labels;
  std::string_view more;  // one more label
};

void append(std::string& out, const Line& line, std::string_view value) {
  out.append(line.name).append(line.suffix);
  const bool both = !line.labels.empty() && !line.more.empty();
  if (!line.labels.empty() || !line.more.empty()) {
    out.append("{").append(line.labels).append(both ? "," : "").append(line.more).append("}");
  }
  out.append(" ").append(value).append("\n");
}

void append_metric(std::string& out, std::string_view name, std::string_view labels, const Counter& counter) {
  append(out, {name, "", labels, ""}, std::to_string(counter.value()));
}
void append_metric(std::string& out, std::string_view name, std::string_view labels, const Gauge& gauge) {
  append(out, {name, "", labels, ""}, number(gauge.value()));
}
// The count is the sum of the buckets as they are read here, so that a scrape agrees with itself while others count.
void append_metric(std::string& out, std::string_view name, std::string_view labels, const Histogram& histogram) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i <= histogram.bounds().size(); ++i) {
    below += histogram.count(i);
    const auto bound = i < histogram.bounds().size() ? number(histogram.bounds()[i]) : std::string("+Inf");
    append(out, {name, "_bucket", labels, "le=\"" + bound + "\""}, std::to_string(below));
  }
  append(out, {name, "_sum", labels, ""}, number(histogram.sum()));
  append(out, {name, "_count", labels, ""}, std::to_string(below));
}

}  // namespace

Registry::Family& Registry::family(Name name, Word help, std::size_t type) {
  for (auto& family : families_) {
    if (family.name != name.text()) continue;
    if (family.type != type) throw std::logic_error("a metric of two types");
    return family;
  }
  return families_.emplace_back(Family{.name = name.text(), .help = help.text(), .type = type, .series = {}});
}

template <class T>
T& Registry::add(Name name, Word help, Labels labels, std::unique_ptr<T> made) {
  const std::scoped_lock lock(mutex_);
  T& metric = *made;
  Metric kept(std::move(made));
  auto& to = family(name, help, kept.index());
  auto text = joined(labels);
  for (const auto& series : to.series) {
    if (series.labels == text) throw std::logic_error("a metric twice");
  }
  to.series.push_back({std::move(text), std::move(kept)});
  return metric;
}

Counter& Registry::counter(Name name, Word help, Labels labels) {
  if (!name.text().ends_with("_total")) throw std::logic_error("a counter's name ends in _total");
  return add(name, help, labels, std::make_unique<Counter>());
}
Gauge& Registry::gauge(Name name, Word help, Labels labels) { return add(name, help, labels, std::make_unique<Gauge>()); }
Histogram& Registry::histogram(Name name, Word help, std::span<const double> bounds, Labels labels) {
  return add(name, help, labels, std::make_unique<Histogram>(bounds));
}

void Registry::before_format(std::function<void()> collect) {
  const std::scoped_lock lock(mutex_);
  collectors_.push_back(std::move(collect));
}

std::string Registry::format() const {
  const std::scoped_lock lock(mutex_);
  for (const auto& collect : collectors_) collect();
  std::string out;
  for (const auto& family : families_) {
    out.append("# HELP ").append(family.name).append(" ").append(family.help).append("\n");
    out.append("# TYPE ").append(family.name).append(" ").append(kTypes[family.type]).append("\n");
    for (const auto& series : family.series) {
      std::visit([&](const auto& metric) { append_metric(out, family.name, series.labels, *metric); }, series.metric);
    }
  }
  return out;
}

}  // namespace valise::server::metrics
