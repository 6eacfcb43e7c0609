// The same elements for whoever writes a page: what is wrong with what they are told is said in words, as ../development.js
// says it. Bundlers take it while they serve a page for development.

import { createTokenframe } from '../development.js';
import { maker } from './place.js';

maker.createTokenframe = createTokenframe;

export * from './index.js';
