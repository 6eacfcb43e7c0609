// The second script of a frame, for shops that ask for it: a look of their own, and fields in frames of their own.

import { dress, wear } from './look.js';
import { given } from './shared.js';
import { begin, join, lead } from './together.js';

given({ begin, dress, join, lead, wear });
