// www/server/workerd.js
import module from "./server.wasm";

// target/server/glue.js
function callback(body, signature, private_key) {
  let ptr0, len0, ptr1, len1, ptr2, len2;
  try {
    ptr0 = passArray8ToWasm0(body, wasm["aa"]);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passStringToWasm0(signature, wasm["aa"], wasm["ba"]);
    len1 = WASM_VECTOR_LEN;
    ptr2 = passStringToWasm0(private_key, wasm["aa"], wasm["ba"]);
    len2 = WASM_VECTOR_LEN;
  } catch (e) {
    if (ptr2) {
      wasm["ca"](ptr2, len2 * 1, 1);
    }
    if (ptr1) {
      wasm["ca"](ptr1, len1 * 1, 1);
    }
    if (ptr0) {
      wasm["ca"](ptr0, len0 * 1, 1);
    }
    throw e;
  }
  const ret = wasm["W"](ptr0, len0, ptr1, len1, ptr2, len2);
  return ret;
}
function prepare(call, now) {
  const ret = wasm["X"](call, now);
  if (ret[2]) {
    throw takeFromExternrefTable0(ret[1]);
  }
  return takeFromExternrefTable0(ret[0]);
}
function read(call, now, status, json, retry_after, body) {
  const val2 = +now;
  const val3 = +status;
  const val4 = +json;
  const val5 = +(isLikeNone(retry_after) ? Number.MAX_SAFE_INTEGER : retry_after >>> 0);
  const ptr0 = passArray8ToWasm0(body, wasm["aa"]);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm["Y"](call, val2, val3, val4, val5, ptr0, len0);
  if (ret[2]) {
    throw takeFromExternrefTable0(ret[1]);
  }
  return takeFromExternrefTable0(ret[0]);
}
function tell(question) {
  const ret = wasm["Z"](question);
  return ret;
}
function __wbg_Error_208446807d0d1e30(arg0, arg1) {
  const ret = Error(getStringFromWasm0(arg0, arg1));
  return ret;
}
function __wbg_Number_ff192a72a0dcdf6d(arg0) {
  const ret = Number(arg0);
  return ret;
}
function __wbg___wbindgen_bigint_get_as_i64_11da4b52cd0aedef(arg0, arg1) {
  const v = arg1;
  const ret = typeof v === "bigint" ? v : void 0;
  getDataViewMemory0().setBigInt64((arg0 >>> 0) + 8 * 1, isLikeNone(ret) ? BigInt(0) : ret, true);
  getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, !isLikeNone(ret), true);
}
function __wbg___wbindgen_boolean_get_4f1baf9a00be3c74(arg0) {
  const v = arg0;
  const ret = typeof v === "boolean" ? v : void 0;
  return isLikeNone(ret) ? 16777215 : ret ? 1 : 0;
}
function __wbg___wbindgen_debug_string_f249a2a76caa9a55(arg0, arg1) {
  const ret = debugString(arg1);
  const ptr1 = passStringToWasm0(ret, wasm["aa"], wasm["ba"]);
  const len1 = WASM_VECTOR_LEN;
  getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
  getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
}
function __wbg___wbindgen_in_3f58a9d3b3a7eed2(arg0, arg1) {
  const ret = arg0 in arg1;
  return ret;
}
function __wbg___wbindgen_is_bigint_5fa10641e039d3ef(arg0) {
  const ret = typeof arg0 === "bigint";
  return ret;
}
function __wbg___wbindgen_is_function_741ff2bb612836f5(arg0) {
  const ret = typeof arg0 === "function";
  return ret;
}
function __wbg___wbindgen_is_object_8b968c3ab8e96595(arg0) {
  const val = arg0;
  const ret = typeof val === "object" && val !== null;
  return ret;
}
function __wbg___wbindgen_is_string_fc456fee5d3317de(arg0) {
  const ret = typeof arg0 === "string";
  return ret;
}
function __wbg___wbindgen_is_undefined_be5b34249ff1fc15(arg0) {
  const ret = arg0 === void 0;
  return ret;
}
function __wbg___wbindgen_jsval_eq_38d7bfbe4cc84039(arg0, arg1) {
  const ret = arg0 === arg1;
  return ret;
}
function __wbg___wbindgen_jsval_loose_eq_b2f214e2e4b30e36(arg0, arg1) {
  const ret = arg0 == arg1;
  return ret;
}
function __wbg___wbindgen_number_get_934b640d0889af78(arg0, arg1) {
  const obj = arg1;
  const ret = typeof obj === "number" ? obj : void 0;
  getDataViewMemory0().setFloat64((arg0 >>> 0) + 8 * 1, isLikeNone(ret) ? 0 : ret, true);
  getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, !isLikeNone(ret), true);
}
function __wbg___wbindgen_string_get_7ce8eee7fd327545(arg0, arg1) {
  const obj = arg1;
  const ret = typeof obj === "string" ? obj : void 0;
  var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm["aa"], wasm["ba"]);
  var len1 = WASM_VECTOR_LEN;
  getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
  getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
}
function __wbg___wbindgen_throw_4c88d8bf264fd984(arg0, arg1) {
  throw new Error(getStringFromWasm0(arg0, arg1));
}
function __wbg_call_40b008ba32f73991() {
  return handleError(function(arg0, arg1) {
    const ret = arg0.call(arg1);
    return ret;
  }, arguments);
}
function __wbg_done_57e08d0be6e30c02(arg0) {
  const ret = arg0.done;
  return ret;
}
function __wbg_entries_7bb1459bd9b5c2b9(arg0) {
  const ret = Object.entries(arg0);
  return ret;
}
function __wbg_get_635eea311fa1a291() {
  return handleError(function(arg0, arg1) {
    const ret = Reflect.get(arg0, arg1);
    return ret;
  }, arguments);
}
function __wbg_get_d7176cfb76d71114(arg0, arg1) {
  const ret = arg0[arg1 >>> 0];
  return ret;
}
function __wbg_get_unchecked_e6325ad374eff861(arg0, arg1) {
  const ret = arg0[arg1 >>> 0];
  return ret;
}
function __wbg_get_with_ref_key_fc601247060b7204(arg0, arg1) {
  const ret = arg0[arg1];
  return ret;
}
function __wbg_instanceof_ArrayBuffer_12cdaa4161423e6b(arg0) {
  let result;
  try {
    result = arg0 instanceof ArrayBuffer;
  } catch (_) {
    result = false;
  }
  const ret = result;
  return ret;
}
function __wbg_instanceof_Map_0b4fc8b62e73f163(arg0) {
  let result;
  try {
    result = arg0 instanceof Map;
  } catch (_) {
    result = false;
  }
  const ret = result;
  return ret;
}
function __wbg_instanceof_Uint8Array_d7aeb0dcb3108fea(arg0) {
  let result;
  try {
    result = arg0 instanceof Uint8Array;
  } catch (_) {
    result = false;
  }
  const ret = result;
  return ret;
}
function __wbg_isArray_bcf1376d0d732d08(arg0) {
  const ret = Array.isArray(arg0);
  return ret;
}
function __wbg_isSafeInteger_1a35ba4d31e71d38(arg0) {
  const ret = Number.isSafeInteger(arg0);
  return ret;
}
function __wbg_iterator_e4c5e8f68ada7b58() {
  const ret = Symbol.iterator;
  return ret;
}
function __wbg_length_186163212ffe79c3(arg0) {
  const ret = arg0.length;
  return ret;
}
function __wbg_length_b03a0fabb109b1e9(arg0) {
  const ret = arg0.length;
  return ret;
}
function __wbg_new_13de428334042d26(arg0) {
  const ret = new Uint8Array(arg0);
  return ret;
}
function __wbg_new_37eb45aaf5eeb820() {
  const ret = new Array();
  return ret;
}
function __wbg_new_7075786089b89c5e() {
  const ret = /* @__PURE__ */ new Map();
  return ret;
}
function __wbg_new_cd4348290afae586() {
  const ret = new Object();
  return ret;
}
function __wbg_next_178c1651c11432b3(arg0) {
  const ret = arg0.next;
  return ret;
}
function __wbg_next_af5ac6a08bb0a717() {
  return handleError(function(arg0) {
    const ret = arg0.next();
    return ret;
  }, arguments);
}
function __wbg_prototypesetcall_13162965d1fe7aa3(arg0, arg1, arg2) {
  Uint8Array.prototype.set.call(getArrayU8FromWasm0(arg0, arg1), arg2);
}
function __wbg_set_8282f7e0d2d01336(arg0, arg1, arg2) {
  const ret = arg0.set(arg1, arg2);
  return ret;
}
function __wbg_set_d2d33b52458e984a(arg0, arg1, arg2) {
  arg0[arg1 >>> 0] = arg2;
}
function __wbg_set_e4b9a833d288759a(arg0, arg1, arg2) {
  arg0[arg1] = arg2;
}
function __wbg_value_e0f328965e184931(arg0) {
  const ret = arg0.value;
  return ret;
}
function __wbindgen_generic_0000000000000001(arg0) {
  const ret = arg0;
  return ret;
}
function __wbindgen_generic_0000000000000002(arg0) {
  const ret = arg0;
  return ret;
}
function __wbindgen_generic_0000000000000003(arg0, arg1) {
  const ret = getStringFromWasm0(arg0, arg1);
  return ret;
}
function __wbindgen_generic_0000000000000004(arg0) {
  const ret = BigInt.asUintN(64, arg0);
  return ret;
}
function __wbindgen_init_externref_table() {
  const table = wasm["fa"];
  table.set(0, void 0);
  table.set(1024, void 0);
  table.set(1025, null);
  table.set(1026, true);
  table.set(1027, false);
}
function addToExternrefTable0(obj) {
  const idx = wasm["ea"]();
  wasm["fa"].set(idx, obj);
  return idx;
}
function debugString(val) {
  switch (typeof val) {
    // primitive types
    case "number":
    case "boolean":
    case "undefined":
      return `${val}`;
    case "string":
      return JSON.stringify(val);
    case "bigint":
      return `${val}n`;
    case "symbol":
      return val.description !== void 0 ? `Symbol(${val.description})` : "Symbol";
    case "function":
      return typeof val.name === "string" && val.name !== "" ? `Function(${val.name})` : "Function";
    case "object": {
      if (val === null) {
        return "null";
      }
      if (Array.isArray(val)) {
        return "[" + Array.from(val, debugString).join(", ") + "]";
      }
      if (val instanceof Error) {
        return `${val.name}: ${val.message}
${val.stack}`;
      }
      const toStringOutput = toString.call(val);
      const className = /\[object ([^\]]+)\]/.exec(toStringOutput)?.[1];
      if (className === void 0) {
        return toStringOutput;
      }
      if (className === "Object") {
        try {
          return "Object(" + JSON.stringify(val) + ")";
        } catch (_) {
          return "Object";
        }
      }
      return className;
    }
  }
}
function getArrayU8FromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}
var cachedDataViewMemory0 = null;
function getDataViewMemory0() {
  if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || cachedDataViewMemory0.buffer.detached === void 0 && cachedDataViewMemory0.buffer !== wasm["V"].buffer) {
    cachedDataViewMemory0 = new DataView(wasm["V"].buffer);
  }
  return cachedDataViewMemory0;
}
function getStringFromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}
var cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
  if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
    cachedUint8ArrayMemory0 = new Uint8Array(wasm["V"].buffer);
  }
  return cachedUint8ArrayMemory0;
}
function handleError(f, args) {
  try {
    return f.apply(this, args);
  } catch (e) {
    const idx = addToExternrefTable0(e);
    wasm["da"](idx);
  }
}
function isLikeNone(x) {
  return x === void 0 || x === null;
}
function passArray8ToWasm0(arg, malloc) {
  const ptr = malloc(arg.length * 1, 1) >>> 0;
  getUint8ArrayMemory0().set(arg, ptr / 1);
  WASM_VECTOR_LEN = arg.length;
  return ptr;
}
function passStringToWasm0(arg, malloc, realloc) {
  if (realloc === void 0) {
    const buf = cachedTextEncoder.encode(arg);
    const ptr2 = malloc(buf.length, 1) >>> 0;
    getUint8ArrayMemory0().subarray(ptr2, ptr2 + buf.length).set(buf);
    WASM_VECTOR_LEN = buf.length;
    return ptr2;
  }
  let len = arg.length;
  let ptr = malloc(len, 1) >>> 0;
  const mem = getUint8ArrayMemory0();
  let offset = 0;
  for (; offset < len; offset++) {
    const code = arg.charCodeAt(offset);
    if (code > 127) break;
    mem[ptr + offset] = code;
  }
  if (offset !== len) {
    if (offset !== 0) {
      arg = arg.slice(offset);
    }
    ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
    const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
    const ret = cachedTextEncoder.encodeInto(arg, view);
    offset += ret.written;
    ptr = realloc(ptr, len, offset, 1) >>> 0;
  }
  WASM_VECTOR_LEN = offset;
  return ptr;
}
function takeFromExternrefTable0(idx) {
  const value = wasm["fa"].get(idx);
  wasm["ga"](idx);
  return value;
}
var cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
cachedTextDecoder.decode();
var MAX_SAFARI_DECODE_BYTES = 2146435072;
var numBytesDecoded = 0;
function decodeText(bytes) {
  numBytesDecoded += bytes.length;
  if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
    cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
    cachedTextDecoder.decode();
    numBytesDecoded = bytes.length;
  }
  return cachedTextDecoder.decode(bytes);
}
var cachedTextEncoder = new TextEncoder();
var WASM_VECTOR_LEN = 0;
var wasm;
var imports = { "a": { "A": __wbg_get_635eea311fa1a291, "B": __wbg___wbindgen_is_function_741ff2bb612836f5, "C": __wbg_call_40b008ba32f73991, "D": __wbg_next_178c1651c11432b3, "E": __wbg___wbindgen_jsval_loose_eq_b2f214e2e4b30e36, "F": __wbg_instanceof_Uint8Array_d7aeb0dcb3108fea, "G": __wbg_instanceof_ArrayBuffer_12cdaa4161423e6b, "H": __wbg_new_13de428334042d26, "I": __wbg_entries_7bb1459bd9b5c2b9, "J": __wbg_new_7075786089b89c5e, "K": __wbg___wbindgen_string_get_7ce8eee7fd327545, "L": __wbg___wbindgen_number_get_934b640d0889af78, "M": __wbg___wbindgen_boolean_get_4f1baf9a00be3c74, "N": __wbg___wbindgen_bigint_get_as_i64_11da4b52cd0aedef, "O": __wbg___wbindgen_throw_4c88d8bf264fd984, "P": __wbg___wbindgen_debug_string_f249a2a76caa9a55, "Q": __wbindgen_init_externref_table, "R": __wbindgen_generic_0000000000000001, "S": __wbindgen_generic_0000000000000002, "T": __wbindgen_generic_0000000000000003, "U": __wbindgen_generic_0000000000000004, "a": __wbg_isSafeInteger_1a35ba4d31e71d38, "b": __wbg_Number_ff192a72a0dcdf6d, "c": __wbg_isArray_bcf1376d0d732d08, "d": __wbg_length_b03a0fabb109b1e9, "e": __wbg_set_e4b9a833d288759a, "f": __wbg_set_8282f7e0d2d01336, "g": __wbg_new_37eb45aaf5eeb820, "h": __wbg_set_d2d33b52458e984a, "i": __wbg_new_cd4348290afae586, "j": __wbg___wbindgen_is_string_fc456fee5d3317de, "k": __wbg_get_d7176cfb76d71114, "l": __wbg___wbindgen_is_object_8b968c3ab8e96595, "m": __wbg_get_with_ref_key_fc601247060b7204, "n": __wbg___wbindgen_is_undefined_be5b34249ff1fc15, "o": __wbg___wbindgen_in_3f58a9d3b3a7eed2, "p": __wbg_Error_208446807d0d1e30, "q": __wbg_next_af5ac6a08bb0a717, "r": __wbg_done_57e08d0be6e30c02, "s": __wbg_value_e0f328965e184931, "t": __wbg_get_unchecked_e6325ad374eff861, "u": __wbg___wbindgen_is_bigint_5fa10641e039d3ef, "v": __wbg___wbindgen_jsval_eq_38d7bfbe4cc84039, "w": __wbg_iterator_e4c5e8f68ada7b58, "x": __wbg_instanceof_Map_0b4fc8b62e73f163, "y": __wbg_length_186163212ffe79c3, "z": __wbg_prototypesetcall_13162965d1fe7aa3 } };
var begin = (exports) => {
  wasm = exports;
  cachedDataViewMemory0 = null;
  cachedUint8ArrayMemory0 = null;
  exports["ha"]();
  return exports["V"];
};

// www/server/instance.js
var make;
var start = (begin2) => {
  make = begin2;
  make();
};
var renew = () => make();

// www/server/core.js
var TIMEOUT_MS = 1e4;
var BODY_LIMIT = 4 << 20;
var ATTEMPTS = 3;
var DEPTH = 8;
var LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
var TokenframeError = class extends Error {
  constructor({ kind, code, retryable, reason, retryAfterMs }) {
    super(code);
    Object.assign(this, { name: "TokenframeError", kind, code, retryable });
    if (reason) this.reason = reason;
    if (retryAfterMs !== void 0) this.retryAfterMs = retryAfterMs;
  }
};
var wrong = (code, reason) => new TokenframeError({ kind: "config", code, reason, retryable: false });
var NETWORK = { kind: "network", code: "network_failed", retryable: true };
var LATE = { kind: "timeout", code: "timed_out", retryable: true };
var UNKNOWN = { kind: "network", code: "unknown_outcome", retryable: false };
var UNSURE = ["vault_unavailable", "bad_response"];
var NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];
var caller = (vault, fetch, common = () => ({}), now = Date.now) => {
  const make2 = async ({ does, extra = [], ...asked }, limits, { lasting = false, settle }) => {
    for (let attempt = 1; ; attempt += 1) {
      const call = { [vault]: { ...given(common()), what: { [does]: given(plain(asked)) } } };
      const { url, method, body, headers } = from(() => prepare(call, now()));
      limits.check();
      try {
        const once = async () => settle(await fetch(url, { method, body, headers: [...headers, ...extra], signal: limits.signal, redirect: "manual" }), call);
        return await limits.within(once());
      } catch (error) {
        const sent = lasting && !NEVER_SENT.includes(error?.cause?.code);
        limits.check(sent);
        const known = error instanceof TokenframeError ? error : new TokenframeError(sent ? UNKNOWN : NETWORK);
        if (sent && UNSURE.includes(known.code)) throw new TokenframeError(UNKNOWN);
        const wait = known.retryAfterMs ?? 100 * 2 ** attempt;
        const again = method === "GET" && known.retryable && attempt < ATTEMPTS && wait < limits.left();
        if (!again) throw known;
        await pause(wait, limits.signal);
      }
    }
  };
  return {
    ask: (asked, limits, lasting) => limited(limits, make2, asked, {
      lasting,
      async settle(response, call) {
        const { status, headers } = response;
        const seconds = headers.get("retry-after");
        const wait = /^\d{1,9}$/.test(seconds ?? "") ? Number(seconds) : void 0;
        const body = await bounded(response) ?? new Uint8Array();
        return from(() => without(read(call, now(), status || 302, typeOf(response) === "application/json", wait, body)));
      }
    }),
    pass: (asked, limits) => limited(limits, make2, asked, {
      lasting: true,
      async settle(response) {
        const body = await bounded(response);
        if (!body) throw new TokenframeError({ kind: "vault", code: "bad_response", retryable: false });
        return given({ status: response.status, contentType: response.headers.get("content-type") ?? void 0, body: new TextDecoder().decode(body) });
      }
    })
  };
};
var limited = async (wanted, make2, asked, how) => {
  const { signal, timeoutMs = TIMEOUT_MS } = wanted ?? {};
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) throw wrong("timeout_invalid");
  if (signal !== void 0 && !(signal instanceof AbortSignal)) throw wrong("call_invalid", "signal");
  const end = performance.now() + timeoutMs;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const both = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  let leave;
  const left = new Promise((_, reject) => {
    leave = () => reject(new TokenframeError(LATE));
    both.addEventListener("abort", leave, { once: true });
  });
  left.catch(() => {
  });
  const limits = {
    signal: both,
    within: (promise) => Promise.race([promise, left]),
    left: () => end - performance.now(),
    /** Throws where the time is over. `sent`: something may come of it that lasts. */
    check(sent) {
      if (signal?.aborted) throw new TokenframeError({ kind: "aborted", code: "aborted", retryable: !sent });
      if (deadline.signal.aborted) throw new TokenframeError(sent ? UNKNOWN : LATE);
    }
  };
  try {
    return await make2(asked, limits, how);
  } finally {
    clearTimeout(timer);
    both.removeEventListener("abort", leave);
  }
};
var within = (promise, limits) => limited(limits, async (_, own) => {
  try {
    own.check();
    return await own.within(promise);
  } catch (error) {
    own.check();
    throw error;
  }
});
var typeOf = (response) => response.headers.get("content-type")?.split(";")[0].trim().toLowerCase();
var bounded = async ({ body }) => {
  if (!body) return new Uint8Array();
  const parts = [];
  let length = 0;
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > BODY_LIMIT) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
var from = (work) => {
  try {
    return work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      renew();
      throw new TokenframeError({ kind: "internal", code: "internal", retryable: false });
    }
    throw error?.code ? new TokenframeError(error) : error;
  }
};
var plain = (value, depth = DEPTH) => {
  if (value === void 0 || value === null || ["string", "boolean", "number"].includes(typeof value)) return value;
  if (typeof value !== "object" || depth === 0) throw wrong("call_invalid");
  if (Array.isArray(value)) return value.map((item) => plain(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member, depth - 1)]));
};
var meant = (error) => error instanceof TypeError || error instanceof RangeError ? wrong("call_invalid") : error;
var checked = (work) => (...given2) => {
  try {
    return work(...given2);
  } catch (error) {
    throw meant(error);
  }
};
var client = (members, ...synchronous) => Object.fromEntries(
  Object.entries(members).map(([name, member]) => {
    if (typeof member === "object" && member) return [name, client(member)];
    if (typeof member !== "function") return [name, member];
    if (synchronous.includes(name)) return [name, checked(member)];
    return [name, async (...given2) => {
      try {
        return await member(...given2);
      } catch (error) {
        throw meant(error);
      }
    }];
  })
);
var theirs = async (work) => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TokenframeError) throw error;
    throw Object.defineProperty(wrong("tokens_unavailable"), "cause", { value: error });
  }
};
var pause = (ms, signal) => new Promise((resolve) => {
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    resolve();
  };
  const timer = setTimeout(end, ms);
  signal.addEventListener("abort", end);
});
var told = (about, more) => from(() => tell({ [about]: { ...plain(more) } }));
var baseOf = ({ baseUrl, environment = "production" }, environments) => {
  const base = baseUrl ?? (Object.hasOwn(environments, environment) ? environments[environment] : void 0);
  if (!base) throw wrong("environment_unknown");
  if (typeof base !== "string") throw wrong("call_invalid", "baseUrl");
  return base.replace(/\/$/, "");
};
var keysUrlOf = ({ keysUrl }) => {
  if (!keysUrl) throw wrong("keys_url_missing");
  return keysUrl.replace(/\/$/, "");
};
var keyOf = (options, name) => {
  const key = options?.[name];
  if (typeof key !== "string" || !key) throw wrong("key_missing", name);
  return key;
};
var without = (value) => {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(given(value)).map(([name, member]) => [name, without(member)]));
};
var given = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== void 0));

// www/server/grant.js
var BODY_LIMIT2 = 1e4;
var SCOPES = ["card", "show_card", "show_service_code"];
var grantHandler = ({ vault, vaults = vault ? [vault] : [], authorize, scopes = ["card"], origins = [], limit, audit = () => {
}, now = Date.now }) => {
  if (typeof authorize !== "function") throw new TypeError("authorize must be a function: it says who may have which grant");
  if (!scopes.every((scope) => SCOPES.includes(scope))) throw new TypeError(`scopes must be of ${SCOPES.join(", ")}`);
  if (limit && !(limit.most >= 0)) throw new TypeError("limit.most must be a number: how many grants a person may have");
  const spent = /* @__PURE__ */ new Map();
  const { per = 6e4, most } = limit ?? {};
  let swept = now();
  const isOverLimit = (who) => {
    if (!limit || who === void 0) return false;
    const since = now() - per;
    if (swept <= since) {
      swept = now();
      for (const [other, times2] of spent) if (times2.every((time) => time <= since)) spent.delete(other);
    }
    const times = (spent.get(who) ?? []).filter((time) => time > since);
    spent.set(who, times);
    if (times.length >= most) return true;
    times.push(now());
    return false;
  };
  return async (request, { address } = {}) => {
    const asked = { address };
    const origin = request.headers.get("origin");
    const readable = origins.includes(origin) ? { "access-control-allow-origin": origin } : {};
    const written = (status, body, headers) => {
      const all = { "cache-control": "no-store", vary: "Origin", ...readable, ...headers };
      return body === null ? new Response(null, { status, headers: all }) : Response.json(body, { status, headers: all });
    };
    const tell2 = async (status, code) => audit(given({ at: now(), status, code, ...asked }));
    const answer = async (status, body, code, headers) => {
      const heard = tell2(status, code);
      if (status === 200 && asked.scope !== "card") {
        try {
          await heard;
        } catch {
          return written(500, { error: { code: "audit_failed" } });
        }
      }
      heard.catch(() => {
      });
      return written(status, body, headers);
    };
    const refuse = (status, code, headers) => answer(status, { error: { code } }, code, headers);
    if (request.method === "OPTIONS" && readable["access-control-allow-origin"]) {
      return written(204, null, { "access-control-allow-methods": "POST", "access-control-allow-headers": "content-type", "access-control-max-age": "600" });
    }
    if (request.method !== "POST") return refuse(405, "method_refused", { allow: "POST" });
    const own = request.headers.get("sec-fetch-site") ?? (origin === null || origin === new URL(request.url).origin ? "same-origin" : "cross-site");
    if (own !== "same-origin" && !origins.includes(origin)) return refuse(403, "origin_refused");
    if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return refuse(415, "content_type_refused");
    let wanted;
    try {
      const text = await request.text();
      wanted = text.length <= BODY_LIMIT2 ? JSON.parse(text) : null;
    } catch {
      wanted = null;
    }
    if (typeof wanted !== "object" || wanted === null) return refuse(400, "grant_invalid");
    const { scope = "card", vault: name } = wanted;
    if (SCOPES.includes(scope)) asked.scope = scope;
    if (!scopes.includes(scope)) return refuse(400, "scope_mismatch");
    const meant2 = name === void 0 && vaults.length === 1 ? vaults[0] : vaults.find((one) => one.vault === name);
    if (name !== void 0 && vaults.length && !meant2) return refuse(400, "vault_unknown");
    asked.vault = meant2?.vault;
    try {
      const allowed = await authorize(request, { scope, vault: asked.vault ?? name, address });
      if (!allowed) return refuse(403, "not_authorized");
      asked.person = allowed.person;
      if (scope !== "card") Object.assign(asked, { card: allowed.details?.cardToken, serviceCode: allowed.details?.serviceCode });
      if (scope !== "card" && !allowed.person) return refuse(403, "not_authorized");
      if (isOverLimit(allowed.person)) return refuse(429, "rate_limited", { "retry-after": String(Math.ceil(per / 1e3)) });
      const client2 = allowed.vault ?? meant2;
      if (!client2) return refuse(400, "vault_unknown");
      asked.vault = client2.vault;
      const grant = await client2.grant({ scope }, allowed.details, { signal: request.signal });
      await allowed.granted?.(grant);
      return answer(200, grant);
    } catch (error) {
      if (!(error instanceof TokenframeError)) return refuse(500, "internal");
      if (error.code === "scope_mismatch") return refuse(400, error.code);
      return refuse(error.kind === "config" ? 500 : 502, error.code);
    }
  };
};
var nodeHandler = (handler) => async (incoming, outgoing) => {
  const controller = new AbortController();
  outgoing.once("close", () => controller.abort());
  try {
    const response = await handler(await requestOf(incoming, controller.signal), { address: incoming.socket.remoteAddress });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  } catch {
    outgoing.writeHead(400, { "cache-control": "no-store" });
    outgoing.end("");
  }
};
var requestOf = async (incoming, signal) => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  const scheme = incoming.socket.encrypted ? "https" : "http";
  const target = incoming.originalUrl ?? incoming.url;
  const url = new URL(`${scheme}://${incoming.headers.host ?? "localhost"}${target.startsWith("/") ? target : "/"}`);
  const body = ["GET", "HEAD"].includes(incoming.method) ? void 0 : await bodyOf(incoming);
  return new Request(url, { method: incoming.method, headers, body, signal });
};
var bodyOf = async (incoming) => {
  if (incoming.body instanceof Uint8Array) return new TextDecoder().decode(incoming.body);
  if (incoming.body !== void 0) return typeof incoming.body === "string" ? incoming.body : JSON.stringify(incoming.body);
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) {
    if (text.length <= BODY_LIMIT2) text += chunk;
  }
  return text;
};

// www/server/secret.js
var Secret = class {
  #text;
  constructor(text, masked) {
    this.#text = text;
    this.masked = masked;
    Object.freeze(this);
  }
  reveal() {
    const text = this.#text;
    if (text === void 0) throw wrong("secret_spent");
    this.#text = void 0;
    return text;
  }
  toString() {
    return this.masked;
  }
  toJSON() {
    return this.masked;
  }
  [/* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom")]() {
    return `Secret(${this.masked})`;
  }
};
var created = ({ secret, ...key }) => ({ ...key, secret: new Secret(secret, key.masked) });

// www/server/vaults/clover.js
var KEYS = { production: "https://scl.clover.com", sandbox: "https://scl-sandbox.dev.clover.com" };
var API = { production: "https://api.clover.com", sandbox: "https://apisandbox.dev.clover.com" };
var ENCRYPTION_KEYS = "https://checkout.clover.com/assets/keys.json";
var CONSENT = { production: "https://www.clover.com", sandbox: "https://sandbox.dev.clover.com" };
var MARGIN_MS = 6e4;
var LONGEST = { timeoutMs: 6e4 };
var FRESH_MS = 36e5;
var AGAIN_MS = 6e4;
var ENCRYPTION_WAIT_MS = 3e3;
var LOOKS = 4;
var warn = ({ vault, code }) => console.warn(`tokenframe: ${vault}: ${code}`);
var published = (ask, { environment, baseUrl, encryptionKeysUrl, onWarning = warn, now = Date.now }) => {
  const isVendor = baseUrl === void 0 || new URL(baseUrl).hostname.endsWith(".clover.com");
  const url = encryptionKeysUrl ?? (isVendor ? ENCRYPTION_KEYS : environment && `${baseUrl.replace(/\/$/, "")}/assets/keys.json`);
  if (!url) return async () => void 0;
  let key;
  let next = 0;
  let asking;
  const look = async () => {
    try {
      key = await ask({ does: "encryption-key", url, sandbox: environment === "sandbox" });
      next = now() + FRESH_MS;
    } catch {
      next = now() + AGAIN_MS;
    }
    asking = void 0;
  };
  return async (limits) => {
    if (!asking && now() >= next) asking = look();
    const timeoutMs = Math.min(limits?.timeoutMs ?? ENCRYPTION_WAIT_MS, ENCRYPTION_WAIT_MS);
    if (!key && asking) await within(asking, { ...limits, timeoutMs }).catch(() => {
    });
    if (!key) await theirs(() => onWarning({ vault: "clover", code: "encryption_key_unavailable" })).catch(() => {
    });
    return key;
  };
};
var clover = checked((options = {}) => {
  const { environment, baseUrl, encryptionKey, apiAccessKey: known, accessToken } = options;
  if (known === void 0 && typeof accessToken !== "function") keyOf(options, "accessToken");
  const url = `${baseOf({ baseUrl: options.keysUrl ?? baseUrl, environment }, KEYS)}/pakms/apikey`;
  const { ask } = caller("clover", options.fetch ?? globalThis.fetch);
  const encryption = encryptionKey === void 0 ? published(ask, options) : async () => encryptionKey || void 0;
  const bearer = (limits) => typeof accessToken === "function" ? theirs(() => accessToken(limits)) : accessToken;
  let asked;
  const key = async (limits) => {
    if (known !== void 0) return known;
    asked ??= (async () => ask({ does: "key", url, accessToken: await bearer(LONGEST) }, LONGEST))();
    const mine = asked;
    mine.catch(() => {
    });
    try {
      return await within(mine, limits);
    } catch (error) {
      if (asked === mine && error.code !== "aborted") asked = void 0;
      throw error;
    }
  };
  return client({
    vault: "clover",
    key,
    async publicKey(limits) {
      if (accessToken === void 0) throw wrong("key_missing");
      return ask({ does: "public-key", url, accessToken: await bearer(limits) }, limits);
    },
    async grant({ scope }, _, limits) {
      if (scope !== "card") throw wrong("scope_mismatch");
      const [apiKey, published2] = await Promise.all([key(limits), encryption(limits)]);
      return given({ vault: "clover", scope, environment, baseUrl, apiKey, encryptionKey: published2 });
    }
  });
});
var cloverOAuth = checked((options = {}) => {
  const clientId = keyOf(options, "clientId");
  const { store, now = Date.now, clientSecret } = options;
  if (typeof store?.load !== "function" || typeof store.save !== "function") throw wrong("call_invalid", "store");
  const page = options.authorizeUrl ?? `${baseOf(options, CONSENT)}/oauth/v2/authorize`;
  const { ask } = caller("clover", options.fetch ?? globalThis.fetch, () => ({ baseUrl: baseOf(options, API), clientId }), now);
  const isGood = ({ accessTokenExpiration }) => accessTokenExpiration * 1e3 - now() > MARGIN_MS;
  let unsaved;
  const keep = async (tokens) => {
    unsaved = tokens;
    await theirs(() => store.save(tokens));
    unsaved = void 0;
    return tokens;
  };
  const renewed = async () => {
    if (unsaved) await keep(unsaved);
    const tokens = await theirs(() => store.load());
    if (!tokens) throw wrong("tokens_missing");
    if (isGood(tokens)) return tokens;
    try {
      return await keep(await ask({ does: "refresh", refreshToken: tokens.refreshToken }, LONGEST, true));
    } catch (error) {
      if (error.code !== "refresh_rejected") throw error;
      for (let looks = 0; looks < LOOKS; looks += 1) {
        const stored = await theirs(() => store.load());
        if (stored && stored.refreshToken !== tokens.refreshToken && isGood(stored)) return stored;
        await new Promise((resolve) => setTimeout(resolve, 100 * looks));
      }
      throw error;
    }
  };
  let renewing;
  return client({
    authorizeUrl({ redirectUri, state, codeChallenge }) {
      const url = told("clover-authorize", given({ page, clientId, redirectUri, state, codeChallenge }));
      if (!url) throw wrong("call_invalid");
      return url;
    },
    async exchange({ code, codeVerifier }, limits) {
      await keep(await ask({ does: "exchange", clientSecret, code, codeVerifier }, limits, true));
    },
    async accessToken(limits) {
      renewing ??= within(renewed(), LONGEST).finally(() => renewing = void 0);
      renewing.catch(() => {
      });
      return (await within(renewing, limits)).accessToken;
    }
  }, "authorizeUrl");
});

// www/server/vaults/corefy.js
var corefy = checked((options = {}) => {
  const { cardGateway, privateKey, fetch = globalThis.fetch } = options;
  const [accountId, apiKey] = ["accountId", "apiKey"].map((name) => keyOf(options, name));
  const baseUrl = baseOf(options, { production: "https://com.paycore.io" });
  const { ask } = caller("corefy", fetch, () => ({ baseUrl, accountId, apiKey }));
  const keys = caller("corefy", fetch, () => ({ baseUrl: keysUrlOf(options) }));
  const invoices = {
    create: (order, limits) => ask({ does: "invoice", order: given({ ...order, amount: String(order.amount) }) }, limits, true),
    get: (id, limits) => ask({ does: "read", id }, limits)
  };
  return client({
    vault: "corefy",
    invoices,
    apiKeys: {
      list: async (limits) => keys.ask({ does: "list-keys" }, limits),
      create: async (settings, limits) => created(await keys.ask({ does: "create-key", settings: given(settings) }, limits, true)),
      get: async (id, limits) => keys.ask({ does: "get-key", id }, limits),
      revoke: async (id, limits) => keys.ask({ does: "revoke-key", id }, limits, true)
    },
    /** The invoice in a callback, or null where it is not signed with the account's private key. */
    callback(body, signature) {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
      if (!(bytes instanceof Uint8Array)) throw wrong("call_invalid", "body");
      return callback(bytes, String(signature ?? ""), keyOf({ privateKey }, "privateKey")) ?? null;
    },
    async grant({ scope }, order, limits) {
      if (scope !== "card") throw wrong("scope_mismatch");
      if (!order) throw wrong("order_missing");
      const { id, bearer } = await invoices.create({ tokenize: true, ...order }, limits);
      if (!bearer) throw wrong("service_missing");
      return given({ vault: "corefy", scope, baseUrl: cardGateway, invoiceId: id, bearer });
    }
  }, "callback");
});
var corefyEntities = () => told("corefy-entities");
var corefyPermissions = (preset) => {
  const permissions = told("corefy-permissions", { preset });
  if (!permissions) throw wrong("scope_invalid");
  return permissions;
};
var corefyPreset = checked((permissions) => {
  const preset = told("corefy-preset", { permissions: [...permissions] });
  if (!preset) throw wrong("call_invalid");
  return preset;
});

// www/server/vaults/hellgate.js
var API2 = { production: "https://api.hellgate.io", sandbox: "https://sandbox.hellgate.io" };
var LIFE = 900;
var PAGES = 1e3;
var hellgate = checked((options = {}) => {
  const { environment, baseUrl, scoped, fetch = globalThis.fetch } = options;
  const apiKey = keyOf(options, "apiKey");
  const base = baseOf(options, API2);
  const { ask, pass } = caller("hellgate", fetch, () => ({ baseUrl: base, apiKey, scoped }));
  const keys = caller("hellgate", fetch, () => ({ baseUrl: keysUrlOf(options) }));
  const sessions = {
    create: ({ bypassIdentification = false, expirationTime } = {}, limits) => ask({ does: "session", bypassIdentification, expirationTime }, limits)
  };
  const tokens = {
    list: (filter = {}, limits) => ask({ does: "tokens", filter: given(filter) }, limits),
    get: (id, limits) => ask({ does: "token", id }, limits),
    delete: (id, limits) => ask({ does: "delete-token", id }, limits, true),
    refreshSession: (token, limits) => ask({ does: "refresh", token }, limits),
    paymentData: (id, { limit, page } = {}, limits) => ask({ does: "list-payment-data", id, limit, page }, limits)
  };
  return client({
    vault: "hellgate",
    sessions,
    tokens,
    paymentData: {
      create: (token, purpose, limits) => ask({ does: "create-payment-data", id: token, purpose: given(purpose) }, limits, true),
      forward: (id, { body }, limits) => pass({ does: "forward-payment-data", id, body }, limits)
    },
    forward: ({ token, url, headers = {}, body }, limits) => pass({ does: "forward", token, url, headers: Object.entries(headers), body }, limits),
    apiKeys: {
      list: async (limits) => keys.ask({ does: "list-keys" }, limits),
      create: async ({ label, merchants }, limits) => created(await keys.ask({ does: "create-key", label, merchants }, limits, true)),
      get: async (id, limits) => keys.ask({ does: "get-key", id }, limits),
      revoke: async (id, limits) => keys.ask({ does: "revoke-key", id }, limits, true)
    },
    /** With the id of a stored card as `token`, for its security code alone. */
    async grant({ scope }, { token, ...settings } = {}, limits) {
      if (scope !== "card") throw wrong("scope_mismatch");
      const sessionId = await (token ? tokens.refreshSession(token, limits) : sessions.create(settings, limits));
      return given({ vault: "hellgate", scope, environment, baseUrl, sessionId, expiresIn: LIFE });
    }
  });
});
var guardian = checked((options = {}) => {
  const { adminToken, apiKey, now = Date.now, scopes: held } = options;
  if (!adminToken) keyOf(options, "apiKey");
  const common = { baseUrl: baseOf(options, {}), adminToken: adminToken || void 0, apiKey, held };
  const { ask } = caller("hellgate", options.fetch ?? globalThis.fetch, () => common, now);
  return client({
    apiKeys: {
      async list(limits) {
        const keys = [];
        for (let page = 0, after; page < PAGES; page += 1) {
          const { items, next } = await ask({ does: "list-guardian-keys", after }, limits);
          keys.push(...items);
          if (!next) break;
          after = next;
        }
        return keys;
      },
      create: async ({ scopes, expiresIn }, limits) => created(await ask({ does: "create-guardian-key", scopes, expiresIn }, limits, true)),
      get: (id, limits) => ask({ does: "get-guardian-key", id }, limits),
      update: (id, { scopes }, limits) => ask({ does: "update-guardian-key", id, scopes }, limits, true),
      delete: (id, limits) => ask({ does: "delete-guardian-key", id }, limits, true)
    }
  });
});
var hellgateScopedEndpoints = (model) => {
  const endpoints = told("hellgate-scoped", { model });
  if (!endpoints) throw wrong("model_unknown");
  return endpoints;
};
var guardianScopes = () => told("guardian-scopes");

// www/server/vaults/payconex.js
var API3 = { production: "https://api.payconex.net", sandbox: "https://api-cert.payconex.net" };
var TIMEOUT = 300;
var PAGE = 100;
var PAGES2 = 1e3;
var payconex = checked((options = {}) => {
  const { environment, baseUrl, now = Date.now, auth = "hmac", scopes } = options;
  const [accountId, keyId, secret] = ["accountId", "keyId", "secret"].map((name) => keyOf(options, name));
  if (auth !== "hmac" && (auth !== "basic" || (environment ?? "production") === "production")) throw wrong("auth_method_refused");
  const base = baseOf(options, API3);
  const account = () => ({
    baseUrl: base,
    accountId,
    keyId,
    secret,
    nonce: auth === "hmac" ? hex(crypto.getRandomValues(new Uint8Array(32))) : void 0
  });
  const { ask } = caller("payconex", options.fetch ?? globalThis.fetch, account, now);
  const held = async (wanted, limits) => {
    if (scopes || !wanted?.length) return scopes;
    try {
      return (await apiKeys.get(keyId, limits)).scopes;
    } catch (error) {
      if (error.code === "not_permitted" || error.code === "not_found") return void 0;
      throw error;
    }
  };
  const settled = async (settings, limits) => {
    const { expiresAt, ...rest } = settings;
    const never = expiresAt === null ? { neverExpires: true } : { expiresAt };
    return { settings: given({ ...rest, ...never }), held: await held(settings.scopes, limits) };
  };
  const apiKeys = {
    async list({ query } = {}, limits) {
      const keys = [];
      for (let page = 1; page <= PAGES2; page += 1) {
        const some = await ask({ does: "list-keys", page, query }, limits);
        keys.push(...some);
        if (some.length < PAGE) break;
      }
      return keys;
    },
    create: async (settings, limits) => created(await ask({ does: "create-key", ...await settled(settings, limits) }, limits, true)),
    get: (id, limits) => ask({ does: "get-key", id }, limits),
    update: async (id, changes, limits) => ask({ does: "update-key", id, ...await settled(changes, limits) }, limits, true),
    delete: (id, limits) => ask({ does: "delete-key", id }, limits, true)
  };
  const iframes = {
    create: (settings, limits) => ask({ does: "configuration", settings: JSON.stringify(settings) }, limits, true)
  };
  const instances = {
    create: (configuration, settings, limits) => ask({ does: "instance", configuration, settings: JSON.stringify(settings) }, limits)
  };
  return client({
    vault: "payconex",
    iframes,
    instances,
    apiKeys,
    apiKeyScopes: (limits) => ask({ does: "scopes" }, limits),
    async grant({ scope }, { configuration = options.configuration, ...settings } = {}, limits) {
      if (scope !== "card") throw wrong("scope_mismatch");
      if (!configuration) throw wrong("configuration_missing");
      const instance = await instances.create(configuration, { label: "Checkout", ...settings }, limits);
      const expiresIn = settings.timeout ?? TIMEOUT;
      return given({ vault: "payconex", scope, environment, baseUrl, bearerToken: instance.bearerToken, expiresIn });
    }
  });
});
var payconexScopes = () => told("payconex-scopes");
var payconexCovers = checked((held, wanted) => {
  const covers = told("payconex-covers", { held: [...held], wanted });
  if (covers === void 0) throw wrong("call_invalid");
  return covers;
});
var hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// www/server/vaults/vaultera.js
var SHOWN = ["show_card", "show_service_code"];
var vaultera = checked((options = {}) => {
  const apiKey = keyOf(options, "apiKey");
  const base = baseOf(options, { production: "https://pci.vaultera.co" });
  const { ask, pass } = caller("vaultera", options.fetch ?? globalThis.fetch, () => ({ baseUrl: base, apiKey }));
  const sessions = {
    create: ({ scope }, limits) => ask({ does: "session", scope }, limits)
  };
  return client({
    vault: "vaultera",
    sessions,
    apiKeys: {
      list: (limits) => ask({ does: "list-keys" }, limits),
      create: async ({ description } = {}, limits) => created(await ask({ does: "create-key", description }, limits, true)),
      get: (id, limits) => ask({ does: "get-key", id }, limits),
      revoke: (id, limits) => ask({ does: "revoke-key", id }, limits, true)
    },
    cards: {
      store: (card, limits) => ask({ does: "store-card", card: given(card) }, limits, true),
      get: (cardToken, limits) => ask({ does: "get-card", cardToken }, limits),
      delete: (cardToken, limits) => ask({ does: "delete-card", cardToken }, limits, true),
      send: (cardToken, { method = "POST", url, headers = {}, body }, limits) => pass({ does: "send", cardToken, method, url, body, extra: Object.entries(headers) }, limits)
    },
    async grant({ scope }, { cardToken, serviceCode } = {}, limits) {
      const grant = { vault: "vaultera", scope, baseUrl: options.baseUrl };
      if (!SHOWN.includes(scope)) return given({ ...grant, sessionToken: await sessions.create({ scope }, limits) });
      if (typeof cardToken !== "string" || !cardToken) throw wrong("call_invalid", "cardToken");
      const beside = serviceCode && scope === "show_card" ? "show_service_code" : void 0;
      const [sessionToken, serviceCodeToken] = await Promise.all(
        [scope, beside].map((one) => one && sessions.create({ scope: one }, limits))
      );
      return given({ ...grant, cardToken, sessionToken, serviceCodeToken });
    }
  });
});

// www/server/workerd.js
start(() => begin(new WebAssembly.Instance(module, imports).exports));
export {
  Secret,
  TokenframeError,
  clover,
  cloverOAuth,
  corefy,
  corefyEntities,
  corefyPermissions,
  corefyPreset,
  grantHandler,
  guardian,
  guardianScopes,
  hellgate,
  hellgateScopedEndpoints,
  nodeHandler,
  payconex,
  payconexCovers,
  payconexScopes,
  vaultera
};
