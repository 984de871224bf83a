import { PlaneFolder } from '../../test/plane-folder.ts';
import { openOnboarding } from './onboarding.ts';

const wanted = { onboarding: true, onboarding_host: 'weir.example' };

test('is about the authority, at the name that was given', () => {
  using folder = new PlaneFolder();
  const answers = openOnboarding(wanted, folder.plane)!;
  expect([answers.isFor('weir.example'), answers.isFor('mitm.it')]).toEqual([true, false]);
  const { content } = answers.answer({ method: 'GET', path: '/cert/pem', headers: [], scheme: 'http', host: 'weir.example', port: 80, httpVersion: 'HTTP/1.1' });
  expect(Buffer.from(content).toString()).toMatch(/^-----BEGIN CERTIFICATE-----/);
});

test('is not there where it is not wanted', () => {
  expect(openOnboarding({ ...wanted, onboarding: false }, { trusted: () => { throw new Error('nobody asks'); } })).toBeUndefined();
});
