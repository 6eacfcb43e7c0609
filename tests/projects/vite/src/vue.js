import { define } from 'tokenframe/element';
import { createApp } from 'vue';
import Checkout from './Checkout.vue';

define({ frame: new URLSearchParams(location.search).get('frame'), grant: '/grant' });
createApp(Checkout).mount('#app');
