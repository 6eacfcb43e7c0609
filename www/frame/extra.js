// What only some shops ask for stands in a second script, extra/index.js: a form without it loads nothing of it.

import * as glue from 'frame.js';
import { fail, page, post, safely } from './core.js';
import { hands as fields } from './fields.js';
import { say } from './language.js';

// The one policy of this document, made before anything else can make it: it lets a script's address be set. Which
// scripts may run is for the frame's headers to say, by their hashes.
const policy = globalThis.trustedTypes?.createPolicy('extra', { createScriptURL: (url) => url });

/** What the second script gives, once it is there. */
export let extra;

/** Whether it is on its way: settles when it is there. */
export let coming;

/** Loads it, once. `edge` is what draws for the Wasm: fields that stand elsewhere are drawn there. */
export const load = (edge) =>
  (coming ??= new Promise((resolve) => {
    const given = (theirs) => resolve((extra = theirs));
    globalThis.shared = { edge, fields, page, post, told: (text) => safely(glue.told, text), say, given };
    const script = document.createElement('script');
    // The build's own document names it and its hash; a file that was changed is refused.
    const [name, integrity] = page.dataset.extra.split(' ');
    script.integrity = integrity;
    script.src = policy?.createScriptURL(name) ?? name;
    script.onerror = () => fail('file_failed');
    document.head.append(script);
  }));
