#include "common/metrics/runtime.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace nastavnik::metrics {
namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double ResidentBytes() {
  long size = 0, resident = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double OpenFiles() {
  int count = -3;  // ".", ".." and the directory itself
  if (DIR* directory = opendir("/proc/self/fd")) {
    while (readdir(directory) != nullptr) ++count;
    closedir(directory);
  }
  return count;
}

double MaxFiles() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

void DeclareRuntime(Registry& registry, absl::string_view version, absl::string_view revision) {
  registry
      .Gauges("nastavnik_build_info", "Constant 1; the labels say what runs",
              {UpTo("version", 1), UpTo("revision", 1)})
      .With({std::string(version), std::string(revision)})
      .Set(1);
  registry.Gauges("process_start_time_seconds", "Start of the process, Unix time")
      .One()
      .Set(static_cast<double>(std::time(nullptr)));
  registry.Gauges("process_max_fds", "Most file descriptors the process may open")
      .One()
      .Set(MaxFiles());
  Counter& cpu = registry.Counters("process_cpu_seconds_total", "User and system CPU time").One();
  Gauge& memory = registry.Gauges("process_resident_memory_bytes", "Resident memory").One();
  Gauge& files = registry.Gauges("process_open_fds", "Open file descriptors").One();
  registry.OnScrape([&cpu, &memory, &files] {
    cpu.Increment(CpuSeconds() - cpu.Value());
    memory.Set(ResidentBytes());
    files.Set(OpenFiles());
  });
}

}  // namespace nastavnik::metrics
