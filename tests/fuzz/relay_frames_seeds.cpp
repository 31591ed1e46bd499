// Seeds of relay_frames: each request of the protocol on its own, and all of them in one session, said by each of the four who
// may speak.
//
//   relay_frames_seeds FOLDER           writes them
//   relay_frames_seeds --check FOLDER   fails if one is not there, or is another
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

#include "tests/support/every_request.hpp"

namespace valise::fuzz {
namespace {

using Requests = std::vector<v1::ClientFrame>;

constexpr char kDevice = 1;  // of who may speak, in relay_frames.cpp
constexpr char kSpeakers = 4;

// The device of tests/unit/directory/world.hpp speaks for this post.
Requests requests() {
  return tests::every_request({.id = std::string(16, 'I'),
                               .hash = "a hash of thirty-two bytes, here",
                               .signature = std::string(64, 's'),
                               .text = "text",
                               .address = "ke-odpp/duty",
                               .email = "duty.desk@odpp.go.ke",
                               .url = "https://hooks.odpp.go.ke:8443/valise?post=duty"});
}

std::string session(char speaker, const Requests& said) {
  std::string out(1, speaker);
  std::uint64_t id = 0;
  for (auto request : said) {
    request.set_request_id(++id);
    const auto bytes = request.SerializeAsString();
    out += static_cast<char>(bytes.size() >> 8);
    out += static_cast<char>(bytes.size() & 255);
    out += bytes;
  }
  return out;
}

std::map<std::string, std::string> seeds() {
  const auto all = requests();
  Requests proofs_last;  // who has proved something already and does so again is sent away
  for (const bool proof : {false, true}) {
    std::ranges::copy_if(all, std::back_inserter(proofs_last), [&](const auto& one) { return one.has_authenticate() == proof; });
  }
  std::map<std::string, std::string> out;
  for (char speaker = 0; speaker < kSpeakers; ++speaker) {
    out["all-" + std::to_string(speaker)] = session(speaker, proofs_last);
  }
  for (const int number : tests::said(all)) {
    Requests of_a_kind;
    std::ranges::copy_if(all, std::back_inserter(of_a_kind), [&](const auto& one) { return one.request_case() == number; });
    out["request-" + std::to_string(number)] = session(kDevice, of_a_kind);
  }
  return out;
}

bool is_there(const std::filesystem::path& file, const std::string& content) {
  std::ifstream in(file, std::ios::binary);
  return in && std::string(std::istreambuf_iterator<char>(in), {}) == content;
}

// check gives how many are wrong.
int check(const std::filesystem::path& folder) {
  int wrong = 0;
  for (const int number : tests::request_numbers()) {
    if (tests::said(requests()).contains(number)) continue;
    std::printf("request %d: tests/support/every_request.hpp does not say it\n", number), ++wrong;
  }
  for (const auto& [name, content] : seeds()) {
    if (!is_there(folder / name, content)) std::printf("%s: write the seeds anew\n", (folder / name).c_str()), ++wrong;
  }
  return wrong;
}

void write(const std::filesystem::path& folder) {
  for (const auto& [name, content] : seeds()) std::ofstream(folder / name, std::ios::binary) << content;
}

}  // namespace
}  // namespace valise::fuzz

int main(int argc, char** argv) {
  const bool checking = argc == 3 && std::string_view(argv[1]) == "--check";
  if (argc != 2 && !checking) return std::fputs("usage: relay_frames_seeds [--check] FOLDER\n", stderr), 2;
  if (checking) return valise::fuzz::check(argv[2]) == 0 ? 0 : 1;
  valise::fuzz::write(argv[1]);
}
