// SPDX-License-Identifier: MIT
#include "services/secrets.hpp"

#include "services/folder.hpp"

#include <gtest/gtest.h>

namespace {

using host::Secrets;
using tests::Folder;
namespace fs = tests::fs;

class KeptSecrets : public testing::Test {
 protected:
  KeptSecrets() { ::unsetenv("HIF_SECRET_KEY"); }
  ~KeptSecrets() override { ::unsetenv("HIF_SECRET_KEY"); }

  fs::path data_dir() const { return folder.path(); }
  fs::path file(const std::string& scope, const std::string& name) const {
    return folder / "secrets" / scope / name;
  }
  std::string complaint(const std::string& scope, const std::string& name) const {
    try {
      Secrets(data_dir()).get(scope, name);
    } catch (const host::SecretUnreadable& error) {
      return error.what();
    }
    return "";
  }

  Folder folder;
  Secrets secrets{folder.path()};
};

TEST_F(KeptSecrets, ComeBackAsTheyWereWithTheirRevision) {
  for (const auto& value : {std::string("hello"), std::string(), std::string("\0\xff\n", 3),
                            std::string(65'536, 'k')}) {
    const auto name = "n" + std::to_string(value.size());
    EXPECT_EQ(secrets.put("shop", name, value, 0), 1u);
    const auto kept = Secrets(data_dir()).get("shop", name);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->value, value);
    EXPECT_EQ(kept->revision, 1u);
  }
  EXPECT_FALSE(secrets.get("shop", "other"));
}

TEST_F(KeptSecrets, AreNotReadableInTheFile) {
  secrets.put("shop", "token", "very-secret-value", 0);
  for (const auto& path : tests::files_below(data_dir()))
    EXPECT_EQ(tests::read_file(path).find("very-secret"), std::string::npos) << path;
  EXPECT_EQ(tests::mode_of(file("shop", "token")), 0600u);
  EXPECT_EQ(tests::mode_of(file("shop", "")), 0700u);
}

TEST_F(KeptSecrets, AreReplacedOnlyByWhoKnowsTheRevision) {
  Secrets other(data_dir());
  EXPECT_EQ(secrets.put("shop", "token", "a", 0), 1u);
  EXPECT_EQ(other.put("shop", "token", "b", 0), std::nullopt);
  EXPECT_EQ(other.put("shop", "token", "b", 1), 2u);
  EXPECT_EQ(secrets.put("shop", "token", "c", 1), std::nullopt);
  EXPECT_EQ(secrets.get("shop", "token")->value, "b");
  EXPECT_EQ(secrets.put("shop", "none", "c", 7), std::nullopt);
  EXPECT_FALSE(secrets.get("shop", "none"));
}

TEST_F(KeptSecrets, AreForgottenAndBeginAgain) {
  secrets.put("shop", "token", "a", 0);
  secrets.remove("shop", "token");
  secrets.remove("shop", "token");
  EXPECT_FALSE(secrets.get("shop", "token"));
  EXPECT_EQ(secrets.put("shop", "token", "b", 0), 1u);
}

TEST_F(KeptSecrets, AreKeptApartByScopeAndName) {
  secrets.put("a", "token", "1", 0);
  secrets.put("b", "token", "2", 0);
  secrets.put("a", "token2", "3", 0);
  EXPECT_EQ(secrets.get("a", "token")->value, "1");
  EXPECT_EQ(secrets.get("b", "token")->value, "2");
  EXPECT_EQ(secrets.get("a", "token2")->value, "3");
}

// A name may end in anything that a lock file or a file on its way might be called.
TEST_F(KeptSecrets, AreKeptApartFromTheFilesThatGuardThem) {
  EXPECT_EQ(secrets.put("shop", "token", "1", 0), 1u);
  EXPECT_EQ(secrets.put("shop", "token.lock", "2", 0), 1u);
  EXPECT_EQ(secrets.put("shop", "token.lock.lock", "3", 0), 1u);
  EXPECT_EQ(secrets.get("shop", "token")->value, "1");
  EXPECT_EQ(secrets.get("shop", "token.lock")->value, "2");
}

TEST_F(KeptSecrets, StayInTheirFolderWhateverTheyAreCalled) {
  const std::vector<std::string> names = {"..",       ".",    "",       "../../evil",
                                          "a/b",      "a\\b", "%2e%2e", std::string("nul\0in", 6),
                                          "\xc3\xa9", "A",    "a"};
  std::size_t kept = 0;
  for (const auto& scope : names)
    for (const auto& name : names) {
      const auto value = std::to_string(++kept);
      ASSERT_EQ(secrets.put(scope, name, value, 0), 1u) << scope << " " << name;
      EXPECT_EQ(secrets.get(scope, name)->value, value);
    }
  for (const auto& entry : fs::directory_iterator(data_dir()))
    EXPECT_TRUE(entry.path().filename() == "secrets" || entry.path().filename() == "secret.key");
  for (const auto& entry : fs::directory_iterator(data_dir() / "secrets"))
    EXPECT_TRUE(entry.is_directory()) << entry.path();
}

TEST_F(KeptSecrets, CannotBeReadWithAnotherKeyAndAreNeverOverwrittenThen) {
  secrets.put("shop", "token", "precious", 0);
  const auto before = tests::read_file(file("shop", "token"));
  ::setenv("HIF_SECRET_KEY", std::string(64, '1').c_str(), 1);
  const auto text = complaint("shop", "token");
  EXPECT_NE(text.find("HIF_SECRET_KEY"), std::string::npos) << text;
  EXPECT_NE(text.find("\"token\" of \"shop\""), std::string::npos) << text;
  Secrets stranger(data_dir());
  for (const std::uint64_t expected : {0, 1, 2})
    EXPECT_THROW(stranger.put("shop", "token", "new", expected), host::SecretUnreadable);
  EXPECT_EQ(tests::read_file(file("shop", "token")), before);
  ::unsetenv("HIF_SECRET_KEY");
  EXPECT_EQ(Secrets(data_dir()).get("shop", "token")->value, "precious");
}

TEST_F(KeptSecrets, CannotBeReadOnceAnyByteOfTheFileWasChanged) {
  secrets.put("shop", "token", "precious", 0);
  const auto good = tests::read_file(file("shop", "token"));
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    tests::write_file(file("shop", "token"), bad);
    EXPECT_FALSE(complaint("shop", "token").empty()) << "byte " << i;
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    tests::write_file(file("shop", "token"), good.substr(0, size));
    EXPECT_FALSE(complaint("shop", "token").empty()) << "size " << size;
  }
}

TEST_F(KeptSecrets, CannotBeReadInAnotherPlace) {
  secrets.put("shop", "token", "precious", 0);
  secrets.put("bank", "token", "other", 0);
  fs::copy_file(file("shop", "token"), file("bank", "token"), fs::copy_options::overwrite_existing);
  fs::copy_file(file("shop", "token"), file("shop", "moved"));
  EXPECT_FALSE(complaint("bank", "token").empty());
  EXPECT_FALSE(complaint("shop", "moved").empty());
}

TEST_F(KeptSecrets, AreRefusedWhenOthersCanReadTheFile) {
  secrets.put("shop", "token", "precious", 0);
  fs::permissions(file("shop", "token"), fs::perms(0644));
  EXPECT_THROW(secrets.get("shop", "token"), std::runtime_error);
  EXPECT_THROW(secrets.put("shop", "token", "new", 1), std::runtime_error);
}

TEST_F(KeptSecrets, ThatCannotBeReadCanStillBeForgotten) {
  secrets.put("shop", "token", "precious", 0);
  ::setenv("HIF_SECRET_KEY", std::string(64, '1').c_str(), 1);
  Secrets stranger(data_dir());
  stranger.remove("shop", "token");
  EXPECT_EQ(stranger.put("shop", "token", "new", 0), 1u);
}

} // namespace
