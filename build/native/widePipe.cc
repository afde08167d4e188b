// How much a pipe of Linux holds: 64 KiB unless somebody says otherwise, for which Node has no call.

#include <fcntl.h>
#include <node_api.h>

namespace {

// (descriptor, bytes) => bytes that it holds now, -1 where the system refuses
napi_value widen(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t descriptor = -1;
  int32_t bytes = 0;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  napi_get_value_int32(env, arguments[0], &descriptor);
  napi_get_value_int32(env, arguments[1], &bytes);
  napi_value result;
  napi_create_int32(env, fcntl(descriptor, F_SETPIPE_SZ, bytes), &result);
  return result;
}

napi_value init(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "widen", NAPI_AUTO_LENGTH, widen, nullptr, &function);
  napi_set_named_property(env, exports, "widen", function);
  return exports;
}

}  // namespace

NAPI_MODULE(widePipe, init)
