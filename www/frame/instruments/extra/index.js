// The second script of this frame, for shops that give it a look of their own. Its fields stand in no other frames.

import { dress, wear } from '../../extra/look.js';
import { given } from '../../extra/shared.js';

given({ dress, wear });
