import { ProxyError } from '@weir/core';
import { RefusedClients } from './refused-clients.ts';

const why = new ProxyError('destination-blocked', 'no entry');

function rig(): { readonly clients: RefusedClients; readonly lines: string[] } {
  const lines: string[] = [];
  return { clients: new RefusedClients({ event: (level, name, fields, message) => lines.push(`${level} ${name} ${JSON.stringify(fields)}: ${message}`) }), lines };
}

test('one line for each address, and a sum', () => {
  const { clients, lines } = rig();
  for (let n = 0; n < 5; n++) for (const client of ['8.8.8.8', '9.9.9.9']) clients.add('regular', client, why);
  clients.sum();
  clients.sum();
  expect(lines).toEqual([
    'warn client-refused {"mode":"regular","client":"8.8.8.8","code":"destination-blocked"}: no entry',
    'warn client-refused {"mode":"regular","client":"9.9.9.9","code":"destination-blocked"}: no entry',
    'info clients-refused {"count":10}: 10 connections of clients were refused',
  ]);
});

test('a flood from many addresses does not fill the log', () => {
  const { clients, lines } = rig();
  for (let n = 0; n < 5000; n++) clients.add('regular', `8.8.${n >> 8}.${n & 255}`, why);
  expect(lines).toHaveLength(1025);
  expect(lines.at(-1)).toContain('more than 1024 addresses');
  clients.sum();
  expect(lines.at(-1)).toContain('5000 connections');
});
