// For runtimes that compile Wasm at run time: Node, Deno, Bun.

import { begin, imports } from 'server.js';
import { start } from './instance.js';

const module = new WebAssembly.Module(Uint8Array.from(atob('{{wasm}}'), (sign) => sign.charCodeAt(0)));
start(() => begin(new WebAssembly.Instance(module, imports).exports));

export * from './index.js';
