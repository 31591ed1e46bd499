// Of every structure that is read from bytes there is one encoding: what is accepted is written as the same bytes, and whatever
// is shorter, longer or has a length in another form is refused.
#include <set>

#include "tests/unit/mls/strictness.hpp"
#include "tests/unit/mls/wire_forms.hpp"
#include "tests/unit/mls/wire_samples.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

TEST(Strictness, EveryFormHasASample) {
  std::set<std::string> sampled;
  for (const WireSample& sample : wire_samples()) sampled.insert(sample.form);
  for (const WireForm& form : wire_forms()) EXPECT_TRUE(sampled.contains(form.name)) << form.name;
}

TEST(Strictness, OfEveryForm) {
  for (const WireSample& sample : wire_samples()) {
    SCOPED_TRACE(sample.form);
    const WireForm& form = wire_form(sample.form);
    expect_one_encoding(form.rewrite, sample.bytes, form.padded ? Ending::zeros : Ending::exact);
  }
}

// Forms that are alike in their first bytes must not be mistaken for one another without being noticed: whatever any decoder
// makes of another one's bytes, it writes the same ones.
TEST(Strictness, OfOthersForms) {
  for (const WireSample& sample : wire_samples()) {
    for (const WireForm& form : wire_forms()) {
      const auto rewritten = form.rewrite(sample.bytes);
      EXPECT_TRUE(!rewritten || *rewritten == sample.bytes) << sample.form << " read as " << form.name;
    }
  }
}

}  // namespace
}  // namespace valise::mls::test
