#include "tasks/aws_object_store.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "base/timestamp.h"
#include "tasks/aws_binding.h"
#include "tasks/aws_session.h"
#include "value/members.h"

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;
using items::ByteStream;
using items::ObjectInfo;
using items::ObjectListing;
using items::ObjectWriter;

/// A file that nobody else sees, gone with this object.
class TemporaryFile {
 public:
  static Result<std::unique_ptr<TemporaryFile>> make() {
    std::string folder = (fs::temp_directory_path() / "pawl-s3-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
      return fail("no temporary file can be made in " + folder + ": " + std::strerror(errno));
    return std::unique_ptr<TemporaryFile>(new TemporaryFile(std::move(folder)));
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string path() const { return folder_ + "/object"; }

 private:
  explicit TemporaryFile(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};
using TemporaryFilePtr = std::unique_ptr<TemporaryFile>;

/// The buckets of one binding.
class S3Store final : public items::ObjectStore {
 public:
  S3Store(const AwsBinding& binding, AwsWorkersSettings settings)
      : target_(target_of(binding, "s3")), session_(std::move(settings)) {}

  Result<std::unique_ptr<ByteStream>> open(std::string_view bucket, std::string_view key) override;
  Result<ObjectInfo> stat(std::string_view bucket, std::string_view key) override;
  Result<std::unique_ptr<ObjectListing>> list(std::string_view bucket, std::string_view prefix) override;
  Result<std::unique_ptr<ObjectWriter>> create(std::string_view bucket, std::string_view key) override;

  /// Calls an action for an object, or for a bucket with an empty key.
  Result<Value> call(const char* action, std::string_view bucket, std::string_view key,
                     std::string body_file = {}, const Value& more = {}) {
    AwsCall call{.service = "s3", .action = action, .target = target_, .body_file = std::move(body_file)};
    ObjectBuilder parameters(more, 2);
    parameters.set("Bucket", Value::string(bucket));
    if (!key.empty()) parameters.set("Key", Value::string(key));
    call.parameters = parameters.finish();
    AwsResult answer = session_.call(call);
    if (answer) return std::move(answer->output);
    const AwsError& error = answer.error();
    const std::string name = error.name.empty() ? error.code : error.name;
    return fail(items::object_uri(bucket, key) + ": " + error.message +
                (name.empty() ? "" : " (" + name + ")"));
  }

 private:
  AwsTarget target_;
  AwsSession session_;
};

class DownloadedObject final : public ByteStream {
 public:
  explicit DownloadedObject(TemporaryFilePtr file)
      : file_(std::move(file)), in_(file_->path(), std::ios::binary) {}
  Result<size_t> read(char* into, size_t most) override {
    in_.read(into, static_cast<std::streamsize>(most));
    if (in_.bad()) return fail("the temporary file of an object cannot be read");
    return static_cast<size_t>(in_.gcount());
  }

 private:
  TemporaryFilePtr file_;
  std::ifstream in_;
};

class S3Listing final : public ObjectListing {
 public:
  S3Listing(S3Store& store, std::string_view bucket, std::string_view prefix)
      : store_(store), bucket_(bucket), prefix_(prefix) {}

  Result<bool> next(ObjectInfo& object) override {
    for (; next_ == page_.size(); next_ = 0) {
      if (is_last_) return false;
      PAWL_CHECK(read_page());
    }
    const Value& entry = page_.items()[next_++];
    object.key = text_of(entry, "Key");
    object.etag = text_of(entry, "ETag");
    object.bytes = static_cast<uint64_t>(number_of(entry, "Size"));
    object.modified_ns = parse_timestamp(text_of(entry, "LastModified")).value_or(0) * 1'000'000;
    return true;
  }

 private:
  Result<void> read_page() {
    ObjectBuilder more;
    more.append("Prefix", Value::string(prefix_));
    if (!token_.empty()) more.append("ContinuationToken", Value::string(token_));
    PAWL_TRY(const Value page, store_.call("listObjectsV2", bucket_, "", {}, more.finish()));
    const Value* contents = page.find("Contents");
    page_ = contents != nullptr ? *contents : Value::empty_array();
    token_ = text_of(page, "NextContinuationToken");
    is_last_ = token_.empty();
    return {};
  }

  S3Store& store_;
  std::string bucket_;
  std::string prefix_;
  std::string token_;
  Value page_ = Value::empty_array();
  size_t next_ = 0;
  bool is_last_ = false;
};

class S3Writer final : public ObjectWriter {
 public:
  S3Writer(S3Store& store, std::string_view bucket, std::string_view key, TemporaryFilePtr file)
      : store_(store),
        bucket_(bucket),
        key_(key),
        file_(std::move(file)),
        out_(file_->path(), std::ios::binary) {}

  Result<void> append(std::string_view bytes) override {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return checked();
  }
  Result<void> complete() override {
    out_.close();
    return checked();
  }
  Result<void> commit() override {
    PAWL_CHECK(store_.call("putObject", bucket_, key_, file_->path()));
    return {};
  }
  void withdraw() override { (void)store_.call("deleteObject", bucket_, key_); }

 private:
  Result<void> checked() const {
    if (out_.fail())
      return fail("the temporary file of " + items::object_uri(bucket_, key_) + " cannot be written");
    return {};
  }

  S3Store& store_;
  std::string bucket_;
  std::string key_;
  TemporaryFilePtr file_;
  std::ofstream out_;
};

Result<std::unique_ptr<ByteStream>> S3Store::open(std::string_view bucket, std::string_view key) {
  PAWL_TRY(TemporaryFilePtr file, TemporaryFile::make());
  PAWL_CHECK(call("getObject", bucket, key, file->path()));
  return std::make_unique<DownloadedObject>(std::move(file));
}

Result<ObjectInfo> S3Store::stat(std::string_view bucket, std::string_view key) {
  PAWL_TRY(const Value head, call("headObject", bucket, key));
  return ObjectInfo{.key = std::string(key),
                    .bytes = static_cast<uint64_t>(number_of(head, "ContentLength")),
                    .modified_ns = parse_timestamp(text_of(head, "LastModified")).value_or(0) * 1'000'000,
                    .etag = {}};
}

Result<std::unique_ptr<ObjectListing>> S3Store::list(std::string_view bucket, std::string_view prefix) {
  return std::make_unique<S3Listing>(*this, bucket, prefix);
}

Result<std::unique_ptr<ObjectWriter>> S3Store::create(std::string_view bucket, std::string_view key) {
  PAWL_TRY(TemporaryFilePtr file, TemporaryFile::make());
  return std::make_unique<S3Writer>(*this, bucket, key, std::move(file));
}

class BucketStore final : public items::ObjectStore {
 public:
  explicit BucketStore(items::FolderStore::Folders folders) : folders_(std::move(folders)) {}

  void add(const std::string& bucket, std::unique_ptr<S3Store> store) { named_[bucket] = std::move(store); }
  void add_rest(std::unique_ptr<S3Store> store) { rest_ = std::move(store); }

  Result<std::unique_ptr<ByteStream>> open(std::string_view bucket, std::string_view key) override {
    return store_of(bucket).open(bucket, key);
  }
  Result<ObjectInfo> stat(std::string_view bucket, std::string_view key) override {
    return store_of(bucket).stat(bucket, key);
  }
  Result<std::unique_ptr<ObjectListing>> list(std::string_view bucket, std::string_view prefix) override {
    return store_of(bucket).list(bucket, prefix);
  }
  Result<std::unique_ptr<ObjectWriter>> create(std::string_view bucket, std::string_view key) override {
    return store_of(bucket).create(bucket, key);
  }

 private:
  items::ObjectStore& store_of(std::string_view bucket) {
    if (const auto own = named_.find(bucket); own != named_.end()) return *own->second;
    return rest_ == nullptr || folders_.is_for(bucket) ? static_cast<items::ObjectStore&>(folders_) : *rest_;
  }

  items::FolderStore folders_;
  std::map<std::string, std::unique_ptr<S3Store>, std::less<>> named_;
  std::unique_ptr<S3Store> rest_;  // for all others; null: there are none
};

}  // namespace

std::unique_ptr<items::ObjectStore> make_object_store(items::FolderStore::Folders folders,
                                                      const Config* config,
                                                      const std::map<std::string, std::string>& environment) {
  if (config == nullptr || (config->aws_buckets.empty() && !config->aws))
    return std::make_unique<items::FolderStore>(std::move(folders));
  const auto s3 = [&](const AwsBinding& binding) {
    return std::make_unique<S3Store>(
        binding, AwsWorkersSettings{
                     .python = binding.python, .directory = config->directory, .environment = environment});
  };
  auto store = std::make_unique<BucketStore>(std::move(folders));
  for (const auto& [bucket, binding] : config->aws_buckets) store->add(bucket, s3(binding));
  if (config->aws) store->add_rest(s3(*config->aws));
  return store;
}

}  // namespace pawl::tasks
