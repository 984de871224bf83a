import { admission, AdmissionError, type AdmissionRules } from './admission.ts';

const everyone = { blockGlobal: false, blockPrivate: false, allowClients: [] };
const clients = ['127.0.0.1', '::1', '10.0.0.7', 'fd00::7', '100.64.0.7', '8.8.8.8', '2606:4700::1'];

/** Those who are let in. */
function admitted(rules: Partial<AdmissionRules>, from: readonly string[] = clients): readonly string[] {
  const admit = admission({ ...everyone, ...rules });
  return from.filter((ip) => admit(ip) === undefined);
}

test.each<[string, Partial<AdmissionRules>, readonly string[]]>([
  ['no rule: everyone', {}, clients],
  ['block_global', { blockGlobal: true }, ['127.0.0.1', '::1', '10.0.0.7', 'fd00::7', '100.64.0.7']],
  ['block_private', { blockPrivate: true }, ['127.0.0.1', '::1', '8.8.8.8', '2606:4700::1']],
  ['both: this machine alone', { blockGlobal: true, blockPrivate: true }, ['127.0.0.1', '::1']],
  ['allow_clients: these alone, and this machine', { allowClients: ['10.0.0.0/24', '8.8.8.8'] }, ['127.0.0.1', '::1', '10.0.0.7', '8.8.8.8']],
  ['a list counts more than the rules about kinds', { blockGlobal: true, blockPrivate: true, allowClients: ['8.8.8.0/24,fd00::/8 , '] }, ['127.0.0.1', '::1', 'fd00::7', '8.8.8.8']],
  ['an empty word is no list', { allowClients: [''] }, clients],
])('%s', (_what, rules, expected) => {
  expect(admitted(rules)).toEqual(expected);
});

test('an address is what it means', () => {
  const from = ['::ffff:8.8.8.8', '::ffff:808:808', '::ffff:10.0.0.7', 'fe80::1%eth0'];
  expect(admitted({ blockGlobal: true }, from)).toEqual(['::ffff:10.0.0.7', 'fe80::1%eth0']);
  expect(admitted({ allowClients: ['10.0.0.0/8'] }, from)).toEqual(['::ffff:10.0.0.7']);
  expect(admitted({ allowClients: ['::ffff:10.0.0.7'] }, [...from, '10.0.0.7'])).toEqual(['::ffff:10.0.0.7', '10.0.0.7']);
});

test('the refusal says who, why and what to do', () => {
  const refusal = admission({ ...everyone, blockGlobal: true })('8.8.8.8')!;
  expect(refusal).toMatchObject({ code: 'destination-blocked', message: 'The client 8.8.8.8 is refused: its address is public (block_global). Let it in with allow_clients, or turn block_global off.' });
  expect(admission({ ...everyone, allowClients: ['10.0.0.1'] })('10.0.0.2')?.message).toContain('not among allow_clients');
});

test.each(['10.0.0.0/33', 'localhost', '10.0.0', '10.0.0.0-10.0.0.9'])('%s is no list of networks', (text) => {
  expect(() => admission({ ...everyone, allowClients: [text] })).toThrow(new AdmissionError(`allow_clients: ${text} is no address and no network (such as 10.0.0.0/8)`));
});
