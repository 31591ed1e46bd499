// Seeds of relay_frames: each request of the protocol on its own, and all of them in one session, said by each of the four who
// may speak.
//
//   relay_frames_seeds FOLDER           writes them
//   relay_frames_seeds --check FOLDER   fails if one is not there, or is another
#include <algorithm>

#include "tests/fuzz/seed_files.hpp"
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

Seeds seeds() {
  const auto all = requests();
  Requests proofs_last;  // who has proved something already and does so again is sent away
  for (const bool proof : {false, true}) {
    std::ranges::copy_if(all, std::back_inserter(proofs_last), [&](const auto& one) { return one.has_authenticate() == proof; });
  }
  Seeds out;
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

// missing gives how many requests of the protocol no seed says.
int missing() {
  int wrong = 0;
  for (const int number : tests::request_numbers()) {
    if (tests::said(requests()).contains(number)) continue;
    std::printf("request %d: tests/support/every_request.hpp does not say it\n", number), ++wrong;
  }
  return wrong;
}

}  // namespace
}  // namespace valise::fuzz

int main(int argc, char** argv) { return valise::fuzz::seeds_main(argc, argv, valise::fuzz::seeds(), valise::fuzz::missing); }
