// Two calls on pipes that Node lacks: how much one holds, and how to make a writer in this process fail.

#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

int32_t argument(napi_env env, napi_callback_info info, size_t at) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t value = -1;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  napi_get_value_int32(env, arguments[at], &value);
  return value;
}

napi_value number(napi_env env, int32_t value) {
  napi_value result;
  napi_create_int32(env, value, &result);
  return result;
}

// (descriptor, bytes) => bytes that it holds now, -1 where the system refuses; 64 KiB unless somebody says otherwise
napi_value widen(napi_env env, napi_callback_info info) {
  return number(env, fcntl(argument(env, info, 0), F_SETPIPE_SZ, argument(env, info, 1)));
}

// (descriptor) => -1 where the system refuses. What is written to the descriptor fails from now on. Closing it would let
// another file get its number, and the writer write into that.
napi_value refuse(napi_env env, napi_callback_info info) {
  const int32_t descriptor = argument(env, info, 0);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0) return number(env, -1);
  const int done = dup3(nothing, descriptor, O_CLOEXEC);
  close(nothing);
  return number(env, done);
}

void offer(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

napi_value init(napi_env env, napi_value exports) {
  offer(env, exports, "widen", widen);
  offer(env, exports, "refuse", refuse);
  return exports;
}

}  // namespace

NAPI_MODULE(pipes, init)
