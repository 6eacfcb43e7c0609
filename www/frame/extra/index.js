// The second script of a frame, for shops that ask for it: a look of their own, fields in frames of their own,
// and a choice of networks.

import { offer } from './choice.js';
import { dress, wear } from './look.js';
import { given } from './shared.js';
import { begin, join, lead } from './together.js';

given({ begin, dress, join, lead, offer, wear });
