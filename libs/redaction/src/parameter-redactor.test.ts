import { ParameterRedactor, type ParameterText } from './parameter-redactor.ts';

const redactor = new ParameterRedactor(['token', 'access_token', 'user[key]', 'Grün'], (octets) => `<${octets}>`);

test.each<[ParameterText, string, string]>([
  ['url', '/a?token=x', '/a?token=<x>'],
  ['url', '/a?b=1&TOKEN=x;y=z,a b&c=2', '/a?b=1&TOKEN=<x;y=z,a b>&c=2'],
  ['url', '/a?b;token=x&token=y#access_token=z&token', '/a?b;token=<x>&token=<y>#access_token=<z>&token'],
  ['url', '/a?to%6ben=%41+b', '/a?to%6ben=<A b>'],
  ['url', '/a?token[]=1&token[12]=2&user%5Bkey%5D=3&user[other]=4', '/a?token[]=<1>&token[12]=<2>&user%5Bkey%5D=<3>&user[other]=4'],
  ['url', '/a?gr%C3%BCn=x&gr\xc3\x9cn=y', '/a?gr%C3%BCn=<x>&gr\xc3\x9cn=<y>'],
  ['url', '/token=x', '/token=x'],
  ['url', '/a?tokens=x&xtoken=y&token=', '/a?tokens=x&xtoken=y&token='],
  ['url', '/a?x?token=y', '/a?x?token=<y>'],
  ['url', 'https://a/?token=a"b<c>d e', 'https://a/?token=<a"b<c>d e>'],
  ['url', '/a?next=%2Fb%3Ftoken%3Dx&d=1', '/a?next=</b?token=x>&d=1'],
  ['url', '/a?next=%2Fb%3Fnext%3D%252Fc%253Ftoken%253Dx', '/a?next=</b?next=%2Fc%3Ftoken%3Dx>'],
  ['url', '/a?next=%2Fb%3Fother%3Dx', '/a?next=%2Fb%3Fother%3Dx'],
  ['text', '<https://a/?token=x>; rel="next"; token=y, </b?token=z>', '<https://a/?token=<x>>; rel="next"; token=y, </b?token=<z>>'],
  ['text', '0;url=/a?token=x;y', '0;url=/a?token=<x;y>'],
  ['text', 'text/html;token=0.9', 'text/html;token=0.9'],
  ['form', 'token=x&a=b&access_token=y+z', 'token=<x>&a=b&access_token=<y z>'],
  ['form', 'a=/b?token=x', 'a=/b?token=<x>'],
])('%s: %s', (kind, text, made) => {
  expect(redactor.redact(text, kind)).toBe(made);
});

test('after a thousand values the rest goes as one', () => {
  const made = redactor.redact(`/?${'token=x&'.repeat(1000)}token=last&a=b`, 'url');
  expect(made.endsWith('&token=<x>&token=<last&a=b>')).toBe(true);
});

test('long texts take no longer than they are long', () => {
  const long = 'a?b&;='.repeat(100_000);
  expect(redactor.redact(long, 'url')).toBe(long);
  expect(redactor.redact(`/?x=${'%253D'.repeat(100_000)}`, 'url')).toHaveLength(500_004);
});
