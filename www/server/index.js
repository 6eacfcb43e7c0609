// The server's side of Tokenframe: it trades keys, which stay here, for what a browser may hold.

export { TokenframeError } from './core.js';
export { grantHandler, nodeHandler } from './grant.js';
export { Secret } from './secret.js';
export { clover, cloverOAuth } from './vaults/clover.js';
export { corefy, corefyEntities, corefyPermissions, corefyPreset } from './vaults/corefy.js';
export { guardian, guardianScopes, hellgate, hellgateScopedEndpoints } from './vaults/hellgate.js';
export { payconex, payconexCovers, payconexScopes } from './vaults/payconex.js';
export { vaultera } from './vaults/vaultera.js';
