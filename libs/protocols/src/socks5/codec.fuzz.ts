import { ProxyError } from '@weir/core';
import { readCredentials, readMethods, readRequest, reply, type Read } from './codec.ts';
import { SUCCEEDED } from './numbers.ts';

/**
 * Reads `bytes` as each message of a SOCKS5 client: what is said of all of them is said of the first beginning that is not `more`, so that it is
 * the same however they arrive. A destination that is an address is written in a reply as it was read. Throws only for a bug.
 */
export function fuzzSocks5(bytes: Uint8Array): void {
  steady(bytes, readMethods);
  steady(bytes, readCredentials);
  const request = steady(bytes, readRequest);
  if (request === 'more' || request instanceof ProxyError) return;
  const { host, port } = request.value.address;
  const written = reply(SUCCEEDED, request.value.address);
  const read = readRequest(Uint8Array.from(written, (byte, at) => (at === 1 ? 1 : byte)));
  if (read === 'more') throw new Error('a reply ends within its address');
  const isLiteral = written[3] === 4 || read.value.address.host !== '0.0.0.0';
  if (isLiteral && (read.value.address.host !== host || read.value.address.port !== port)) throw new Error(`${host} is written as ${read.value.address.host}`);
}

function steady<T>(bytes: Uint8Array, read: (bytes: Uint8Array) => Read<T>): Read<T> | ProxyError {
  const whole = attempt(bytes, read);
  for (let length = 0; length < bytes.length; length++) {
    const part = attempt(bytes.subarray(0, length), read);
    if (part !== 'more' && said(part) !== said(whole)) throw new Error(`${said(part)} after ${length} bytes, ${said(whole)} after all`);
    if (part !== 'more') return whole;
  }
  if (whole !== 'more' && !(whole instanceof ProxyError) && whole.length !== bytes.length) throw new Error(`a message of ${whole.length} bytes was not seen in as many`);
  return whole;
}

function attempt<T>(bytes: Uint8Array, read: (bytes: Uint8Array) => Read<T>): Read<T> | ProxyError {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof ProxyError) return error;
    throw error;
  }
}

function said(outcome: unknown): string {
  return outcome instanceof ProxyError ? `${outcome.code} ${outcome.status}: ${outcome.message}` : JSON.stringify(outcome);
}
