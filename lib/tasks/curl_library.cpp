#include "tasks/curl_library.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace pawl::tasks {
namespace {

constexpr const char* kNames[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4", "libcurl.so"};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

/// dlopen() does not say whether a file is missing or descriptors are short. Throws.
void check_descriptors() {
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category());
  ::close(descriptor);
}

Result<CurlLibrary> load() {
  void* library = nullptr;
  for (const char* name : kNames) {
    library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) break;
  }
  if (library == nullptr) {
    check_descriptors();
    return fail(
        "HTTP requests need libcurl, which is not installed (Debian and Ubuntu: apt install libcurl4; "
        "Fedora: "
        "dnf install libcurl; Alpine: apk add libcurl; Arch: pacman -S curl)");
  }
  CurlLibrary curl;
  const bool is_complete = find(library, "curl_global_init", curl.global_init) &&
                           find(library, "curl_easy_init", curl.easy_init) &&
                           find(library, "curl_easy_setopt", curl.easy_setopt) &&
                           find(library, "curl_easy_perform", curl.easy_perform) &&
                           find(library, "curl_easy_getinfo", curl.easy_getinfo) &&
                           find(library, "curl_easy_reset", curl.easy_reset) &&
                           find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
                           find(library, "curl_easy_strerror", curl.easy_strerror) &&
                           find(library, "curl_slist_append", curl.slist_append) &&
                           find(library, "curl_slist_free_all", curl.slist_free_all) &&
                           find(library, "curl_multi_init", curl.multi_init) &&
                           find(library, "curl_multi_setopt", curl.multi_setopt) &&
                           find(library, "curl_multi_add_handle", curl.multi_add_handle) &&
                           find(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
                           find(library, "curl_multi_socket_action", curl.multi_socket_action) &&
                           find(library, "curl_multi_info_read", curl.multi_info_read) &&
                           find(library, "curl_multi_cleanup", curl.multi_cleanup);
  if (!is_complete || curl.global_init(CURL_GLOBAL_ALL) != CURLE_OK)
    return fail("the libcurl of this system is broken or too old");
  return curl;
}

}  // namespace

Result<const CurlLibrary*> load_curl() {
  static const Result<CurlLibrary> library = load();  // after an exception the next call tries again
  if (!library) return tl::unexpected(library.error());
  return &*library;
}

}  // namespace pawl::tasks
