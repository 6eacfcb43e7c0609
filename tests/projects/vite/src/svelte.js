import { mount } from 'svelte';
import { define } from 'tokenframe/element';
import Checkout from './Checkout.svelte';

define({ frame: new URLSearchParams(location.search).get('frame'), grant: '/grant' });
mount(Checkout, { target: document.querySelector('#app') });
