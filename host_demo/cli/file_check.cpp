// SPDX-License-Identifier: MIT
#include "cli/file_check.hpp"

#include "config/pointer.hpp"
#include "config/wording.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace host {
namespace {

namespace fs = std::filesystem;
using hif::json::Value;

struct NamedFile {
  std::string path, use, pointer;
  fs::path place; // absolute

  // No terminal, pipe or /dev/null, which several may write.
  bool is_for_one() const {
    std::error_code error;
    return !fs::exists(place, error) || fs::is_regular_file(place, error);
  }
};

class FileCheck {
 public:
  FileCheck(const Configuration& configuration, const PackageSet& packages)
      : configuration_(configuration), packages_(packages) {
    for (const auto& client : configuration.clients) collect(client);
    for (const auto& incoming : configuration.incoming) collect(incoming);
    for (const auto& outgoing : configuration.outgoing) collect(outgoing);
  }

  std::vector<Problem> problems() const {
    std::set<fs::path> written;
    for (const auto& file : files_)
      if (file.use != "read") written.insert(file.place);
    std::set<fs::path> once;
    std::vector<Problem> problems;
    for (const auto& file : files_) {
      const bool is_made = written.contains(file.place);
      const auto fault = file.use != "read" ? fault_of_writing(file.path)
                         : is_made          ? std::string()
                                            : fault_of_reading(file.path);
      if (!fault.empty())
        problems.push_back(configuration_.problem(file.pointer, fault, hint_for(file)));
      else if (file.use == "write" && file.is_for_one() && !once.insert(file.place).second)
        problems.push_back(configuration_.problem(
            file.pointer, "another outgoing writes the file " + in_quotes(file.path) + " already",
            "Two that write one file lose records of each other: name one outgoing in both routes, "
            "or another file."));
    }
    return problems;
  }

 private:
  template <typename Object>
  void collect(const Object& object) {
    const auto* prototype = packages_.look_up(object.prototype);
    const auto* fields = prototype ? prototype->form().find("properties") : nullptr;
    if (!fields) return;
    for (const auto& [name, field] : fields->as_object()) {
      const auto* use = field.find("x-file");
      const auto* path = object.config.find(name);
      const auto pointer = child_pointer(object.pointer + "/config", name);
      if (!use || !path || !path->is_string() || path->as_string() == "-" ||
          path->as_string().empty() || configuration_.lacks_variable(pointer))
        continue;
      files_.push_back({path->as_string(), use->as_string(), pointer,
                        fs::absolute(path->as_string()).lexically_normal()});
    }
  }

  // What something else puts there later is no fault at run time, but it cannot be seen from here.
  static std::string hint_for(const NamedFile& file) {
    std::string hint = "A relative path begins at the folder that hif is run in.";
    std::error_code error;
    if (file.pointer.starts_with("/incoming/") && !fs::exists(file.path, error))
      hint += " A file that comes later is in order once it is there when the route runs.";
    return hint;
  }

  static std::string why() { return std::strerror(errno); }

  static std::string fault_of_reading(const std::string& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return in_quotes(path) + " is a folder, not a file";
    return ::access(path.c_str(), R_OK) == 0 ? "" : "cannot read " + in_quotes(path) + ": " + why();
  }

  static std::string fault_of_writing(const std::string& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return in_quotes(path) + " is a folder, not a file";
    if (fs::exists(path, error))
      return ::access(path.c_str(), W_OK) == 0 ? ""
                                               : "cannot write " + in_quotes(path) + ": " + why();
    auto folder = fs::path(path).parent_path();
    if (folder.empty()) folder = ".";
    return ::access(folder.c_str(), W_OK | X_OK) == 0
               ? ""
               : "cannot write to the folder " + in_quotes(folder.string()) + ": " + why();
  }

  const Configuration& configuration_;
  const PackageSet& packages_;
  std::vector<NamedFile> files_;
};

} // namespace

std::vector<Problem> file_problems(const Configuration& configuration, const PackageSet& packages) {
  return FileCheck(configuration, packages).problems();
}

} // namespace host
