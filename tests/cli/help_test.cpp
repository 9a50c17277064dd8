// SPDX-License-Identifier: MIT
// What the program says about itself: help, manual, completion, first steps.

#include "end_to_end/process.hpp"
#include "services/folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace {

using Texts = std::vector<std::string>;

class Help : public testing::Test {
 protected:
  std::string hif(Texts arguments, int exit_code = 0) const {
    arguments.insert(arguments.begin(), HIF_PROGRAM);
    const auto run =
        end_to_end::Process(arguments, folder.path().string(), {{"HOME", folder.path().string()}})
            .wait();
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    return run.out + run.err;
  }

  // The commands that a help text lists.
  static Texts commands_in(const std::string& help) {
    Texts commands;
    std::istringstream lines(help);
    bool listed = false;
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("Subcommands:"))
        listed = true;
      else if (listed && line.starts_with("  ") && line[2] != ' ')
        commands.push_back(line.substr(2, line.find(' ', 2) - 2));
    return commands;
  }

  static Texts options_in(const std::string& help) {
    static const std::regex option("(--[a-z][a-z-]*)");
    const auto end = help.find("Examples:");
    const auto text = help.substr(0, end);
    Texts options;
    for (std::sregex_iterator at(text.begin(), text.end(), option); at != std::sregex_iterator();
         ++at)
      options.push_back((*at)[1]);
    return options;
  }

  // Every command that does something, by its words.
  std::vector<Texts> all(const Texts& before = {}) const {
    auto arguments = before;
    arguments.push_back("--help");
    std::vector<Texts> found;
    const auto parts = commands_in(hif(arguments));
    for (const auto& part : parts) {
      auto words = before;
      words.push_back(part);
      for (auto& deeper : all(words)) found.push_back(std::move(deeper));
    }
    if (parts.empty()) found.push_back(before);
    return found;
  }

  static std::string joined(const Texts& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
  }

  Texts complete(Texts words) const {
    words.insert(words.begin(), {"complete", "--"});
    std::istringstream lines(hif(words));
    Texts candidates;
    for (std::string line; std::getline(lines, line);) candidates.push_back(line);
    return candidates;
  }

  tests::Folder folder;
};

TEST_F(Help, OfEveryCommandEndsWithExamplesOfIt) {
  const auto commands = all();
  EXPECT_GT(commands.size(), 20u);
  for (const auto& words : commands) {
    auto arguments = words;
    arguments.insert(arguments.begin(), "help");
    const auto text = hif(arguments);
    const auto examples = text.find("Examples:\n");
    ASSERT_NE(examples, std::string::npos) << joined(words);
    EXPECT_NE(text.find("hif", examples), std::string::npos) << joined(words);
    EXPECT_NE(text.find(words.front(), examples), std::string::npos) << joined(words);
  }
}

TEST_F(Help, TheManualHasEveryCommandAndOption) {
  auto manual = hif({"help", "--man"});
  EXPECT_TRUE(manual.starts_with(".TH HIF 1 "));
  for (std::size_t at; (at = manual.find("\\-")) != manual.npos;) manual.erase(at, 1);
  for (const auto& words : all()) {
    const auto title = "\n.SS hif " + joined(words) + "\n";
    const auto from = manual.find(title);
    ASSERT_NE(from, std::string::npos) << title;
    const auto section = manual.substr(from, manual.find("\n.S", from + 1) - from);
    auto arguments = words;
    arguments.push_back("--help");
    for (const auto& option : options_in(hif(arguments)))
      EXPECT_NE(section.find("\\fB" + option + "\\fR"), std::string::npos)
          << joined(words) << " " << option;
  }
  for (const auto& option : options_in(hif({"--help"})))
    EXPECT_NE(manual.find("\\fB" + option + "\\fR"), std::string::npos) << option;
}

TEST_F(Help, OfAnUnknownCommandNamesTheNearest) {
  EXPECT_NE(hif({"help", "tsaks"}, 2).find("Did you mean \"tasks\"?"), std::string::npos);
  EXPECT_NE(hif({"help", "tasks", "lits"}, 2).find("Did you mean \"list\"?"), std::string::npos);
}

TEST_F(Help, HifAloneSaysWhatToDoNext) {
  EXPECT_NE(hif({}).find("There is no hif.yaml here yet."), std::string::npos);
  tests::write_file(folder / "hif.yaml", "version: 1\n");
  EXPECT_NE(hif({}).find("hif.yaml is here: `hif check`"), std::string::npos);
}

TEST_F(Help, AMistypedCommandLineIsToldWhatWasMeant) {
  const auto says = [&](const Texts& words, const std::string& what) {
    const auto said = hif(words, 2);
    EXPECT_NE(said.find(what), std::string::npos) << said;
  };
  says({"tsaks"}, "hif has no command \"tsaks\". Did you mean \"tasks\"? hif --help");
  says({"protocol", "singr"}, "hif protocol has no command \"singr\". Did you mean \"singer\"?");
  says({"-o", "json", "run", "--dyr-run"},
       "hif run has no option \"--dyr-run\". Did you mean \"--dry-run\"? `hif help run`");
  says({"tasks"}, "hif tasks needs one of these behind it: list, show, retry, skip, edit.");
  says({"describe"}, "hif describe: prototype is required. `hif help describe` explains it.");
  says({"tasks", "list", "--limit", "many"}, "hif tasks list: Could not convert: --limit = many");
  says({"run", "a", "--max-records=x"}, "hif run: Could not convert: --max-records = x");
}

using Completion = Help;

TEST_F(Completion, OfCommandsAndOptions) {
  EXPECT_EQ(complete({"pl"}).front().substr(0, 2), "pl");
  EXPECT_EQ(complete({"tasks", "re"}), Texts{"retry"});
  EXPECT_EQ(complete({"run", "--dr"}), Texts{"--dry-run"});
  EXPECT_EQ(complete({"protocol", "airbyte", ""}), (Texts{"check", "discover", "read", "spec"}));
  EXPECT_EQ(complete({"--log-format", ""}), (Texts{"json", "text"}));
  EXPECT_EQ(complete({"check", "--plugin-d"}), Texts{"--plugin-dir"});
  EXPECT_TRUE(complete({"-c", "hi"}).empty()); // files are the shell's
}

TEST_F(Completion, OfNamesThatThereAre) {
  EXPECT_EQ(complete({"describe", "timely.sub"}), Texts{"timely.subscriber"});
  EXPECT_EQ(complete({"entities", "timely.subscriber", "--method", "P"}),
            (Texts{"PATCH", "POST", "PUT"}));
  tests::write_file(folder / "other.yaml",
                    "version: 1\nclients:\n  main: {prototype: timely.http_client}\n"
                    "incoming: {in: {prototype: host.file_subscriber, config: {path: p}}}\n"
                    "outgoing: {out: {prototype: host.file_publisher, config: {path: p}}}\n"
                    "routes:\n  nightly: {incoming: in, outgoing: [out]}\n"
                    "  daily: {incoming: in, outgoing: [out]}\n");
  EXPECT_EQ(complete({"-c", "other.yaml", "run", ""}), (Texts{"daily", "nightly"}));
  EXPECT_EQ(complete({"-c", "other.yaml", "run", "daily", "ni"}), Texts{"nightly"});
  EXPECT_EQ(complete({"--config", "other.yaml", "grant", ""}), Texts{"main"});
  EXPECT_EQ(complete({"-c", "other.yaml", "get", "main", "clients.l"}), Texts{"clients.list"});
  EXPECT_EQ(complete({"-c", "other.yaml", "send", "main", "clients.cr"}), Texts{"clients.create"});
}

TEST_F(Completion, InBash) {
  const auto script = std::string("hif() { ") + HIF_PROGRAM + " \"$@\"; }\n. " + HIF_COMPLETION +
                      "\nCOMP_WORDS=(hif tasks l)\nCOMP_CWORD=2\n_hif " + HIF_PROGRAM +
                      "\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  tests::write_file(folder / "try.bash", script);
  const auto run = end_to_end::Process({"/bin/bash", "try.bash"}, folder.path().string(),
                                       {{"HOME", folder.path().string()}})
                       .wait();
  EXPECT_EQ(run.out, "list\n") << run.err;
}

} // namespace
