import { execFileSync } from 'node:child_process';
import type { FlowJson, HeaderJson } from '@weir/flow';
import { aFlow } from '../../test/fake-store.ts';
import type { Carried, CarriedBody } from './export-format.ts';
import { curl } from './curl.ts';

function flowWith(request: Partial<NonNullable<FlowJson['request']>>): FlowJson {
  const flow = aFlow(1);
  return { ...flow, request: { ...flow.request!, headers: [['User-Agent', 'u'], ['Accept', '*/*']], ...request } };
}

function carrying(bytes?: Uint8Array): Carried {
  const body: CarriedBody | undefined = bytes === undefined ? undefined : { bytes, truncated: false };
  return { body: () => body, decoded: () => Promise.resolve(body), messages: () => [] };
}

/** What a shell makes of the script: the arguments of curl, and its standard input. */
function run(flow: FlowJson, bytes?: Uint8Array): { readonly words: string[]; readonly input: string } {
  const script = `${curl.head}curl() { for word; do printf '%s\\000' "$word"; done; printf '\\000'; cat; }\n${curl.write(flow, carrying(bytes)) as string}`;
  const [words, input] = execFileSync('sh', { input: script }).toString('latin1').split('\0\0');
  return { words: words!.split('\0'), input: input! };
}

const binary = Uint8Array.of(0, 255, 10, 39);

test('a plain request', () => {
  expect(curl.write(flowWith({ headers: [['Host', 'example.com'], ['User-Agent', 'u'], ['accept', '*/*']] }), carrying()))
    .toBe("curl --path-as-is --globoff --header 'User-Agent: u' --header 'accept: */*' --url 'http://example.com/'\n");
});

test('what a shell or curl would read otherwise arrives as it was', () => {
  const url = "http://example.com/a'b?x=$(id)&y=`id`&z=[1-9]{a,b}\\\n;id #";
  const headers: HeaderJson[] = [['Host', 'other.example'], ['X-Quote', `'"$HOME"'`], ['X-Empty', ''], ['@/etc/passwd', 'x'], ['Accept-Encoding', 'br']];
  const { words } = run(flowWith({ method: "DEL'ETE", url, headers }));
  expect(words).toEqual(['--path-as-is', '--globoff', '--request', "DEL'ETE", '--header', 'Host: other.example', '--header', `X-Quote: '"$HOME"'`,
    '--header', 'X-Empty;', '--header', 'Accept-Encoding: br', '--header', 'User-Agent:', '--header', 'Accept:', '--compressed', '--url', url]);
});

test('a text body is an argument; curl derives what frames it', () => {
  const headers: HeaderJson[] = [['Content-Length', '9'], ['Transfer-Encoding', 'chunked'], ['User-Agent', 'u'], ['Accept', 'a']];
  const { words } = run(flowWith({ method: 'POST', headers }), Buffer.from("@it's\n\u00df"));
  expect(words).toEqual(['--path-as-is', '--globoff', '--request', 'POST', '--header', 'User-Agent: u', '--header', 'Accept: a', '--header', 'Content-Type:',
    '--data-raw', Buffer.from("@it's\n\u00df").toString('latin1'), '--url', 'http://example.com/']);
});

test.each([['that is no text', binary], ['beyond one argument', Buffer.alloc(300_000, 'x')]])('a body %s comes by standard input', (_, bytes) => {
  const { words, input } = run(flowWith({ method: 'PUT', headers: [['Content-Type', 'x/y']] }), bytes);
  expect(words.slice(-4)).toEqual(['--data-binary', '@-', '--url', 'http://example.com/']);
  expect(Buffer.from(input, 'latin1').equals(bytes)).toBe(true);
});

test('a body that was captured in part says so', () => {
  const flow = flowWith({ method: 'POST', body: { size: 10, captured: 1, truncated: true } });
  expect(curl.write(flow, carrying(Buffer.from('x')))).toMatch(/^# Of the body, 1 of 10 bytes were captured\.\ncurl /);
});

test('HEAD, an empty POST, a GET with a body', () => {
  expect(run(flowWith({ method: 'HEAD' })).words).toContain('--head');
  expect(run(flowWith({ method: 'POST', headers: [['content-length', '0']] })).words).toContain('content-length: 0');
  expect(run(flowWith({ method: 'GET' }), Buffer.from('q')).words.slice(2, 4)).toEqual(['--request', 'GET']);
});

test('what is no HTTP request has no place', () => {
  expect(curl.write({ ...aFlow(1), type: 'tcp' }, carrying())).toBeUndefined();
  const { request: _request, ...unparsable } = aFlow(1);
  expect(curl.write(unparsable, carrying())).toBeUndefined();
});
