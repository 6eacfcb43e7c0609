// For runtimes that compile nothing at run time, and import Wasm as a module: workerd.

import module from './server.wasm';
import { begin, imports } from 'server.js';
import { start } from './instance.js';

start(() => begin(new WebAssembly.Instance(module, imports).exports));

export * from './index.js';
