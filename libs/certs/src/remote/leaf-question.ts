import type { wire } from '@weir/ca-api';
import type { LeafRequest } from '@weir/core';
import { subjectName, subjectNames } from '@weir/x509';
import type { LeafSubject } from '../leaf-subject.ts';

/** As many as the service takes of those that a certificate must hold. */
const maxRequired = 100;

/** What the certificate must hold: what was asked for, in its normal form. At least one name. */
export function requiredNames({ names }: LeafRequest, subject: LeafSubject): readonly string[] {
  const required = subjectNames([], names, maxRequired).map(({ text }) => text);
  return required.length === 0 ? [subject.names[0]!.text] : required;
}

/** What the service is asked, so that it comes to the same subject, or to one with fewer copied names. */
export function leafQuestion({ like, ...request }: LeafRequest, subject: LeafSubject, publicKey: Buffer): wire.IssueLeafRequest {
  const commonName = subjectName(like?.commonName ?? '')?.text;
  return {
    publicKey,
    names: [...requiredNames(request, subject)],
    like: like === undefined ? undefined : { commonName, organization: subject.organization, names: subject.names.map(({ text }) => text) },
  };
}
