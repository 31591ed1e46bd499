#include "tests/simulation/apart.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <sstream>

namespace valise::simulation {
namespace {

// Texts are last on their lines, and have no line ends.
std::string written(const Outcome& outcome) {
  std::ostringstream out;
  out << outcome.rooms << ' ' << outcome.messages << ' ' << outcome.files << ' ' << outcome.fetches << ' ' << outcome.course
      << '\n';
  for (const auto& [trouble, times] : outcome.troubles) out << "trouble " << times << ' ' << trouble << '\n';
  for (const auto& problem : outcome.problems) out << "problem 0 " << problem << '\n';
  out << "end 0 .\n";
  return out.str();
}

Outcome read(const std::string& text) {
  Outcome out;
  std::istringstream in(text);
  in >> out.rooms >> out.messages >> out.files >> out.fetches >> out.course;
  std::string what, rest;
  for (std::size_t times = 0; in >> what >> times && std::getline(in.ignore(), rest);) {
    if (what == "trouble") out.troubles[rest] = times;
    if (what == "problem") out.problems.push_back(rest);
  }
  if (what != "end") out.problems.emplace_back("the simulation crashed");
  return out;
}

std::string all_of(int descriptor) {
  std::string out;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 0; (size = ::read(descriptor, buffer.data(), buffer.size())) > 0;) {
    out.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return out;
}

void tell(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto size = ::write(descriptor, text.data(), text.size());
    if (size <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

}  // namespace

Outcome simulate_apart(const Plan& plan) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  std::cout.flush();
  const auto child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    ::close(ends[0]);
    try {
      tell(ends[1], written(simulate(plan)));
    } catch (const std::exception& failure) {
      Outcome out;
      out.problems.emplace_back(failure.what());
      tell(ends[1], written(out));
    }
    std::exit(0);
  }
  ::close(ends[1]);
  const auto told = all_of(ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return read(told);
}

}  // namespace valise::simulation
