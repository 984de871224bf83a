import { thrown } from '../test/openssl.ts';
import { AuthorityError } from './error.ts';
import { nameSubtree, subtreeBase, subtreeText, withinSubtrees, type NameSubtree } from './name-subtree.ts';
import { subjectName } from './names.ts';

const subtree = (text: string): NameSubtree => {
  const read = nameSubtree(text);
  if (read === undefined) throw new Error(`${text} is no subtree`);
  return read;
};

describe('nameSubtree', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    ['com', 'com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['my_ns.svc', 'my_ns.svc'],
  ])('%s is the domain %s', (text, domain) => {
    expect(nameSubtree(text)).toEqual({ kind: 'dns', domain });
  });

  test.each([
    ['10.0.0.0/8', '10.0.0.0/8', '0a000000ff000000'],
    ['0.0.0.0/0', '0.0.0.0/0', '0000000000000000'],
    ['192.0.2.128/25', '192.0.2.128/25', 'c0000280ffffff80'],
    ['192.0.2.1', '192.0.2.1/32', 'c0000201ffffffff'],
    ['2001:DB8::/32', '2001:db8:0:0:0:0:0:0/32', `20010db8${'0'.repeat(24)}ffffffff${'0'.repeat(24)}`],
    ['fe80::/10', 'fe80:0:0:0:0:0:0:0/10', `fe80${'0'.repeat(28)}ffc0${'0'.repeat(28)}`],
    ['::/0', '0:0:0:0:0:0:0:0/0', '0'.repeat(64)],
    ['::1', '0:0:0:0:0:0:0:1/128', `${'0'.repeat(31)}1${'f'.repeat(32)}`],
  ])('%s is the network %s', (text, network, hex) => {
    const read = subtree(text);
    expect(read).toEqual({ kind: 'ip', network });
    expect(subtreeBase(read)).toEqual({ kind: 'ip', bytes: Buffer.from(hex, 'hex') });
    expect(nameSubtree(subtreeText(read))).toEqual(read);
  });

  test.each([
    '', '.', '.example.com', '*', '*.example.com', 'a b', 'a/b', '/', '/8', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/08', '10.0.0.0/8 ', '10.0.0.0/8/8', '10.0.0.1/8', '10.0.0/8',
    '10.0.0.0/255.0.0.0', '2001:db8::/129', '2001:db8::1/32', '[2001:db8::]/32', '[::1]', 'fe80::1%eth0', 'fe80::%eth0/10', '::ffff:10.0.0.0/104', '::ffff:10.0.0.1', 'example.com/8', 'https://example.com', 'x'.repeat(300),
  ])('%j is neither', (text) => {
    expect(nameSubtree(text)).toBeUndefined();
  });
});

describe('withinSubtrees', () => {
  const within = (name: string, permitted: string, excluded = ''): boolean => {
    const lists = [permitted, excluded].map((texts) => texts.split(' ').filter((text) => text !== '').map(subtree)) as [NameSubtree[], NameSubtree[]];
    return withinSubtrees(...lists)(subjectName(name)!);
  };

  test.each([
    ['example.com', 'example.com', '', true],
    ['a.b.example.com', 'example.com', '', true],
    ['badexample.com', 'example.com', '', false],
    ['example.com.evil', 'example.com', '', false],
    ['com', 'example.com', '', false],
    ['example.org', 'example.com example.org', '', true],
    ['anything.test', '', '', true],
    ['a.example.com', 'example.com', 'b.example.com', true],
    ['b.example.com', 'example.com', 'b.example.com', false],
    ['x.b.example.com', 'example.com', 'b.example.com', false],
    ['example.com', '', 'example.com', false],
    // A wildcard stands for one label.
    ['*.example.com', 'example.com', '', true],
    ['*.a.example.com', 'example.com', '', true],
    ['*.example.com', 'a.example.com', '', false],
    ['*.com', 'example.com', '', false],
    ['*.example.com', 'example.com', 'a.example.com', false],
    ['*.example.com', 'example.com', 'b.a.example.com', true],
    ['*.example.com', 'example.com', 'example.org', true],
    ['*.example.com', '', 'com', false],
    ['*.a.example.com', 'example.com', 'example.com', false],
    ['*.com', '', 'com', false],
    ['*.com', '', 'org', true],
  ])('%s in (%s) without (%s): %p', (name, permitted, excluded, expected) => {
    expect(within(name, permitted, excluded)).toBe(expected);
  });

  test.each([
    ['10.1.2.3', '10.0.0.0/8', '', true],
    ['11.1.2.3', '10.0.0.0/8', '', false],
    ['10.1.2.3', '10.0.0.0/8', '10.1.0.0/16', false],
    ['10.127.255.255', '10.0.0.0/9', '', true],
    ['10.128.0.0', '10.0.0.0/9', '', false],
    ['2001:db8::1', '2001:db8::/32', '', true],
    ['2001:db9::1', '2001:db8::/32', '', false],
    ['::1', '0.0.0.0/0', '', false],
    ['127.0.0.1', '::/0', '', false],
    ['::ffff:10.0.0.1', '10.0.0.0/8', '', true],
    ['10.0.0.1', '', '', true],
    ['10.0.0.1', '', 'example.com', true],
    ['10.0.0.1', '', '0.0.0.0/0', false],
    // Where one kind alone is permitted the other one is not.
    ['10.0.0.1', 'example.com', '', false],
    ['example.com', '10.0.0.0/8', '', false],
    ['example.com', '10.0.0.0/8 example.com', '', true],
  ])('%s in (%s) without (%s): %p', (name, permitted, excluded, expected) => {
    expect(within(name, permitted, excluded)).toBe(expected);
  });

  test('a subtree that is none is no reason to sign', () => {
    const name = subjectName('a.example')!;
    const nonsense: NameSubtree[] = [{ kind: 'dns', domain: '*.example' }, { kind: 'dns', domain: '10.0.0.0/8' }, { kind: 'ip', network: 'example' }, { kind: 'ip', network: '10.0.0.1/8' }];
    for (const one of nonsense) {
      expect(thrown(() => withinSubtrees([one], [])(name))).toBeInstanceOf(AuthorityError);
      expect(thrown(() => withinSubtrees([], [one])(name)).message).toMatch(/is neither a domain nor a network such as 10.0.0.0\/8$/);
    }
  });
});
