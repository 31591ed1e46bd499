// A whole ceremony by files, and then with a relay that stands in memory: keys, genesis (2 of 3), relay, authority, officer,
// post, invite, approval, revocation.
#include "tests/unit/registrar/ceremony.hpp"
#include "audit/commands.hpp"

namespace valise::registrar {
namespace {

using testing::HasSubstr;

TEST_F(Ceremony, ByFilesOnly) {
  start();
  announce();
  register_authority();
  expect_ok(std::string("officer enrol ke-odpp/@jmwangi --name Mwangi --title Counsel --language en") + kSign);
  expect_ok(std::string("post define ke-odpp/duty --kind contact-point-24-7 --name en=Duty") + kSign);
  expect_ok(std::string("post staff ke-odpp/duty --officer ke-odpp/@jmwangi") + kSign);
  expect_ok(
      "network define wacap --name en=WACAP --secretariat ke-odpp --key-file %r1.key --key-file %r2.key "
      "--passphrase-file %pass --apply");
  expect_ok(std::string("network join wacap ke-odpp") + kSign);  // the secretariat's key, not the registrar's
  EXPECT_EQ(run(std::string("post define ke-odpp/focal --kind focal-point --name en=F --network casc") + kSign), 3);

  expect_ok("device invite ke-odpp/@jmwangi --offline -o %invite");
  EXPECT_EQ(out_.str().find("valise-invite1"), std::string::npos);
  std::ifstream in(path("invite"));
  const auto invite = directory::Invite::parse(std::string(std::istreambuf_iterator<char>(in), {})).value();
  EXPECT_EQ(invite.terms().relay_address, "relay.example:7443");
  const directory::DeviceDescription device{random_.id<base::DeviceId>(), invite.terms().officer,
                                            crypto::SigningKey::generate(random_).verify_key(),
                                            crypto::SigningKey::generate(random_).verify_key(), "laptop"};
  const auto signature_key = crypto::SigningKey::generate(random_);
  const auto transport_key = crypto::SigningKey::generate(random_);
  auto own = device;
  own.signature_key = signature_key.verify_key();
  own.transport_key = transport_key.verify_key();
  write("forged", base::as_text(directory::make_enrolment_request(invite, device, signature_key, transport_key)));
  write("request", base::as_text(directory::make_enrolment_request(invite, own, signature_key, transport_key)));
  EXPECT_EQ(run(std::string("--yes device approve %invite --request %forged") + kSign), 1);
  EXPECT_EQ(run(std::string("device approve %invite --request %request") + kSign), 4) << "nobody is there to confirm";
  expect_ok(std::string("--yes device approve %invite --request %request") + kSign);

  expect_ok("directory show --json");
  EXPECT_THAT(out_.str(), HasSubstr(R"("label":"laptop","active":true)"));
  expect_ok("directory search country=KE,network=wacap");
  EXPECT_THAT(out_.str(), HasSubstr("ke-odpp/duty"));
  EXPECT_EQ(run("directory search nothing"), 3);
  expect_ok("--yes device revoke " + base::to_hex(own.id.view()) + " --reason lost" + kSign);
  expect_ok("log verify");
  EXPECT_EQ(answer().at("entries").as_int64(), 10);
  expect_ok("log prove --entry 3");
  write("proof", out_.str());
  std::ostringstream audited, complaints;
  EXPECT_EQ(audit::audit_proof_command(path("proof"), {.out = audited, .err = complaints}), 0) << complaints.str();
  expect_ok("log prove --from 4");
  write("proof", out_.str());
  EXPECT_EQ(audit::audit_proof_command(path("proof"), {.out = audited, .err = complaints}), 0) << complaints.str();
  expect_ok("log export %export");
  EXPECT_TRUE(std::filesystem::exists(path("export/000009.statement")));

  clock_.time += std::chrono::hours(73);
  EXPECT_EQ(run(std::string("--yes device approve %invite --request %request") + kSign), 1) << "expired";
  EXPECT_THAT(err_.str(), HasSubstr("expired"));
}

TEST_F(Ceremony, NamesWitnesses) {
  start();
  announce();
  const auto witness = [&](int number) {
    const auto key = crypto::SigningKey::generate(random_).verify_key();
    return " --witness " +
           directory::verifier_key("witness.example/w" + std::to_string(number), key, directory::NoteAlgorithm::cosignature);
  };
  const std::string signed_by_two = " --key-file %r1.key --key-file %r2.key --passphrase-file %pass --apply";
  expect_ok("witnesses configure --threshold 2" + witness(1) + witness(2) + witness(3) + signed_by_two);
  EXPECT_EQ(answer().at("witnesses").as_array().size(), 3U);
  EXPECT_NE(run("witnesses configure --threshold 4" + witness(1) + witness(2) + signed_by_two), 0);
  const auto log_key = directory::verifier_key("valise.example/directory", relay_.log_key.verify_key());
  EXPECT_NE(run("witnesses configure --threshold 1 --witness " + log_key + signed_by_two), 0) << "a log is no witness";
  expect_ok("submit");
  expect_ok("log head");
  EXPECT_EQ(answer().at("witnesses_demanded").as_int64(), 2);
  EXPECT_EQ(answer().at("witnesses_cosigned").as_int64(), 0) << "the registrar sees what is not cosigned yet";
}

TEST_F(Ceremony, RecordsGoOutAndComeInAsTomlAndCsv) {
  start();
  announce();
  register_authority();
  expect_ok("authority export --format csv -o %all.csv");
  expect_ok("authority check %all.csv");
  EXPECT_EQ(answer().at("records").as_int64(), 1);
  expect_ok(
      "authority change %all.csv --authority ke-odpp --key-file %odpp.key --key-file %r1.key --key-file %r2.key "
      "--passphrase-file %pass --apply");
  expect_ok("authority export -o %folder");
  expect_ok("authority check %folder/ke-odpp.toml");
  EXPECT_EQ(run("authority export -o %folder"), 1) << "never overwritten";
  EXPECT_EQ(run("authority change %all.csv --authority fr-bej"), 3);
  write("wrong.csv", "authority_id,country,names[en],time_zone\nke-odpp,KE,X,Africa/Nairoby\nxx-a,XX,Y,\n");
  EXPECT_EQ(run("authority check %wrong.csv"), 1);
  EXPECT_THAT(out_.str(), HasSubstr(R"("line":2,"field":"time_zone","reason":"there is no such IANA time zone")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("line":3,"field":"country")"));
}

TEST_F(Ceremony, HolidaysAreTheCountrysOwn) {
  start();
  announce();
  register_authority();
  write("ke.cal", "name = \"ke\"\n[[holidays]]\ndate = 2027-12-12\nnames = { en = \"Jamhuri Day\" }\n");
  expect_ok(std::string("calendar publish %ke.cal") + kSign);
  EXPECT_THAT(err_.str(), HasSubstr("no holidays of 2028"));
  EXPECT_EQ(answer().at("does").as_string(), "publish a calendar of public holidays");
  expect_ok("calendar show ke");
  write("again.cal", out_.str());
  expect_ok("calendar publish %again.cal --key-file %r1.key --key-file %r2.key --passphrase-file %pass --apply");
  write("fr.cal", "name = \"fr\"\n");
  EXPECT_EQ(run(std::string("calendar publish %fr.cal") + kSign), 4) << "another country's";
  write("bad.cal", "name = \"fr\"\nholidays = 1\ndays = 2\n");
  EXPECT_EQ(run(std::string("calendar publish %bad.cal") + kSign), 1);
  EXPECT_THAT(err_.str(), HasSubstr("bad.cal:3: days"));
  EXPECT_EQ(run("calendar show de"), 3);
}

TEST_F(Ceremony, APostKeepsItsChainUntilItIsChangedOrEnded) {
  start();
  announce();
  register_authority();
  const std::string details = std::string(" --kind desk --name en=Desk") + kSign;
  expect_ok(std::string("officer enrol ke-odpp/@jmwangi --name Jane") + kSign);
  expect_ok("post define ke-odpp/focal" + details);
  expect_ok("post define ke-odpp/duty --escalation 15=@jmwangi --escalation 60=ke-odpp/focal" + details);
  const auto submitted_chain = [&] {
    expect_ok("submit");
    return relay_.log.state().post(directory::PostAddress::parse("ke-odpp/duty").value())->details.escalation();
  };
  const auto chain = submitted_chain();
  ASSERT_EQ(chain.size(), 2);
  EXPECT_EQ(chain.at(0).officer_ids(0), "jmwangi");
  EXPECT_EQ(chain.at(1).post_id(), "focal");
  expect_ok("post change ke-odpp/duty" + details);
  EXPECT_EQ(submitted_chain().size(), 2) << "nothing was said of it";
  expect_ok("post change ke-odpp/duty --no-escalation" + details);
  EXPECT_EQ(submitted_chain().size(), 0);
  EXPECT_EQ(run("post change ke-odpp/duty --escalation soon=@jmwangi" + details), 2);
  EXPECT_EQ(run("post change ke-odpp/duty --escalation 5=ug-dpp/@x" + details), 2);
}

TEST_F(Ceremony, ARosterIsShownWithItsGapsBeforeItIsSigned) {
  start();
  announce();
  register_authority();
  for (const auto* officer : {"jmwangi", "akimani"}) {
    expect_ok(std::string("officer enrol ke-odpp/@") + officer + " --name X" + kSign);
  }
  expect_ok(std::string("post define ke-odpp/duty --kind contact-point-24-7 --name en=Duty") + kSign);
  write("roster.toml",
        "officers = [\"jmwangi\", \"akimani\"]\n"
        "[[shifts]]\nofficer = \"jmwangi\"\nfrom = \"mon 08:00\"\nto = \"fri 18:00\"\n"
        "[[shifts]]\nofficer = \"akimani\"\nfrom = \"fri 17:00\"\nto = \"sun 24:00\"\n");
  const std::string roster = std::string("post roster ke-odpp/duty --from-file %roster.toml") + kSign;
  EXPECT_EQ(run(roster), 1) << "the record has no time zone";
  EXPECT_THAT(err_.str(), HasSubstr("no time zone"));
  write("ke.toml", "authority_id = \"ke-odpp\"\ncountry = \"KE\"\ntime_zone = \"Africa/Nairobi\"\n[names]\nen = \"ODPP\"\n");
  expect_ok(
      "authority change %ke.toml --key-file %odpp.key --key-file %r1.key --key-file %r2.key --passphrase-file %pass --apply");

  EXPECT_EQ(run(roster), 4) << "nobody is there to accept gaps at a 24/7 post";
  EXPECT_THAT(out_.str(), HasSubstr(R"("gaps":[{"from":"mon 2027-01-18 00:00","to":"mon 2027-01-18 08:00"})"));
  EXPECT_THAT(out_.str(),
              HasSubstr(R"({"from":"fri 2027-01-15 17:00","to":"fri 2027-01-15 18:00","officers":["akimani","jmwangi"]})"));
  expect_ok("--yes " + roster);
  EXPECT_EQ(answer().at("does").as_string(), "publish who staffs a post");
  EXPECT_THAT(std::string(answer().at("plan").as_string()), HasSubstr("from = \"fri 17:00\"\nto = \"mon 00:00\""));

  expect_ok("post roster ke-odpp/duty");
  write("again.toml", out_.str());
  expect_ok(std::string("--yes post roster ke-odpp/duty --from-file %again.toml") + kSign);
  EXPECT_EQ(run(std::string("post staff ke-odpp/duty --officer akimani") + kSign), 4) << "would end the plan";
  write("roster.toml", "officers = [\"jmwangi\"]\nshift = 1\noverlap = \"x\"\n");
  EXPECT_EQ(run(roster), 1);
  EXPECT_THAT(err_.str(), HasSubstr("roster.toml:2: shift: there is no such field"));
  EXPECT_THAT(err_.str(), HasSubstr("roster.toml:3: overlap: a whole number")) << "all problems at once";
}

TEST_F(Ceremony, WithARelayAndASecondWorkspace) {
  start();
  announce();
  register_authority();
  expect_ok("submit");
  EXPECT_EQ(answer().at("confirmed_entries").as_int64(), 3);
  expect_ok("log export-files %files");
  std::ostringstream audited, complaints;
  const audit::LogOptions files{.source = path("files"), .pin = {}, .token_file = {}, .directory_id = {}, .since = {}};
  EXPECT_EQ(audit::audit_log_command(files, {.out = audited, .err = complaints}), 0) << complaints.str();
  EXPECT_THAT(audited.str(), HasSubstr("3 entries of valise.example/directory"));
  const auto id = base::to_hex(relay_.log.state().directory_id().view());

  workspace_ = "other";
  expect_ok("workspace init --directory-id " + id);
  const std::string key = " --key-file %odpp.key --passphrase-file %pass";
  EXPECT_EQ(run("sync" + key), 1) << "the relay is not known yet";
  expect_ok("sync --announcement %relay.json" + key);
  EXPECT_EQ(answer().at("confirmed").as_int64(), 3);
  expect_ok("officer enrol ke-odpp/@jmwangi --name Mwangi --submit" + key);
  expect_ok("log head");
  EXPECT_EQ(answer().at("confirmed").as_int64(), 4);

  workspace_ = "ws";  // has not seen the officer; its own statement comes after
  expect_ok("post define ke-odpp/duty --kind desk --name en=Desk --submit" + key);
  expect_ok("log verify");
  EXPECT_EQ(answer().at("confirmed").as_int64(), 5);
  EXPECT_EQ(answer().at("signed_by_relay").as_string(), "vienna-1");
}

TEST_F(Ceremony, RelayThatRollsBackIsATrustFailure) {
  start();
  announce();
  expect_ok("submit");
  relay_.log = {};
  relay_.entries.resize(1);
  static_cast<void>(relay_.log.append(relay_.entries[0]));
  EXPECT_EQ(run("sync --key-file %r1.key --passphrase-file %pass"), 6) << err_.str();
}

TEST_F(Ceremony, MistakesHaveTheirExitCodes) {
  start();
  write("wrong", "battery staple\n");
  write("ke.toml", "authority_id = \"ke-odpp\"\ncountry = \"KE\"\nphone = \"1\"\n[names]\nen = \"ODPP\"\n");
  EXPECT_EQ(run("nonsense"), 2);
  EXPECT_EQ(run("keys show %absent.key"), 1);
  EXPECT_EQ(run("keys create --out %r1.key --passphrase-file %pass"), 1) << "never overwritten";
  EXPECT_EQ(run("keys create --out %r9.key"), 4) << "nobody to ask for a passphrase";
  EXPECT_EQ(run("keys show %r1.key --check --passphrase-file %wrong"), 4);
  EXPECT_EQ(run("keys show %r1.key --check --passphrase-file %pass"), 0);
  EXPECT_EQ(run("authority register %ke.toml --authority-key-file %odpp.key --passphrase-file %pass"), 1);
  EXPECT_THAT(err_.str(), HasSubstr("ke.toml:3: phone"));
  EXPECT_EQ(run("authority suspend ke-odpp"), 3);
  EXPECT_EQ(run("authority suspend KE"), 2);
  EXPECT_EQ(run("network define wacap --name en=W --key-file %odpp.key --passphrase-file %pass"), 4) << "a key without a say";
  EXPECT_EQ(run("network define wacap --name en=W --key-file %r1.key --passphrase-file %pass --apply"), 4);
  EXPECT_EQ(run("sync"), 1);
  workspace_ = "absent";
  EXPECT_EQ(run("log head"), 1);
}

TEST_F(Ceremony, OneDescriptorServesAllKeys) {
  make_keys();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "correct horse\n", 14), 14);
  ::close(ends[1]);
  expect_ok("genesis create --name Test --key-file %r1.key --key-file %r2.key -o %genesis --passphrase-fd " +
            std::to_string(ends[0]));
  ::close(ends[0]);
  EXPECT_TRUE(answer().at("complete").as_bool());
}

TEST_F(Ceremony, DamageToTheWorkspaceIsSeen) {
  start();
  announce();
  std::fstream entries(path("ws/entries"), std::ios::in | std::ios::out | std::ios::binary);
  entries.seekp(-1, std::ios::end);
  entries.put('x');
  entries.close();
  EXPECT_EQ(run("log verify"), 1);
  EXPECT_THAT(err_.str(), HasSubstr("damaged"));
}

TEST(Printable, ReplacesWhatPlaysTricks) {
  EXPECT_EQ(printable("Caf\u00e9 \u202e\x1b[2J\xff"), "Caf\u00e9 \u00bf\u00bf[2J\u00bf");
}

TEST(Armour, SurvivesMail) {
  const base::Bytes bytes(200, 0x5a);
  auto text = armour(bytes);
  EXPECT_EQ(parse_statement_file("Dear colleague,\r\n" + text + "\nregards"), bytes);
  EXPECT_FALSE(parse_statement_file(text.substr(0, 100)));
  EXPECT_EQ(parse_statement_file(base::as_text(bytes)), bytes);
}

}  // namespace
}  // namespace valise::registrar
