import { CLIENT, SERVER, other } from './index.ts';

test('each side is the other one\'s other', () => {
  expect([other(CLIENT), other(SERVER)]).toEqual([SERVER, CLIENT]);
});
