import { UnavailableMode } from './index.ts';

test('says which mode, in the words of the SPEC', () => {
  expect(new UnavailableMode('reverse:quic')).toMatchObject({ name: 'UnavailableMode', message: 'mode reverse:quic is not available yet' });
});
