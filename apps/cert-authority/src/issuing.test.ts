import { status } from '@grpc/grpc-js';
import { createSigningRequest, issueIntermediate, readAuthority } from '@weir/x509';
import { anAuthority, aPair, namesOf, policyText } from '../test/rig.ts';
import type { Issuance } from './issuance-log.ts';
import { Issuing } from './issuing.ts';
import { parsePolicy } from './policy.ts';

const policy = parsePolicy(policyText, 'policy.yaml', { never: [] });
const regular = policy.named('regular')!;
const { publicKey } = aPair();
let authority = anAuthority('Weir test');
let now = Date.now();
let logged: Issuance[];

beforeEach(() => {
  authority = anAuthority('Weir test');
  now = Date.now();
  logged = [];
});

function issuing(): Issuing {
  return new Issuing({
    authority: () => authority, identity: anAuthority('Weir services'), policy: () => policy, now: () => now, onTrouble: () => undefined,
    log: {
      append: (issuance, done) => {
        logged.push(issuance);
        done();
      },
    },
  });
}

test('without any name that can be had the certificate is nobody\'s', async () => {
  const { certificate } = await issuing().leaf(regular, { publicKey, names: [], like: { names: ['secret.example'] } });
  expect(namesOf(certificate)).toEqual(['unnamed.invalid']);
  expect(logged.map(({ names }) => names)).toEqual([['unnamed.invalid']]);
});

test('what was issued is counted by kind', async () => {
  const each = issuing();
  await each.leaf(regular, { publicKey, names: ['a.example'], like: undefined });
  await each.client(regular, { csr: createSigningRequest(aPair().privateKey, 'x') });
  await each.intermediate(regular, { csr: createSigningRequest(aPair().privateKey, 'x'), lifetime: 0 });
  expect(each.issued).toEqual({ leaf: 1, intermediate: 1, client: 1 });
});

test('an authority that has expired issues nothing', async () => {
  now = authority.notAfter + 1;
  await expect(issuing().leaf(regular, { publicKey, names: ['a.example'], like: undefined })).rejects.toMatchObject({ code: status.FAILED_PRECONDITION, message: expect.stringMatching(/expired/) });
  expect(logged).toEqual([]);
});

test('an authority that permits none below it delegates nothing, and signs leaves with its chain', async () => {
  const pair = aPair();
  const { chain } = issueIntermediate(authority, { commonName: 'Lowest', publicKey: pair.publicKey, now, lifetimeMs: 3_600_000, permitted: [], excluded: [] });
  authority = readAuthority({ text: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }, { text: chain }, now);
  const each = issuing();
  await expect(each.intermediate(regular, { csr: createSigningRequest(aPair().privateKey, 'x'), lifetime: 0 })).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  const { intermediates, notAfter } = await each.leaf(regular, { publicKey, names: ['a.example'], like: undefined });
  expect(intermediates).toEqual([authority.certificates[0]!.raw]);
  expect(notAfter).toBeLessThanOrEqual(authority.notAfter);
});
