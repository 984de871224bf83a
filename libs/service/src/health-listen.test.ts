import { HEALTH_LISTEN, parseHealthListen } from './health-listen.ts';

test('an address, or off', () => {
  expect(parseHealthListen(HEALTH_LISTEN)).toEqual({ host: '', port: 9464 });
  expect(parseHealthListen('[::1]:80')).toEqual({ host: '::1', port: 80 });
  expect(parseHealthListen('off')).toBeUndefined();
  expect(() => parseHealthListen('of')).toThrow('expected [HOST:]PORT');
});
