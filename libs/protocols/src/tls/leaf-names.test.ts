import { exampleOrigin, Playbook } from '@weir/testing';
import { leafNames } from './leaf-names.ts';

const local = { host: '192.0.2.1', port: 443 };

test('the name asked for first, then where it goes', () => {
  expect(leafNames(new Playbook({ local, destination: exampleOrigin }).conn, 'www.example.com')).toEqual(['www.example.com', 'example.com']);
});

test('without SNI the address that the client reached', () => {
  expect(leafNames(new Playbook({ local, destination: exampleOrigin }).conn, undefined)).toEqual(['192.0.2.1', 'example.com']);
  expect(leafNames(new Playbook({ local }).conn, undefined)).toEqual(['192.0.2.1']);
});

test('no name twice', () => {
  expect(leafNames(new Playbook({ local, destination: exampleOrigin }).conn, 'example.com')).toEqual(['example.com']);
});
