import { instructions } from './instructions.ts';
import { plainPage } from './plain-page.ts';

const page = plainPage({ files: [], fingerprint: 'AB:CD' }, 'weir.example');

test('says what to fetch and from where, and the fingerprint', () => {
  expect(page).toContain('\n  curl -fo weir-ca.pem http://weir.example/cert/pem\n');
  expect(page).toContain('\n  AB:CD\n');
  expect(page).toContain("SHA-256, to be compared with what whoever runs Weir's certificate authority says:");
  expect(plainPage({ files: [], fingerprint: 'AB:CD', fingerprintCommand: 'weir ca export' }, 'x')).toContain('what whoever runs this Weir sees (weir ca export):');
});

test('has all lines that can be copied, and none of what has no such lines', () => {
  for (const { title, steps } of instructions.flatMap((group) => group.instructions)) {
    const lines = steps.flatMap((step) => (typeof step === 'string' ? [] : step.lines.split('\n')));
    for (const line of lines) expect(page).toContain(`\n  ${line}\n`);
    expect(page.includes(`\n\n${title}\n`)).toBe(lines.length > 0);
  }
});
