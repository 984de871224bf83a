import { status } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { ProxyError } from '@weir/core';
import { issueLeaf, subjectNames } from '@weir/x509';
import { authority } from '../../test/fake-authority.ts';
import { leafSubject } from '../leaf-subject.ts';
import type { AuthorizedCalls } from './authorized-calls.ts';
import { CallFailure } from './call-failure.ts';
import { LeafCalls } from './leaf-calls.ts';
import { LeafKey } from './leaf-context.ts';

const root = authority('root');

function rig(answer: (question: wire.IssueLeafRequest) => Promise<wire.IssuedCertificate>, limits = { requestMs: 1_000, inFlight: 2, queued: 1 }) {
  const answers: unknown[] = [];
  const call = ((_method: unknown, question: wire.IssueLeafRequest) => answer(question)) as AuthorizedCalls['call'];
  const leaves = new LeafCalls({ calls: { call }, leafKey: new LeafKey(), where: 'ca:8443', now: Date.now, limits, onAnswer: (unusable) => void answers.push(unusable) });
  const ask = (name = 'a.example') => leaves.ask(leafSubject({ names: [name] }), { names: [name] });
  return { leaves, answers, ask };
}

const signed = ({ publicKey, names }: wire.IssueLeafRequest): Promise<wire.IssuedCertificate> =>
  Promise.resolve({ certificate: issueLeaf(root, { names: subjectNames([], names), publicKey, now: Date.now() }).der, intermediates: [], notAfter: 0 });
const silence = (): Promise<never> => new Promise(() => undefined);

test('counts what was issued and what failed', async () => {
  const { leaves, answers, ask } = rig((question) => (question.names[0] === 'a.example' ? signed(question) : Promise.reject(new CallFailure(status.PERMISSION_DENIED, 'not that'))));
  expect((await ask()).context).toBeDefined();
  const error = await ask('b.example').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProxyError);
  expect(error).toMatchObject({ code: 'ca-unavailable', message: 'The certificate authority at ca:8443 does not sign for b.example: not that.' });
  expect([leaves.figures(), answers]).toEqual([{ issued: 1, failed: 1 }, [undefined]]);
});

test('renewals leave most places to those that wait, and their failures are no failures of these', async () => {
  const { leaves, ask } = rig(silence, { requestMs: 10_000, inFlight: 8, queued: 1 });
  const renew = () => leaves.ask(leafSubject({ names: ['a.example'] }), { names: ['a.example'] }, true);
  const may = [leaves.mayRenew];
  const all = [renew()];
  may.push(leaves.mayRenew);
  all.push(ask());
  may.push(leaves.mayRenew);
  leaves.close();
  await Promise.allSettled(all);
  expect([may, leaves.mayRenew, leaves.figures()]).toEqual([[true, true, false], true, { issued: 0, failed: 1 }]);
});

test('ends in time, its turn included', async () => {
  const { leaves, ask } = rig(silence, { requestMs: 50, inFlight: 1, queued: 1 });
  const why = await Promise.all([ask(), ask(), ask()].map((each) => each.catch((error: Error) => error.message)));
  expect(why).toEqual(['it has not answered within 50 ms', 'it has not answered within 50 ms', 'too many certificates are asked for at once'].map((reason) => `The certificate authority at ca:8443 does not sign for a.example: ${reason}.`));
  expect(leaves.figures()).toEqual({ issued: 0, failed: 3 });
});

test('what cannot be used is told', async () => {
  const { answers, ask } = rig((question) => (question.names[0] === 'a.example' ? signed({ ...question, names: ['c.example'] }) : Promise.reject(new CallFailure(status.INTERNAL, 'no protobuf'))));
  await expect(ask()).rejects.toThrow('does not sign for a.example: it answers with a certificate without a.example.');
  await expect(ask('b.example')).rejects.toThrow('no protobuf');
  expect(answers).toEqual(['it answers with a certificate without a.example', 'no protobuf']);
});

test('closed, all are told', async () => {
  const { leaves, ask } = rig(silence);
  const all = [ask(), ask(), ask()];
  leaves.close();
  for (const each of all) await expect(each).rejects.toThrow('this proxy ends');
  await expect(ask()).rejects.toThrow('this proxy ends');
});
