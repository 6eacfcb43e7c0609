// For a page that says all in its HTML: to import this is to define the elements.

import { define } from './index.js';

define();
