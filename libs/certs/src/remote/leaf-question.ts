import type { wire } from '@weir/ca-api';
import type { LeafRequest } from '@weir/core';
import { subjectName, subjectNames } from '@weir/x509';
import type { LeafSubject } from '../leaf-subject.ts';

/** As many as the service takes of those that were asked for. */
const maxAsked = 100;

/** What the certificate must hold: the name that the client goes by, which is the first that was asked for. Others the service may leave out where its policy does not grant them. */
export function requiredName(request: LeafRequest, subject: LeafSubject): string {
  return subjectNames([], request.names, 1)[0]?.text ?? subject.names[0]!.text;
}

/** What was asked for, in its normal form. At least one name. */
function askedNames({ names }: LeafRequest, subject: LeafSubject): readonly string[] {
  const asked = subjectNames([], names, maxAsked).map(({ text }) => text);
  return asked.length === 0 ? [subject.names[0]!.text] : asked;
}

/** What the service is asked, so that it comes to the same subject, or to one with fewer copied names. */
export function leafQuestion({ like, ...request }: LeafRequest, subject: LeafSubject, publicKey: Buffer): wire.IssueLeafRequest {
  const commonName = subjectName(like?.commonName ?? '')?.text;
  return {
    publicKey,
    names: [...askedNames(request, subject)],
    like: like === undefined ? undefined : { commonName, organization: subject.organization, names: subject.names.map(({ text }) => text) },
  };
}
