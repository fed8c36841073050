#include "tests/play/api.h"

#include <atomic>
#include <mutex>

#include <curl/curl.h>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

#include "common/id/id.h"

namespace nastavnik::play {
namespace {

std::atomic<long> calls{0};
std::atomic<long> micros{0};

size_t AppendBody(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

struct Headers {
  std::string etag;
  bool replayed = false;
  double retry_after = 0;
};

size_t ReadHeader(char* data, size_t size, size_t count, void* into) {
  auto& headers = *static_cast<Headers*>(into);
  const absl::string_view line(data, size * count);
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos) return size * count;
  const std::string name = absl::AsciiStrToLower(line.substr(0, colon));
  absl::string_view value = absl::StripAsciiWhitespace(line.substr(colon + 1));
  if (name == "etag") headers.etag = std::string(value);
  if (name == "idempotent-replayed") headers.replayed = value == "true";
  if (name == "retry-after" && !absl::SimpleAtod(value, &headers.retry_after))
    headers.retry_after = 1;
  return size * count;
}

bool WorthRepeating(const Answer& answer) {
  return answer.status == 0 || answer.status == 429 || answer.status == 502 ||
         answer.status == 503 || answer.status == 504 ||
         (answer.status == 409 && answer.Reason() == "REQUEST_IN_PROGRESS");
}

}  // namespace

struct Api::Handle {
  CURL* curl = curl_easy_init();
  ~Handle() { curl_easy_cleanup(curl); }
};

Api::Api(std::string base, absl::Duration patience)
    : handle_(std::make_unique<Handle>()), base_(std::move(base)), patience_(patience) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_ALL); });
}
Api::~Api() = default;

Answer Api::Get(const std::string& path, const Options& options) {
  return Call("GET", path, "", options);
}
Answer Api::Delete(const std::string& path, const Options& options) {
  return Call("DELETE", path, "", options);
}

Answer Api::Post(const std::string& path, const json::object& body, Options options) {
  if (options.key.empty()) options.key = NewUuid().ToString();
  return Call("POST", path, json::serialize(body), options);
}

Answer Api::Patch(const std::string& path, const json::object& body, Options options) {
  if (options.key.empty()) options.key = NewUuid().ToString();
  return Call("PATCH", path, json::serialize(body), options);
}

Answer Api::Call(const char* method, const std::string& path, const std::string& body,
                 const Options& options) {
  const absl::Time give_up = absl::Now() + patience_;
  absl::Duration pause = absl::Milliseconds(50);
  thread_local absl::BitGen random;
  for (int tries = 1;; ++tries) {
    absl::Duration wait = absl::ZeroDuration();
    Answer answer = Once(method, path, body, options, &wait);
    answer.tries = tries;
    if (!WorthRepeating(answer) || absl::Now() > give_up) return answer;
    absl::SleepFor(std::max(wait, pause) * absl::Uniform(random, 0.5, 1.0));
    pause = std::min(pause * 2, absl::Seconds(1));
  }
}

Answer Api::Once(const char* method, const std::string& path, const std::string& body,
                 const Options& options, absl::Duration* wait) {
  CURL* curl = handle_->curl;
  std::string answer_body;
  Headers headers;
  curl_slist* list = nullptr;
  const auto add = [&list](const std::string& line) {
    list = curl_slist_append(list, line.c_str());
  };
  add("Accept-Language: ru");
  add("Expect:");
  if (!body.empty()) add("Content-Type: application/json");
  if (!options.token.empty()) add("Authorization: Bearer " + options.token);
  if (!options.key.empty()) add("Idempotency-Key: " + options.key);
  if (!options.if_match.empty()) add("If-Match: " + options.if_match);
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, absl::StrCat(base_, path).c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, AppendBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer_body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, ReadHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers);
  if (!body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  }
  const absl::Time begun = absl::Now();
  const CURLcode code = curl_easy_perform(curl);
  micros += absl::ToInt64Microseconds(absl::Now() - begun);
  ++calls;
  curl_slist_free_all(list);
  Answer answer;
  if (code != CURLE_OK) return answer;
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  answer.etag = headers.etag;
  answer.replayed = headers.replayed;
  *wait = absl::Seconds(headers.retry_after);
  boost::system::error_code error;
  json::value value = json::parse(answer_body, error);
  if (!error && value.is_object()) answer.body = std::move(value.as_object());
  return answer;
}

std::pair<long, double> Api::Totals() { return {calls.load(), micros.load() / 1e6}; }

std::string Answer::Text(absl::string_view field) const { return TextOf(body, field); }

std::string Answer::Describe() const {
  if (status == 0) return "no answer";
  std::string text = absl::StrCat(status, " ", Reason(), " ", Text("detail"));
  for (const json::value& error : List(body, "errors")) {
    absl::StrAppend(&text, "; ", TextOf(error, "field"), " ", TextOf(error, "reason"));
  }
  return text;
}

const json::value* At(const json::object& object, std::initializer_list<absl::string_view> path) {
  const json::object* at = &object;
  const json::value* value = nullptr;
  for (const absl::string_view key : path) {
    if (at == nullptr) return nullptr;
    value = at->if_contains({key.data(), key.size()});
    at = value == nullptr ? nullptr : value->if_object();
  }
  return value;
}

json::array List(const json::object& object, absl::string_view field) {
  const json::value* value = At(object, {field});
  return value != nullptr && value->is_array() ? value->get_array() : json::array();
}

std::string TextOf(const json::value& value, absl::string_view field) {
  const json::value* found = value.is_object() ? At(value.get_object(), {field}) : nullptr;
  if (found == nullptr || !found->is_string()) return "";
  return std::string(found->get_string().data(), found->get_string().size());
}

int64_t NumberOf(const json::value& value, absl::string_view field) {
  const json::value* found = value.is_object() ? At(value.get_object(), {field}) : nullptr;
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace nastavnik::play
