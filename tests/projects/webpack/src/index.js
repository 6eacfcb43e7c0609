import { createElement as h, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { CardElement, TokenframeProvider, useTokenframe } from 'tokenframe/react';

const Checkout = () => {
  const { tokenize, state, pending } = useTokenframe();
  const [token, setToken] = useState('');
  const pay = async () => {
    const result = await tokenize();
    setToken(result.ok ? result.token.id : result.error.code);
  };
  return h('div', null, h(CardElement), h('button', { id: 'pay', onClick: pay, disabled: pending || !state?.complete }, 'Pay'), h('output', { id: 'token' }, token));
};

const frame = new URLSearchParams(location.search).get('frame');
const app = h(TokenframeProvider, { frame, grant: '/grant', vault: 'clover' }, h(Checkout));
createRoot(document.querySelector('#app')).render(h(StrictMode, null, app));
