import { define } from 'tokenframe/element';

define({ frame: new URLSearchParams(location.search).get('frame'), grant: '/grant', vault: 'clover' });
document.querySelector('#checkout').addEventListener('submit', (event) => {
  event.preventDefault();
  document.querySelector('#token').textContent = new FormData(event.target).get('token');
});
