import { flowSubject, inboxPrefix } from './subjects.ts';

test.each([['regular', 'weir.v1.flows.0.regular'], ['a b.c>*', 'weir.v1.flows.0.a_b_c__'], ['', 'weir.v1.flows.0._']])('the subject of %j', (service, subject) => {
  expect(flowSubject(service)).toBe(subject);
});

test.each([['regular', '_INBOX.regular'], ['a b.c>*', '_INBOX.a_b_c__']])('inboxes of %j', (service, prefix) => {
  expect(inboxPrefix(service)).toBe(prefix);
});
