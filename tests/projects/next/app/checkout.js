'use client';

import { useState } from 'react';
import { CardElement, TokenframeProvider, useTokenframe } from 'tokenframe/react';

export const Checkout = ({ frame }) => (
  <TokenframeProvider frame={frame} grant="/grant" vault="clover">
    <Form />
  </TokenframeProvider>
);

const Form = () => {
  const { tokenize, state, pending } = useTokenframe();
  const [token, setToken] = useState('');
  const pay = async (event) => {
    event.preventDefault();
    const result = await tokenize();
    setToken(result.ok ? result.token.id : result.error.code);
  };
  return (
    <form onSubmit={pay}>
      <CardElement id="card" name="optional" />
      <button id="pay" disabled={pending || !state?.complete}>
        Pay
      </button>
      <output id="token">{token}</output>
    </form>
  );
};
