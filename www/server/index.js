// The server's side of Tokenframe: it trades keys, which stay here, for what a browser may hold.

export { TokenframeError } from './core.js';
export { grantHandler, nodeHandler } from './grant.js';
export { clover } from './vaults/clover.js';
export { corefy } from './vaults/corefy.js';
export { hellgate } from './vaults/hellgate.js';
export { payconex } from './vaults/payconex.js';
export { vaultera } from './vaults/vaultera.js';
