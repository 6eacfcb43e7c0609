'use client';

// The same components for whoever writes a page: what is wrong with their props is said in words, as ../development.js says
// it. Bundlers take it while they serve a page for development.

import { createTokenframe } from '../development.js';
import { maker } from './registry.js';

maker.createTokenframe = createTokenframe;

export * from './index.js';
