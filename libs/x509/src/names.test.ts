import { subjectName, subjectNames } from './names.ts';

describe('subjectName', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    ['*.example.com', '*.example.com'],
    ['my_service.ns.svc', 'my_service.ns.svc'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.bücher.example', '*.xn--bcher-kva.example'],
    ['localhost', 'localhost'],
  ])('%s is the DNS name %s', (given, text) => {
    expect(subjectName(given)).toMatchObject({ kind: 'dns', text });
  });

  test.each([
    ['192.0.2.1', '192.0.2.1', 'c0000201'],
    ['::ffff:192.0.2.1', '192.0.2.1', 'c0000201'],
    ['::1', '0:0:0:0:0:0:0:1', '00000000000000000000000000000001'],
    ['2001:DB8::', '2001:db8:0:0:0:0:0:0', '20010db8000000000000000000000000'],
    ['[2001:db8::1]', '2001:db8:0:0:0:0:0:1', '20010db8000000000000000000000001'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1', 'fe800000000000000000000000000001'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0:0:0:c000:221', '0064ff9b0000000000000000c0000221'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s is the address %s', (given, text, hex) => {
    const name = subjectName(given);
    expect(name).toMatchObject({ kind: 'ip', text });
    expect(name?.bytes.toString('hex')).toBe(hex);
  });

  test.each([
    '', '.', '..', 'a..b', ' ', 'My Root CA', 'a b.example', '*', 'a.*.example', 'f*.example', '**.example', '-a.example', 'a-.example',
    'a\u0000.example', 'a\n.example', 'https://a.example', 'a@b.example', 'ü%41.example', 'a/b', '\ud800.example', '[::1', '1.2.3.4:80',
    '１.２.３.４', `${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}abc`, 'x'.repeat(100_000), 'ü'.repeat(1000), '[]', '%', ':', '::g',
  ])('%j is no name', (given) => {
    expect(subjectName(given)).toBeUndefined();
  });
});

describe('subjectNames', () => {
  test('keeps the order and each name once', () => {
    const names = subjectNames(['A.example', 'not a name', 'b.example', 'a.example.'], ['c.example', 'B.EXAMPLE', '::1', '0:0::1']);
    expect(names.map((name) => name.text)).toEqual(['a.example', 'b.example', 'c.example', '0:0:0:0:0:0:0:1']);
  });

  test('leaves out optional names where there are too many', () => {
    const many = Array.from({ length: 10 }, (_, i) => `${i}.example`);
    expect(subjectNames(many, ['x.example', '1.example'], 4).map((name) => name.text)).toEqual(['0.example', '1.example', '2.example', 'x.example']);
    const long = Array.from({ length: 400 }, (_, i) => `${i}.${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example`);
    const some = subjectNames(long, ['x.example']);
    expect(some.reduce((sum, name) => sum + name.bytes.length, 0)).toBeLessThan(34_000);
    expect(some.at(-1)?.text).toBe('x.example');
    expect(subjectNames(['o.example'], many, 3).map((name) => name.text)).toEqual(['0.example', '1.example', '2.example']);
  });
});
