// define.js, with the elements of development.js.

import './development.js';
import './define.js';
