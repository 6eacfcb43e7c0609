// The page of one vault; each is a document of its own, so that nothing of one stays in memory on another.

import { clover } from './clover.js';
import { corefy } from './corefy.js';
import { saying } from './dom.js';
import { hellgate } from './hellgate.js';
import { overview } from './overview.js';
import { payconex } from './payconex.js';
import { vaultera } from './vaultera.js';

const main = document.querySelector('#main');
const pages = { overview, clover, vaultera, payconex, hellgate, corefy };
document.body.append(saying());
// A page that comes back from a cache would show old keys.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
main.append(...pages[main.dataset.page]({ environment: document.documentElement.dataset.environment }).filter(Boolean));
