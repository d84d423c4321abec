import { checkOut } from './checkout.js';

const form = document.querySelector('form')!;
const button = document.querySelector('button')!;
const output = document.querySelector('output')!;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const email = new FormData(form).get('email') as string;
  output.textContent = '';
  button.disabled = true;
  const { text, again } = await checkOut(email);
  output.textContent = text;
  button.disabled = !again;
});
