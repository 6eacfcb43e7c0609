/** What the shop does with a card. `createTokenframe` is an argument, so that a test can hand over another. */
export const checkout = async (createTokenframe, node, show) => {
  const tf = createTokenframe({ frame: 'https://card.example.com/1.0.0/', grant: '/checkout/grant' });
  const card = tf.create('card');
  await card.mount(node);
  return async () => {
    const result = await card.tokenize();
    show(result.ok ? `paid with ${result.token.last4}` : result.error.code);
  };
};
