import { createTokenframe } from 'tokenframe';
import { number } from 'tokenframe/card';

const pay = document.querySelector('#pay');
const tf = createTokenframe({ frame: new URLSearchParams(location.search).get('frame'), grant: '/grant', vault: 'clover' });
const card = tf.create('card');
card.on('change', (state) => (pay.disabled = !state.complete));
card.mount('#card');
document.body.dataset.rules = number('4111111111111111').brand;
pay.addEventListener('click', async () => {
  const result = await card.tokenize();
  document.querySelector('#token').textContent = result.ok ? result.token.id : result.error.code;
});
