// A temporary folder with buckets in it, and all items of a source.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "items/folder_store.h"
#include "items/reader.h"
#include "support/process.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::testing_support {

struct Buckets {
  TemporaryFolder folder;
  items::FolderStore store{{folder.path().string(), {}}};

  [[nodiscard]] std::filesystem::path path(std::string_view name) const { return folder.path() / name; }
  /// Writes the object at "bucket/key".
  void put(std::string_view name, std::string_view content) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << content;
  }
  [[nodiscard]] std::string get(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

/// "[items…] source", or what went wrong behind what came before: "1 2 ! States.ItemReaderFailed: cause".
inline std::string items_in(items::ItemSource& source) {
  std::string text;
  items::Item item;
  for (uint64_t i = 0;; ++i) {
    const auto found = source.next(item);
    if (!found) return text + "! " + *found.error().error + ": " + *found.error().cause;
    if (!*found) return text;
    CHECK(item.index == i);
    text += to_json(item.value) + " ";
  }
}

/// The object of most tests, and the ReaderConfig of JSON Lines.
inline constexpr std::string_view kObject = R"({"Bucket":"in","Key":"f"})";
inline constexpr std::string_view kJsonl = R"({"InputType":"JSONL"})";

/// What an ItemReader gives: JSON texts of its parameters and its ReaderConfig.
inline std::string read_items(Buckets& buckets, std::string_view config, std::string_view parameters,
                              std::optional<int64_t> max_items = {},
                              std::string_view resource = "arn:aws:states:::s3:getObject") {
  const asl::Resource parsed = asl::Resource::parse(resource);
  const items::ReaderRequest request{parsed, *parse_json(parameters),
                                     config.empty() ? Value() : *parse_json(config), max_items};
  auto source = items::open_items(request, buckets.store);
  if (!source) return "! " + *source.error().error + ": " + *source.error().cause;
  return items_in(**source);
}

}  // namespace pawl::testing_support
