// What MLS costs beside the one signature or verification that each message needs at least, measured alternately in one run.
//
//   mls_bench [--json]
//
// Figures are medians of processor time, so that a busy machine changes them little. With --json: an array of
// {name, value, unit, against, ratio}, `against` being the signature or verification in the same unit; rows with a target have
// {target, met} also.
#include <fmt/core.h>
#include <time.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/suite_x25519.hpp"
#include "keys/crypto/random.hpp"

namespace valise::mls {
namespace {

constexpr std::size_t message_size = 1024;
constexpr std::uint64_t now = 1'800'000'000;

class AcceptAll final : public CredentialPolicy {
 public:
  bool accepts(const CredentialCheck& /*check*/) const override { return true; }
};

const AcceptAll accept_all;
const Validation validation{.credentials = accept_all, .now = UnixSeconds(std::chrono::duration<std::uint64_t>(now))};
crypto::SystemRandom random_source;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}
void must(const Result<>& result) {
  if (!result) throw std::runtime_error(result.error().message());
}

double cpu_us() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) * 1e-3;
}

template <class Work>
double timed(Work&& work) {
  const double start = cpu_us();
  work();
  return cpu_us() - start;
}

double median(std::vector<double> samples) {
  std::ranges::sort(samples);
  return samples[samples.size() / 2];
}

struct Figure {
  std::string name;
  double value_us = 0;
  double against_us = 0;  // 0: nothing to compare with
  std::optional<double> target;

  [[nodiscard]] double ratio() const { return value_us / against_us; }
};

// Device is a member-to-be.
struct Device {
  explicit Device(std::uint32_t number)
      : signer(std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(random_source))),
        credential(Credential::basic(encode(number))) {}

  [[nodiscard]] KeyPackageBundle key_package() const {
    return must(generate_key_package(suite_x25519_chacha20poly1305(), credential, *signer, {.lifetime = {now - 1, now + 1000}},
                                     random_source));
  }
  [[nodiscard]] Group create() const {
    return must(Group::create({.group_id = base::to_bytes("bench"), .credential = credential, .lifetime = {now - 1, now + 1000}},
                              signer, random_source));
  }

  std::shared_ptr<const Signer> signer;
  Credential credential;
};

// Pair: the creator and the last member of a group of `size`, in the same epoch.
struct Pair {
  Group first;
  Group last;
};

Pair group_of(std::uint32_t size, std::vector<Figure>& figures) {
  Group first = Device(0).create();
  std::vector<VerifiedKeyPackage> packages;
  std::optional<KeyPackageBundle> bundle;
  const Device last(size - 1);
  for (std::uint32_t i = 1; i + 1 < size; ++i) packages.push_back(must(verify_key_package(Device(i).key_package().package)));
  bundle = last.key_package();
  packages.push_back(must(verify_key_package(bundle->package)));
  std::optional<PendingCommit> pending;
  const double adding = timed([&] { pending = must(first.commit({.adds = packages}, validation, random_source)); });
  const Bytes welcome = *pending->welcome;
  must(first.merge(std::move(*pending)));
  std::optional<Group> joined;
  const double joining = timed([&] { joined = must(Group::join(welcome, *bundle, last.signer, validation)); });
  figures.push_back({fmt::format("add {} members at once", size - 1), adding, 0, {}});
  figures.push_back({fmt::format("join a group of {}", size), joining, 0, {}});
  return {std::move(first), std::move(*joined)};
}

// measure_messages alternates protect, signature, unprotect and verification, so that all four see the same machine.
void measure_messages(std::vector<Figure>& figures) {
  std::vector<Figure> setup;
  Pair pair = group_of(10, setup);
  const Device device(99);
  const CipherSuite& suite = suite_x25519_chacha20poly1305();
  const Bytes plaintext(message_size, 'x');
  const Bytes to_sign(message_size + 200, 'x');
  const Bytes signature = must(device.signer->sign(to_sign));
  std::vector<double> protect, sign, unprotect, verify;
  for (int i = 0; i < 4000; ++i) {
    Bytes message;
    protect.push_back(timed([&] { message = must(pair.first.protect({}, plaintext, random_source)); }));
    sign.push_back(timed([&] { static_cast<void>(device.signer->sign(to_sign)); }));
    unprotect.push_back(timed([&] { static_cast<void>(must(pair.last.handle(message, validation))); }));
    verify.push_back(timed([&] {
      if (!suite.verify(device.signer->public_key(), to_sign, signature)) throw std::runtime_error("verification");
    }));
  }
  figures.push_back({"protect 1 KiB, against its signature", median(protect), median(sign), 2.0});
  figures.push_back({"unprotect 1 KiB, against its verification", median(unprotect), median(verify), 1.5});
}

void measure_saving(std::vector<Figure>& figures) {
  std::vector<Figure> setup;
  Pair pair = group_of(200, setup);
  std::vector<double> small, large;
  for (int i = 0; i < 200; ++i) {
    small.push_back(timed([&] { static_cast<void>(pair.first.serialize_ratchets()); }));
    large.push_back(timed([&] { static_cast<void>(pair.first.serialize_epoch()); }));
  }
  figures.push_back({"serialize what a message changes, group of 200", median(small), 0, {}});
  figures.push_back({"serialize the epoch, group of 200", median(large), 0, {}});
}

void measure_commits(std::uint32_t size, std::vector<Figure>& figures) {
  Pair pair = group_of(size, figures);
  std::vector<double> make, process;
  for (int i = 0; i < 9; ++i) {
    std::optional<PendingCommit> pending;
    make.push_back(timed([&] { pending = must(pair.first.commit({}, validation, random_source)); }));
    std::optional<Handled> handled;
    process.push_back(timed([&] { handled = must(pair.last.handle(pending->message, validation)); }));
    must(pair.first.merge(std::move(*pending)));
    must(pair.last.merge(std::get<StagedCommit>(std::move(*handled))));
  }
  figures.push_back({fmt::format("make a commit, group of {}, blank tree", size), median(make), 0, {}});
  figures.push_back({fmt::format("process it, group of {}", size), median(process), 0, {}});
}

void print_json(const std::vector<Figure>& figures) {
  fmt::print("[");
  const char* separator = "\n";
  for (const Figure& figure : figures) {
    fmt::print("{}  {{\"name\": \"mls: {}\", \"value\": {:.2f}, \"unit\": \"us\"", separator, figure.name, figure.value_us);
    if (figure.against_us > 0) fmt::print(", \"against\": {:.2f}, \"ratio\": {:.3f}", figure.against_us, figure.ratio());
    if (figure.target) fmt::print(", \"target\": {:.2f}, \"met\": {}", *figure.target, figure.ratio() <= *figure.target);
    fmt::print("}}");
    separator = ",\n";
  }
  fmt::print("\n]\n");
}

void print_table(const std::vector<Figure>& figures) {
  fmt::print("{:<52} {:>12} {:>12} {:>8} {:>8}\n", "MLS (processor time, median)", "us", "against", "ratio", "target");
  for (const Figure& figure : figures) {
    fmt::print("{:<52} {:>12.2f}", figure.name, figure.value_us);
    if (figure.against_us > 0) fmt::print(" {:>12.2f} {:>8.2f}", figure.against_us, figure.ratio());
    if (figure.target) fmt::print(" {:>8.2f} {}", *figure.target, figure.ratio() <= *figure.target ? "met" : "MISSED");
    fmt::print("\n");
  }
}

}  // namespace
}  // namespace valise::mls

int main(int argc, char** argv) {
  using namespace valise::mls;
  const bool json = argc > 1 && std::strcmp(argv[1], "--json") == 0;
  std::vector<Figure> figures;
  measure_messages(figures);
  measure_saving(figures);
  for (std::uint32_t size : {2U, 50U, 200U, 1000U}) measure_commits(size, figures);
  if (json)
    print_json(figures);
  else
    print_table(figures);
  return 0;
}
