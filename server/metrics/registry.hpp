// Registry: owns metrics and writes them in the text format of Prometheus (version 0.0.4).
//
// Metrics are made while the program is built up; after that any thread counts and any thread may call format(), also at the same
// time. Metrics of one name share type and help and differ in their labels.
#pragma once

#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "server/metrics/metric.hpp"
#include "server/metrics/word.hpp"

namespace valise::server::metrics {

inline constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

class Registry {
 public:
  using Labels = std::initializer_list<Label>;

  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // counter, gauge and histogram make one and give it. A name that is there already with another type, or with the same labels,
  // is a bug and throws, as is a counter whose name does not end in _total.
  Counter& counter(Name name, Word help, Labels labels = {});
  Gauge& gauge(Name name, Word help, Labels labels = {});
  Histogram& histogram(Name name, Word help, std::span<const double> bounds, Labels labels = {});

  // before_format: `collect` is called at the beginning of every format(), to set gauges of what is looked up and not counted. It
  // must not register anything, and what it uses lives as long as format() is called.
  void before_format(std::function<void()> collect);

  [[nodiscard]] std::string format() const;

 private:
  using Metric = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;
  struct Series {
    std::string labels;  // `a="b",c="d"`, or empty
    Metric metric;
  };
  struct Family {
    std::string_view name;
    std::string_view help;
    std::size_t type;  // index in Metric
    std::deque<Series> series;
  };

  template <class T>
  T& add(Name name, Word help, Labels labels, std::unique_ptr<T> made);
  Family& family(Name name, Word help, std::size_t type);

  mutable std::mutex mutex_;
  std::deque<Family> families_;
  std::vector<std::function<void()>> collectors_;
};

}  // namespace valise::server::metrics
