// SPDX-License-Identifier: Apache-2.0
// Starts the binary of the relocatable tarball with the loader and the libraries that lie beside it. Static, so that
// it needs nothing of the system: no shell, no loader, not even /proc.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

enum { kPathBytes = 4096 };

// The folder of this program: from /proc where it is mounted, else from the path that the kernel was given.
static int own_folder(char* folder) {
  ssize_t length = readlink("/proc/self/exe", folder, kPathBytes - 1);
  if (length <= 0) {
    const char* started = (const char*)getauxval(AT_EXECFN);
    if (started == NULL || strlen(started) >= kPathBytes) return 0;
    strcpy(folder, started);
  } else {
    folder[length] = '\0';
  }
  char* slash = strrchr(folder, '/');
  if (slash == NULL) {
    strcpy(folder, ".");
  } else {
    *slash = '\0';
  }
  return 1;
}

int main(int argc, char** argv) {
  static char folder[kPathBytes];
  static char loader[kPathBytes + 32];
  static char libraries[kPathBytes + 32];
  static char binary[kPathBytes + 32];
  char** arguments = calloc((size_t)argc + 8, sizeof(char*));
  if (arguments == NULL || !own_folder(folder)) {
    fputs("bulwark: cannot tell in which folder I am\n", stderr);
    return 2;
  }
  snprintf(loader, sizeof loader, "%s/lib/loader", folder);
  snprintf(libraries, sizeof libraries, "%s/lib", folder);
  snprintf(binary, sizeof binary, "%s/lib/bulwark", folder);
  int count = 0;
  arguments[count++] = loader;
  arguments[count++] = (char*)"--argv0";
  arguments[count++] = argc > 0 ? argv[0] : (char*)"bulwark";
  arguments[count++] = (char*)"--library-path";
  arguments[count++] = libraries;
  arguments[count++] = binary;
  for (int i = 1; i < argc; i++) arguments[count++] = argv[i];
  execv(loader, arguments);
  perror("bulwark: cannot start lib/loader beside me");
  return 2;
}
