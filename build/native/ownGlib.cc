// Electron on Linux is linked against the system's GLib, so the dynamic linker binds the few GLib functions that
// sharp's addon calls itself (g_object_ref, g_object_unref, …) to the system's copy, while the objects they get come
// from the copy inside sharp's libvips: every call complains, counts nothing, leaks, and on newer systems may crash.
// This addon points those entries of sharp's procedure linkage table at libvips' own functions.

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <node_api.h>
#include <string.h>

namespace {

struct Search {
  int rebound;
};

const char* baseName(const char* path) {
  const char* slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

void* libvips() {
  struct Found {
    char path[4096];
  } found = {{0}};
  dl_iterate_phdr(
      [](struct dl_phdr_info* info, size_t, void* data) {
        if (strncmp(baseName(info->dlpi_name), "libvips-cpp.so", 14) != 0) return 0;
        strncpy(static_cast<Found*>(data)->path, info->dlpi_name, 4095);
        return 1;
      },
      &found);
  return found.path[0] ? dlopen(found.path, RTLD_NOW | RTLD_NOLOAD) : nullptr;
}

int rebindModule(struct dl_phdr_info* info, size_t, void* data) {
  const char* name = baseName(info->dlpi_name);
  if (strncmp(name, "sharp-", 6) != 0) return 0;
  void* own = libvips();
  if (!own) return 1;
  const ElfW(Dyn)* entry = nullptr;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type == PT_DYNAMIC) {
      entry = reinterpret_cast<const ElfW(Dyn)*>(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    }
  }
  const ElfW(Sym)* symbols = nullptr;
  const char* strings = nullptr;
  const ElfW(Rela)* relocations = nullptr;
  size_t bytes = 0;
  for (; entry && entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == DT_SYMTAB) symbols = reinterpret_cast<const ElfW(Sym)*>(entry->d_un.d_ptr);
    if (entry->d_tag == DT_STRTAB) strings = reinterpret_cast<const char*>(entry->d_un.d_ptr);
    if (entry->d_tag == DT_JMPREL) relocations = reinterpret_cast<const ElfW(Rela)*>(entry->d_un.d_ptr);
    if (entry->d_tag == DT_PLTRELSZ) bytes = entry->d_un.d_val;
    // With immediate binding the table is read-only; leave it alone.
    if (entry->d_tag == DT_BIND_NOW || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_BIND_NOW))) return 1;
  }
  if (!symbols || !strings || !relocations) return 1;
  for (size_t i = 0; i < bytes / sizeof(ElfW(Rela)); i++) {
    const char* symbol = strings + symbols[ELF64_R_SYM(relocations[i].r_info)].st_name;
    if (strncmp(symbol, "g_", 2) != 0) continue;
    void* function = dlsym(own, symbol);
    if (!function) continue;
    *reinterpret_cast<void**>(info->dlpi_addr + relocations[i].r_offset) = function;
    static_cast<Search*>(data)->rebound++;
  }
  return 1;
}

// () => how many functions were rebound
napi_value rebind(napi_env env, napi_callback_info) {
  Search search = {0};
  dl_iterate_phdr(rebindModule, &search);
  napi_value count;
  napi_create_int32(env, search.rebound, &count);
  return count;
}

napi_value init(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "rebind", NAPI_AUTO_LENGTH, rebind, nullptr, &function);
  napi_set_named_property(env, exports, "rebind", function);
  return exports;
}

}  // namespace

NAPI_MODULE(ownGlib, init)
